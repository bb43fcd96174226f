/**
 * Spotify's Web Playback SDK: its script, and a player whose events become ours.
 * @see https://developer.spotify.com/documentation/web-playback-sdk/reference
 */

const LOADED_WITHIN = 20_000;

/** @param {string} sdkUrl @returns {Promise<any>} `window.Spotify`; fails where the script is blocked or silent */
export const loadSdk = (sdkUrl) => new Promise((resolve, reject) => {
  if (window.Spotify) {
    resolve(window.Spotify);
    return;
  }
  const script = document.createElement('script');
  const fail = () => {
    clearTimeout(limit);
    script.remove();
    reject(new Error('The Web Playback SDK did not load'));
  };
  const limit = setTimeout(fail, LOADED_WITHIN);
  window.onSpotifyWebPlaybackSDKReady = () => {
    clearTimeout(limit);
    resolve(window.Spotify);
  };
  script.src = sdkUrl;
  script.addEventListener('error', fail);
  document.head.append(script);
});

/**
 * The sound is in a frame of the SDK, and media keys go where the sound is: so the SDK keeps its media session, and
 * the page has one beside it.
 * @param {any} Spotify
 * @param {{name: string, getOAuthToken: (callback: (token: string) => void) => void, volume: number}} options
 * @param {(event: object) => void} hear  gets the player's events as those of the reducer
 * @param {() => void} onRefused          the SDK could not log in with its token
 */
export const createPlayer = (Spotify, options, hear, onRefused) => {
  const player = new Spotify.Player({ ...options, enableMediaSession: true });
  const on = (event, listener) => player.addListener(event, listener);
  const heard = (playback) => hear({ type: 'player/heard', playback, deviceName: options.name });
  const failed = (trouble) => ({ message }) => {
    console.error(`Spotify's player: ${message}`);
    hear({ type: 'player/failed', trouble });
  };

  on('ready', async ({ device_id: deviceId }) => {
    hear({ type: 'player/ready', deviceId, deviceName: options.name });
    const playback = await player.getCurrentState(); // it may have gone on playing all the time
    if (playback?.track_window?.current_track) heard(playback);
  });
  on('not_ready', () => hear({ type: 'player/offline' }));
  on('player_state_changed', (playback) => (playback?.track_window?.current_track
    ? heard(playback) : hear({ type: 'player/elsewhere', deviceName: null })));
  on('autoplay_failed', () => hear({ type: 'player/failed', trouble: 'autoplay' }));
  on('initialization_error', failed('protection'));
  on('account_error', failed('premium'));
  on('playback_error', (error) => { // which says so as well when nothing was to be played, and nothing stops
    if (/no list was loaded/i.test(error.message)) console.warn(`Spotify's player: ${error.message}`);
    else failed('track')(error);
  });
  on('authentication_error', (error) => {
    if (/autoplay/i.test(error.message)) hear({ type: 'player/failed', trouble: 'autoplay' }); // so said older SDKs
    else if (/scope/i.test(error.message)) failed('scope')(error); // a new token has the same scopes
    else onRefused();
  });
  return player;
};
