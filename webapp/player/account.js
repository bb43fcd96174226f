/** What the user's clicks do about the account and what is said of it. */
import { putOff } from './state/consent.js';
import { rememberTrack } from './state/remembered.js';
import { report } from './words/account-words.js';

const COPIED_SHOWN = 4_000;

/**
 * @param {import('../token/token-source.js').TokenSource} tokens
 * @param {{state: import('./state/reducer.js').State, dispatch: (event: object) => void}} store
 * @param {() => void} leave  shows the page of somebody who is not logged in
 * @returns {Record<string, (value?: any) => void>} by the name of what is wanted
 */
export const createAccount = (tokens, store, leave) => ({
  async 'logout'() {
    store.dispatch({ type: 'logout/asked' });
    if (await tokens.logout()) leave();
    else store.dispatch({ type: 'logout/failed' });
  },

  /** The token source asks at once when the network is back; a person who presses "Try now" says as much. */
  'retry': () => dispatchEvent(new Event('online')),

  /** The track that is on goes on afterwards. */
  'reload'() {
    rememberTrack(store.state);
    location.reload();
  },

  'leave-for-consent': () => rememberTrack(store.state),

  'put-off'(notice) {
    putOff(notice);
    store.dispatch({ type: 'consent/put-off', notice });
  },

  'dismiss': () => store.dispatch({ type: 'notice/dismissed' }),

  async 'copy'() {
    const copied = await navigator.clipboard.writeText(report(store.state))
      .then(() => 'Copied', () => 'Could not be copied');
    store.dispatch({ type: 'report/copied', copied });
    setTimeout(() => store.dispatch({ type: 'report/copied', copied: null }), COPIED_SHOWN);
  },
});
