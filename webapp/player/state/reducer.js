/**
 * What the page knows, and how each event changes it. Nothing here touches the document, the network or a clock.
 *
 * @typedef {import('../../token/token-source.js').TokenState} TokenState
 * @typedef {import('./remembered.js').Remembered} Remembered
 * @typedef {{user: {id: string, displayName: string|null}|null, reauthorizeBy: string}} Session
 *
 * @typedef {object} State
 * @property {'loading'|'welcome'|'player'} page
 * @property {string|null} notice        the code of a login that failed
 * @property {Session|null} session
 * @property {string|null} unknown       why the server cannot say whose browser this is
 * @property {TokenState} account
 * @property {boolean} logoutFailed
 * @property {string|null} copied        what came of copying the report for the operator, for a moment
 * @property {string|null} dismissed     the notice of the six months that was put off
 * @property {import('./own-sessions-reducer.js').OwnSessions} ownSessions
 * @property {Remembered|null} remembered  what was on before a consent or a reload, until it goes on
 * @property {import('./player-reducer.js').Player} player
 */
import { OWN_SESSIONS_CHANGES, UNSEEN } from './own-sessions-reducer.js';
import { isPlayerEvent, playerReducer, SILENT } from './player-reducer.js';

/** @type {(from: {notice: string|null, remembered: Remembered|null, dismissed: string|null}) => State} */
export const initialState = ({ notice, remembered, dismissed }) => ({
  page: 'loading', notice, session: null, unknown: null, account: { name: 'idle', history: [] }, logoutFailed: false, copied: null,
  dismissed, ownSessions: UNSEEN,
  remembered, player: remembered ? { ...SILENT, track: remembered.track, position: remembered.position } : SILENT,
});

const CHANGES = {
  'notice/dismissed': (state) => ({ ...state, notice: null }),
  'consent/put-off': (state, { notice }) => ({ ...state, dismissed: notice }),
  'session/known': (state, { session }) => ({ ...stillTheirs(state, session), page: 'player', session, unknown: null }),
  'session/unknown': (state, { error }) => ({ ...state, page: 'player', unknown: error }),
  'session/none': (state) => ({ ...state, page: 'welcome', session: null, unknown: null, logoutFailed: false, remembered: null,
    ownSessions: UNSEEN, player: { ...SILENT, volume: state.player.volume } }),
  'account/changed': (state, { account }) => ({ ...state, account }),
  'logout/asked': (state) => ({ ...state, logoutFailed: false }),
  'logout/failed': (state) => ({ ...state, logoutFailed: true }),
  'report/copied': (state, { copied }) => ({ ...state, copied }),
  'remembered/continued': (state) => ({ ...state, remembered: { ...state.remembered, wasPlaying: false } }),
};

/** @type {(state: State, event: {type: string}) => State} */
export const reducer = (state, event) => {
  const ofSessions = OWN_SESSIONS_CHANGES[event.type];
  if (ofSessions) return { ...state, ownSessions: ofSessions(state.ownSessions, event) };
  if (!isPlayerEvent(event)) return CHANGES[event.type](state, event);
  const remembered = event.type === 'player/heard' ? null : state.remembered;
  return { ...state, remembered, player: playerReducer(state.player, event) };
};

/** Another user than before the consent does not get the other one's track. */
function stillTheirs(state, { user }) {
  const { remembered } = state;
  const isTheirs = !remembered || !remembered.userId || !user || remembered.userId === user.id;
  return isTheirs ? state : { ...state, remembered: null, player: SILENT };
}
