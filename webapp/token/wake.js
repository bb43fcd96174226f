/** Moments at which time may have been lost or the network found: after sleep, another page, another tab. */

const TICK = 30_000;
const GAP = 90_000; // browsers slow the timers of a hidden page down to one a minute

/**
 * @typedef {object} Moment
 * @property {boolean} [isOnline]    the network has come back
 * @property {boolean} [isRestored]  the page was kept aside while another one was shown
 */

/**
 * @param {(moment: Moment) => void} look
 * @param {() => number} wall
 */
export const onWake = (look, wall) => {
  const { document } = globalThis;
  globalThis.addEventListener?.('online', () => look({ isOnline: true }));
  globalThis.addEventListener?.('pageshow', ({ persisted }) => look({ isRestored: persisted }));
  document?.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look({}));
  document?.addEventListener('resume', () => look({})); // a page that was frozen
  let before = wall();
  setInterval(() => {
    const since = wall() - before;
    before = wall();
    if (Math.abs(since) > GAP) look({});
  }, TICK);
};
