import { setPicture, setText } from '../dom.js';

/** The next tracks of the queue, as far as the player knows them. */
class UpNext extends HTMLElement {
  connectedCallback() {
    this.innerHTML = '<h2 id="up-next">Next</h2><ol aria-labelledby="up-next"></ol>';
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ player: { next } }) {
    this.hidden = next.length === 0;
    const list = this.querySelector('ol');
    const key = next.map(({ uri }) => uri).join();
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...next.map(item));
  }
}

function item({ name, artists, thumbnail }) {
  const line = document.createElement('li');
  line.innerHTML = '<div class="thumbnail"><img alt="" loading="lazy"></div><p><b dir="auto"></b><span class="small" dir="auto"></span></p>';
  const image = line.querySelector('img');
  image.addEventListener('error', () => { image.hidden = true; });
  setPicture(image, thumbnail);
  setText(line.querySelector('b'), name);
  setText(line.querySelector('span'), artists);
  return line;
}

customElements.define('up-next', UpNext);
