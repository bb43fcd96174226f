import { setAttribute, setPicture, setText } from '../dom.js';

const SILENCE = {
  ready: ['Nothing is on yet', 'Press Play to go on where you stopped at Spotify.'],
  elsewhere: ['The music is elsewhere', 'Press Play to bring it here.'],
  nothing: ['Nothing is on yet', 'Choose something in a Spotify app.'],
};

/** What is on: the cover, the track, who plays it and where it is from; a new track is read aloud. */
class NowPlaying extends HTMLElement {
  connectedCallback() {
    this.innerHTML = `
      <div class="cover"><img alt="" hidden></div>
      <div class="track">
        <h1 dir="auto"></h1>
        <p class="artists" dir="auto"></p>
        <p class="small album" dir="auto"></p>
      </div>
      <p class="unseen" role="status" aria-label="Track"></p>`;
    const image = this.querySelector('img');
    image.addEventListener('error', () => { image.hidden = true; });
  }

  /** @param {import('../../state/reducer.js').State} state */
  render({ player: { track, status, trouble } }) {
    const [title, invitation] = SILENCE[trouble] ?? SILENCE[status] ?? ['Nothing is on yet', ''];
    setText(this.querySelector('h1'), track?.name ?? title);
    setText(this.querySelector('.artists'), track?.artists ?? invitation);
    setText(this.querySelector('.album'), track && track.album !== track.artists ? track.album : '');
    setText(this.querySelector('[role="status"]'), track ? [track.name, track.artists].filter(Boolean).join(' by ') : '');
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
