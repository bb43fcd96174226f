/** The keys for media, the lock screen and the headset: what is on, and what they want. */
import { positionAt } from './state/player-reducer.js';

const STATES = { playing: 'playing', paused: 'paused' };

/**
 * @param {{subscribe: (view: (state: import('./state/reducer.js').State) => void) => void}} store
 * @param {(name: string, value?: number) => void} want
 * @param {MediaSession} [session]
 */
export const createMediaSession = (store, want, session = navigator.mediaSession) => {
  if (!session) return;
  const on = (action, listener) => {
    try {
      session.setActionHandler(action, listener);
    } catch { /* not known to this browser */ }
  };
  on('play', () => want('play'));
  on('pause', () => want('pause'));
  on('previoustrack', () => want('previous'));
  on('nexttrack', () => want('next'));
  on('seekto', ({ seekTime }) => want('seek', seekTime * 1000));

  let shown = null;
  store.subscribe(({ player }) => {
    const { track } = player;
    if (track?.uri !== shown) {
      shown = track?.uri;
      session.metadata = track ? metadataOf(track) : null;
    }
    session.playbackState = STATES[player.status] ?? 'none';
    const position = positionAt(player, performance.now());
    if (track?.duration) session.setPositionState?.({ duration: track.duration / 1000, position: position / 1000 });
    else session.setPositionState?.();
  });
};

function metadataOf({ name, artists, album, cover }) {
  return new MediaMetadata({ title: name, artist: artists, album, artwork: cover ? [{ src: cover }] : [] });
}
