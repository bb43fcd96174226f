/** The SDK's callbacks that wait for a token. They are served from what is held, or a token is asked for. */
/** @import { Holding } from './holding.js' */
/** @import { Retry } from './retry.js' */
/** @import { Status } from './status.js' */

const SDK_KEEPS = 3500; // seconds: the SDK keeps a token for 3540 s from hand-over, so it should come nearly new

export class Serving {
  #status;
  #holding;
  #retry;
  #ask;
  #isClosed = false;
  /** @type {((accessToken: string) => void)[]} */
  #callbacks = [];

  /**
   * @param {{status: Status, holding: Holding, retry: Retry}} parts
   * @param {(minTtl: number) => void} ask
   */
  constructor({ status, holding, retry }, ask) {
    this.#status = status;
    this.#holding = holding;
    this.#retry = retry;
    this.#ask = ask;
  }

  /** @returns {boolean} whether anybody waits for a token */
  get isAwaited() {
    return this.#callbacks.length > 0;
  }

  /** @returns {number} seconds that a token should last for those who wait */
  get minTtl() {
    return this.isAwaited ? SDK_KEEPS : 0;
  }

  /** @param {(accessToken: string) => void} callback */
  add(callback) {
    if (!this.isAwaited && !this.#retry.isWaiting) this.#holding.doubtWhatWasJustHanded();
    this.#callbacks.push(callback);
    this.serve();
  }

  /** From what is held, or asks. In times of trouble a token that lives is better than silence. */
  serve() {
    if (this.#isClosed || !this.isAwaited) return;
    if (this.#holding.has(SDK_KEEPS) || (this.#retry.isWaiting && this.#holding.has(0))) this.#handOver();
    else this.#ask(SDK_KEEPS);
  }

  /**
   * The server has just answered: where it was asked for the SDK, it has no token that lasts longer.
   * @param {number} minTtl it was asked with
   */
  serveAnswer(minTtl) {
    if (minTtl >= SDK_KEEPS && this.isAwaited) this.#handOver();
    else this.serve();
  }

  /** Nobody is served any more. */
  close() {
    this.#isClosed = true;
    this.#callbacks = [];
  }

  #handOver() {
    const { accessToken, version } = this.#holding.handOver();
    this.#callbacks.splice(0).forEach((callback) => queueMicrotask(() => callback(accessToken)));
    this.#status.note('handed', { version });
    this.#status.tell();
  }
}
