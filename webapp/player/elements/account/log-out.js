import { want } from '../dom.js';

/** The way out. */
class LogOut extends HTMLElement {
  connectedCallback() {
    this.innerHTML = '<button type="button" class="quiet">Log out</button>';
    this.querySelector('button').addEventListener('click', () => want(this, 'logout'));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ page }) {
    this.hidden = page !== 'player';
  }
}

customElements.define('log-out', LogOut);
