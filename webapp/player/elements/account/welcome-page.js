import { loginThatReturns } from '../../address.js';
import { setAttribute } from '../dom.js';

/** The page for somebody who is not logged in. */
class WelcomePage extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <section class="welcome">
        <h1>The note that holds</h1>
        <p>Sostenuto plays your Spotify in this page and renews its access quietly, so that no song ends for a
          login.</p>
        <a class="button" href="api/login">Connect with Spotify</a>
        <p class="small">You need Spotify Premium. Your password stays with Spotify.</p>
      </section>`;
    setAttribute(this.querySelector('a'), 'href', loginThatReturns('api/login'));
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ page }) {
    this.hidden = page !== 'welcome';
  }
}

customElements.define('welcome-page', WelcomePage);
