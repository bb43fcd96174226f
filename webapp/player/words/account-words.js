/** What the page says of the account and of logins, in plain words. */
import { timeOfDay } from './formats.js';

const LOGIN_NOTICES = {
  access_denied: 'Spotify was not connected, because access was not allowed: connect again if you like.',
  state_mismatch: 'That login could not be matched to this browser: please connect again from here.',
  invalid_code: 'Spotify did not accept that login, which may have taken too long: please connect again.',
  temporarily_unavailable: 'That login could not be finished at the moment: please connect again in a minute.',
  too_many_logins: 'There were too many logins at once: please connect again in a minute.',
  broker_misconfigured: 'Sostenuto is not set up correctly at Spotify: tell whoever runs it “broker_misconfigured”.',
};

/** @param {string} code */
export const loginNotice = (code) =>
  valueOf(LOGIN_NOTICES, code) ?? 'The login did not succeed: please connect again.';

const LOGIN_REASONS = {
  expired: 'Spotify asks for a new consent every six months: reconnect to go on.',
  revoked: 'Access was withdrawn at Spotify: reconnect to go on.',
  no_session: 'You are signed out here: reconnect to go on.',
};
const NO_REASON = 'Spotify no longer accepts this connection and did not say why: reconnect to go on.';

const WAITING = {
  network: 'Sostenuto cannot be reached',
  unreadable_answer: 'Sostenuto is not answering as it should',
  redirected: 'Something before Sostenuto wants you to sign in',
  storage_unavailable: 'Sostenuto cannot read its sessions at the moment',
  spotify_rate_limited: 'Spotify asks us to slow down',
  spotify_protocol_error: 'Spotify gave an answer that cannot be used',
  too_many_renewals: 'Access was renewed very often',
};

/**
 * The account in a word and a sentence, and the one button that helps.
 * @param {import('../state/reducer.js').State} state
 * @returns {{word: string, sentence: string, remedy: [string, string]|null}}
 */
export const accountStatus = ({ account, session, unknown, logoutFailed }) => {
  if (logoutFailed) return told('Not logged out', 'The log out could not be stored: try again.', ['Try again', 'logout']);
  const name = session?.user?.displayName ?? session?.user?.id ?? 'Spotify';
  switch (account.name) {
    case 'renewing': return told('Renewing', name);
    case 'waiting':
      return told('Trying again', waiting(account), remedyOf(account.error));
    case 'login':
      return told('Login needed', valueOf(LOGIN_REASONS, account.reason) ?? NO_REASON,
        ['Reconnect with Spotify', 'login']);
    case 'operator': return told('Not set up', misconfigured(account.error), ['Copy for the operator', 'copy']);
    default:
      return unknown && account.name === 'idle'
        ? told('Not known', `${causeOf(unknown)}: it is asked again and again whether you are logged in.`, remedyOf(unknown))
        : told('Connected', name);
  }
};

/** What is copied for whoever runs the server. @param {import('../state/reducer.js').State} state */
export const report = ({ account, player, session }) => {
  const what = account.name === 'operator' ? codeOf(account.error)
    : `${player.trouble}, Spotify user ${session?.user?.id ?? 'unknown'}`;
  return `Sostenuto at ${location.origin}, ${new Date().toISOString()}: ${what}`;
};

function waiting({ error, until }) {
  return `${causeOf(error)}: you stay logged in, and the next try is at ${timeOfDay(until)}.`;
}

function causeOf(error) {
  return valueOf(WAITING, error) ?? 'Spotify is not answering';
}

/** Nobody but Spotify or the server can end a trouble of theirs: then there is nothing to press. */
function remedyOf(error) {
  if (error === 'redirected') return ['Reload the page', 'reload'];
  return ['network', 'unreadable_answer'].includes(error) ? ['Try now', 'retry'] : null;
}

function misconfigured(error) {
  return `Sostenuto is not set up correctly: tell whoever runs it “${codeOf(error)}”.`;
}

/** Codes are words of the contract; anything else is not shown. */
function codeOf(error) {
  return /^[a-z_]{1,40}$/.test(error) ? error : 'unknown';
}

function told(word, sentence, remedy = null) {
  return { word, sentence, remedy };
}

function valueOf(texts, code) {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
