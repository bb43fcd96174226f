/** What the user's clicks do: first bring the music to this browser, then drive the SDK's player. */

const STARTS_WITHIN = 3_000;
const AWAITED_FOR = 120_000; // later than that, after a sleep, nobody expects music to start by itself
const LOST = ['reconnecting', 'offline'];

/**
 * @param {ReturnType<import('./device.js').createDevice>} device
 * @param {ReturnType<import('./web-api.js').createWebApi>} webApi
 * @param {{state: import('../state/reducer.js').State, dispatch: (event: object) => void, subscribe: Function}} store
 */
export const createPlayback = (device, webApi, store) => {
  let isStarting = false;
  let isSecondTry = false;
  let awaitedUntil = -Infinity; // the music should play here as soon as the player is ready
  let last = null;
  let heard = () => {};
  const isHere = () => ['playing', 'paused'].includes(store.state.player.status);
  const fail = (trouble) => store.dispatch({ type: 'player/failed', trouble });

  /** A command that failed can be given again by one click. */
  const run = async (command) => {
    last = command;
    store.dispatch({ type: 'player/asked' });
    try {
      await command();
    } catch {
      fail('refused');
    }
  };

  /** A transfer that Spotify accepts may still leave the music silent: only then it is asked to resume. */
  const bringHere = async () => {
    const { remembered, player: { deviceId } } = store.state;
    if (remembered) return webApi.playTrack(deviceId, remembered);
    const moved = await webApi.transfer(deviceId);
    if (moved !== 'done') return moved;
    if (await starts() || !['ready', 'elsewhere'].includes(store.state.player.status)) return 'done';
    const resumed = await webApi.resume(deviceId);
    return resumed === 'no-device' ? 'nothing' : resumed;
  };

  /** @returns {Promise<boolean>} whether the player is heard soon */
  const starts = () => new Promise((resolve) => {
    heard = () => resolve(true);
    setTimeout(() => resolve(false), STARTS_WITHIN);
  });

  const start = async () => {
    if (isStarting) return;
    isStarting = true;
    last = start;
    store.dispatch({ type: 'player/asked' });
    const outcome = await bringHere().catch(() => 'refused');
    isStarting = false;
    if (outcome === 'no-device' && !isSecondTry) buildAnew();
    else if (outcome !== 'done') fail(outcome);
    isSecondTry = outcome === 'no-device' && !isSecondTry;
  };

  /** Spotify does not know this player any more: once, a new one is built for the same click. */
  const buildAnew = () => {
    awaitIt();
    device.rebuild();
  };

  let before = store.state.player;
  store.subscribe(({ player, remembered }) => {
    if (before.status === 'playing' && LOST.includes(player.trouble)) awaitIt(); // in mid-song
    if (before.at !== player.at) heard();
    before = player;
    if (player.status === 'playing') awaitedUntil = -Infinity;
    if (player.status !== 'ready' || !(Date.now() < awaitedUntil || remembered?.wasPlaying)) return;
    awaitedUntil = -Infinity;
    if (remembered?.wasPlaying) store.dispatch({ type: 'remembered/continued' });
    start();
  });

  const awaitIt = () => { awaitedUntil = Date.now() + AWAITED_FOR; };
  const resume = () => run(() => device.player.resume());
  const toggle = () => run(() => device.player.togglePlay());

  return {
    /** To be called inside the click itself: browsers allow sound only then. */
    playOrPause() {
      device.activate();
      if (store.state.player.trouble === 'autoplay') resume();
      else if (isHere()) toggle();
      else start();
    },
    whenReady: awaitIt,

    // by the name of what is wanted
    'play': () => store.state.player.status === 'paused' && resume(),
    'pause': () => store.state.player.status === 'playing' && run(() => device.player.pause()),
    'enable-audio'() {
      device.activate();
      resume();
    },
    'again': () => last?.(),
    'next': () => run(() => device.player.nextTrack()),
    'previous': () => run(() => device.player.previousTrack()),
    'seek'(position) {
      store.dispatch({ type: 'player/sought', position });
      run(() => device.player.seek(position));
    },
    'volume'(volume) {
      store.dispatch({ type: 'player/volume', volume });
      device.player?.setVolume(volume);
    },
  };
};
