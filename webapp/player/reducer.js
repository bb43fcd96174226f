/**
 * What the page knows, and how each event changes it. Nothing here touches the document, the network or a clock.
 *
 * @typedef {import('../token/token-source.js').TokenState} TokenState
 * @typedef {{user: {id: string, displayName: string|null}|null, reauthorizeBy: string}} Session
 * @typedef {{name: string, artists: string, album: string, cover: string|null, duration: number}} Track
 * @typedef {'loading'|'ready'|'playing'|'paused'|'elsewhere'|'offline'|'blocked'|'error'} PlayerStatus
 *
 * @typedef {object} Player
 * @property {PlayerStatus} status
 * @property {string|null} trouble       a key of PLAYER_TROUBLES in words.js: why it is not as it should be
 * @property {'enable-audio'|'try-again'|null} remedy  what one click can do about it
 * @property {string|null} deviceId
 * @property {Track|null} track
 * @property {number} position           milliseconds into the track at `at`
 * @property {number} at                 milliseconds of the monotonic clock
 * @property {boolean} canSkip
 * @property {boolean} canReturn
 * @property {number} volume             0 to 1
 *
 * @typedef {object} State
 * @property {'loading'|'welcome'|'player'} page
 * @property {string|null} notice        the code of a login that failed
 * @property {Session|null} session
 * @property {TokenState} account
 * @property {Player} player
 * @property {string|null} complaint     a key of COMPLAINTS in words.js: why the last click had no effect
 */

/** @type {Player} */
const SILENT = {
  status: 'loading', trouble: null, remedy: null, deviceId: null, track: null, position: 0, at: 0,
  canSkip: false, canReturn: false, volume: 0.5,
};

/** @type {(notice: string|null) => State} */
export const initialState = (notice) => ({
  page: 'loading', notice, session: null, account: { name: 'idle', history: [] }, player: SILENT, complaint: null,
});

const CHANGES = {
  'notice/dismissed': (state) => ({ ...state, notice: null }),
  'session/known': (state, { session }) => ({ ...state, page: 'player', session }),
  'session/unknown': (state) => ({ ...state, page: 'player' }),
  'session/none': (state) => ({ ...state, page: 'welcome', session: null, player: SILENT, complaint: null }),
  'account/changed': (state, { account }) => ({ ...state, account }),
  'complaint/made': (state, { complaint }) => ({ ...state, complaint }),
  'player/loading': inPlayer(() => ({ status: 'loading', trouble: null, remedy: null })),
  'player/script-missing': inPlayer(() => ({ status: 'blocked', trouble: 'script-missing', remedy: 'try-again' })),
  'player/reconnecting': inPlayer(() => ({ status: 'loading', trouble: 'reconnecting', remedy: null })),
  'player/late': inPlayer((player) => (player.deviceId ? {} : { trouble: 'late' })),
  'player/ready': inPlayer((player, { deviceId }) => ({ status: 'ready', trouble: null, remedy: null, deviceId })),
  'player/offline': inPlayer(() => ({ status: 'offline', trouble: null, remedy: null, deviceId: null })),
  'player/failed': inPlayer((player, { trouble }) => ({ status: 'error', trouble, remedy: null })),
  'player/muted': inPlayer(() => ({ status: 'blocked', trouble: 'autoplay', remedy: 'enable-audio' })),
  'player/elsewhere': inPlayer((player) => (player.track ? { status: 'elsewhere', trouble: null, remedy: null } : {})),
  'player/heard': inPlayer(heard),
  'player/sought': inPlayer((player, { position, at }) => ({ position, at })),
  'player/volume': inPlayer((player, { volume }) => ({ volume })),
};

/** @type {(state: State, event: {type: string}) => State} */
export const reducer = (state, event) => CHANGES[event.type](state, event);

function inPlayer(change) {
  return (state, event) => ({ ...state, player: { ...state.player, ...change(state.player, event) } });
}

/** The SDK's own state of playback, in our words. While sound waits for a click, a pause does not end the waiting. */
function heard(player, { playback, at }) {
  const waitsForClick = player.remedy === 'enable-audio' && playback.paused;
  const { disallows = {}, position, paused } = playback;
  return {
    ...(waitsForClick ? {} : { status: paused ? 'paused' : 'playing', trouble: null, remedy: null }),
    track: trackOf(playback), position, at,
    canSkip: !disallows.skipping_next, canReturn: !disallows.skipping_prev,
  };
}

function trackOf({ track_window: { current_track: track }, duration }) {
  const covers = [...(track.album?.images ?? [])].sort((one, other) => (other.width ?? 0) - (one.width ?? 0));
  return {
    name: track.name,
    artists: (track.artists ?? []).map((artist) => artist.name).join(', '),
    album: track.album?.name ?? '',
    cover: covers[0]?.url ?? null,
    duration: duration ?? track.duration_ms ?? 0,
  };
}
