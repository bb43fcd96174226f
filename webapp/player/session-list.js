/**
 * A person's own sessions: asked for when they are looked at, ended one by one.
 * @typedef {import('./state/own-sessions-reducer.js').OwnSession} OwnSession
 */
import { deviceOf } from './words/formats.js';

const ANSWERED_WITHIN = 20_000; // the server promises 15 s
const SIGNED_OUT = 'You are signed out here: reload the page to connect again.';
const NOT_LISTED = 'Your devices cannot be listed at the moment: close this list and open it again.';

/**
 * @param {{state: import('./state/reducer.js').State, dispatch: (event: object) => void}} store
 * @returns {Record<string, (value?: any) => void>} by the name of what is wanted
 */
export const createOwnSessions = (store) => {
  const ending = new Set(); // asked for, or over: neither is asked for again or listed again
  const tell = (what, more) => store.dispatch({ type: `own-sessions/${what}`, ...more });
  return {
    async 'own-sessions'() {
      if (store.state.ownSessions.open) {
        tell('closed');
        return;
      }
      tell('opened');
      const { status, list } = await loadOwnSessions();
      if (list) tell('listed', { list: list.filter(({ id }) => !ending.has(id)) });
      else tell('failed', { said: status === 401 ? SIGNED_OUT : NOT_LISTED });
    },

    /** @param {OwnSession} session */
    async 'end-session'(session) {
      const { id } = session;
      if (ending.has(id)) return;
      ending.add(id);
      tell('asked');
      const status = await endSession(id);
      const which = `The session of ${deviceOf(session)}`;
      if (status === 204) tell('over', { id, said: `${which} is over.` });
      else if (status === 404) tell('over', { id, said: `${which} was over already.` });
      else {
        ending.delete(id);
        tell('failed', { said: status === 401 ? SIGNED_OUT : `${which} could not be ended: try again.` });
      }
    },
  };
};

/** @returns {Promise<{status: number, list?: OwnSession[]}>} status 0: there was no answer */
async function loadOwnSessions() {
  try {
    const response = await fetch('api/sessions', { cache: 'no-store', signal: AbortSignal.timeout(ANSWERED_WITHIN) });
    const list = response.ok ? (await response.json()).sessions : undefined;
    return { status: response.status, list: Array.isArray(list) ? list : undefined };
  } catch {
    return { status: 0 };
  }
}

/** @param {string} id @returns {Promise<number>} the answer's status, 0 where there was none */
function endSession(id) {
  return fetch(`api/sessions/${encodeURIComponent(id)}/end`, {
    method: 'POST', headers: { 'Sostenuto-Client': '1' }, cache: 'no-store', signal: AbortSignal.timeout(ANSWERED_WITHIN),
  }).then(({ status }) => status, () => 0);
}
