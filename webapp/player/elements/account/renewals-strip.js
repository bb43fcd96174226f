import { timeOfDay } from '../../words/formats.js';
import { setText, svg } from '../dom.js';
import { pictureOf, summaryOf } from './last-hour.js';

const TICK = 1_000;
const LISTED = 24;
const LEGEND = [['handed', 'Handed out'], ['renewed', 'Renewed'], ['failed', 'Failed'], ['waiting', 'Waiting']];
const WORDS = { handed: 'handed out', renewed: 'renewed', failed: 'failed', waiting: 'waiting to try again' };

/** The held note: the last hour of the access token, as a line that goes on; the same as words and as a list. */
class RenewalsStrip extends HTMLElement {
  #account = null;
  #openedAt = new Date();
  #timer = null;

  connectedCallback() {
    this.innerHTML = `
      <section aria-labelledby="renewals">
        <div class="line"><h2 id="renewals">Access token</h2><p class="small life"></p></div>
        <svg class="strip" aria-hidden="true" width="100%" height="68"></svg>
        <p class="axis small" aria-hidden="true"><span></span><span>now</span></p>
        <p class="summary"></p>
        <ul class="legend small" aria-hidden="true"></ul>
        <details><summary>As a list</summary><ol aria-label="Renewals"></ol></details>
      </section>`;
    this.querySelector('.legend').append(...LEGEND.map(legend));
    this.#timer = setInterval(() => this.#renderTime(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ account }) {
    const isNew = account.history !== this.#account?.history;
    this.#account = account;
    if (isNew) this.querySelector('ol').replaceChildren(...account.history.slice(-LISTED).reverse().map(entry));
    this.#renderTime();
  }

  #renderTime() {
    if (!this.#account || this.closest('[hidden]')) return;
    setText(this.querySelector('.life'), lifeOf(this.#account));
    const picture = pictureOf(this.#account.history, this.#openedAt, new Date());
    const { start, segments, marks } = picture;
    setText(this.querySelector('.axis span'), start);
    setText(this.querySelector('.summary'), summaryOf(picture));
    this.querySelector('svg').replaceChildren(...segments.map(segment), ...marks.map(mark));
  }
}

function segment({ kind, from, to }) {
  return svg('line', { class: `segment ${kind}`, x1: `${from}%`, x2: `${to}%`, y1: 32, y2: 32 });
}

function mark({ kind, at }) {
  return svg('svg', { x: `${at}%`, y: 32, overflow: 'visible', class: `mark ${kind}` }, shapeOf(kind));
}

/** Four shapes, told apart without colour: a dot, a diamond on a stem, a cross below, a ring. */
function shapeOf(kind) {
  switch (kind) {
    case 'renewed': return [svg('path', { class: 'stem', d: 'M0 0V-14' }), svg('path', { d: 'M0-26l6.500 7-6.500 7-6.500-7z' })];
    case 'failed': return [svg('path', { class: 'stem', d: 'M0 0V13' }), svg('path', { class: 'cross', d: 'M-5 15l10 10M5 15l-10 10' })];
    case 'waiting': return [svg('circle', { r: 5, class: 'ring' })];
    default: return [svg('circle', { r: 4.5 })];
  }
}

function legend([kind, text]) {
  const item = document.createElement('li');
  const y = { renewed: 29, failed: -10 }[kind] ?? 10;
  item.append(svg('svg', { width: 20, height: 20, class: 'legend-mark' },
    [svg('svg', { x: 10, y, overflow: 'visible', class: `mark ${kind}` }, shapeOf(kind))]), text);
  return item;
}

function entry({ kind, at, version, error }) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = at.toISOString();
  time.textContent = timeOfDay(at);
  const detail = version ? ` (version ${version})` : error ? ` (${error.replaceAll('_', ' ')})` : '';
  item.append(time, ` ${WORDS[kind] ?? kind}${detail}`);
  return item;
}

function lifeOf({ name, version, expiresIn, obtainedAt }) {
  if (version === undefined) return 'none yet';
  const left = Math.floor(expiresIn - (performance.now() - obtainedAt) / 1000);
  if (left <= 0) return `version ${version}, ${name === 'connected' ? 'renewed when asked for next' : 'expired'}`;
  return `version ${version}, good for ${left < 120 ? `${left} s` : `${Math.floor(left / 60)} min`}`;
}

customElements.define('renewals-strip', RenewalsStrip);
