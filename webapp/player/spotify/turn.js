/**
 * One player a browser: of all its tabs one holds a lock, and only that one has a device at Spotify. A tab asks for the
 * lock when it opens and when somebody looks at it; a click on "Play here" takes it away from the tab that has it.
 */

const LOCK = 'sostenuto-player';
const PATIENCE = 1_000; // a tab that closes or loads anew has the lock for a moment longer

/**
 * @param {{gained: () => void, lost: () => void}} tell  lost: another tab has it, from the start or from now on
 * @param {LockManager} [locks] where a browser has none, every tab has its own player
 */
export const createTurn = ({ gained, lost }, locks = navigator.locks) => {
  let release = null;

  const hold = () => new Promise((resolve) => {
    release = resolve;
    gained();
  });

  const request = async (options) => {
    if (release) return;
    let isHeld = false;
    const held = () => {
      isHeld = true;
      return hold();
    };
    try {
      await (locks ? locks.request(LOCK, options, held) : held());
    } catch { // it was taken away, or another tab keeps it
      if (isHeld) release = null;
      if (!release) lost();
    }
  };

  return {
    get isOurs() {
      return release !== null;
    },
    claim: () => request({ signal: AbortSignal.timeout(PATIENCE) }),
    takeOver: () => request({ steal: true }),
    giveUp() {
      release?.();
      release = null;
    },
  };
};
