/**
 * The page, put together: events of the token source, the SDK, the other tabs and the user go into the store; its state
 * goes to the elements. Start reading here.
 *
 * state/ is what the page knows and how each event changes it, spotify/ the player in this browser, elements/ what is seen
 * of the account and of the music, words/ what is said. Beside this file: the account's own calls, and the page in its
 * browser.
 */
import { createTokenSource } from '../token/token-source.js';
import { afterAbsence } from './absence.js';
import { createAccount } from './account.js';
import { takeLoginCode } from './address.js';
import { createMediaSession } from './media-session.js';
import { isFitToBegin, loadAgain } from './release.js';
import { createOwnSessions } from './session-list.js';
import { loadConfiguration, loadSession } from './session.js';
import { createDevice } from './spotify/device.js';
import { createPlayback } from './spotify/playback.js';
import { createTurn } from './spotify/turn.js';
import { createWatch } from './spotify/watch.js';
import { createWebApi } from './spotify/web-api.js';
import { lastPutOff } from './state/consent.js';
import { initialState, reducer } from './state/reducer.js';
import { rememberTrack, takeRemembered } from './state/remembered.js';
import { createStore } from './state/store.js';
import './elements/account/account-status.js';
import './elements/account/consent-notice.js';
import './elements/account/log-out.js';
import './elements/account/login-notice.js';
import './elements/account/own-sessions.js';
import './elements/account/renewals-strip.js';
import './elements/account/sessions-toggle.js';
import './elements/account/welcome-page.js';
import './elements/music/cover-backdrop.js';
import './elements/music/now-playing.js';
import './elements/music/player-status.js';
import './elements/music/seek-bar.js';
import './elements/music/transport-controls.js';
import './elements/music/up-next.js';

const ASK_AGAIN_WHO = 10_000;

class SostenutoPage extends HTMLElement {
  #tokens = createTokenSource({ baseUrl: new URL('.', document.baseURI) });
  #store = createStore(reducer,
    initialState({ notice: takeLoginCode(), remembered: takeRemembered(), dismissed: lastPutOff() }));
  #device = createDevice(this.#tokens, this.#store);
  #turn = createTurn({ gained: () => this.#device.start(), lost: () => this.#yield() });
  #account = createAccount(this.#tokens, this.#store, () => this.#leave());
  #ownSessions = createOwnSessions(this.#store);
  #ofPlayer = {
    'play-or-pause': () => this.#playOrPause(),
    'play-here': () => this.#playOrPause(),
    'rebuild': () => this.#device.rebuild(),
    'load': () => this.#load(),
  };
  #playback = null;
  #watch = null;
  #loading = null;
  #askAgain;

  connectedCallback() {
    this.#showEveryState();
    this.#tokens.addEventListener('change', () => this.#accountChanged());
    this.addEventListener('want', ({ detail }) => this.#do(detail.name, detail.value));
    afterAbsence(() => this.#watch?.lookAgain());
    addEventListener('pagehide', () => rememberTrack(this.#store.state, { isLeft: true }));
    addEventListener('online', () => this.#store.state.unknown && this.#findOutWho());
    ['focus', 'pageshow'].forEach((event) => addEventListener(event, () => this.#claim()));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#claim());
    this.#findOutWho();
  }

  #showEveryState() {
    const parts = [...this.querySelectorAll('*')].filter((element) => element.render);
    const player = this.querySelector('.player');
    this.#store.subscribe((state) => {
      player.hidden = state.page !== 'player';
      document.title = titleOf(state);
      parts.forEach((part) => part.render(state));
    });
  }

  /** Where the server cannot say who this is, the token may still be had: the player starts all the same. */
  async #findOutWho() {
    clearTimeout(this.#askAgain);
    const { session, error } = await loadSession();
    if (session === null) {
      this.#leave();
      return;
    }
    this.#tell(session ? 'session/known' : 'session/unknown', { session, error });
    if (!session) this.#askAgain = setTimeout(() => this.#store.state.page === 'player' && this.#findOutWho(), ASK_AGAIN_WHO);
    if (this.#device.isLoaded) this.#turn.claim();
    else if (!this.#loading) this.#loading = this.#load().finally(() => { this.#loading = null; });
  }

  async #load() {
    const configuration = await loadConfiguration();
    if (!configuration) {
      this.#tell('player/failed', { trouble: 'no-answer' });
      return;
    }
    this.#tell('player/loading');
    try {
      if (!this.#playback) this.#assemble(createWebApi(configuration.apiUrl, this.#tokens));
      await this.#device.load(configuration.sdkUrl);
    } catch {
      this.#tell('player/failed', { trouble: 'script-missing' });
      return;
    }
    await this.#turn.claim();
  }

  #assemble(webApi) {
    this.#playback = createPlayback(this.#device, webApi, this.#store);
    this.#watch = createWatch({ tokens: this.#tokens, device: this.#device, webApi, store: this.#store });
    createMediaSession(this.#store, (name, value) => this.#do(name, value));
  }

  #do(name, value) {
    const act = this.#account[name] ?? this.#ownSessions[name] ?? this.#ofPlayer[name] ?? this.#playback?.[name];
    act?.(value); // before the player is there, nobody can set its volume
  }

  /** Inside the click. Where another tab has the player, this one takes it over first. */
  #playOrPause() {
    if (this.#turn.isOurs) {
      this.#playback.playOrPause();
      return;
    }
    this.#device.activate();
    this.#playback.whenReady();
    this.#turn.takeOver();
  }

  /** Another tab has the player now: this one has none. */
  #yield() {
    this.#device.stop();
    this.#tell('player/other-tab');
  }

  #claim() {
    if (this.#store.state.player.trouble === 'other-tab') this.#turn.claim();
  }

  #accountChanged() {
    const account = this.#tokens.state;
    this.#tell('account/changed', { account });
    if (account.name === 'ended') this.#leave();
    else if (account.name === 'connected' && this.#store.state.page === 'welcome') this.#findOutWho();
  }

  #leave() {
    this.#device.stop();
    this.#turn.giveUp();
    this.#tell('session/none');
  }

  #tell(type, more) {
    this.#store.dispatch({ type, ...more });
  }
}

function titleOf({ page, player: { track } }) {
  return page === 'player' && track ? [track.name, track.artists].filter(Boolean).join(' · ') : 'Sostenuto';
}

if (isFitToBegin()) customElements.define('sostenuto-page', SostenutoPage);
else loadAgain();
