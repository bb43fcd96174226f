/**
 * One player a browser: of all its tabs one holds a lock, and only that one has a device at Spotify. A tab asks for the
 * lock when it opens and when somebody looks at it; a click on "Play here" takes it away from the tab that has it.
 */

const LOCK = 'sostenuto-player';

/**
 * @param {{gained: () => void, lost: () => void}} tell  lost: another tab has it, from the start or from now on
 * @param {LockManager} [locks] where a browser has none, every tab has its own player
 */
export const createTurn = ({ gained, lost }, locks = navigator.locks) => {
  let release = null;

  const hold = (lock) => {
    if (lock === null) return lost();
    return new Promise((resolve) => {
      release = resolve;
      gained();
    });
  };

  const request = async (options) => {
    if (release) return;
    if (!locks) {
      hold();
      return;
    }
    await locks.request(LOCK, options, hold).catch(() => { // stolen
      release = null;
      lost();
    });
  };

  return {
    get isOurs() {
      return release !== null;
    },
    claim: () => request({ ifAvailable: true }),
    takeOver: () => request({ steal: true }),
    giveUp() {
      release?.();
      release = null;
    },
  };
};
