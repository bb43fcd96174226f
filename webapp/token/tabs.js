/**
 * The tabs of one browser that use the same Sostenuto: one at a time asks the server, and tells the others what it
 * heard. Every wait is bounded; where the browser has no Web Locks or no BroadcastChannel, a tab does without.
 *
 * @typedef {{kind: 'token', token: TokenMessage}} TokenNews
 * @typedef {{kind: 'failure', answer: Refused, wait: number, asked: number}} FailureNews
 *   wait: milliseconds until the next try; asked: milliseconds since the server was asked
 * @typedef {TokenNews|FailureNews|{kind: 'ended'}|{kind: 'hello', from: string}} News
 * @typedef {{news: News, to: string|undefined, sentOn: number}} Letter
 */
/** @import { TokenMessage } from './access-token.js' */
import { keepsNobodyAwake } from './wake.js';
/** @import { Refused } from './server.js' */

const REPLIED_WITHIN = 150;
const BACKWARDS = -500; // milliseconds: beyond that the clock was set, and says nothing about a delay

export class Tabs {
  #name;
  #locks;
  #channel;
  #wall;
  #id = String(Math.random());
  #isOurs;
  #isOver = false;
  #replied = () => {};

  /**
   * @param {string} name  what the tabs have in common
   * @param {Pick<LockManager, 'request'>|null} locks
   * @param {BroadcastChannel|null|undefined} channel  undefined: one of our own
   * @param {() => number} wall
   */
  constructor(name, locks, channel, wall) {
    this.#name = name;
    this.#locks = locks;
    this.#isOurs = channel === undefined;
    this.#channel = channel === undefined ? openChannel(name) : channel;
    this.#wall = wall;
  }

  /**
   * @param {(news: News, delay: number) => void} hear  is told how many milliseconds the news took: many, where this
   *   tab was frozen; Infinity, where nobody knows
   */
  listen(hear) {
    this.#channel?.addEventListener('message', (/** @type {MessageEvent<Letter>} */ { data: { news, to, sentOn } }) => {
      if (this.#isOver || (to !== undefined && to !== this.#id)) return;
      const delay = this.#wall() - sentOn;
      hear(news, delay < BACKWARDS ? Infinity : Math.max(0, delay));
      if (to !== undefined) this.#replied();
    });
  }

  /**
   * @param {News} news
   * @param {string} [to]  one tab; without it, all others
   */
  tell(news, to) {
    try {
      this.#channel?.postMessage({ news, to, sentOn: this.#wall() });
    } catch {
      // closed by whoever gave it to us: the others do without
    }
  }

  /** Hears and tells nothing any more. A channel that was given to us is its giver's to close. */
  close() {
    this.#isOver = true;
    if (this.#isOurs) this.#channel?.close();
  }

  /** Asks the others for their token. @returns {Promise<void>} over with the first reply, and soon without one */
  greet() {
    if (this.#channel === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#replied = resolve;
      keepsNobodyAwake(setTimeout(resolve, REPLIED_WITHIN));
      this.tell({ kind: 'hello', from: this.#id });
    });
  }

  /**
   * Does something while no other tab does the same. Where the lock cannot be had, or when patience ends, it is done
   * all the same: a tab that is frozen or broken must not hold up the others.
   * @param {(others: boolean) => Promise<void>} task  is told whether other tabs were before it
   * @param {AbortSignal} patience
   * @returns {Promise<void>}
   */
  alone(task, patience) {
    const locks = this.#locks;
    if (locks === null) return task(false);
    return new Promise((resolve, reject) => {
      let isBegun = false;
      const begin = (/** @type {boolean} */ others) => {
        if (isBegun) return undefined;
        isBegun = true;
        const done = task(others);
        done.then(resolve, reject);
        return done;
      };
      const takeTurn = async () => {
        const isTaken = await locks.request(this.#name, { ifAvailable: true }, (lock) => (lock ? begin(false) : true));
        if (isTaken) await locks.request(this.#name, { signal: patience }, () => begin(true));
      };
      patience.addEventListener('abort', () => begin(false));
      takeTurn().catch(() => begin(false));
    });
  }
}

/** @param {string} name @returns {BroadcastChannel|null} */
function openChannel(name) {
  try {
    const channel = new BroadcastChannel(name);
    keepsNobodyAwake(channel);
    return channel;
  } catch {
    return null;
  }
}
