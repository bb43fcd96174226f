import { positionAt } from '../../state/player-reducer.js';
import { timeInTrack } from '../../words/formats.js';
import { setAttribute, setText, want } from '../dom.js';

const TICK = 500;
const ARROW = 5_000;
const PAGE = 15_000;
const STEPS = { ArrowRight: ARROW, ArrowUp: ARROW, ArrowLeft: -ARROW, ArrowDown: -ARROW, PageUp: PAGE, PageDown: -PAGE };
const READ_ALOUD_EVERY = 10_000; // a slider with the focus of the keyboard is read aloud at each change of its value

/** Where in the track the music is: it moves, can be dragged, and goes by arrow keys, Home and End. */
class SeekBar extends HTMLElement {
  #player = null;
  #isDragged = false;
  #timer = null;
  #readAt = -Infinity;

  connectedCallback() {
    this.innerHTML = `
      <input type="range" aria-label="Position in the track" min="0" max="0" step="1" value="0" disabled>
      <div class="times small" aria-hidden="true"><span>0:00</span><span>0:00</span></div>`;
    const range = this.querySelector('input');
    range.addEventListener('input', () => {
      this.#isDragged = true;
      this.#show(range.valueAsNumber);
    });
    range.addEventListener('change', () => {
      this.#isDragged = false;
      this.#seek(range.valueAsNumber);
    });
    range.addEventListener('keydown', (event) => this.#step(event));
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ player }) {
    const isNew = player.track?.uri !== this.#player?.track?.uri || player.at !== this.#player?.at;
    this.#player = player;
    const range = this.querySelector('input');
    range.disabled = !['playing', 'paused'].includes(player.status);
    setAttribute(range, 'max', String(player.track?.duration ?? 0));
    if (isNew) this.#readAt = -Infinity;
    this.#tick();
  }

  #step(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const { duration } = this.#player.track;
    this.#seek(Math.min(Math.max(0, positionAt(this.#player, performance.now()) + step), duration));
  }

  #seek(position) {
    want(this, 'seek', Math.round(position));
  }

  #tick() {
    if (this.#isDragged || !this.#player) return;
    this.#show(positionAt(this.#player, performance.now()));
  }

  #show(position) {
    const range = this.querySelector('input');
    const duration = Number(range.max);
    const [now, end] = this.querySelectorAll('.times span');
    range.style.setProperty('--part', duration ? position / duration : 0);
    setText(now, timeInTrack(position));
    setText(end, timeInTrack(duration));
    if (range.matches(':focus-visible') && performance.now() - this.#readAt < READ_ALOUD_EVERY) return;
    this.#readAt = performance.now();
    if (!this.#isDragged) range.value = String(position);
    setAttribute(range, 'aria-valuetext', `${timeInTrack(position)} of ${timeInTrack(duration)}`);
  }
}

customElements.define('seek-bar', SeekBar);
