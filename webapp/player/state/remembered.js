/**
 * The track that was on when the user left for a consent, or when the page was loaded again, so that it goes on afterwards.
 * Kept for this tab, for a few minutes; nothing of a token.
 * @typedef {{uri: string, context: string|null, position: number, wasPlaying: boolean, userId: string|null,
 *   track: import('./player-reducer.js').Track}} Remembered
 */
import { positionAt } from './player-reducer.js';

const KEY = 'sostenuto.track';
const KEPT = 20 * 60_000;
const HERE = ['playing', 'paused'];
const JUST_NOW = 10_000;

/**
 * @param {import('./reducer.js').State} state
 * @param {{isLeft?: boolean}} [how] isLeft: the page goes, and nobody has said that it should be remembered for when it is back
 */
export const rememberTrack = ({ player, session }, { isLeft = false } = {}) => {
  const { track, status } = player;
  if (!track?.uri || (isLeft && (!HERE.includes(status) || isAskedFor(kept())))) return;
  const position = Math.round(positionAt(player, performance.now()));
  const remembered = { uri: track.uri, context: track.context, position, wasPlaying: status === 'playing',
    userId: session?.user?.id ?? null, track };
  keep(JSON.stringify({ ...remembered, isLeft, at: Date.now() }));
};

/** @returns {Remembered|null} once; of a page that was just left only where it is loaded again */
export const takeRemembered = () => {
  const { at, isLeft, ...remembered } = kept() ?? {};
  forget();
  return Date.now() - at < KEPT && remembered.track?.name && (!isLeft || isReload()) ? remembered : null;
};

function isAskedFor(before) {
  return before && !before.isLeft && Date.now() - before.at < JUST_NOW;
}

function isReload() {
  const [navigation] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming} */ (navigation)?.type === 'reload';
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep(text) {
  try {
    sessionStorage.setItem(KEY, text);
  } catch { /* a browser that keeps nothing: then there is nothing to return to */ }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
}
