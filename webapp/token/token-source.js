/**
 * A valid Spotify access token for this page, from Sostenuto's `POST api/token`: the one place that asks for it, once
 * for all callers and all tabs. Tokens stay in memory: never in storage, in the document, in an address or in a log.
 *
 *   const tokens = createTokenSource();
 *   new Spotify.Player({ name: 'Mine', getOAuthToken: tokens.getOAuthToken });
 *   tokens.addEventListener('change', () => show(tokens.state));
 */
import { AccessToken } from './access-token.js';
import { contextRoot, defaults } from './defaults.js';
import { Holding } from './holding.js';
import { Questions } from './questions.js';
import { Retry } from './retry.js';
import { Server } from './server.js';
import { Status } from './status.js';
import { Tabs } from './tabs.js';
import { onWake } from './wake.js';
/** @import { Question } from './questions.js' */
/** @import { Granted, Refused } from './server.js' */
/** @import { FailureNews, News } from './tabs.js' */
/** @import { Moment } from './wake.js' */

/** @typedef {{accessToken: string, version: number}} Token */

/**
 * @typedef {object} Happening
 * @property {'handed'|'renewed'|'failed'|'waiting'} kind  handed: a token was given to the SDK, or is the page's first;
 *   renewed: a new version was seen; failed: an answer gave no token; waiting: the next try was set
 * @property {Date} at
 * @property {number} [version]  handed, renewed
 * @property {string} [error]    failed, waiting
 */

/**
 * `name` tells which of the optional parts are there; those of the last token stay.
 * @typedef {object} TokenState
 * @property {'idle'|'renewing'|'connected'|'waiting'|'login'|'operator'|'ended'} name
 * @property {readonly Happening[]} history  the last hour, oldest first, at most 240
 * @property {number} [version]      of the last token
 * @property {number} [expiresIn]    seconds it had to live when it came
 * @property {number} [obtainedAt]   when it came, by the monotonic clock
 * @property {Date} [obtainedOn]     when it came, by the computer's clock
 * @property {string} [scope]
 * @property {string} [reauthorizeBy]
 * @property {string} [error]        waiting, login, operator: the contract's code, or network, unreadable_answer, redirected
 * @property {Date} [until]          waiting, operator: when it asks again
 * @property {'expired'|'revoked'|'unknown'|'no_session'} [reason]  login
 * @property {string} [loginUrl]     login: where a click should lead; append `?return_to=/path`
 */

/**
 * @typedef {object} TokenSourceOptions
 * @property {string|URL} [baseUrl]  the product's context root; by default that of this module's own address, if it is http(s)
 * @property {string} [client]       the value of the header Sostenuto-Client
 * @property {RequestCredentials} [credentials]  `include` where the page is of another (allowed) origin
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]    a monotonic clock in milliseconds
 * @property {() => number} [wall]   the computer's clock in milliseconds
 * @property {() => number} [random] from 0 to 1, spreads the retries of many pages
 * @property {Pick<LockManager, 'request'>|null} [locks]  null: ask without waiting for other tabs
 * @property {BroadcastChannel|null} [channel]            null: neither tell other tabs nor hear them
 */

const SDK_KEEPS = 3500; // seconds: the SDK keeps a token for 3540 s from hand-over, so it should come nearly new
const MINUTE = 60_000;
const OVER = ['login', 'ended'];
const UNHEARD = ['network', 'unreadable_answer', 'redirected'];

/** @param {TokenSourceOptions} [options] */
export const createTokenSource = (options) => new TokenSource(options);

export class TokenSource extends EventTarget {
  #clocks;
  #status;
  #holding;
  #server;
  #retry;
  #tabs;
  #questions;
  #stopLooking;
  #isClosed = false;
  /** @type {((accessToken: string) => void)[]} of the SDK, waiting for a token */
  #callbacks = [];

  /** @param {TokenSourceOptions} [options] */
  constructor(options = {}) {
    super();
    const { client, credentials, fetch, now, wall, random, locks, channel } = { ...defaults(), ...options };
    const base = new URL(options.baseUrl ?? contextRoot(), globalThis.document?.baseURI);
    const name = `sostenuto-token/1 ${base}`;
    this.#clocks = { now, wall };
    this.#status = new Status(() => this.dispatchEvent(new Event('change')), wall);
    this.#holding = new Holding(now);
    this.#server = new Server(base, { client, credentials, fetch }, this.#clocks);
    this.#retry = new Retry(this.#clocks, random, () => this.#ask(this.#callbacks.length ? SDK_KEEPS : 0));
    this.#tabs = new Tabs(name, locks ?? null, channel, wall);
    this.#tabs.listen((news, delay) => this.#hear(news, delay));
    this.#questions = new Questions(this.#server, this.#tabs, now, {
      refused: () => this.#holding.refused,
      consider: (minTtl) => this.#considerOffer(minTtl),
      arrive: (answer, question) => this.#arrive(answer, question),
    });
    this.#stopLooking = onWake((moment) => this.#look(moment), wall);
  }

  /** @returns {TokenState} */
  get state() {
    return this.#status.state;
  }

  /**
   * For `Spotify.Player`. Calls back once, with a token, however long that takes; never with an empty one, which the
   * SDK would answer with further calls. Within 50 s `state` says why there is none. Where a login is needed, the
   * callback is kept for one that may happen in another tab.
   * @param {(accessToken: string) => void} callback
   */
  getOAuthToken = (callback) => {
    if (this.#callbacks.length === 0 && !this.#retry.isWaiting) this.#holding.doubtWhatWasJustHanded();
    this.#callbacks.push(callback);
    this.#serve();
  };

  /**
   * Spotify refused a token: the next request asks for a newer one.
   * @param {number} [version] of the refused token; without it, the one the SDK was given last
   */
  rejected(version = this.#holding.handed) {
    if (version !== undefined && version === this.#holding.known?.version) this.#holding.refuse(version);
  }

  /**
   * For the page's own calls of the Web API. Asks the server only when the known token is about to end.
   * @param {{recheck?: boolean}} [how] recheck: ask all the same
   * @returns {Promise<Token|null>} null while there is none; `state` says why
   */
  async current({ recheck = false } = {}) {
    if (recheck || !this.#holding.has(0)) await this.#ask(0);
    const { known } = this.#holding;
    return known && known.left > 0 ? { accessToken: known.accessToken, version: known.version } : null;
  }

  /**
   * Ends the session, for all tabs.
   * @returns {Promise<boolean>} whether its end is stored; if not, try again
   */
  async logout() {
    const isStored = await this.#server.logout();
    if (isStored) {
      this.#tabs.tell({ kind: 'ended' });
      this.#end('ended');
    }
    return isStored;
  }

  /**
   * Asks and hears nothing from now on, and changes no more: for a page that stays when its player goes. Whoever waits for
   * a token gets none. The session goes on.
   */
  close() {
    this.#isClosed = true;
    this.#stopLooking();
    this.#retry.end();
    this.#questions.end();
    this.#tabs.close();
    this.#callbacks = [];
  }

  /** Serves the SDK from what is known, or asks. In times of trouble a token that lives is better than silence. */
  #serve() {
    if (this.#isClosed || this.#callbacks.length === 0) return;
    if (this.#holding.has(SDK_KEEPS) || (this.#retry.isWaiting && this.#holding.has(0))) this.#handOver();
    else this.#ask(SDK_KEEPS);
  }

  #handOver() {
    const { accessToken, version } = this.#holding.handOver();
    this.#callbacks.splice(0).forEach((callback) => queueMicrotask(() => callback(accessToken)));
    this.#status.note('handed', { version });
    this.#status.tell();
  }

  /**
   * @param {number} minTtl
   * @returns {Promise<void>}
   */
  async #ask(minTtl) {
    if (this.#isClosed || OVER.includes(this.state.name) || this.#retry.isWaiting) return;
    if (['idle', 'connected'].includes(this.state.name)) this.#status.become('renewing');
    const isAsked = await this.#questions.ask(minTtl);
    if (!isAsked && !this.#holding.has(minTtl)) await this.#ask(minTtl);
  }

  /**
   * What another tab held before this page came is of this session only if the server says so: the person may have
   * logged in as somebody else since.
   * @param {number} minTtl
   */
  async #considerOffer(minTtl) {
    const offered = this.#holding.takeOffer(minTtl);
    if (offered === null) return;
    const isOurs = await this.#server.isSessionOf(offered.reauthorizeBy);
    if (isOurs && !OVER.includes(this.state.name)) this.#accept(offered);
  }

  /**
   * @param {Granted|Refused} answer
   * @param {Question} question
   */
  async #arrive(answer, { minTtl, newerThan, askedAt }) {
    if (this.#isClosed) return;
    const asked = this.#clocks.now() - askedAt;
    if (answer.action !== 'use') {
      if (answer.action !== this.state.name) complain(answer);
      this.#tabs.tell({ kind: 'failure', answer, wait: this.#fail(answer), asked });
    } else if (answer.version === newerThan) {
      this.#fail({ action: 'retry', error: 'unreadable_answer' });
    } else if (answer.version === this.#holding.refused) { // refused while this answer was on its way
      await this.#ask(minTtl);
    } else {
      const token = new AccessToken({ ...answer, minTtl, left: answer.expiresIn * 1000, age: 0, asked }, this.#clocks);
      this.#use(token);
      this.#tabs.tell({ kind: 'token', token: token.toMessage() });
      if (minTtl >= SDK_KEEPS && this.#callbacks.length > 0) this.#handOver();
      else this.#serve();
    }
  }

  /**
   * @param {News} news
   * @param {number} delay
   */
  #hear(news, delay) {
    switch (news.kind) {
      case 'hello': return this.#reply(news.from);
      case 'token': return this.#hearToken(AccessToken.heard(news.token, delay, this.#clocks));
      case 'failure': return this.#hearFailure(news, delay);
      default: return this.#end('ended', {}, delay);
    }
  }

  /** @param {string} tab */
  #reply(tab) {
    const { known } = this.#holding;
    if (known && this.#holding.has(0)) this.#tabs.tell({ kind: 'token', token: known.toMessage() }, tab);
  }

  /** @param {AccessToken} token */
  #hearToken(token) {
    if (!this.#holding.isNews(token)) return;
    if (this.#holding.isSurelyOurs(token)) this.#accept(token);
    else this.#holding.offer(token);
  }

  /**
   * @param {FailureNews} news
   * @param {number} delay
   */
  #hearFailure({ answer, wait, asked }, delay) {
    const isOld = delay > MINUTE || (this.#holding.known?.answeredAt ?? -Infinity) > this.#clocks.now() - asked - delay;
    if (isOld || this.state.name === 'idle' || OVER.includes(this.state.name)) return;
    this.#fail(answer, wait - delay);
    this.#questions.answered(() => true);
  }

  /** @param {AccessToken} token */
  #accept(token) {
    this.#use(token);
    this.#questions.answered((minTtl) => this.#holding.has(minTtl));
    this.#serve();
  }

  /** @param {AccessToken} token */
  #use(token) {
    const { version } = token;
    if (this.state.version !== undefined && this.state.version !== version) this.#status.note('renewed', { version });
    if (this.state.version === undefined && this.#callbacks.length === 0) this.#status.note('handed', { version });
    this.#holding.take(token);
    this.#retry.end();
    this.#status.hold(token);
    this.#status.become('connected');
  }

  /**
   * @param {Refused} answer
   * @param {number} [wait] milliseconds that another tab waits
   * @returns {number} milliseconds until the next try
   */
  #fail({ action, error, retryAfter = 0, reason, loginUrl = this.#server.loginUrl }, wait = 0) {
    this.#status.note('failed', { error });
    if (action === 'login') {
      this.#end('login', { error, loginUrl, reason: reason ?? (error === 'no_session' ? 'no_session' : 'unknown') });
      return 0;
    }
    const waits = this.#retry.failed(Math.max(wait, action === 'operator' ? MINUTE : retryAfter * 1000));
    const until = new Date(this.#clocks.wall() + waits);
    this.#status.note('waiting', { error });
    this.#status.become(action === 'operator' ? 'operator' : 'waiting', { error, until });
    this.#holding.forgetDoubt();
    this.#serve();
    return waits;
  }

  /**
   * @param {'login'|'ended'} name
   * @param {Partial<TokenState>} [why]
   * @param {number} [ago] milliseconds
   */
  #end(name, why = {}, ago = 0) {
    this.#holding.drop(ago);
    this.#retry.end();
    this.#questions.end();
    this.#status.become(name, why);
  }

  /** @param {Moment} moment */
  #look({ isOnline = false, isRestored = false }) {
    const { name, error } = this.state;
    const { known } = this.#holding;
    if (this.#retry.isOverdue || (this.#retry.isWaiting && isOnline && UNHEARD.includes(error ?? ''))) {
      this.#retry.hurry();
    } else if (name === 'connected' && known && known.left <= 0) {
      this.#ask(0);
    } else if (name === 'login' && isRestored) { // the login may have happened on the page that was here meanwhile
      this.#status.become('idle');
      this.#ask(0);
    }
  }
}

/** @param {Refused} answer */
function complain({ action, error, reason }) {
  if (action === 'login') console.error(`Sostenuto: ${error} (${reason ?? 'no reason given'}). A login is needed.`);
  if (action === 'operator') console.error(`Sostenuto: ${error}. Its operator has to look at it.`);
}
