/**
 * What can become of this page's access: there is a token, there is none for now, or the session is over. Each changes
 * together what is held, what is tried again, and what the outside is told.
 */
/** @import { AccessToken } from './access-token.js' */
/** @import { Holding } from './holding.js' */
/** @import { Questions } from './questions.js' */
/** @import { Retry } from './retry.js' */
/** @import { Refused, Server } from './server.js' */
/** @import { Serving } from './serving.js' */
/** @import { Status } from './status.js' */
/** @import { TokenState } from './token-source.js' */

const OPERATORS_TAKE = 60_000; // at least, to set something right

export class Outcomes {
  #status;
  #holding;
  #retry;
  #questions;
  #server;
  #serving;
  #wall;

  /**
   * @param {{status: Status, holding: Holding, retry: Retry, questions: Questions, server: Server}} parts
   * @param {Serving} serving
   * @param {() => number} wall
   */
  constructor({ status, holding, retry, questions, server }, serving, wall) {
    this.#status = status;
    this.#holding = holding;
    this.#retry = retry;
    this.#questions = questions;
    this.#server = server;
    this.#serving = serving;
    this.#wall = wall;
  }

  /** @param {AccessToken} token */
  use(token) {
    const { version } = token;
    const before = this.#status.state.version;
    if (before !== undefined && before !== version) this.#status.note('renewed', { version });
    if (before === undefined && !this.#serving.isAwaited) this.#status.note('handed', { version });
    this.#holding.take(token);
    this.#retry.end();
    this.#status.hold(token);
    this.#status.become('connected');
  }

  /** Instead of asking for one. @param {AccessToken} token that another tab was given */
  adopt(token) {
    this.use(token);
    this.#questions.answered((minTtl) => this.#holding.has(minTtl));
    this.#serving.serve();
  }

  /**
   * @param {Refused} answer
   * @param {number} [wait] milliseconds that another tab waits
   * @returns {number} milliseconds until the next try
   */
  fail({ action, error, retryAfter = 0, reason, loginUrl = this.#server.loginUrl }, wait = 0) {
    this.#status.note('failed', { error });
    if (action === 'login' || action === 'link') {
      this.end(action, { error, loginUrl, reason: reason ?? (error === 'no_session' ? 'no_session' : 'unknown') });
      return 0;
    }
    const waits = this.#retry.failed(Math.max(wait, action === 'operator' ? OPERATORS_TAKE : retryAfter * 1000));
    const until = new Date(this.#wall() + waits);
    this.#status.note('waiting', { error });
    this.#status.become(action === 'operator' ? 'operator' : 'waiting', { error, until });
    this.#holding.forgetDoubt();
    this.#serving.serve();
    return waits;
  }

  /**
   * @param {'login'|'link'|'ended'} name
   * @param {Partial<TokenState>} [why]
   * @param {number} [ago] milliseconds
   */
  end(name, why = {}, ago = 0) {
    this.#holding.drop(ago);
    this.#retry.end();
    this.#questions.end();
    this.#status.become(name, why);
  }
}
