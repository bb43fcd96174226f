import { setAttribute, setText } from './dom.js';

/** What is playing: the cover, the track, who plays it and where it is from. */
class NowPlaying extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="cover"><img alt="" hidden></div>
      <div class="track">
        <h1 data-testid="track-name"></h1>
        <p data-testid="track-artists"></p>
        <p class="small" data-testid="track-album"></p>
      </div>`;
    const image = this.querySelector('img');
    image.addEventListener('error', () => { image.hidden = true; });
  }

  /** @param {import('../reducer.js').State} state */
  render({ player: { track } }) {
    setText(this.querySelector('h1'), track?.name ?? 'Nothing is playing yet');
    setText(this.querySelector('[data-testid="track-artists"]'), track?.artists ?? 'Press Play to begin.');
    setText(this.querySelector('[data-testid="track-album"]'), track?.album ?? '');
    this.#renderCover(track);
  }

  #renderCover(track) {
    const image = this.querySelector('img');
    const cover = track?.cover ?? '';
    if (image.getAttribute('src') === cover) return;
    image.hidden = cover === '';
    if (cover === '') image.removeAttribute('src');
    else setAttribute(image, 'src', cover);
    setAttribute(image, 'alt', cover && track.album ? `Cover of ${track.album}` : '');
  }
}

customElements.define('now-playing', NowPlaying);
