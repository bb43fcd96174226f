/** When the server is asked for a token, and what its answer means here and for the other tabs. */
import { AccessToken } from './access-token.js';
/** @import { Clocks } from './access-token.js' */
/** @import { Holding } from './holding.js' */
/** @import { Outcomes } from './outcomes.js' */
/** @import { Question, Questions } from './questions.js' */
/** @import { Retry } from './retry.js' */
/** @import { Granted, Refused, Server } from './server.js' */
/** @import { Serving } from './serving.js' */
/** @import { Status } from './status.js' */
/** @import { Tabs } from './tabs.js' */
/** @import { Moment } from './wake.js' */

const UNHEARD = ['network', 'unreadable_answer', 'redirected'];

export class Asking {
  #clocks;
  #status;
  #holding;
  #server;
  #retry;
  #tabs;
  #questions;
  #serving;
  #outcomes;
  #isClosed = false;

  /**
   * @param {{clocks: Clocks, status: Status, holding: Holding, server: Server, retry: Retry, tabs: Tabs,
   *   questions: Questions}} parts
   * @param {Serving} serving
   * @param {Outcomes} outcomes
   */
  constructor({ clocks, status, holding, server, retry, tabs, questions }, serving, outcomes) {
    this.#clocks = clocks;
    this.#status = status;
    this.#holding = holding;
    this.#server = server;
    this.#retry = retry;
    this.#tabs = tabs;
    this.#questions = questions;
    this.#serving = serving;
    this.#outcomes = outcomes;
  }

  /**
   * @param {number} minTtl
   * @returns {Promise<void>}
   */
  async ask(minTtl) {
    if (this.#isClosed || this.#status.isOver || this.#retry.isWaiting) return;
    if (['idle', 'connected'].includes(this.#status.state.name)) this.#status.become('renewing');
    const isAsked = await this.#questions.ask(minTtl);
    if (!isAsked && !this.#holding.has(minTtl)) await this.ask(minTtl);
  }

  /**
   * What another tab held before this page came is of this session only if the server says so: the person may have
   * logged in as somebody else since.
   * @param {number} minTtl
   */
  async considerOffer(minTtl) {
    const offered = this.#holding.takeOffer(minTtl);
    if (offered === null) return;
    const isOurs = await this.#server.isSessionOf(offered.reauthorizeBy);
    if (isOurs && !this.#status.isOver) this.#outcomes.adopt(offered);
  }

  /**
   * @param {Granted|Refused} answer
   * @param {Question} question
   */
  async arrive(answer, { minTtl, newerThan, askedAt }) {
    if (this.#isClosed) return;
    const asked = this.#clocks.now() - askedAt;
    if (answer.action !== 'use') {
      if (answer.action !== this.#status.state.name) complain(answer);
      this.#tabs.tell({ kind: 'failure', answer, wait: this.#outcomes.fail(answer), asked });
    } else if (answer.version === newerThan) {
      this.#outcomes.fail({ action: 'retry', error: 'unreadable_answer' });
    } else if (answer.version === this.#holding.refused) { // refused while this answer was on its way
      await this.ask(minTtl);
    } else {
      const token = new AccessToken({ ...answer, minTtl, left: answer.expiresIn * 1000, age: 0, asked }, this.#clocks);
      this.#outcomes.use(token);
      this.#tabs.tell({ kind: 'token', token: token.toMessage() });
      this.#serving.serveAnswer(minTtl);
    }
  }

  /** Time may have been lost, or the network found. @param {Moment} moment */
  look({ isOnline = false, isRestored = false }) {
    const { name, error } = this.#status.state;
    const { known } = this.#holding;
    if (this.#retry.isOverdue || (this.#retry.isWaiting && isOnline && UNHEARD.includes(error ?? ''))) {
      this.#retry.hurry();
    } else if (name === 'connected' && known && known.left <= 0) {
      this.ask(0);
    } else if (['login', 'link'].includes(name) && isRestored) { // it may have happened on the page that was here meanwhile
      this.#status.become('idle');
      this.ask(0);
    }
  }

  /** Nothing is asked any more, and no answer counts. */
  close() {
    this.#isClosed = true;
    this.#retry.end();
    this.#questions.end();
  }
}

/** @param {Refused} answer */
function complain({ action, error, reason }) {
  if (action === 'login') console.error(`Sostenuto: ${error} (${reason ?? 'no reason given'}). A login is needed.`);
  if (action === 'link') console.error(`Sostenuto: ${error} (${reason ?? 'no reason given'}). A link is needed.`);
  if (action === 'operator') console.error(`Sostenuto: ${error}. Its operator has to look at it.`);
}
