/**
 * Spotify's Web Playback SDK: its script, and one player whose events become ours.
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
 * @param {any} Spotify
 * @param {(callback: (token: string) => void) => void} getOAuthToken
 * @param {number} volume
 * @param {(event: object) => void} dispatch  gets the player's events as those of the reducer
 * @param {() => void} onRefused              the SDK could not log in with its token
 */
export const createPlayer = (Spotify, getOAuthToken, volume, dispatch, onRefused) => {
  const player = new Spotify.Player({ name: 'Sostenuto', getOAuthToken, volume, enableMediaSession: true });
  const on = (event, listener) => player.addListener(event, listener);
  const muted = () => dispatch({ type: 'player/muted' });
  const failed = (trouble) => ({ message }) => {
    console.error(`Spotify's player: ${message}`);
    dispatch({ type: 'player/failed', trouble });
  };

  on('ready', ({ device_id: deviceId }) => dispatch({ type: 'player/ready', deviceId }));
  on('not_ready', () => dispatch({ type: 'player/offline' }));
  on('player_state_changed', (playback) => dispatch(playback?.track_window?.current_track
    ? { type: 'player/heard', playback, at: performance.now() }
    : { type: 'player/elsewhere' }));
  on('autoplay_failed', muted);
  on('initialization_error', failed('protection'));
  on('account_error', failed('premium'));
  on('playback_error', failed('track'));
  // older SDKs told a held-back autoplay this way
  on('authentication_error', ({ message }) => (/autoplay/i.test(message) ? muted() : onRefused()));
  return player;
};
