import { accountStatus } from '../../words/account-words.js';
import { remedyNow, StatusRow } from '../status-row.js';

const QUIET = ['idle', 'ended'];

/** The first of the two statuses: the connection to Spotify. */
class AccountStatus extends StatusRow {
  /** @param {import('../../state/reducer.js').State} state */
  render(state) {
    const { name, loginUrl } = state.account;
    const told = accountStatus(state);
    const quiet = state.unknown ? 'waiting' : 'connected';
    const sign = state.logoutFailed ? 'operator' : QUIET.includes(name) ? quiet : name;
    this.show(sign, { ...told, remedy: remedyNow(told.remedy, state.copied) }, loginUrl ?? 'api/login');
  }
}

customElements.define('account-status', AccountStatus);
