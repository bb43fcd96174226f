// Invented tracks on a clock: what is playing, where in it, and the events that a player tells its page.
export class Playback {
  volume = 1;
  #tracks;
  #licence;
  #emit;
  #index = 0;
  #position = 0;
  #since = 0;
  #playing = false;
  #loading = false;
  #active = false;
  #frozen = false;
  #blocked = false;
  #attempt = 0;

  /**
   * @param {object[]} tracks as tracks.json has them
   * @param {() => Promise<boolean>} licence whether the current track may be played
   * @param {(event: string, payload: unknown) => void} emit tells the page
   */
  constructor(tracks, licence, emit) {
    this.#tracks = tracks.map((track) => ({ ...track, album: { ...track.album,
      images: track.album.images.map((image) => ({ ...image, url: new URL(image.url, location).href })) } }));
    this.#licence = licence;
    this.#emit = emit;
    setInterval(() => this.#tick(), 200);
  }

  /** An order that came through the Web API. */
  order({ name, track, position }) {
    if (track) {
      this.#index = Math.max(0, this.#tracks.findIndex(({ uri }) => uri === track));
      this.#position = position;
      this.#since = performance.now();
    }
    ({ play: () => this.#begin(), here: () => this.#arrive(), pause: () => this.pause(), next: () => this.skip(1),
      previous: () => this.skip(-1), gone: () => this.leave() })[name]?.();
  }

  state() {
    if (!this.#active) {
      return null;
    }
    const at = (offset) => this.#tracks[(this.#index + offset + this.#tracks.length) % this.#tracks.length];
    return {
      context: { uri: 'spotify:playlist:stand-in', metadata: { context_description: 'Songs that never were' } },
      disallows: this.#playing ? { resuming: true } : { pausing: true },
      duration: at(0).duration_ms,
      loading: this.#loading,
      paused: !this.#playing,
      playback_quality: 'VERY_HIGH',
      position: Math.round(this.#now()),
      repeat_mode: 1,
      shuffle: false,
      timestamp: Date.now(),
      track_window: { current_track: at(0), previous_tracks: [at(-2), at(-1)], next_tracks: [at(1), at(2)] },
    };
  }

  pause() {
    this.#stay();
    this.#playing = false;
    this.#attempt++;
    this.#tellState();
  }

  resume() {
    return this.#active ? this.#begin() : undefined;
  }

  toggle() {
    return this.#playing ? this.pause() : this.resume();
  }

  seek(millis) {
    this.#position = Math.min(Math.max(0, millis), this.#track().duration_ms - 1);
    this.#since = performance.now();
    this.#tellState();
  }

  skip(by) {
    if (!this.#active) {
      return undefined;
    }
    this.#position = 0;
    this.#since = performance.now();
    this.#index = (this.#index + by + this.#tracks.length) % this.#tracks.length;
    return this.#playing ? this.#begin() : this.#tellState();
  }

  leave() {
    this.#stay();
    this.#active = false;
    this.#playing = false;
    this.#attempt++;
    this.#emit('player_state_changed', null);
  }

  block() {
    this.#blocked = true;
  }

  activate() {
    this.#blocked = false;
  }

  freeze() {
    this.#stay();
    this.#frozen = true;
  }

  thaw() {
    this.#frozen = false;
    this.#since = performance.now();
  }

  #arrive() {
    this.#active = true;
    this.#tellState();
  }

  async #begin() {
    this.#active = true;
    if (this.#blocked) {
      this.#emit('autoplay_failed', undefined);
      return;
    }
    const attempt = ++this.#attempt;
    this.#stay();
    this.#playing = true;
    this.#loading = true;
    this.#tellState();
    const allowed = await this.#licence();
    if (attempt !== this.#attempt) {
      return;
    }
    this.#loading = false;
    this.#since = performance.now();
    if (!allowed) {
      this.#playing = false;
      this.#emit('playback_error', { message: 'Playback error' });
    }
    this.#tellState();
  }

  #tick() {
    if (this.#moves() && this.#now() >= this.#track().duration_ms) {
      this.skip(1);
    }
  }

  #track() {
    return this.#tracks[this.#index];
  }

  #moves() {
    return this.#playing && !this.#loading && !this.#frozen;
  }

  #now() {
    return this.#moves() ? this.#position + performance.now() - this.#since : this.#position;
  }

  /** Remembers the position; the clock starts anew with the next play. */
  #stay() {
    this.#position = this.#now();
    this.#since = performance.now();
  }

  #tellState() {
    this.#emit('player_state_changed', this.state());
  }
}
