/**
 * What this page holds: the token it knows, the one it was offered, which one Spotify refused, and which one the SDK
 * has. Rules only; nothing here asks anybody.
 */
/** @import { AccessToken } from './access-token.js' */

const SDK_ASKS_AGAIN_WITHIN = 60_000; // where Spotify refused its token
const DOUBTED_ONCE_IN = 60_000;

export class Holding {
  #now;
  #bornAt;
  #endedAt = -Infinity;
  /** @type {AccessToken|null} */
  #known = null;
  /** @type {AccessToken|null} of another tab, from before this page: maybe of a session that was replaced since */
  #offered = null;
  /** @type {{version: number, isCertain: boolean}|null} what Spotify refused, or seems to have refused */
  #refused = null;
  /** @type {{version: number, at: number}|null} what the SDK was given last */
  #handed = null;
  #doubtedAt = -Infinity;

  /** @param {() => number} now */
  constructor(now) {
    this.#now = now;
    this.#bornAt = now();
  }

  /** @returns {AccessToken|null} */
  get known() {
    return this.#known;
  }

  /** @returns {number|undefined} the version that is of no use any more */
  get refused() {
    return this.#refused?.version;
  }

  get handed() {
    return this.#handed?.version;
  }

  /** @param {number} minTtl seconds @returns {boolean} whether there is a token to use without asking */
  has(minTtl) {
    return this.#known !== null && this.#known.version !== this.refused && this.#known.isEnoughFor(minTtl);
  }

  /** @param {AccessToken} token */
  take(token) {
    this.#known = token;
    this.#offered = null;
    this.#refused = null;
  }

  /** The session is over. @param {number} ago milliseconds */
  drop(ago) {
    this.#known = null;
    this.#offered = null;
    this.#refused = null;
    this.#endedAt = this.#now() - ago;
  }

  /** For the SDK. @returns {AccessToken} */
  handOver() {
    const token = /** @type {AccessToken} */ (this.#known);
    this.#handed = { version: token.version, at: this.#now() };
    return token;
  }

  /** @param {number} version */
  refuse(version) {
    this.#refused = { version, isCertain: true };
    this.#known = null;
  }

  /** The SDK tells nobody that its token was refused: it asks again, soon. That is acted upon once a minute. */
  doubtWhatWasJustHanded() {
    const now = this.#now();
    const isSoon = now - (this.#handed?.at ?? -Infinity) < SDK_ASKS_AGAIN_WITHIN;
    const isSame = this.#known?.version === this.#handed?.version;
    if (!isSame || !isSoon || this.#refused || now - this.#doubtedAt < DOUBTED_ONCE_IN) return;
    this.#doubtedAt = now;
    this.#refused = { version: /** @type {AccessToken} */ (this.#known).version, isCertain: false };
  }

  /** There is nothing newer to be had: a token that is only doubted is better than none. */
  forgetDoubt() {
    if (!this.#refused?.isCertain) this.#refused = null;
  }

  /** @param {AccessToken} token of another tab @returns {boolean} whether it is newer than what is known here */
  isNews(token) {
    const since = Math.max(this.#endedAt, this.#known?.askedAt ?? -Infinity);
    return token.left > 0 && token.version !== this.refused && token.askedAt >= since;
  }

  /** @param {AccessToken} token @returns {boolean} whether it was asked for in this browser's present session */
  isSurelyOurs(token) {
    return this.#known !== null || token.askedAt >= this.#bornAt;
  }

  /** @param {AccessToken} token */
  offer(token) {
    this.#offered = token;
  }

  /** @param {number} minTtl @returns {AccessToken|null} what was offered, once */
  takeOffer(minTtl) {
    const offered = this.#offered;
    this.#offered = null;
    return offered?.isEnoughFor(minTtl) && offered.version !== this.refused ? offered : null;
  }
}
