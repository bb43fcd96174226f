/**
 * The smallest page of another origin: it asks Sostenuto for a token, uses it, says what it has, and offers a login
 * where only that helps. The folder `token` beside it is a copy of the client module.
 */
import { createTokenSource } from './token/token-source.js';

const status = document.querySelector('[role="status"]');
const connect = document.querySelector('a');
const logOut = document.querySelector('button');
const tokens = createTokenSource({
  baseUrl: document.querySelector('meta[name="sostenuto"]').content,
  credentials: 'include', // the session cookie is the product's, not this page's
});

const WORDS = {
  idle: () => 'Nobody has asked yet.',
  renewing: () => 'One moment…',
  connected: ({ version }) => `Connected, token ${version}.`,
  waiting: ({ until }) => `No answer yet: the next try is at ${until.toLocaleTimeString()}.`,
  login: () => 'Not connected.',
  operator: () => 'This service is not set up correctly.',
  ended: () => 'Logged out.',
};

tokens.addEventListener('change', () => show(tokens.state));
logOut.addEventListener('click', () => tokens.logout());
tokens.current();

function show(state) {
  status.textContent = WORDS[state.name](state);
  connect.hidden = state.name !== 'login';
  if (!connect.hidden) connect.href = loginThatReturns(state.loginUrl);
  logOut.hidden = state.name !== 'connected';
}

function loginThatReturns(loginUrl) {
  const url = new URL(loginUrl);
  url.searchParams.set('return_to', location.href);
  return url.href;
}
