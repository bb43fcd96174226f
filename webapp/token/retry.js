/**
 * When to ask again after a failure: as the server says, else soon and ever later; after a minute of failures at most
 * once a minute; for as long as the page is open. Jitter keeps pages that failed together from coming back together.
 */
/** @import { Clocks } from './access-token.js' */

const MINUTE = 60_000;
const LONGEST_WAIT = 10 * MINUTE; // whatever a Retry-After says
const JITTER = 0.25;

export class Retry {
  #clocks;
  #random;
  #again;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #failures = 0;
  #since = 0;
  #due = { now: 0, wall: 0 };

  /**
   * @param {Clocks} clocks
   * @param {() => number} random
   * @param {() => void} again
   */
  constructor(clocks, random, again) {
    this.#clocks = clocks;
    this.#random = random;
    this.#again = again;
  }

  get isWaiting() {
    return this.#timer !== undefined;
  }

  /** By either clock: a timer may have stood still during sleep. */
  get isOverdue() {
    return this.isWaiting && (this.#clocks.now() >= this.#due.now || this.#clocks.wall() >= this.#due.wall);
  }

  /**
   * Sets the next try.
   * @param {number} atLeast milliseconds, where somebody said so, or 0
   * @returns {number} milliseconds until then
   */
  failed(atLeast) {
    const now = this.#clocks.now();
    if (this.#failures === 0) this.#since = now;
    const usual = 1000 * 2 ** Math.min(this.#failures, 5);
    const least = now - this.#since >= MINUTE ? MINUTE : 0;
    this.#failures += 1;
    const wait = Math.min(LONGEST_WAIT, Math.max(atLeast || usual, least)) * (1 + JITTER * this.#random());
    this.#set(wait);
    return wait;
  }

  /** Tries now. */
  hurry() {
    this.stop();
    this.#again();
  }

  /** No further try is needed, and no failure counts any more. */
  end() {
    this.stop();
    this.#failures = 0;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {number} wait */
  #set(wait) {
    clearTimeout(this.#timer);
    this.#due = { now: this.#clocks.now() + wait, wall: this.#clocks.wall() + wait };
    this.#timer = setTimeout(() => this.hurry(), wait);
  }
}
