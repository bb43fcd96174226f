/**
 * The calls of Spotify's Web API the page needs. Success is any 2xx: the body of a command is no JSON and is not read.
 * @typedef {'done'|'no-token'|'premium'|'owner'|'not-listed'|'scope'|'no-device'|'slow-down'|'unreachable'|'refused'
 *   |'nothing'} Outcome
 * @typedef {{id: string, name: string, is_active: boolean}} Device
 */
import { pause } from './pause.js';

const ATTEMPTS = 4;
const UNKNOWN_DEVICE_WAIT = 1_000; // Spotify needs a moment to know a device that has just become ready
const LONGEST_WAIT = 30;
const ANSWERED_WITHIN = 10_000;

/**
 * @param {string} apiUrl
 * @param {{current: () => Promise<import('../../token/token-source.js').Token|null>, rejected: (version: number) => void}}
 *   tokens
 */
export const createWebApi = (apiUrl, tokens) => {
  const player = `${apiUrl.replace(/\/$/, '')}/v1/me/player`;

  /** @returns {Promise<{outcome: Outcome, response?: Response}>} */
  const call = async (method, url, body) => {
    let outcome = 'refused';
    let isRenewed = false;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const token = await tokens.current();
      if (token === null) return { outcome: 'no-token' };
      const response = await send(method, url, body, token.accessToken).catch(() => null);
      if (response === null) return { outcome: 'unreachable' };
      if (response.ok) return { outcome: 'done', response };
      if (response.status === 401) {
        tokens.rejected(token.version);
        if (isRenewed) break;
        isRenewed = true;
        continue;
      }
      outcome = await outcomeOf(response);
      if (!['no-device', 'slow-down'].includes(outcome) || attempt === ATTEMPTS) break;
      await pause(outcome === 'no-device' ? UNKNOWN_DEVICE_WAIT : waitOf(response));
    }
    return { outcome };
  };

  const put = async (url, body) => (await call('PUT', url, body && JSON.stringify(body))).outcome;
  const get = async (url) => {
    const { outcome, response } = await call('GET', url);
    return { outcome, body: await response?.json().catch(() => null) ?? null }; // 204: nothing is on
  };
  const play = (deviceId) => `${player}/play?${new URLSearchParams({ device_id: deviceId })}`;

  return {
    /** Moves the playback to this device and lets it play. @returns {Promise<Outcome>} */
    transfer: (deviceId) => put(player, { device_ids: [deviceId], play: true }),

    /** Goes on where the playback stopped; a body, even an empty one, would lose the queue. @returns {Promise<Outcome>} */
    resume: (deviceId) => put(play(deviceId)),

    /**
     * Goes on in this track; in its playlist or album, where Spotify lets it.
     * @param {string} deviceId
     * @param {import('../state/remembered.js').Remembered} track
     * @returns {Promise<Outcome>}
     */
    async playTrack(deviceId, { uri, context, position }) {
      if (context) {
        const outcome = await put(play(deviceId), { context_uri: context, offset: { uri }, position_ms: position });
        if (!['refused', 'nothing'].includes(outcome)) return outcome;
      }
      return put(play(deviceId), { uris: [uri], position_ms: position });
    },

    /** @returns {Promise<Device[]|null>} null: it cannot be said at the moment */
    async devices() {
      return (await get(`${player}/devices`)).body?.devices ?? null;
    },

    /** @returns {Promise<{outcome: Outcome, body: {is_playing: boolean, device: Device}|null}>} what is on, and where */
    playback: () => get(player),
  };
};

function send(method, url, body, accessToken) {
  const headers = { Authorization: `Bearer ${accessToken}`, ...(body && { 'Content-Type': 'application/json' }) };
  return fetch(url, { method, headers, body, signal: AbortSignal.timeout(ANSWERED_WITHIN) });
}

/** Spotify's `{"error":{"status","message","reason"}}`, or plain text, as one of our outcomes. */
async function outcomeOf(response) {
  const text = await response.text().catch(() => '');
  if (response.status === 429) return 'slow-down';
  if (response.status === 403) return reasonOf(text);
  if (response.status === 404) return /NO_ACTIVE_DEVICE|device/i.test(text) ? 'no-device' : 'nothing';
  return 'refused';
}

function reasonOf(text) {
  if (/owner of the app/i.test(text)) return 'owner';
  if (/PREMIUM_REQUIRED|premium required/i.test(text)) return 'premium';
  if (/developer dashboard|not registered/i.test(text)) return 'not-listed';
  if (/client scope/i.test(text)) return 'scope';
  return 'refused';
}

/** The header is not readable for every page; a second is what Spotify usually asks for. */
function waitOf(response) {
  return Math.min(LONGEST_WAIT, Number(response.headers.get('Retry-After')) || 1) * 1000;
}
