/**
 * Looks where the music is: which device plays when this one becomes ready, and after a sleep whether this one is still
 * known. A device that Spotify no longer knows is built anew, once.
 */

const REFUSALS = ['not-listed', 'owner'];

/** By its name too: Spotify keeps the device of a page that was loaded again for a while, and it has the name of this one. */
const isOf = (device) => (mark) => mark === device?.id || mark === device?.name;

/** @param {{tokens: object, device: object, webApi: object, store: object}} page */
export const createWatch = ({ tokens, device, webApi, store }) => {
  let looking = null;

  /** Somebody who is not on the app's list hears it now, not at the first click. */
  const whereIsTheMusic = async () => {
    const { outcome, body } = await webApi.playback();
    const { status, deviceId, deviceName } = store.state.player;
    if (REFUSALS.includes(outcome)) store.dispatch({ type: 'player/failed', trouble: outcome });
    else if (status === 'ready' && body?.is_playing && ![deviceId, deviceName].some(isOf(body.device))) elsewhere(body.device);
  };

  const nameTheDevice = async () => {
    const { body } = await webApi.playback();
    const { status, deviceId, deviceName } = store.state.player;
    if (status === 'elsewhere' && deviceId && !deviceName && body?.device?.id !== deviceId) elsewhere(body?.device);
  };

  const elsewhere = (other) => other && store.dispatch({ type: 'player/elsewhere', deviceName: other.name });

  const lookAgain = async () => {
    const { deviceId, status } = store.state.player;
    const token = await tokens.current({ recheck: true });
    if (status === 'offline') device.expectBack();
    if (!token || !device.player || !deviceId) return;
    const known = await webApi.devices();
    const isLost = known && !known.some(({ id }) => id === deviceId);
    if (!isLost || store.state.player.deviceId !== deviceId) return;
    store.dispatch({ type: 'player/loading' }); // what slept does not start to sing by itself
    await device.rebuild();
  };

  let before = store.state.player;
  store.subscribe(({ player }) => {
    const { status, deviceId, deviceName } = before;
    before = player;
    if (player.status === 'ready' && (status !== 'ready' || deviceId !== player.deviceId)) whereIsTheMusic();
    if (player.status === 'elsewhere' && !player.deviceName && (status !== 'elsewhere' || deviceName)) nameTheDevice();
  });

  return {
    /** One look at a time. */
    lookAgain() {
      looking ??= lookAgain().finally(() => { looking = null; });
      return looking;
    },
  };
};
