/** Everything the page says, in plain words. Codes come from the contract; an unknown one never reaches the reader. */

/** @param {Date} date @returns {string} like 14:05:07 */
export const timeOfDay = (date) => date.toLocaleTimeString('en-GB');

/** @param {string} instant @returns {string} like 23 May 2027 */
export const day = (instant) =>
  new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** @param {number} milliseconds @returns {string} like 3:07 */
export const minutes = (milliseconds) => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

const LOGIN_NOTICES = {
  access_denied: 'Spotify was not connected: access was not allowed.',
  state_mismatch: 'That login could not be matched to this browser. Please connect again from here.',
  invalid_code: 'Spotify did not accept that login. It may have taken too long. Please connect again.',
  temporarily_unavailable: 'Spotify is not answering at the moment. Please connect again in a minute.',
  broker_misconfigured: 'Sostenuto is not set up correctly at Spotify. Whoever runs it has been told in the log.',
};

/** @param {string} code */
export const loginNotice = (code) =>
  valueOf(LOGIN_NOTICES, code) ?? 'The login did not succeed. Please connect again.';

const LOGIN_REASONS = {
  expired: 'Spotify asks for a new consent every six months.',
  revoked: 'Access was withdrawn at Spotify.',
  no_session: 'You are signed out here.',
};

/** @param {string} reason */
export const loginReason = (reason) =>
  valueOf(LOGIN_REASONS, reason) ?? 'Spotify no longer accepts this connection and did not say why.';

const WAITING = {
  network: 'Sostenuto cannot be reached.',
  unreadable_answer: 'Sostenuto is not answering as it should.',
  storage_unavailable: 'Sostenuto cannot read its sessions at the moment.',
  spotify_rate_limited: 'Spotify asked us to slow down.',
  spotify_protocol_error: 'Spotify gave an answer that cannot be used.',
  too_many_renewals: 'Access was renewed very often.',
};

/** @param {import('./reducer.js').State} state */
export const accountText = ({ account, session }) => {
  const name = session?.user?.displayName ?? session?.user?.id;
  switch (account.name) {
    case 'renewing': return 'Renewing the connection to Spotify.';
    case 'waiting': {
      const cause = valueOf(WAITING, account.error) ?? 'Spotify is not answering.';
      return `${cause} Trying again at ${timeOfDay(account.until)}.`;
    }
    case 'login': return 'Your connection to Spotify has ended. Reconnect to go on.';
    case 'operator': return 'Sostenuto is not set up correctly. Whoever runs it has been told in the log.';
    default: return name ? `Connected as ${name}` : 'Connected to Spotify';
  }
};

const PLAYER_TROUBLES = {
  'script-missing': 'Spotify’s player could not be loaded. An extension or the network may block it.',
  late: 'Spotify’s player takes longer than usual.',
  reconnecting: 'Spotify’s player is connecting again.',
  autoplay: 'Your browser holds the sound back until you allow it.',
  protection: 'This browser cannot play protected music. Allow protected content (DRM) in its settings, or use a'
    + ' current Chrome, Firefox, Edge or Safari.',
  premium: 'Playing music here needs Spotify Premium.',
  track: 'Spotify could not play this. Try another track.',
};

const PLAYER_STATUS = {
  loading: 'Spotify’s player is loading.',
  ready: 'Ready. Press Play to listen here.',
  playing: 'Playing in this browser.',
  paused: 'Paused.',
  elsewhere: 'Playing on another device. Press Play to listen here.',
  offline: 'Spotify’s player is offline. It comes back with the connection.',
};

/** @param {import('./reducer.js').Player} player */
export const playerText = ({ status, trouble }) => PLAYER_TROUBLES[trouble] ?? PLAYER_STATUS[status];

const COMPLAINTS = {
  'no-token': 'There is no access to Spotify at the moment. See the status of the connection.',
  premium: 'Playing music here needs Spotify Premium.',
  'not-listed': 'This Spotify account is not on the list of users of this app. Whoever runs Sostenuto can add it.',
  'no-device': 'Spotify no longer knew this browser as a player. It is connecting again; press Play in a moment.',
  'slow-down': 'Spotify asked us to slow down. Try again in a minute.',
  unreachable: 'Spotify could not be reached. Try again.',
  nothing: 'There is nothing to resume. Choose something in a Spotify app, then press Play here.',
  refused: 'Spotify did not accept that. Try again.',
  'logout-not-stored': 'The log out could not be stored. Please try again.',
};

/** @param {string} complaint */
export const complaintText = (complaint) => COMPLAINTS[complaint];

function valueOf(texts, code) {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
