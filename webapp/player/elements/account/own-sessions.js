import { deviceOf, moment } from '../../words/formats.js';
import { setText, want } from '../dom.js';

/** Where a person is connected; what is not this browser can be ended from here. */
class OwnSessions extends HTMLElement {
  /** @type {import('../../state/own-sessions-reducer.js').OwnSession[]|null} */
  #list = null;

  connectedCallback() {
    this.innerHTML = `
      <section aria-labelledby="devices" tabindex="-1">
        <h2 id="devices">Your devices</h2>
        <ul></ul>
        <p role="status"></p>
      </section>`;
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ page, ownSessions: { open, list, said } }) {
    this.hidden = page !== 'player' || !open;
    if (list !== this.#list) this.#show(list ?? []);
    this.#list = list;
    setText(this.querySelector('[role="status"]'), said);
  }

  /** Rows that stay are not touched, so that a button keeps its focus. One that goes hands it to the section. */
  #show(list) {
    const rows = new Map([...this.querySelectorAll('li')].map((row) => [row.dataset.id, row]));
    if (!list.every(({ id }) => rows.has(id))) {
      this.querySelector('ul').replaceChildren(...list.map((session) => this.#row(session)));
      return;
    }
    list.forEach(({ id }) => rows.delete(id));
    rows.forEach((row) => {
      if (row.contains(document.activeElement)) this.querySelector('section').focus();
      row.remove();
    });
  }

  /** @param {import('../../state/own-sessions-reducer.js').OwnSession} session */
  #row(session) {
    const row = document.createElement('li');
    row.dataset.id = session.id;
    row.innerHTML = '<p><b></b> <span class="small"></span></p>';
    const since = row.querySelector('span');
    since.id = `session-${session.id}`;
    since.textContent = `${session.current && session.device ? 'This browser, connected' : 'Connected'} on ${moment(session.authorizedAt)}`;
    row.querySelector('b').textContent = deviceOf(session);
    if (!session.current) row.append(this.#end(session, since.id));
    return row;
  }

  #end(session, describedBy) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = 'End';
    button.setAttribute('aria-label', `End the session of ${deviceOf(session)}`);
    button.setAttribute('aria-describedby', describedBy);
    button.addEventListener('click', () => want(this, 'end-session', session));
    return button;
  }
}

customElements.define('own-sessions', OwnSessions);
