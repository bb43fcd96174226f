import { accountText, day } from '../words.js';
import { setAttribute, setText, want } from './dom.js';

const A_MONTH = 30 * 24 * 3600 * 1000;

/** The first of the two statuses: the connection to Spotify, when it needs a new consent, and the way out. */
class AccountStatus extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="line">
        <p class="status" role="status" data-testid="account-status" data-state="connected"></p>
        <button type="button" class="quiet">Log out</button>
      </div>
      <p class="small" data-testid="reauthorize-note" hidden></p>`;
    this.querySelector('button').addEventListener('click', () => want(this, 'logout'));
  }

  /** @param {import('../reducer.js').State} state */
  render(state) {
    const status = this.querySelector('.status');
    const { name } = state.account;
    setAttribute(status, 'data-state', ['idle', 'ended'].includes(name) ? 'connected' : name);
    setText(status, accountText(state));
    this.#renderNote(name === 'login' ? null : state.account.reauthorizeBy ?? state.session?.reauthorizeBy);
  }

  #renderNote(reauthorizeBy) {
    const note = this.querySelector('[data-testid="reauthorize-note"]');
    note.hidden = !(Date.parse(reauthorizeBy) - Date.now() < A_MONTH);
    if (!note.hidden) setText(note, `Spotify will ask for a new consent on ${day(reauthorizeBy)}.`);
  }
}

customElements.define('account-status', AccountStatus);
