/** What this browser is called among the user's Spotify devices. */

const BROWSERS = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari']];

/** @param {string} [agent] @returns {string} like Sostenuto (Firefox) */
export const deviceName = (agent = navigator.userAgent) => {
  const browser = BROWSERS.find(([mark]) => mark.test(agent))?.[1];
  return browser ? `Sostenuto (${browser})` : 'Sostenuto';
};
