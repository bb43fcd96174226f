/**
 * Questions to the server, one at a time for all callers of this page and for all tabs: whoever wants a token while a
 * question is under way shares its answer, and what another tab was told meanwhile is not asked again.
 *
 * @typedef {object} Question
 * @property {number} minTtl
 * @property {number} [newerThan]
 * @property {number} askedAt  when it was sent; until then, Infinity, more can be asked with it
 * @property {boolean} isOver
 * @property {AbortController} patience  with the tab that is before us
 * @property {Promise<void>} done
 *
 * @typedef {object} Asker
 * @property {() => number|undefined} refused               the version that would be of no use
 * @property {(minTtl: number) => Promise<void>} consider   the last look at what is there, before the server is asked
 * @property {(answer: Granted|Refused, question: Question) => Promise<void>} arrive
 */
/** @import { Granted, Refused, Server } from './server.js' */
/** @import { Tabs } from './tabs.js' */

const LOCK_WITHIN = 25_000; // a little longer than the tab that holds it waits for the server

export class Questions {
  #server;
  #tabs;
  #now;
  #asker;
  /** @type {Promise<void>} */
  #greeting;
  /** @type {Question|null} */
  #current = null;

  /**
   * @param {Server} server
   * @param {Tabs} tabs
   * @param {() => number} now
   * @param {Asker} asker
   */
  constructor(server, tabs, now, asker) {
    this.#server = server;
    this.#tabs = tabs;
    this.#now = now;
    this.#asker = asker;
    this.#greeting = tabs.greet();
  }

  /**
   * @param {number} minTtl
   * @returns {Promise<boolean>} whether that was asked; not, if what was under way asked for less
   */
  async ask(minTtl) {
    const question = this.#current ?? this.#begin(minTtl);
    const isOpen = question.askedAt === Infinity;
    if (isOpen) question.minTtl = Math.max(question.minTtl, minTtl);
    const isShared = isOpen || (question.minTtl >= minTtl && question.newerThan === this.#asker.refused());
    await question.done;
    return isShared;
  }

  /**
   * Another tab was answered: what has not been sent need not be.
   * @param {(minTtl: number) => boolean} isEnough
   */
  answered(isEnough) {
    if (this.#current?.askedAt === Infinity && isEnough(this.#current.minTtl)) this.end();
  }

  /** Nobody wants to know any more, whatever the answer is. */
  end() {
    if (this.#current) this.#close(this.#current);
  }

  /** @param {number} minTtl @returns {Question} */
  #begin(minTtl) {
    const patience = new AbortController();
    const question = { minTtl, askedAt: Infinity, isOver: false, patience, done: Promise.resolve() };
    this.#current = question;
    question.done = this.#greeting.then(() => this.#takeTurn(question)).finally(() => this.#close(question));
    return question;
  }

  /** @param {Question} question */
  async #takeTurn(question) {
    const limit = setTimeout(() => question.patience.abort(), LOCK_WITHIN);
    await this.#tabs.alone(async (others) => {
      clearTimeout(limit);
      if (others && !question.isOver) await this.#tabs.greet(); // what they were told may still be on its way
      if (!question.isOver) await this.#asker.consider(question.minTtl);
      if (!question.isOver) await this.#send(question);
    }, question.patience.signal);
  }

  /** @param {Question} question */
  async #send(question) {
    question.newerThan = this.#asker.refused();
    question.askedAt = this.#now();
    const answer = await this.#server.token(question.minTtl, question.newerThan);
    if (question.isOver) return;
    this.#close(question);
    await this.#asker.arrive(answer, question);
  }

  /** @param {Question} question */
  #close(question) {
    question.isOver = true;
    question.patience.abort();
    if (this.#current === question) this.#current = null;
  }
}
