/**
 * This browser as one of the user's Spotify devices: one SDK player. Where it is dead it is built anew; by itself at
 * most once a minute, and never two at a time, which would play two songs.
 */
import { deviceName } from './device-name.js';
import { pause } from './pause.js';
import { createPlayer, loadSdk } from './sdk.js';

const BETWEEN_REBUILDS = 60_000;
const USUALLY_READY_WITHIN = 25_000;
const USUALLY_BACK_WITHIN = 15_000;
const GONE_WITHIN = 2_000;

/**
 * @param {import('../../token/token-source.js').TokenSource} tokens
 * @param {{state: import('../state/reducer.js').State, dispatch: (event: object) => void}} store
 */
export const createDevice = (tokens, store) => {
  let Spotify = null;
  let player = null;
  let building = null;
  let timer = null;
  let rebuiltAt = -Infinity;
  let isWanted = false;

  const build = () => {
    const { volume } = store.state.player;
    const options = { name: deviceName(), getOAuthToken: tokens.getOAuthToken, volume };
    const ifCurrent = (listener) => (event) => built === player && listener(event); // a left player is not heard
    const built = createPlayer(Spotify, options, ifCurrent(hear), ifCurrent(refused));
    player = built;
  };

  const connect = async () => {
    const connecting = player;
    setTimeout(() => connecting === player && store.dispatch({ type: 'player/late' }), USUALLY_READY_WITHIN);
    if (await connecting.connect() === false) console.warn('Spotify’s player: connect() answered false');
  };

  const leave = async () => {
    clearTimeout(timer);
    timer = null;
    const left = player;
    player = null;
    await Promise.race([left?.disconnect(), pause(GONE_WITHIN)]); // a dead one may never answer
  };

  const anew = () => {
    if (!isWanted) return undefined;
    if (!player) build();
    return connect();
  };

  const rebuild = () => {
    store.dispatch({ type: 'player/reconnecting' });
    rebuiltAt = performance.now();
    building ??= leave().then(anew).finally(() => { building = null; });
    return building;
  };

  /** At once, or as soon as a minute has passed since the last one. */
  const rebuildSoon = () => {
    if (timer !== null || building) return;
    store.dispatch({ type: 'player/reconnecting' });
    timer = setTimeout(rebuild, Math.max(0, rebuiltAt + BETWEEN_REBUILDS - performance.now()));
  };

  const hear = (event) => {
    store.dispatch(event);
    if (event.type === 'player/offline') expectBack();
  };

  /** The SDK comes back by itself when the browser is online again; where it does not, it is dead. */
  const expectBack = () => {
    const expected = player;
    setTimeout(() => {
      const isBack = expected !== player || store.state.player.status !== 'offline';
      if (!isBack && navigator.onLine) rebuildSoon();
    }, USUALLY_BACK_WITHIN);
  };

  const refused = () => {
    if (tokens.state.name === 'login') return; // a new token needs the user's click
    if (timer === null) tokens.rejected();
    rebuildSoon();
  };

  return {
    /** The SDK's player, or null before it is there. */
    get player() {
      return player;
    },

    get isLoaded() {
      return Spotify !== null;
    },

    rebuild,
    expectBack,

    /** @param {string} sdkUrl */
    async load(sdkUrl) {
      Spotify = await loadSdk(sdkUrl);
    },

    /** Browsers allow sound only to what is started inside a click; so it may have to be there before it connects. */
    activate() {
      if (!player && Spotify) build();
      player?.activateElement();
    },

    start() {
      isWanted = true;
      store.dispatch({ type: 'player/loading' });
      return anew();
    },

    stop() {
      isWanted = false;
      return leave();
    },
  };
};
