import { timeOfDay } from '../words.js';
import { setText } from './dom.js';

const SHOWN = 12;

/** The held note: a line that goes on, with a tick for every renewal of the access token. */
class TokenStrip extends HTMLElement {
  #account = null;
  #timer = null;

  connectedCallback() {
    this.innerHTML = `
      <p class="small">Access token <span data-testid="token-version">–</span><span class="life"></span></p>
      <ol aria-label="Renewals"></ol>`;
    this.#timer = setInterval(() => this.#renderLife(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {import('../reducer.js').State} state */
  render({ account }) {
    this.#account = account;
    setText(this.querySelector('[data-testid="token-version"]'), String(account.version ?? '–'));
    this.#renderLife();
    this.#renderRenewals(renewalsOf(account));
  }

  #renderLife() {
    const { version, obtainedAt, obtainedOn, expiresIn } = this.#account ?? {};
    if (version === undefined) return;
    const left = Math.floor(expiresIn - (performance.now() - obtainedAt) / 1000);
    const renewedOn = renewalsOf(this.#account).at(-1)?.at;
    const since = renewedOn ? `renewed ${timeOfDay(renewedOn)}` : `received ${timeOfDay(obtainedOn)}`;
    const life = left > 0 ? `good for ${inWords(left)}` : 'renewed when the player asks next';
    setText(this.querySelector('.life'), ` · ${since} · ${life}`);
  }

  #renderRenewals(renewals) {
    const list = this.querySelector('ol');
    const key = renewals.map(({ version }) => version).join();
    if (list.dataset.versions === key) return;
    list.dataset.versions = key;
    list.replaceChildren(...renewals.map(tick));
  }
}

function renewalsOf({ history }) {
  return history.filter(({ kind }) => kind === 'renewed').slice(-SHOWN);
}

function tick({ version, at }) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = at.toISOString();
  time.textContent = timeOfDay(at);
  const name = document.createElement('span');
  name.textContent = `Token ${version}`;
  item.append(name, ' ', time);
  return item;
}

function inWords(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

customElements.define('token-strip', TokenStrip);
