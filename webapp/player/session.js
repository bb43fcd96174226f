/**
 * Whose browser this is, as the server tells it. Never a token.
 * @typedef {import('./reducer.js').Session} Session
 */

const ANSWERED_WITHIN = 10_000;

/**
 * @returns {Promise<Session|null|undefined>} null: nobody is logged in; undefined: the server cannot say at the moment
 */
export const loadSession = async () => {
  try {
    const answer = await ask('api/session');
    if (typeof answer?.authenticated !== 'boolean') return undefined;
    return answer.authenticated ? { user: answer.spotifyUser, reauthorizeBy: answer.reauthorizeBy } : null;
  } catch {
    return undefined;
  }
};

/**
 * Where the SDK and the Web API are.
 * @returns {Promise<{sdkUrl: string, apiUrl: string}>}
 */
export const loadConfiguration = () => ask('api/player');

async function ask(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWERED_WITHIN) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
