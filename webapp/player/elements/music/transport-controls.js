import { setAttribute, setText, want } from '../dom.js';

/** The buttons and the volume. A button's name is its text; the drawing is only for the eye. */
class TransportControls extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="buttons">
        <button type="button" class="round" data-icon="previous"><span>Previous track</span></button>
        <button type="button" class="round main" data-icon="play"><span>Play</span></button>
        <button type="button" class="round" data-icon="next"><span>Next track</span></button>
      </div>
      <div class="volume" data-icon="volume">
        <input type="range" aria-label="Volume" min="0" max="1" step="0.05">
      </div>`;
    const [previous, play, next] = this.querySelectorAll('button');
    const volume = this.querySelector('input');
    previous.addEventListener('click', () => want(this, 'previous'));
    play.addEventListener('click', () => want(this, 'play-or-pause'));
    next.addEventListener('click', () => want(this, 'next'));
    volume.addEventListener('input', () => want(this, 'volume', volume.valueAsNumber));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ player }) {
    const [previous, play, next] = this.querySelectorAll('button');
    const isPlaying = player.status === 'playing';
    setText(play.firstChild, isPlaying ? 'Pause' : 'Play');
    setAttribute(play, 'data-icon', isPlaying ? 'pause' : 'play');
    const isHere = ['playing', 'paused'].includes(player.status);
    play.disabled = !canPlay(player);
    previous.disabled = !(isHere && player.canReturn);
    next.disabled = !(isHere && player.canSkip);
    this.#renderVolume(player.volume);
  }

  #renderVolume(volume) {
    const range = this.querySelector('input');
    if (range.valueAsNumber !== volume) range.value = String(volume);
    range.style.setProperty('--part', volume);
    setAttribute(range, 'aria-valuetext', `${Math.round(volume * 100)} percent`);
  }
}

function canPlay({ status, trouble, deviceId }) {
  return status === 'blocked' ? trouble === 'autoplay' : deviceId !== null || trouble === 'other-tab';
}

customElements.define('transport-controls', TransportControls);
