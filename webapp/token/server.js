/**
 * The three calls of Sostenuto's API that the token source needs. Every call is bounded, and what comes back is either
 * one of our answers or counts as a temporary failure: a proxy's page, half a body, no network.
 *
 * @typedef {{action: 'use', accessToken: string, version: number, expiresIn: number, scope: string|undefined,
 *   reauthorizeBy: string|undefined}} Granted
 * @typedef {object} Refused
 * @property {'retry'|'login'|'link'|'operator'} action
 * @property {string} error
 * @property {number} [retryAfter]  seconds
 * @property {'expired'|'revoked'|'unknown'|'no_session'} [reason]
 * @property {string} [loginUrl]
 */
/** @import { Clocks } from './access-token.js' */
/** @import { CookieCredentials, UserCredentials } from './credentials.js' */

const ANSWERED_WITHIN = 20_000; // the server promises 15 s
const SESSION_WITHIN = 3_000;
const ACTIONS = ['retry', 'login', 'link', 'operator'];
const REDIRECTS = [301, 302, 303, 307, 308]; // Node shows them as they are

export class Server {
  #base;
  #credentials;
  #fetch;
  #clocks;

  /**
   * @param {URL} base
   * @param {{credentials: CookieCredentials|UserCredentials, fetch: typeof fetch}} how
   * @param {Clocks} clocks
   */
  constructor(base, { credentials, fetch }, clocks) {
    this.#base = base;
    this.#credentials = credentials;
    this.#fetch = fetch;
    this.#clocks = clocks;
  }

  /** @returns {string|undefined} none for a user, who logs in at the application */
  get loginUrl() {
    return this.#credentials.isOfUser ? undefined : new URL('api/login', this.#base).href;
  }

  /**
   * @param {number} minTtl
   * @param {number|undefined} newerThan
   * @returns {Promise<Granted|Refused>}
   */
  async token(minTtl, newerThan) {
    const query = new URLSearchParams();
    if (newerThan !== undefined) query.set('newerThan', String(newerThan));
    if (minTtl > 0) query.set('minTtl', String(minTtl));
    const path = `api/token?${query}`.replace(/\?$/, '');
    const answer = await this.#ask(path);
    // The application may know a newer user token than the one that it gave
    const isRefused = answer.action === 'login' && answer.error === 'invalid_user_token';
    return this.#credentials.isOfUser && isRefused ? this.#ask(path) : answer;
  }

  /** @param {string} path @returns {Promise<Granted|Refused>} */
  async #ask(path) {
    const [now, wall] = [this.#clocks.now(), this.#clocks.wall()];
    try {
      const answer = await read(await this.#call('POST', path, ANSWERED_WITHIN));
      // The computer slept meanwhile: nobody knows how old this answer is
      const took = Math.max(this.#clocks.now() - now, this.#clocks.wall() - wall);
      return took > 2 * ANSWERED_WITHIN ? { action: 'retry', error: 'network' } : answer;
    } catch {
      return { action: 'retry', error: 'network' };
    }
  }

  /** @param {string|undefined} reauthorizeBy @returns {Promise<boolean>} whether this is still the browser's session */
  async isSessionOf(reauthorizeBy) {
    try {
      const session = await (await this.#call('GET', 'api/session', SESSION_WITHIN)).json();
      return session.authenticated === true && session.reauthorizeBy === reauthorizeBy;
    } catch {
      return false;
    }
  }

  /** @returns {Promise<boolean>} whether the end of the session, or of the user's grant, is stored */
  logout() {
    const call = this.#credentials.isOfUser ? this.#call('DELETE', 'api/link', ANSWERED_WITHIN)
      : this.#call('POST', 'api/logout', ANSWERED_WITHIN);
    return call.then(({ ok }) => ok, () => false);
  }

  /**
   * @param {'GET'|'POST'|'DELETE'} method
   * @param {string} path
   * @param {number} within
   */
  async #call(method, path, within) {
    return this.#fetch(new URL(path, this.#base), {
      ...await this.#credentials.prove(method), method,
      cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(within),
    });
  }
}

/** @param {Response} response @returns {Promise<Granted|Refused>} */
async function read(response) {
  if (response.type === 'opaqueredirect' || REDIRECTS.includes(response.status)) {
    return { action: 'retry', error: 'redirected' };
  }
  const text = await response.text();
  const body = parsed(text);
  if (response.ok && isGranted(body)) {
    const { accessToken, version, expiresIn, scope, reauthorizeBy } = body;
    return { action: 'use', accessToken, version, expiresIn, scope, reauthorizeBy };
  }
  if (response.ok || !ACTIONS.includes(body?.action)) {
    return { action: 'retry', error: 'unreadable_answer', retryAfter: secondsIn(response.headers) };
  }
  const retryAfter = body.retryAfter > 0 ? Number(body.retryAfter) : secondsIn(response.headers);
  const { action, error, reason, loginUrl } = body;
  return { action, error: String(error), retryAfter, reason: reason ?? undefined, loginUrl: loginUrl ?? undefined };
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {any} body */
function isGranted(body) {
  return typeof body?.accessToken === 'string' && body.accessToken !== '' && Number.isInteger(body.version)
    && body.expiresIn > 0;
}

/** Retry-After as seconds or as a date, which only the server's own clock explains. @param {Headers} headers */
function secondsIn(headers) {
  const value = headers.get('Retry-After') ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value)
    : (Date.parse(value) - Date.parse(headers.get('Date') ?? '')) / 1000;
  return seconds > 0 ? seconds : undefined;
}
