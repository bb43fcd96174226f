/**
 * What the page knows of a person's own sessions, in this browser and on their other devices, and how each event changes it.
 *
 * @typedef {{id: string, current: boolean, device: string|null, authorizedAt: string}} OwnSession
 *
 * @typedef {object} OwnSessions
 * @property {boolean} open             whether they are looked at
 * @property {OwnSession[]|null} list   the newest first; null: not known yet
 * @property {string} said              what came of the last question or click, in a sentence
 */

const ALONE = 'You are connected on no other device.';

/** @type {OwnSessions} */
export const UNSEEN = { open: false, list: null, said: '' };

/** @type {Record<string, (sessions: OwnSessions, event: any) => OwnSessions>} */
export const OWN_SESSIONS_CHANGES = {
  'own-sessions/opened': (sessions) => ({ ...sessions, open: true, said: sessions.list ? '' : 'One moment…' }),
  'own-sessions/closed': (sessions) => ({ ...sessions, open: false, said: '' }),
  'own-sessions/listed': (sessions, { list }) =>
    (sessions.open ? { ...sessions, list, said: list.length === 1 ? ALONE : '' } : sessions),
  'own-sessions/asked': (sessions) => ({ ...sessions, said: '' }),
  'own-sessions/over': (sessions, { id, said }) =>
    ({ ...sessions, list: sessions.list?.filter((one) => one.id !== id) ?? null, said }),
  'own-sessions/failed': (sessions, { said }) => (sessions.open ? { ...sessions, said } : sessions),
};
