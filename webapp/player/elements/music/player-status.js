import { playerStatus } from '../../words/player-words.js';
import { remedyNow, StatusRow } from '../status-row.js';

const NEED_A_TOKEN = ['play-here', 'again', 'rebuild'];

/** The second status: the player in this browser. */
class PlayerStatus extends StatusRow {
  /** @param {import('../../state/reducer.js').State} state */
  render({ player, account, copied }) {
    const told = playerStatus(player);
    const needsToken = account.name === 'login' && NEED_A_TOKEN.includes(told.remedy?.[1]);
    const sign = player.status === 'ready' && told.remedy ? 'waiting' : player.status;
    this.show(sign, { ...told, remedy: needsToken ? null : remedyNow(told.remedy, copied) }, 'api/login');
  }
}

customElements.define('player-status', PlayerStatus);
