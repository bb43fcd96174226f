/**
 * This browser as one of the user's Spotify devices: one SDK player, connected, and connected again when Spotify
 * refuses its token; at most once a minute, and never a second player, which would play a second song.
 */
import { createPlayer, loadSdk } from './sdk.js';

const BETWEEN_RECONNECTS = 60_000;
const USUALLY_READY_WITHIN = 25_000;

/**
 * @param {import('../token/token-source.js').TokenSource} tokens
 * @param {{state: import('./reducer.js').State, dispatch: (event: object) => void}} store
 */
export const createDevice = (tokens, store) => {
  const dispatch = (event) => store.dispatch(event);
  let player = null;
  let reconnectedAt = -Infinity;
  let reconnecting = null;

  const connect = async () => {
    setTimeout(() => dispatch({ type: 'player/late' }), USUALLY_READY_WITHIN);
    const connected = await player.connect();
    if (connected === false) console.warn('Spotify’s player: connect() answered false');
  };

  /** Soon, or as soon as a minute has passed since the last time. */
  const reconnect = () => {
    if (reconnecting !== null) return;
    const wait = Math.max(0, reconnectedAt + BETWEEN_RECONNECTS - performance.now());
    dispatch({ type: 'player/reconnecting' });
    reconnecting = setTimeout(() => {
      reconnecting = null;
      reconnectedAt = performance.now();
      player.disconnect(); // may never answer: not waited for
      connect();
    }, wait);
  };

  const refused = () => {
    if (tokens.state.name === 'login') return; // a new token needs the user's click
    if (reconnecting === null) tokens.rejected();
    reconnect();
  };

  return {
    /** The SDK's player, or null before it is there. */
    get player() {
      return player;
    },

    reconnect,

    /** @param {string} sdkUrl */
    async start(sdkUrl) {
      const Spotify = await loadSdk(sdkUrl);
      if (player) return;
      player = createPlayer(Spotify, tokens.getOAuthToken, store.state.player.volume, dispatch, refused);
      connect();
    },

    stop() {
      clearTimeout(reconnecting);
      player?.disconnect();
    },
  };
};
