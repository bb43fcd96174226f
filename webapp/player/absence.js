/** Tells when this computer may have slept, or the page, or the network: what was known before may no longer be so. */

const TICK = 10_000;
const LONG = 90_000; // timers of a hidden page may come once a minute only
const AT_MOST_EVERY = 5_000;

/** @param {() => void} woken */
export const onWake = (woken) => {
  let tickedAt = Date.now();
  let hiddenAt = Infinity;
  let wokenAt = -Infinity;

  const wake = () => {
    if (Date.now() - wokenAt < AT_MOST_EVERY) return;
    wokenAt = Date.now();
    woken();
  };

  setInterval(() => {
    const slept = Date.now() - tickedAt > LONG;
    tickedAt = Date.now();
    if (slept) wake();
  }, TICK);
  addEventListener('online', wake);
  addEventListener('pageshow', ({ persisted }) => persisted && wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > LONG) wake();
  });
};
