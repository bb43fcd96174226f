/** Spotify asks for a new consent every six months. Said calmly, 30, 7 and 1 days before; each may be put off once. */
import { day, many } from '../words/formats.js';

const DAY = 24 * 3600_000;
const STAGES = [1, 7, 30];
const KEY = 'sostenuto.consent-put-off';

/**
 * @param {import('./reducer.js').State} state
 * @param {number} now
 * @returns {{key: string, sentence: string}|null}
 */
export const consentNotice = ({ account, session, dismissed }, now) => {
  if (account.name === 'login') return null;
  const by = account.reauthorizeBy ?? session?.reauthorizeBy;
  const days = (Date.parse(by) - now) / DAY;
  const stage = STAGES.find((most) => days <= most);
  const key = `${Date.parse(by)}/${stage}`;
  if (!stage || dismissed === key) return null;
  return { key, sentence: `${when(days)}, on ${day(by)}, Spotify asks for your consent again: renew it when it suits you.` };
};

/** Remembers which notice was put off; no secret. */
export const putOff = (key) => {
  try {
    localStorage.setItem(KEY, key);
  } catch { /* then it is said again */ }
};

/** @returns {string|null} */
export const lastPutOff = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

function when(days) {
  if (days <= 0) return 'Any time now';
  if (days <= 1) return 'Within a day';
  return `In ${many(Math.ceil(days), 'day')}`;
}
