// A stand-in for the Web Playback SDK: the same surface, invented music, no sound. One hidden frame serves all
// players of a page; tokens go to the frame only when it asks for one.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const EVENTS = new Set(['ready', 'not_ready', 'player_state_changed', 'autoplay_failed', 'initialization_error',
    'authentication_error', 'account_error', 'playback_error', 'progress']);
  const players = new Map();
  const replies = new Map();
  const hooks = { tokenRequests: 0, tokensHandedOver: 0, mostConnected: 0 };
  const connected = new Set();
  let frame;
  let frameIsUp;
  let lastRef = 0;

  function openFrame() {
    frameIsUp ??= new Promise((resolve) => {
      frame = document.createElement('iframe');
      frame.hidden = true;
      frame.title = 'Player';
      frame.allow = 'encrypted-media; autoplay';
      frame.src = `${home}/sdk/frame.html`;
      replies.set('UP', resolve);
      document.body.append(frame);
    });
    return frameIsUp;
  }

  async function send(topic, player, data, ref) {
    await openFrame();
    frame.contentWindow.postMessage({ standIn: true, topic, player, data, ref }, home);
  }

  function ask(topic, player, data) {
    const ref = ++lastRef;
    return new Promise((resolve) => {
      replies.set(ref, resolve);
      send(topic, player, data, ref);
    });
  }

  window.addEventListener('message', (event) => {
    if (event.origin !== home || event.source !== frame?.contentWindow || !event.data?.standIn) {
      return;
    }
    const { topic, player, data, ref } = event.data;
    if (topic === 'REPLY' || topic === 'UP') {
      const key = topic === 'UP' ? 'UP' : ref;
      replies.get(key)?.(data);
      replies.delete(key);
    } else if (topic === 'EVENT') {
      players.get(player)?.emit(data.name, data.payload);
    } else if (topic === 'GET_TOKEN') {
      players.get(player)?.handToken(ref);
    }
  });

  class Player {
    #id = String(players.size + 1);
    #options;
    #listeners = new Map();

    constructor(options = {}) {
      this.#options = { volume: 1, ...options };
      players.set(this.#id, this);
    }

    connect() {
      if (typeof this.#options.getOAuthToken !== 'function') {
        this.emit('initialization_error', { message: 'getOAuthToken is not a function' });
        return Promise.resolve(false);
      }
      connected.add(this.#id);
      hooks.mostConnected = Math.max(hooks.mostConnected, connected.size);
      return ask('CONNECT', this.#id, { name: this.#options.name, volume: this.#options.volume });
    }

    disconnect() {
      connected.delete(this.#id);
      send('DISCONNECT', this.#id);
    }

    addListener(event, listener) {
      if (!EVENTS.has(event)) {
        throw new TypeError(`${event} is not an event`);
      }
      const listeners = this.#listeners.get(event) ?? new Set();
      this.#listeners.set(event, listeners);
      const unique = !listeners.has(listener);
      listeners.add(listener);
      return unique;
    }

    on(event, listener) {
      return this.addListener(event, listener);
    }

    removeListener(event, listener) {
      if (listener) {
        this.#listeners.get(event)?.delete(listener);
      } else {
        this.#listeners.delete(event);
      }
    }

    emit(event, payload) {
      this.#listeners.get(event)?.forEach((listener) => listener(payload));
    }

    // As the real one does it: the first call of cb counts, there is no time limit, and nobody hears of a throw.
    handToken(ref) {
      hooks.tokenRequests++;
      new Promise(this.#options.getOAuthToken).then((token) => {
        hooks.tokensHandedOver++;
        send('TOKEN', this.#id, { token }, ref);
      });
    }

    getCurrentState() {
      return ask('STATE', this.#id);
    }

    getVolume() {
      return ask('GET_VOLUME', this.#id);
    }

    setVolume(volume) {
      return ask('SET_VOLUME', this.#id, volume);
    }

    setName(name) {
      return ask('SET_NAME', this.#id, name);
    }

    pause() {
      return ask('PAUSE', this.#id);
    }

    resume() {
      return ask('RESUME', this.#id);
    }

    togglePlay() {
      return ask('TOGGLE', this.#id);
    }

    seek(milliseconds) {
      return ask('SEEK', this.#id, milliseconds);
    }

    previousTrack() {
      return ask('PREVIOUS', this.#id);
    }

    nextTrack() {
      return ask('NEXT', this.#id);
    }

    activateElement() {
      return ask('ACTIVATE', this.#id);
    }
  }

  const latest = () => [...players.keys()].at(-1);
  window.SpotifyStandIn = Object.assign(hooks, {
    fire: (event, payload) => players.get(latest()).emit(event, payload),
    askForTokens: (count) => Array.from({ length: count }, () => players.get(latest()).handToken(++lastRef)).length,
    expireToken: () => ask('EXPIRE_TOKEN', latest()),
    goOffline: () => ask('OFFLINE', latest()),
    goOnline: () => ask('ONLINE', latest()),
    sleep: () => ask('SLEEP', latest()),
    wake: () => ask('WAKE', latest()),
    blockAutoplay: () => ask('BLOCK_AUTOPLAY', latest()),
    players: () => players.size,
    state: () => players.get(latest()).getCurrentState(),
    volume: () => players.get(latest()).getVolume(),
    connected: () => connected.size,
  });

  function announce() {
    window.Spotify = { Player };
    if (typeof window.onSpotifyWebPlaybackSDKReady !== 'function') {
      throw new Error('onSpotifyWebPlaybackSDKReady is not defined');
    }
    window.onSpotifyWebPlaybackSDKReady();
  }

  if (document.readyState === 'complete') {
    announce();
  } else {
    window.addEventListener('load', announce);
  }
})();
