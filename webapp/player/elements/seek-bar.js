import { minutes } from '../words.js';
import { setAttribute, setText, want } from './dom.js';

const TICK = 500;

/** Where in the track the music is. Spotify tells it now and then; in between it is reckoned by the clock. */
class SeekBar extends HTMLElement {
  #player = null;
  #isDragged = false;
  #timer = null;

  connectedCallback() {
    this.innerHTML = `
      <input type="range" aria-label="Seek" min="0" max="0" step="1000" value="0" disabled>
      <div class="times small" aria-hidden="true"><span>0:00</span><span>0:00</span></div>`;
    const range = this.querySelector('input');
    range.addEventListener('input', () => {
      this.#isDragged = true;
      this.#show(range.valueAsNumber);
    });
    range.addEventListener('change', () => {
      this.#isDragged = false;
      want(this, 'seek', range.valueAsNumber);
    });
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {import('../reducer.js').State} state */
  render({ player }) {
    this.#player = player;
    const range = this.querySelector('input');
    range.disabled = player.track === null;
    setAttribute(range, 'max', String(player.track?.duration ?? 0));
    this.#tick();
  }

  #tick() {
    if (this.#isDragged || !this.#player) return;
    const { status, position, at, track } = this.#player;
    const passed = status === 'playing' ? performance.now() - at : 0;
    this.#show(Math.min(position + passed, track?.duration ?? 0));
  }

  #show(position) {
    const range = this.querySelector('input');
    const duration = Number(range.max);
    const [now, end] = this.querySelectorAll('span');
    if (!this.#isDragged) range.value = String(position);
    range.style.setProperty('--part', duration ? position / duration : 0);
    setAttribute(range, 'aria-valuetext', `${minutes(position)} of ${minutes(duration)}`);
    setText(now, minutes(position));
    setText(end, minutes(duration));
  }
}

customElements.define('seek-bar', SeekBar);
