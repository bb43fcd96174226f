import { playerStatus } from '../player-status.js';
import { remedyNow, StatusRow } from './status-row.js';

/** The second status: the player in this browser. */
class PlayerStatus extends StatusRow {
  /** @param {import('../reducer.js').State} state */
  render({ player, copied }) {
    const told = playerStatus(player);
    this.show(player.status, { ...told, remedy: remedyNow(told.remedy, copied) }, 'api/login');
  }
}

customElements.define('player-status', PlayerStatus);
