import { setAttribute, setPicture, setText } from './dom.js';

const SILENCE = {
  ready: ['Nothing is on yet', 'Press Play to go on where you stopped at Spotify.'],
  elsewhere: ['The music is elsewhere', 'Press Play to bring it here.'],
};

/** What is on: the cover, the track, who plays it and where it is from; a new track is read aloud. */
class NowPlaying extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="cover"><img alt="" hidden></div>
      <div class="track">
        <h1></h1>
        <p class="artists"></p>
        <p class="small album"></p>
      </div>
      <p class="unseen" role="status" aria-label="Track"></p>`;
    const image = this.querySelector('img');
    image.addEventListener('error', () => { image.hidden = true; });
  }

  /** @param {import('../reducer.js').State} state */
  render({ player: { track, status } }) {
    const [title, invitation] = SILENCE[status] ?? ['Nothing is on yet', ''];
    setText(this.querySelector('h1'), track?.name ?? title);
    setText(this.querySelector('.artists'), track?.artists ?? invitation);
    setText(this.querySelector('.album'), track?.album ?? '');
    setText(this.querySelector('[role="status"]'), track ? `${track.name} by ${track.artists}` : '');
    this.#renderCover(track);
  }

  #renderCover(track) {
    const image = this.querySelector('img');
    const cover = track?.cover ?? null;
    if ((image.getAttribute('src') ?? null) === cover) return;
    setPicture(image, cover);
    setAttribute(image, 'alt', cover && track.album ? `Cover of ${track.album}` : '');
  }
}

customElements.define('now-playing', NowPlaying);
