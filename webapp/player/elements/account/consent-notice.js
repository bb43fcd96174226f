import { loginThatReturns } from '../../address.js';
import { consentNotice } from '../../state/consent.js';
import { setAttribute, setText, want } from '../dom.js';

/** The six months: said in good time, renewed by one click, or put off until the next notice. */
class ConsentNotice extends HTMLElement {
  #key = null;

  connectedCallback() {
    this.innerHTML = `
      <section class="notice" aria-label="About the consent">
        <p></p>
        <a class="button" href="api/login">Renew the consent</a>
        <button type="button" class="quiet">Later</button>
      </section>`;
    this.querySelector('a').addEventListener('click', () => want(this, 'leave-for-consent'));
    this.querySelector('button').addEventListener('click', () => want(this, 'put-off', this.#key));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render(state) {
    const notice = state.page === 'player' ? consentNotice(state, Date.now()) : null;
    this.hidden = notice === null;
    if (!notice) return;
    this.#key = notice.key;
    setText(this.querySelector('p'), notice.sentence);
    setAttribute(this.querySelector('a'), 'href', loginThatReturns('api/login'));
  }
}

customElements.define('consent-notice', ConsentNotice);
