import { loginThatReturns } from '../address.js';
import { setAttribute, setText, want } from './dom.js';

/** A button that has just copied something says so. */
export const remedyNow = (remedy, copied) => (copied && remedy?.[1] === 'copy' ? [copied, 'copy'] : remedy);

/**
 * One of the two statuses: a sign, a word, a sentence, and where something is wrong one button. The sentence is read
 * aloud when it changes; the word is not, so that a quiet renewal stays quiet.
 */
export class StatusRow extends HTMLElement {
  #remedy = null;

  connectedCallback() {
    const label = this.getAttribute('aria-label');
    this.innerHTML = `
      <span class="sign" aria-hidden="true"></span>
      <div class="said">
        <p class="word"><span></span> <b></b></p>
        <p role="status"></p>
        <p role="alert"></p>
      </div>
      <button type="button" hidden></button>
      <a class="button" href="api/login" hidden></a>`;
    setText(this.querySelector('.word span'), label);
    this.querySelector('button').addEventListener('click', () => want(this, this.#remedy));
    this.querySelector('a').addEventListener('click', () => want(this, 'leave-for-consent'));
  }

  /**
   * @param {string} state      for the sign
   * @param {{word: string, sentence: string, remedy: [string, string]|null}} told
   * @param {string} loginUrl   where the remedy `login` leads
   */
  show(state, { word, sentence, remedy }, loginUrl) {
    const isAlert = remedy?.[1] === 'login';
    setAttribute(this, 'data-state', state);
    this.toggleAttribute('data-trouble', remedy !== null);
    setText(this.querySelector('b'), word);
    setText(this.querySelector('[role="status"]'), isAlert ? '' : sentence);
    setText(this.querySelector('[role="alert"]'), isAlert ? sentence : '');
    this.#showRemedy(remedy ?? ['', null], loginUrl);
  }

  #showRemedy([text, name], loginUrl) {
    const [button, link] = [this.querySelector('button'), this.querySelector('a')];
    this.#remedy = name;
    const shown = name === 'login' ? link : button;
    if (name === 'login') setAttribute(link, 'href', loginThatReturns(loginUrl));
    setText(shown, text);
    [button, link].forEach((one) => this.#hide(one, one !== shown || name === null));
  }

  /** A button that goes while it has the focus hands it to the row. */
  #hide(one, isHidden) {
    if (isHidden && one === document.activeElement) this.focus();
    one.hidden = isHidden;
  }
}
