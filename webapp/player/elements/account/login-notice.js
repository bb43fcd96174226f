import { loginNotice } from '../../words/account-words.js';
import { setText, want } from '../dom.js';

/** Says once why a login did not succeed. */
class LoginNotice extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <section class="notice" aria-label="About the login">
        <p></p>
        <button type="button" class="quiet">Dismiss</button>
      </section>`;
    this.querySelector('button').addEventListener('click', () => want(this, 'dismiss'));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ notice }) {
    this.hidden = notice === null;
    if (notice !== null) setText(this.querySelector('p'), loginNotice(notice));
  }
}

customElements.define('login-notice', LoginNotice);
