import { loginThatReturns } from '../address.js';
import { loginReason } from '../words.js';
import { setAttribute, setText } from './dom.js';

/** The only alert: a login is needed, why, and the one click that does it. Nothing moves without that click. */
class ReconnectAlert extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="alert" role="alert">
        <p></p>
        <a class="button">Reconnect with Spotify</a>
      </div>`;
  }

  /** @param {import('../reducer.js').State} state */
  render({ account }) {
    this.hidden = account.name !== 'login';
    if (this.hidden) return;
    setAttribute(this.querySelector('a'), 'href', loginThatReturns(account.loginUrl));
    setText(this.querySelector('p'), loginReason(account.reason));
  }
}

customElements.define('reconnect-alert', ReconnectAlert);
