/**
 * A valid Spotify access token for this page, from Sostenuto's `POST api/token`: the one place that asks for it.
 * Tokens stay in this object: never in storage, in the document, in an address or in a log.
 *
 *   const tokens = createTokenSource();
 *   new Spotify.Player({ name: 'Mine', getOAuthToken: tokens.getOAuthToken });
 *   tokens.addEventListener('change', () => show(tokens.state));
 *
 * @typedef {{accessToken: string, version: number}} Token
 * @typedef {import('./history.js').Happening} Happening
 * @typedef {object} TokenState  `name` tells which of the optional parts are there; those of the last token stay.
 * @property {'idle'|'renewing'|'connected'|'waiting'|'login'|'operator'|'ended'} name
 * @property {readonly Happening[]} history  the last hour, oldest first, at most 240
 * @property {number} [version]      of the last token
 * @property {number} [expiresIn]    seconds it had to live when it came
 * @property {number} [obtainedAt]   when it came, by the monotonic clock
 * @property {Date} [obtainedOn]     when it came, by the wall clock
 * @property {string} [scope]
 * @property {string} [reauthorizeBy]
 * @property {string} [error]        waiting, login, operator: the contract's code, or network, unreadable_answer
 * @property {Date} [until]          waiting: when it asks again
 * @property {'expired'|'revoked'|'unknown'|'no_session'} [reason]  login
 * @property {string} [loginUrl]     login: where a click should lead; append `?return_to=/path`
 */
import { withHappening } from './history.js';

const SDK_KEEPS = 3500; // seconds: the SDK keeps a token for 3540 s from hand-over, so it should come nearly new
const SPARE = 30; // seconds a token must have left to be used without asking
const ANSWERED_WITHIN = 20_000; // the server promises 15 s
const LONGEST_WAIT = 60;
const USUAL_WAIT = 5;
const OVER = ['login', 'ended'];

/** @param {TokenSourceOptions} [options] */
export const createTokenSource = (options) => new TokenSource(options);

/**
 * @typedef {object} TokenSourceOptions
 * @property {string|URL} [baseUrl]  the product's context root; by default that of this module's own address
 * @property {string} [client]       the value of the header Sostenuto-Client
 * @property {RequestCredentials} [credentials]  `include` where the page is of another (allowed) origin
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]    a monotonic clock in milliseconds
 * @property {() => number} [random] from 0 to 1, spreads the retries of many pages
 */
export class TokenSource extends EventTarget {
  #options;
  #facts = { history: Object.freeze([]) };
  #state = { name: 'idle', ...this.#facts };
  #known = null; // the token itself and when it ends, by the monotonic clock
  #handed = null; // the version the SDK was given last
  #rejected = null; // the version Spotify refused, until a newer one is here
  #callbacks = []; // of the SDK, waiting for a token
  #flight = null; // the request under way
  #timer = null;
  #failures = 0;

  constructor(options = {}) {
    super();
    this.#options = {
      baseUrl: new URL('..', import.meta.url), client: 'sostenuto-page', credentials: 'same-origin',
      fetch: (...call) => globalThis.fetch(...call), now: () => performance.now(), random: Math.random, ...options,
    };
    globalThis.addEventListener?.('online', () => this.#state.name === 'waiting' && this.#again());
  }

  /** @returns {TokenState} */
  get state() {
    return this.#state;
  }

  /**
   * For `Spotify.Player`. Calls back once, with a token, however long that takes; never with an empty one, which the
   * SDK would answer with further calls. Does not call back where a login is needed: `state` says so.
   * @param {(accessToken: string) => void} callback
   */
  getOAuthToken = (callback) => {
    if (OVER.includes(this.#state.name)) return;
    this.#callbacks.push(callback);
    if (!this.#timer) this.#ask(SDK_KEEPS);
  };

  /**
   * Spotify refused a token: the next request asks for a newer one.
   * @param {number|null} [version] of the refused token; without it, the one the SDK was given last
   */
  rejected(version = this.#handed) {
    if (version === null || version !== this.#facts.version) return;
    this.#rejected = version;
    this.#known = null;
  }

  /**
   * For the page's own calls of the Web API. Asks the server only when the known token is about to end.
   * @param {{recheck?: boolean}} [how] recheck: ask all the same (a sleeping computer may have stopped the clock)
   * @returns {Promise<Token|null>} null while there is none; `state` says why
   */
  async current({ recheck = false } = {}) {
    if (OVER.includes(this.#state.name)) return null;
    if (!this.#timer && (recheck || this.#left() < SPARE)) await this.#ask(0);
    return this.#left() > 0 ? { accessToken: this.#known.accessToken, version: this.#known.version } : null;
  }

  /** @returns {Promise<boolean>} whether the end of the session is stored; if not, try again */
  async logout() {
    const stored = await this.#post('api/logout').then((response) => response.ok, () => false);
    if (stored) this.#end('ended', {});
    return stored;
  }

  #left() {
    return this.#known ? (this.#known.endsAt - this.#options.now()) / 1000 : 0;
  }

  /** One request at a time: a caller joins the one under way, unless that one asks for less than is needed now. */
  async #ask(minTtl) {
    while (this.#flight && (this.#flight.minTtl < minTtl || this.#flight.newerThan !== this.#rejected)) {
      await this.#flight.done;
      if (minTtl === 0 && this.#left() >= SPARE) return;
    }
    if (this.#timer || OVER.includes(this.#state.name)) return;
    this.#flight ??= this.#depart({ minTtl, newerThan: this.#rejected });
    await this.#flight.done;
  }

  #depart(asked) {
    if (['idle', 'connected'].includes(this.#state.name)) this.#become('renewing');
    const query = new URLSearchParams();
    if (asked.newerThan !== null) query.set('newerThan', asked.newerThan);
    if (asked.minTtl) query.set('minTtl', asked.minTtl);
    const address = `api/token?${query}`.replace(/\?$/, '');
    const answer = this.#post(address).then(read).catch(() => ({ action: 'retry', error: 'network' }));
    return { ...asked, done: answer.then((found) => this.#arrive(found, asked)) };
  }

  #arrive(answer, asked) {
    this.#flight = null;
    if (OVER.includes(this.#state.name)) return undefined;
    switch (answer.action) {
      case 'use': return this.#use(answer, asked);
      case 'retry': return this.#wait(answer);
      case 'login': return this.#needLogin(answer);
      default: return this.#needOperator(answer);
    }
  }

  #use({ accessToken, ...token }, asked) {
    this.#failures = 0;
    if (token.version === this.#rejected && asked.newerThan !== this.#rejected) return this.#ask(asked.minTtl);
    this.#rejected = null;
    const { version, history } = this.#facts;
    const obtainedAt = this.#options.now();
    this.#known = { accessToken, version: token.version, endsAt: obtainedAt + token.expiresIn * 1000 };
    this.#facts = { ...token, obtainedAt, obtainedOn: new Date(), history };
    if (version !== undefined && version !== token.version) this.#note('renewed', { version: token.version });
    const isHandedOver = asked.minTtl > 0 && this.#callbacks.length > 0;
    if (version === undefined || isHandedOver) this.#note('handed', { version: token.version });
    this.#become('connected');
    if (isHandedOver) this.#handOver(accessToken, token.version);
    return undefined;
  }

  #handOver(accessToken, version) {
    this.#handed = version;
    this.#callbacks.splice(0).forEach((callback) => queueMicrotask(() => callback(accessToken)));
  }

  #wait({ error, retryAfter }) {
    this.#failures += 1;
    this.#note('failed', { error });
    const seconds = Math.min(LONGEST_WAIT, retryAfter ?? 2 ** Math.min(this.#failures, 6));
    const wait = seconds * 1000 + this.#options.random() * Math.min(1000, seconds * 100);
    this.#timer = setTimeout(() => this.#again(), wait);
    this.#note('waiting', { error });
    this.#become('waiting', { error, until: new Date(Date.now() + wait) });
  }

  #needLogin({ error, reason, loginUrl }) {
    this.#note('failed', { error });
    const why = reason ?? (error === 'no_session' ? 'no_session' : 'unknown');
    console.error(`Sostenuto: ${error} (${why}). A login is needed.`);
    this.#end('login', { error, reason: why, loginUrl: loginUrl ?? new URL('api/login', this.#base()).href });
  }

  #needOperator({ error }) {
    this.#note('failed', { error });
    if (this.#state.name !== 'operator') console.error(`Sostenuto: ${error}. Its operator has to look at it.`);
    this.#timer = setTimeout(() => this.#again(), LONGEST_WAIT * 1000);
    this.#become('operator', { error });
  }

  #again() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#ask(this.#callbacks.length ? SDK_KEEPS : 0);
  }

  #end(name, why) {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#known = null;
    this.#callbacks = [];
    this.#become(name, why);
  }

  #become(name, why = {}) {
    this.#state = Object.freeze({ name, ...this.#facts, ...why });
    this.dispatchEvent(new Event('change'));
  }

  #note(kind, more) {
    const history = withHappening(this.#facts.history, { kind, at: new Date(), ...more });
    this.#facts = { ...this.#facts, history };
  }

  #base() {
    return new URL(this.#options.baseUrl, globalThis.document?.baseURI);
  }

  #post(path) {
    return this.#options.fetch(new URL(path, this.#base()), {
      method: 'POST', headers: { 'Sostenuto-Client': this.#options.client }, credentials: this.#options.credentials,
      cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(ANSWERED_WITHIN),
    });
  }
}

/** Reads an answer of `POST api/token`; what is not one of ours (a proxy's page, half a body) is asked again. */
async function read(response) {
  const body = await response.json().catch(() => null);
  if (response.ok && typeof body?.accessToken === 'string' && body.accessToken && Number.isInteger(body.version)) {
    const { accessToken, version, scope, reauthorizeBy } = body;
    return { action: 'use', accessToken, version, scope, reauthorizeBy, expiresIn: Number(body.expiresIn) || 0 };
  }
  if (response.ok || typeof body?.action !== 'string') return { action: 'retry', error: 'unreadable_answer' };
  const { action, error, reason, loginUrl } = body;
  const retryAfter = body.retryAfter > 0 ? body.retryAfter : USUAL_WAIT;
  return { action, error, reason: reason ?? undefined, loginUrl: loginUrl ?? undefined, retryAfter };
}
