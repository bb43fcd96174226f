// The hidden frame: keeps the token, holds the "connection" and plays. The page talks to it by messages only.
import { Playback } from './playback.js';

const TOKEN_KEPT_MILLIS = 3540_000;
const ATTEMPTS = 3;
const LOST_RETRIES = 4;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const tell = (topic, player, data, ref) => parent.postMessage({ standIn: true, topic, player, data, ref }, '*');
const [settings, tracks] = await Promise.all(['settings.json', 'tracks.json']
  .map((file) => fetch(file).then((response) => response.json())));

class Device {
  #player;
  #token;
  #tokenAt = 0;
  #asking;
  #answers = new Map();
  #lastRef = 0;
  #connected = false;
  #asleep = false;
  #offline = false;
  #silent = false;
  #round = 0;
  #obeyed = 0;
  #id = [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  name;

  constructor(player) {
    this.#player = player;
    this.playback = new Playback(tracks, () => this.#licence(), (event, payload) => this.emit(event, payload));
    addEventListener('online', () => this.online());
    addEventListener('offline', () => this.offline());
  }

  emit(name, payload) {
    tell('EVENT', this.#player, { name, payload });
  }

  /** The page's answer to GET_TOKEN. */
  answered(ref, token) {
    this.#answers.get(ref)?.(token);
    this.#answers.delete(ref);
  }

  connect({ name, volume }) {
    if (this.#connected) {
      return false;
    }
    this.#connected = true;
    this.name = name;
    this.playback.volume = volume;
    this.expireToken(); // every connect asks the page
    this.#signOn();
    return true;
  }

  disconnect() {
    this.#connected = false;
    this.playback.leave();
    fetch('disconnect', { method: 'POST', body: new URLSearchParams({ device: this.#id }) }).catch(() => {});
    this.emit('not_ready', { device_id: this.#id });
  }

  expireToken() {
    this.#tokenAt = -TOKEN_KEPT_MILLIS;
    this.#token = undefined;
  }

  offline() {
    this.#offline = true;
    this.emit('not_ready', { device_id: this.#id });
  }

  online() {
    this.#offline = false;
    if (this.#connected) {
      this.#silent = false;
      this.#signOn();
    }
  }

  sleep() {
    this.#asleep = true;
    this.playback.freeze();
  }

  wake() {
    this.#asleep = false;
    this.playback.thaw();
    this.emit('ready', { device_id: this.#id });
  }

  async #signOn() {
    const round = ++this.#round;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        const token = await this.#bearer();
        const answer = await this.#post('connect', token, { device: this.#id, name: this.name });
        if (answer.status === 403) {
          this.emit('account_error', { message: 'This functionality is restricted to premium users only' });
          return;
        }
        if (answer.ok) {
          this.emit('ready', { device_id: this.#id });
          this.#beat(round);
          this.#obey(round);
          return;
        }
      } catch {
        // no token, or no answer: the next attempt
      }
      await pause(500 * 2 ** attempt);
    }
    this.#connected = false;
    this.emit('authentication_error', { message: 'Authentication failed' });
  }

  /** The token that is kept, or a new one; any number of callers ask the page once. */
  #bearer(anew = false) {
    if (!anew && this.#token && performance.now() - this.#tokenAt < TOKEN_KEPT_MILLIS) {
      return this.#token;
    }
    this.#asking ??= this.#ask().finally(() => { this.#asking = undefined; });
    return this.#asking;
  }

  async #ask() {
    const ref = ++this.#lastRef;
    const token = await new Promise((resolve) => {
      this.#answers.set(ref, resolve);
      tell('GET_TOKEN', this.#player, null, ref);
    });
    if (!token) {
      throw new Error('no token');
    }
    this.#token = token;
    this.#tokenAt = performance.now();
    this.#probe(token);
    return token;
  }

  async #probe(token) {
    const answer = await fetch('/v1/melody/v1/check_scope?scope=web-playback',
      { headers: { Authorization: `Bearer ${token}` } }).catch(() => null);
    if (answer?.status === 403) {
      this.emit('authentication_error', { message: 'Invalid token scopes.' });
    }
  }

  async #post(path, token, fields = {}) {
    if (this.#offline) {
      throw new Error('offline');
    }
    return fetch(path, { method: 'POST', headers: { Authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields) });
  }

  /** Shows the token again and again; a 401 asks the page for one new token, and a lost connection ends in silence. */
  async #beat(round) {
    let lost = 0;
    while (this.#connected && !this.#silent && round === this.#round) {
      await pause(lost === 0 ? settings.heartbeatMillis : Math.min(1000 * 2 ** (lost - 1), 15_000));
      if (this.#asleep) {
        continue;
      }
      try {
        const answer = await this.#post('heartbeat', this.#token ?? '');
        if (answer.status === 401) {
          await this.#bearer(true);
        }
        lost = answer.ok || answer.status === 401 ? 0 : lost + 1;
      } catch {
        lost++;
      }
      this.#silent = lost > LOST_RETRIES;
    }
  }

  /** May this track be played? Asked at its start, with one new token if the one that is kept is refused. */
  async #licence() {
    try {
      const first = await this.#post('licence', await this.#bearer());
      if (first.status !== 401) {
        return first.ok;
      }
      return (await this.#post('licence', await this.#bearer(true))).ok;
    } catch {
      return false;
    }
  }

  /** Does what the Web API orders this device to do. */
  async #obey(round) {
    while (this.#connected && !this.#silent && round === this.#round) {
      try {
        const answer = await fetch(`orders?device=${this.#id}&after=${this.#obeyed}`);
        for (const order of (await answer.json()).orders) {
          this.#obeyed = order.number;
          this.playback.order(order);
        }
      } catch {
        await pause(1000);
      }
    }
  }
}

const devices = new Map();
const device = (player) => {
  if (!devices.has(player)) {
    devices.set(player, new Device(player));
  }
  return devices.get(player);
};

const TOPICS = {
  CONNECT: (it, data) => it.connect(data),
  DISCONNECT: (it) => it.disconnect(),
  STATE: (it) => it.playback.state(),
  GET_VOLUME: (it) => it.playback.volume,
  SET_VOLUME: (it, volume) => { it.playback.volume = volume; },
  SET_NAME: (it, name) => { it.name = name; },
  PAUSE: (it) => it.playback.pause(),
  RESUME: (it) => it.playback.resume(),
  TOGGLE: (it) => it.playback.toggle(),
  SEEK: (it, millis) => it.playback.seek(millis),
  PREVIOUS: (it) => it.playback.skip(-1),
  NEXT: (it) => it.playback.skip(1),
  ACTIVATE: (it) => it.playback.activate(),
  BLOCK_AUTOPLAY: (it) => it.playback.block(),
  EXPIRE_TOKEN: (it) => it.expireToken(),
  OFFLINE: (it) => it.offline(),
  ONLINE: (it) => it.online(),
  SLEEP: (it) => it.sleep(),
  WAKE: (it) => it.wake(),
};

addEventListener('message', async ({ source, data }) => {
  if (source !== parent || !data?.standIn) {
    return;
  }
  if (data.topic === 'TOKEN') {
    device(data.player).answered(data.ref, data.data.token);
    return;
  }
  const result = await TOPICS[data.topic](device(data.player), data.data);
  if (data.ref) {
    tell('REPLY', data.player, result, data.ref);
  }
});

tell('UP');
