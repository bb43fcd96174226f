import { createTokenSource, type TokenState } from 'sostenuto-token-source';

const tokens = createTokenSource({ baseUrl: '/', credentials: 'include' });
const state: TokenState = tokens.state;
tokens.getOAuthToken((accessToken) => accessToken.length);
tokens.close();

// @ts-expect-error where no types are found, anything goes
createTokenSource({ baseUrl: 1 });
// @ts-expect-error
state.name = 'anything';
