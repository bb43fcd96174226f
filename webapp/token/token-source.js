/**
 * A valid Spotify access token for this page, from Sostenuto's `POST api/token`: the one place that asks for it, once
 * for all callers and all tabs. Tokens stay in memory: never in storage, in the document, in an address or in a log.
 *
 *   const tokens = createTokenSource();
 *   new Spotify.Player({ name: 'Mine', getOAuthToken: tokens.getOAuthToken });
 *   tokens.addEventListener('change', () => show(tokens.state));
 *
 * What a page calls is in this file. Behind it serving.js hands tokens to the SDK, asking.js asks the server, hearing.js
 * hears the other tabs, and outcomes.js settles what became of it.
 */
import { Asking } from './asking.js';
import { CookieCredentials, UserCredentials } from './credentials.js';
import { contextRoot, defaults } from './defaults.js';
import { Hearing } from './hearing.js';
import { Holding } from './holding.js';
import { Outcomes } from './outcomes.js';
import { Questions } from './questions.js';
import { Retry } from './retry.js';
import { Server } from './server.js';
import { Serving } from './serving.js';
import { Status } from './status.js';
import { Tabs } from './tabs.js';
import { onWake } from './wake.js';

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
 * @property {'idle'|'renewing'|'connected'|'waiting'|'login'|'link'|'operator'|'ended'} name
 * @property {readonly Happening[]} history  the last hour, oldest first, at most 240
 * @property {number} [version]      of the last token
 * @property {number} [expiresIn]    seconds it had to live when it came
 * @property {number} [obtainedAt]   when it came, by the monotonic clock
 * @property {Date} [obtainedOn]     when it came, by the computer's clock
 * @property {string} [scope]
 * @property {string} [reauthorizeBy]
 * @property {string} [error]        waiting, login, link, operator: the contract's code, or network, unreadable_answer, redirected
 * @property {Date} [until]          waiting, operator: when it asks again
 * @property {'expired'|'revoked'|'unknown'|'no_session'} [reason]  login, link
 * @property {string} [loginUrl]     login: where a click should lead; add the parameter `return_to` with a path to its query; none with `userToken`
 */

/**
 * @typedef {object} TokenSourceOptions
 * @property {string|URL} [baseUrl]  the product's context root; by default that of this module's own address, if it is http(s)
 * @property {string} [client]       the value of the header Sostenuto-Client
 * @property {RequestCredentials} [credentials]  `include` where the page is of another (allowed) origin
 * @property {() => Promise<string>} [userToken]  a token of your application's own user, whose grant it is then; asked
 *   for with each call, again where the server refused one. No cookie is sent, and tabs share nothing
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now]    a monotonic clock in milliseconds
 * @property {() => number} [wall]   the computer's clock in milliseconds
 * @property {() => number} [random] from 0 to 1, spreads the retries of many pages
 * @property {Pick<LockManager, 'request'>|null} [locks]  null: ask without waiting for other tabs
 * @property {BroadcastChannel|null} [channel]            null: neither tell other tabs nor hear them
 */

/** Another tab may be another user's. */
const ALONE = { locks: null, channel: null };

/** @param {TokenSourceOptions} [options] */
export const createTokenSource = (options) => new TokenSource(options);

export class TokenSource extends EventTarget {
  #status;
  #holding;
  #server;
  #tabs;
  #serving;
  /** @type {Asking} */
  #asking;
  #outcomes;
  #stopLooking;

  /** @param {TokenSourceOptions} [options] */
  constructor(options = {}) {
    super();
    const chosen = { ...defaults(), ...options, ...(options.userToken ? ALONE : {}) };
    const { client, credentials, userToken, fetch, now, wall, random, locks, channel } = chosen;
    const base = new URL(options.baseUrl ?? contextRoot(), globalThis.document?.baseURI);
    const clocks = { now, wall };
    const status = new Status(() => this.dispatchEvent(new Event('change')), wall);
    const holding = new Holding(now);
    const proof = userToken ? new UserCredentials(userToken) : new CookieCredentials(client, credentials);
    const server = new Server(base, { credentials: proof, fetch }, clocks);
    const retry = new Retry(clocks, random, () => this.#asking.ask(this.#serving.minTtl));
    const tabs = new Tabs(`sostenuto-token/1 ${base}`, locks ?? null, channel, wall);
    const questions = new Questions(server, tabs, now, {
      refused: () => holding.refused,
      consider: (minTtl) => this.#asking.considerOffer(minTtl),
      arrive: (answer, question) => this.#asking.arrive(answer, question),
    });
    const parts = { clocks, status, holding, server, retry, tabs, questions };
    this.#status = status;
    this.#holding = holding;
    this.#server = server;
    this.#tabs = tabs;
    this.#serving = new Serving(parts, (minTtl) => this.#asking.ask(minTtl));
    this.#outcomes = new Outcomes(parts, this.#serving, wall);
    this.#asking = new Asking(parts, this.#serving, this.#outcomes);
    const hearing = new Hearing(parts, this.#outcomes);
    tabs.listen((news, delay) => hearing.hear(news, delay));
    this.#stopLooking = onWake((moment) => this.#asking.look(moment), wall);
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
  getOAuthToken = (callback) => this.#serving.add(callback);

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
    if (recheck || !this.#holding.has(0)) await this.#asking.ask(0);
    const { known } = this.#holding;
    return known && known.left > 0 ? { accessToken: known.accessToken, version: known.version } : null;
  }

  /**
   * Ends the session, for all tabs; with `userToken` the user's grant, on all his devices.
   * @returns {Promise<boolean>} whether its end is stored; if not, try again
   */
  async logout() {
    const isStored = await this.#server.logout();
    if (isStored) {
      this.#tabs.tell({ kind: 'ended' });
      this.#outcomes.end('ended');
    }
    return isStored;
  }

  /**
   * Asks and hears nothing from now on, and changes no more: for a page that stays when its player goes. Whoever waits for
   * a token gets none. The session goes on.
   */
  close() {
    this.#stopLooking();
    this.#asking.close();
    this.#serving.close();
    this.#tabs.close();
  }
}
