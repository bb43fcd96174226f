/**
 * What the page knows of the player in this browser, and how each event changes it.
 *
 * @typedef {{uri: string, context: string|null, name: string, artists: string, album: string, cover: string|null,
 *   thumbnail: string|null, duration: number}} Track
 * @typedef {'loading'|'ready'|'playing'|'paused'|'elsewhere'|'offline'|'blocked'} PlayerStatus
 *
 * @typedef {object} Player
 * @property {PlayerStatus} status
 * @property {string|null} trouble       a key of TROUBLES: why it is not as it should be, and what helps
 * @property {string|null} deviceId      null while Spotify does not have this browser as a device
 * @property {string|null} deviceName    of the device that plays, as far as it is known
 * @property {Track|null} track
 * @property {Track[]} next
 * @property {number} position           milliseconds into the track at `at`
 * @property {number} at                 milliseconds of the monotonic clock
 * @property {boolean} canSkip
 * @property {boolean} canReturn
 * @property {number} volume             0 to 1
 */
import { TROUBLES } from './troubles.js';

/** @type {Player} */
export const SILENT = {
  status: 'loading', trouble: null, deviceId: null, deviceName: null, track: null, next: [], position: 0, at: 0,
  canSkip: false, canReturn: false, volume: 0.5,
};

const REFUSALS = ['not-listed', 'owner']; // of the Web API; the SDK takes them for a missing scope
const LASTING = ['autoplay', 'track']; // a pause that follows them is not the end of them

const CHANGES = {
  'player/loading': () => ({ status: 'loading', trouble: null }),
  'player/reconnecting': () => ({ status: 'loading', trouble: 'reconnecting', deviceId: null }),
  'player/late': ({ status, deviceId }) => (status === 'loading' && !deviceId ? { trouble: 'late' } : {}),
  'player/ready': (player, { deviceId, deviceName }) => ({ status: 'ready', trouble: null, deviceId, deviceName }),
  'player/offline': () => ({ status: 'offline', trouble: 'offline', deviceId: null }),
  'player/elsewhere': ({ track }, { deviceName }) => (track || deviceName
    ? { status: 'elsewhere', trouble: 'elsewhere', deviceName } : {}),
  'player/other-tab': () => ({ status: 'elsewhere', trouble: 'other-tab', deviceId: null, deviceName: null }),
  'player/failed': (player, { trouble }) => (trouble === 'scope' && REFUSALS.includes(player.trouble) ? {}
    : { status: TROUBLES[trouble].status ?? player.status, trouble }),
  'player/asked': ({ trouble }) => (TROUBLES[trouble]?.status ? {} : { trouble: null }),
  'player/heard': heard,
  'player/sought': (player, { position, at }) => ({ position, at }),
  'player/volume': (player, { volume }) => ({ volume }),
};

export const isPlayerEvent = ({ type }) => type in CHANGES;

/**
 * Where the music stops without a word about its position, it stops where it is reckoned to be.
 * @type {(player: Player, event: {type: string, at: number}) => Player}
 */
export const playerReducer = (player, event) => {
  const next = { ...player, ...CHANGES[event.type](player, event) };
  const hasStopped = player.status === 'playing' && next.status !== 'playing' && next.at === player.at;
  return hasStopped ? { ...next, position: positionAt(player, event.at), at: event.at } : next;
};

/**
 * Where in the track the music is: Spotify tells it now and then, in between it is reckoned.
 * @param {Player} player
 * @param {number} now milliseconds of the monotonic clock
 */
export const positionAt = ({ status, position, at, track }, now) =>
  Math.min(position + (status === 'playing' ? now - at : 0), track?.duration ?? 0);

/** The SDK's own state of playback, in our words. */
function heard(player, { playback, at, deviceName }) {
  const { disallows = {}, position, paused, context, duration, track_window: tracks } = playback;
  const trouble = paused && LASTING.includes(player.trouble) ? player.trouble : null;
  return {
    status: TROUBLES[trouble]?.status ?? (paused ? 'paused' : 'playing'), trouble, deviceName,
    track: { ...trackOf(tracks.current_track), duration: duration ?? tracks.current_track.duration_ms ?? 0,
      context: context?.uri || null },
    next: (tracks.next_tracks ?? []).map(trackOf),
    position, at, canSkip: !disallows.skipping_next, canReturn: !disallows.skipping_prev,
  };
}

function trackOf({ uri, name, artists, album, duration_ms: duration }) {
  const covers = [...(album?.images ?? [])].sort((one, other) => (other.width ?? 0) - (one.width ?? 0));
  return {
    uri, name, artists: (artists ?? []).map((artist) => artist.name).join(', '), album: album?.name ?? '',
    cover: covers[0]?.url ?? null, thumbnail: covers.at(-1)?.url ?? null, duration: duration ?? 0, context: null,
  };
}
