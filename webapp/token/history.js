/**
 * What has happened to the token in the last hour, oldest first: enough to draw it, and bounded.
 *
 * @typedef {object} Happening
 * @property {'handed'|'renewed'|'failed'|'waiting'} kind  handed: a token was given to the SDK, or is the page's first;
 *   renewed: a new version was seen; failed: an answer gave no token; waiting: the next try was set
 * @property {Date} at
 * @property {number} [version]  handed, renewed
 * @property {string} [error]    failed, waiting
 */

const HOUR = 3_600_000;
const MOST = 240;

/**
 * @param {readonly Happening[]} history
 * @param {Happening} happening
 * @returns {readonly Happening[]}
 */
export const withHappening = (history, happening) => {
  const now = happening.at.getTime();
  const recent = history.filter(({ at }) => now - at.getTime() < HOUR);
  return Object.freeze([...recent, Object.freeze(happening)].slice(-MOST));
};
