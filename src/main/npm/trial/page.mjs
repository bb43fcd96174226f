/** A page that uses the installed package, as its own README has it. Its types are checked before it is run. */
import { createTokenSource } from 'sostenuto-token-source';

/**
 * @param {typeof fetch} fetch
 * @returns {Promise<{accessToken: string, state: import('sostenuto-token-source').TokenState}>}
 */
export const firstToken = (fetch) => new Promise((resolve) => {
  const tokens = createTokenSource({
    baseUrl: 'https://music.example.com/sostenuto/', credentials: 'include', fetch, locks: null, channel: null,
  });
  tokens.getOAuthToken((accessToken) => resolve({ accessToken, state: tokens.state }));
});
