/**
 * The two calls of Spotify's Web API the page needs. Success is any 2xx: the body is no JSON and is not read.
 * @typedef {'done'|'no-token'|'premium'|'not-listed'|'no-device'|'slow-down'|'unreachable'|'refused'|'nothing'} Outcome
 */

const ATTEMPTS = 4;
const UNKNOWN_DEVICE_WAIT = 1_000; // Spotify needs a moment to know a device that has just become ready
const LONGEST_WAIT = 30;
const ANSWERED_WITHIN = 10_000;

/**
 * @param {string} apiUrl
 * @param {{current: () => Promise<import('../token/token-source.js').Token|null>, rejected: (version: number) => void}}
 *   tokens
 */
export const createWebApi = (apiUrl, tokens) => {
  const player = `${apiUrl.replace(/\/$/, '')}/v1/me/player`;

  /** @returns {Promise<Outcome>} */
  const put = async (url, body) => {
    let outcome = 'refused';
    let isRenewed = false;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const token = await tokens.current();
      if (token === null) return 'no-token';
      const response = await send(url, body, token.accessToken).catch(() => null);
      if (response === null) return 'unreachable';
      if (response.ok) return 'done';
      if (response.status === 401) {
        tokens.rejected(token.version);
        if (isRenewed) return 'refused';
        isRenewed = true;
        continue;
      }
      outcome = await outcomeOf(response);
      if (!['no-device', 'slow-down'].includes(outcome) || attempt === ATTEMPTS) return outcome;
      await pause(outcome === 'no-device' ? UNKNOWN_DEVICE_WAIT : waitOf(response));
    }
    return outcome;
  };

  return {
    /** Moves the playback to this device and lets it play. */
    transfer: (deviceId) => put(player, JSON.stringify({ device_ids: [deviceId], play: true })),
    /** Goes on where the playback stopped; a body, even an empty one, would lose the queue. */
    resume: (deviceId) => put(`${player}/play?${new URLSearchParams({ device_id: deviceId })}`),
  };
};

function send(url, body, accessToken) {
  const headers = { Authorization: `Bearer ${accessToken}`, ...(body && { 'Content-Type': 'application/json' }) };
  return fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(ANSWERED_WITHIN) });
}

/** Spotify's `{"error":{"status","message","reason"}}`, or plain text, as one of our outcomes. */
async function outcomeOf(response) {
  const text = await response.text().catch(() => '');
  if (response.status === 429) return 'slow-down';
  if (response.status === 403 && /PREMIUM_REQUIRED|premium required/i.test(text)) return 'premium';
  if (response.status === 403 && /developer dashboard|not registered/i.test(text)) return 'not-listed';
  if (response.status === 404) return /NO_ACTIVE_DEVICE|device/i.test(text) ? 'no-device' : 'nothing';
  return 'refused';
}

/** The header is not readable for every page; a second is what Spotify usually asks for. */
function waitOf(response) {
  return Math.min(LONGEST_WAIT, Number(response.headers.get('Retry-After')) || 1) * 1000;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
