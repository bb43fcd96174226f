import { setPicture } from '../dom.js';

/** The room takes its colour from the cover: the same picture, large and out of focus. */
class CoverBackdrop extends HTMLElement {
  connectedCallback() {
    this.innerHTML = '<img alt="" hidden>';
    const image = this.querySelector('img');
    image.addEventListener('load', () => image.classList.add('there'));
    image.addEventListener('error', () => { image.hidden = true; });
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ page, player: { track } }) {
    const image = this.querySelector('img');
    const cover = page === 'player' ? track?.thumbnail ?? null : null;
    if ((image.getAttribute('src') ?? null) === cover) return;
    image.classList.remove('there');
    setPicture(image, cover);
  }
}

customElements.define('cover-backdrop', CoverBackdrop);
