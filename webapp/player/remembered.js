/**
 * The track that was on when the user left for a consent, so that it goes on afterwards. Kept for this tab, for a few
 * minutes; nothing of a token.
 * @typedef {{uri: string, context: string|null, position: number, wasPlaying: boolean, userId: string|null,
 *   track: import('./player-reducer.js').Track}} Remembered
 */
import { positionAt } from './player-reducer.js';

const KEY = 'sostenuto.track';
const KEPT = 20 * 60_000;

/** @param {import('./reducer.js').State} state */
export const rememberTrack = ({ player, session }) => {
  const { track, status } = player;
  if (!track?.uri) return;
  const position = Math.round(positionAt(player, performance.now()));
  const remembered = { uri: track.uri, context: track.context, position, wasPlaying: status === 'playing',
    userId: session?.user?.id ?? null, track };
  keep(JSON.stringify({ ...remembered, at: Date.now() }));
};

/** @returns {Remembered|null} once */
export const takeRemembered = () => {
  try {
    const { at, ...remembered } = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return Date.now() - at < KEPT && remembered.track?.name ? remembered : null;
  } catch {
    return null;
  }
};

function keep(text) {
  try {
    sessionStorage.setItem(KEY, text);
  } catch { /* a browser that keeps nothing: then there is nothing to return to */ }
}
