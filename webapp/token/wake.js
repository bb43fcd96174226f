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
 * @returns {() => void} ends it
 */
export const onWake = (look, wall) => {
  const { document } = globalThis;
  const over = new AbortController();
  const { signal } = over;
  globalThis.addEventListener?.('online', () => look({ isOnline: true }), { signal });
  globalThis.addEventListener?.('pageshow', ({ persisted }) => look({ isRestored: persisted }), { signal });
  document?.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look({}), { signal });
  document?.addEventListener('resume', () => look({}), { signal }); // a page that was frozen
  let before = wall();
  const timer = setInterval(() => {
    const since = wall() - before;
    before = wall();
    if (Math.abs(since) > GAP) look({});
  }, TICK);
  keepsNobodyAwake(timer);
  return () => {
    over.abort();
    clearInterval(timer);
  };
};

/**
 * Node ends when nothing but such things is left; a browser does not ask.
 * @param {any} timerOrChannel
 */
export const keepsNobodyAwake = (timerOrChannel) => timerOrChannel?.unref?.();
