/** What other tabs tell this one: that somebody is new, a token, a failure, or the end of the session. */
import { AccessToken } from './access-token.js';
/** @import { Clocks } from './access-token.js' */
/** @import { Holding } from './holding.js' */
/** @import { Outcomes } from './outcomes.js' */
/** @import { Questions } from './questions.js' */
/** @import { Status } from './status.js' */
/** @import { FailureNews, News, Tabs } from './tabs.js' */

const OLD = 60_000; // of a failure

export class Hearing {
  #clocks;
  #status;
  #holding;
  #tabs;
  #questions;
  #outcomes;

  /**
   * @param {{clocks: Clocks, status: Status, holding: Holding, tabs: Tabs, questions: Questions}} parts
   * @param {Outcomes} outcomes
   */
  constructor({ clocks, status, holding, tabs, questions }, outcomes) {
    this.#clocks = clocks;
    this.#status = status;
    this.#holding = holding;
    this.#tabs = tabs;
    this.#questions = questions;
    this.#outcomes = outcomes;
  }

  /**
   * @param {News} news
   * @param {number} delay
   */
  hear(news, delay) {
    switch (news.kind) {
      case 'hello': return this.#reply(news.from);
      case 'token': return this.#hearToken(AccessToken.heard(news.token, delay, this.#clocks));
      case 'failure': return this.#hearFailure(news, delay);
      default: return this.#outcomes.end('ended', {}, delay);
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
    if (this.#holding.isSurelyOurs(token)) this.#outcomes.adopt(token);
    else this.#holding.offer(token);
  }

  /**
   * @param {FailureNews} news
   * @param {number} delay
   */
  #hearFailure({ answer, wait, asked }, delay) {
    const askedAt = this.#clocks.now() - asked - delay;
    const isOld = delay > OLD || (this.#holding.known?.answeredAt ?? -Infinity) > askedAt;
    if (isOld || this.#status.isOver || this.#status.state.name === 'idle') return;
    this.#outcomes.fail(answer, wait - delay);
    this.#questions.answered(() => true);
  }
}
