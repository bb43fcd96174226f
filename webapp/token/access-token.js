/**
 * An access token in memory, and for how long it can be used. The server tells a relative life. It is measured by a
 * clock that cannot be set (`now`) and by one that goes on during sleep (`wall`); the one that says more counts.
 *
 * @typedef {object} Clocks
 * @property {() => number} now   milliseconds of a clock that cannot be set
 * @property {() => number} wall  milliseconds of the computer's clock
 *
 * @typedef {object} TokenMessage  A token as one tab tells it to another; times are milliseconds that have passed
 * @property {string} accessToken
 * @property {number} version
 * @property {string|undefined} scope
 * @property {string|undefined} reauthorizeBy
 * @property {number} minTtl  that it was asked with
 * @property {number} left    until it ends
 * @property {number} age     since it came from the server
 * @property {number} asked   since the server was asked
 */

const SPARE = 30_000; // a token with less left is not used without asking
const TRANSIT = 500; // of the life of a token that comes from another tab: for what nobody has measured
const ANSWER_IS_NEW = 10_000; // the server would give the same again: it renews none younger than 30 s for `minTtl`

export class AccessToken {
  #clocks;

  /**
   * @param {TokenMessage} message
   * @param {Clocks} clocks
   */
  constructor({ accessToken, version, scope, reauthorizeBy, minTtl, left, age, asked }, clocks) {
    this.#clocks = clocks;
    this.hereAt = clocks.now();
    this.hereOn = clocks.wall();
    this.accessToken = accessToken;
    this.version = version;
    this.scope = scope;
    this.reauthorizeBy = reauthorizeBy;
    this.minTtl = minTtl;
    this.life = left;
    this.answeredAt = this.hereAt - age;
    this.askedAt = this.hereAt - asked;
  }

  /**
   * @param {TokenMessage} message
   * @param {number} delay milliseconds that it was on its way
   * @param {Clocks} clocks
   */
  static heard({ left, age, asked, ...token }, delay, clocks) {
    const times = { left: left - delay - TRANSIT, age: age + delay, asked: asked + delay };
    return new AccessToken({ ...token, ...times }, clocks);
  }

  /** @returns {number} milliseconds until it ends, at least this many */
  get left() {
    return this.life - Math.max(this.#clocks.now() - this.hereAt, this.#clocks.wall() - this.hereOn);
  }

  /** @param {number} minTtl seconds it has to last, or as near to them as the server would come @returns {boolean} */
  isEnoughFor(minTtl) {
    const { left } = this;
    if (left <= 0) return false;
    if (minTtl === 0) return left >= Math.min(SPARE, this.life / 4);
    const isNew = this.#clocks.now() - this.answeredAt < ANSWER_IS_NEW;
    return left >= minTtl * 1000 || (isNew && this.minTtl >= minTtl);
  }

  /** @returns {TokenMessage} */
  toMessage() {
    const { accessToken, version, scope, reauthorizeBy, minTtl, left } = this;
    const now = this.#clocks.now();
    return {
      accessToken, version, scope, reauthorizeBy, minTtl, left, age: now - this.answeredAt, asked: now - this.askedAt,
    };
  }
}
