/** Tells when the person, the computer or the network was away for long: what was known before may no longer be so. */
import { onWake } from '../token/wake.js';

const LONG = 90_000;
const TICK = 10_000;
const AT_MOST_EVERY = 5_000;

/** @param {() => void} look */
export const afterAbsence = (look) => {
  let lookedAt = -Infinity;
  onWake(({ isOnline, isRestored, away = 0 }) => {
    const mayHaveChanged = isOnline || isRestored || away > LONG;
    if (!mayHaveChanged || Date.now() - lookedAt < AT_MOST_EVERY) return;
    lookedAt = Date.now();
    look();
  }, () => Date.now(), TICK);
};
