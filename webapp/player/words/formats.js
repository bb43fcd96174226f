/** How times, counts and devices are written. */

/** @param {Date} date @returns {string} like 14:05:07 */
export const timeOfDay = (date) => date.toLocaleTimeString('en-GB');

/** @param {string} instant @returns {string} like 23 May 2027 */
export const day = (instant) =>
  new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** @param {string} instant @returns {string} like 23 May 2027 at 14:05, where the person is */
export const moment = (instant) => `${day(instant)} at ${timeOfDay(new Date(instant)).slice(0, 5)}`;

/** @param {import('../state/own-sessions-reducer.js').OwnSession} session @returns {string} like Firefox on Linux */
export const deviceOf = ({ device, current }) => device ?? (current ? 'This browser' : 'Another browser');

/** @param {number} milliseconds @returns {string} like 3:07 or 1:03:07 */
export const timeInTrack = (milliseconds) => {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(seconds % 60)}`;
};

/** @param {number} count @param {string} thing @returns {string} like 1 renewal, 3 renewals */
export const many = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;

function twoDigits(number) {
  return String(number).padStart(2, '0');
}
