import { setAttribute, want } from '../dom.js';

/** Shows and hides the list of a person's devices. */
class SessionsToggle extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <button type="button" class="quiet" aria-controls="own-sessions" aria-expanded="false"><span>Your devices</span></button>`;
    this.querySelector('button').addEventListener('click', () => want(this, 'own-sessions'));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ page, ownSessions }) {
    this.hidden = page !== 'player';
    setAttribute(this.querySelector('button'), 'aria-expanded', String(ownSessions.open));
  }
}

customElements.define('sessions-toggle', SessionsToggle);
