/**
 * Whose browser this is, as the server tells it. Never a token.
 * @typedef {import('./state/reducer.js').Session} Session
 */

const ANSWERED_WITHIN = 10_000;

/**
 * @returns {Promise<{session: Session|null}|{error: string}>} null: nobody is logged in; error: why the server cannot say
 *   it at the moment, as the token source names it
 */
export const loadSession = async () => {
  const { answer, error } = await ask('api/session');
  if (error) return { error };
  if (typeof answer.authenticated !== 'boolean') return { error: 'unreadable_answer' };
  return { session: answer.authenticated ? { user: answer.spotifyUser, reauthorizeBy: answer.reauthorizeBy } : null };
};

/**
 * Where the SDK and the Web API are.
 * @returns {Promise<{sdkUrl: string, apiUrl: string}|null>} null: the server cannot say at the moment
 */
export const loadConfiguration = async () => {
  const { answer } = await ask('api/player');
  return answer?.sdkUrl && answer.apiUrl ? answer : null;
};

async function ask(path) {
  const request = { cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(ANSWERED_WITHIN) };
  const response = await fetch(path, request).catch(() => null);
  if (response === null) return { error: 'network' };
  if (response.type === 'opaqueredirect') return { error: 'redirected' };
  const answer = response.ok ? await response.json().catch(() => null) : null;
  return answer ? { answer } : { error: 'unreadable_answer' };
}
