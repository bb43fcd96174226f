/** What the user's clicks do: first bring the music to this browser, then drive the SDK's player. */

const STARTS_WITHIN = 3_000;

/**
 * @param {ReturnType<import('./device.js').createDevice>} device
 * @param {ReturnType<import('./web-api.js').createWebApi>} webApi
 * @param {{state: import('./reducer.js').State, dispatch: (event: object) => void}} store
 */
export const createPlayback = (device, webApi, store) => {
  let isStarting = false;
  const isHere = () => ['playing', 'paused'].includes(store.state.player.status);
  const complain = (complaint) => store.dispatch({ type: 'complaint/made', complaint });

  const run = (command) => {
    complain(null);
    Promise.resolve(command).catch(() => complain('refused'));
  };

  /** A transfer that Spotify accepts may still leave the music silent: only then it is asked to resume. */
  const bringHere = async () => {
    const { deviceId, at: heardBefore } = store.state.player;
    const moved = await webApi.transfer(deviceId);
    if (moved !== 'done') return moved;
    await new Promise((resolve) => setTimeout(resolve, STARTS_WITHIN));
    const { status, at } = store.state.player;
    if (at !== heardBefore || !['ready', 'elsewhere'].includes(status)) return 'done';
    const resumed = await webApi.resume(deviceId);
    return resumed === 'no-device' ? 'nothing' : resumed;
  };

  const start = async () => {
    if (isStarting) return;
    isStarting = true;
    complain(null);
    const outcome = await bringHere().catch(() => 'refused');
    isStarting = false;
    if (outcome !== 'done') complain(outcome);
    if (outcome === 'no-device') device.reconnect();
  };

  return {
    /** To be called inside the click itself: browsers allow sound only then. */
    playOrPause() {
      device.player.activateElement();
      if (store.state.player.remedy === 'enable-audio') run(device.player.resume());
      else if (isHere()) run(device.player.togglePlay());
      else start();
    },
    enableAudio() {
      device.player.activateElement();
      run(device.player.resume());
    },
    next: () => run(device.player.nextTrack()),
    previous: () => run(device.player.previousTrack()),
    seek(position) {
      store.dispatch({ type: 'player/sought', position, at: performance.now() });
      run(device.player.seek(position));
    },
    setVolume(volume) {
      store.dispatch({ type: 'player/volume', volume });
      run(device.player?.setVolume(volume));
    },
  };
};
