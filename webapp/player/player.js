/**
 * The page, put together: events of the token source, the SDK and the user go into the store; its state goes to the
 * elements. Start reading here.
 */
import { createTokenSource } from '../token/token-source.js';
import { takeLoginCode } from './address.js';
import { createDevice } from './device.js';
import { createPlayback } from './playback.js';
import { initialState, reducer } from './reducer.js';
import { loadConfiguration, loadSession } from './session.js';
import { createStore } from './store.js';
import { createWebApi } from './web-api.js';
import './elements/account-status.js';
import './elements/login-notice.js';
import './elements/now-playing.js';
import './elements/player-status.js';
import './elements/reconnect-alert.js';
import './elements/seek-bar.js';
import './elements/token-strip.js';
import './elements/transport-controls.js';
import './elements/welcome-page.js';

const ASK_AGAIN_WHO = 10_000;

class SostenutoPage extends HTMLElement {
  #tokens = createTokenSource();
  #store = createStore(reducer, initialState(takeLoginCode()));
  #device = createDevice(this.#tokens, this.#store);
  #playback = null;

  connectedCallback() {
    this.innerHTML = `
      <login-notice></login-notice>
      <welcome-page hidden></welcome-page>
      <section class="player" aria-label="Player" hidden>
        <reconnect-alert hidden></reconnect-alert>
        <account-status></account-status>
        <div class="card">
          <now-playing></now-playing>
          <seek-bar></seek-bar>
          <transport-controls></transport-controls>
          <player-status></player-status>
        </div>
        <token-strip></token-strip>
      </section>`;
    this.#showEveryState();
    this.#tokens.addEventListener('change', () => this.#tell('account/changed', { account: this.#tokens.state }));
    this.addEventListener('want', ({ detail }) => this.#do(detail));
    addEventListener('online', () => this.#lookAgain());
    addEventListener('pageshow', ({ persisted }) => persisted && this.#lookAgain());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#lookAgain());
    this.#findOutWho();
  }

  #showEveryState() {
    const parts = [...this.querySelectorAll('*')].filter((element) => element.render);
    const player = this.querySelector('.player');
    this.#store.subscribe((state) => {
      player.hidden = state.page !== 'player';
      parts.forEach((part) => part.render(state));
    });
  }

  /** Where the server cannot say who this is, the token may still be had: the player starts all the same. */
  async #findOutWho() {
    const session = await loadSession();
    if (session === null) {
      this.#leave();
      return;
    }
    this.#tell(session ? 'session/known' : 'session/unknown', { session });
    if (!session) setTimeout(() => this.#store.state.page === 'player' && this.#findOutWho(), ASK_AGAIN_WHO);
    if (!this.#playback) this.#start();
  }

  async #start() {
    this.#tell('player/loading');
    try {
      const { sdkUrl, apiUrl } = await loadConfiguration();
      this.#playback ??= createPlayback(this.#device, createWebApi(apiUrl, this.#tokens), this.#store);
      await this.#device.start(sdkUrl);
    } catch {
      this.#tell('player/script-missing');
    }
  }

  #do({ name, value }) {
    switch (name) {
      case 'play-or-pause': return this.#playback.playOrPause();
      case 'next': return this.#playback.next();
      case 'previous': return this.#playback.previous();
      case 'seek': return this.#playback.seek(value);
      case 'volume': return this.#playback?.setVolume(value);
      case 'enable-audio': return this.#playback.enableAudio();
      case 'try-again': return this.#start();
      case 'dismiss': return this.#tell('notice/dismissed');
      case 'logout': return this.#logout();
      default: throw new Error(`Nobody knows how to ${name}`);
    }
  }

  async #logout() {
    this.#tell('complaint/made', { complaint: null });
    if (await this.#tokens.logout()) this.#leave();
    else this.#tell('complaint/made', { complaint: 'logout-not-stored' });
  }

  #leave() {
    this.#device.stop();
    this.#tell('session/none');
  }

  /** After a sleep the clock that never jumps may have stood still, so the other one is asked, too. */
  #lookAgain() {
    const { expiresIn, obtainedAt, obtainedOn } = this.#tokens.state;
    if (expiresIn === undefined) return;
    const age = Math.max(performance.now() - obtainedAt, Date.now() - obtainedOn) / 1000;
    if (age >= expiresIn) this.#tokens.current({ recheck: true });
  }

  #tell(type, more) {
    this.#store.dispatch({ type, ...more });
  }
}

customElements.define('sostenuto-page', SostenutoPage);
