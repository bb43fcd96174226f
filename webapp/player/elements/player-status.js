import { complaintText, playerText } from '../words.js';
import { setAttribute, setText, want } from './dom.js';

const REMEDIES = { 'enable-audio': 'Enable audio', 'try-again': 'Try again' };

/** The second status: the player in this browser, and the one click that helps where one does. */
class PlayerStatus extends HTMLElement {
  #remedy = null;

  connectedCallback() {
    this.innerHTML = `
      <div class="line">
        <p class="status" role="status" data-testid="player-status" data-state="loading"></p>
        <button type="button" hidden></button>
      </div>
      <p class="complaint" role="status" data-testid="complaint"></p>`;
    this.querySelector('button').addEventListener('click', () => want(this, this.#remedy));
  }

  /** @param {import('../reducer.js').State} state */
  render({ player, complaint }) {
    const status = this.querySelector('.status');
    setAttribute(status, 'data-state', player.status);
    setText(status, playerText(player));
    setText(this.querySelector('.complaint'), complaintText(complaint) ?? '');
    this.#remedy = player.remedy;
    const button = this.querySelector('button');
    button.hidden = player.remedy === null;
    setText(button, REMEDIES[player.remedy] ?? '');
  }
}

customElements.define('player-status', PlayerStatus);
