/**
 * What the outside is told: facts about the last token, the last hour's happenings, and what belongs to the present
 * state only. Never the token itself.
 */
/** @import { AccessToken } from './access-token.js' */
/** @import { Happening, TokenState } from './token-source.js' */

const HOUR = 3_600_000;
const MOST = 240; // happenings
const OVER = ['login', 'link', 'ended'];

export class Status {
  #changed;
  #wall;
  /** @type {TokenState['name']} */
  #name = 'idle';
  #why = {};
  #facts = {};
  /** @type {readonly Happening[]} */
  #history = Object.freeze([]);
  /** @type {TokenState} */
  #state = Object.freeze({ name: this.#name, history: this.#history });

  /**
   * @param {() => void} changed
   * @param {() => number} wall
   */
  constructor(changed, wall) {
    this.#changed = changed;
    this.#wall = wall;
  }

  get state() {
    return this.#state;
  }

  /** @returns {boolean} whether nothing but a login or a link helps */
  get isOver() {
    return OVER.includes(this.#name);
  }

  /**
   * @param {TokenState['name']} name
   * @param {Partial<TokenState>} [why]
   */
  become(name, why = {}) {
    this.#name = name;
    this.#why = why;
    this.tell();
  }

  tell() {
    const hourAgo = this.#wall() - HOUR;
    const recent = this.#history.filter(({ at }) => at.getTime() > hourAgo).slice(-MOST);
    this.#history = Object.freeze(recent);
    this.#state = Object.freeze({ name: this.#name, history: this.#history, ...this.#facts, ...this.#why });
    this.#changed();
  }

  /** Told with the next state. @param {AccessToken} token */
  hold({ version, scope, reauthorizeBy, life, hereAt, hereOn }) {
    const expiresIn = Math.floor(life / 1000);
    this.#facts = { version, scope, reauthorizeBy, expiresIn, obtainedAt: hereAt, obtainedOn: new Date(hereOn) };
  }

  /**
   * Told with the next state.
   * @param {Happening['kind']} kind
   * @param {Pick<Happening, 'version'|'error'>} what
   */
  note(kind, what) {
    this.#history = [...this.#history, Object.freeze({ kind, at: new Date(this.#wall()), ...what })];
  }
}
