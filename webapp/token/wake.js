/** Moments at which time may have been lost or the network found: after sleep, another page, another tab. */

const TICK = 30_000;
const GAP = 90_000; // browsers slow the timers of a hidden page down to one a minute

/**
 * @typedef {object} Moment
 * @property {boolean} [isOnline]    the network has come back
 * @property {boolean} [isRestored]  the page was kept aside while another one was shown
 * @property {number} [away]         milliseconds that the page was hidden, or the computer slept
 */

/**
 * @param {(moment: Moment) => void} look
 * @param {() => number} wall
 * @param {number} [tick] milliseconds from one look at the clock to the next
 * @returns {() => void} ends it
 */
export const onWake = (look, wall, tick = TICK) => {
  const { document } = globalThis;
  const over = new AbortController();
  const { signal } = over;
  globalThis.addEventListener?.('online', () => look({ isOnline: true }), { signal });
  globalThis.addEventListener?.('pageshow', ({ persisted }) => look({ isRestored: persisted }), { signal });
  let hiddenAt = Infinity;
  document?.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = wall();
    else look({ away: wall() - hiddenAt });
  }, { signal });
  document?.addEventListener('resume', () => look({}), { signal }); // a page that was frozen
  let before = wall();
  const timer = setInterval(() => {
    const away = wall() - before;
    before = wall();
    if (Math.abs(away) > GAP) look({ away });
  }, tick);
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
