/** The player in a word and a sentence, and the one button that helps. */
import { TROUBLES } from '../state/troubles.js';

const WORDS = {
  loading: 'Loading', ready: 'Ready', playing: 'Playing here', paused: 'Paused', elsewhere: 'Playing elsewhere',
  offline: 'Offline', blocked: 'Blocked',
};

/**
 * @param {import('../state/player-reducer.js').Player} player
 * @returns {{word: string, sentence: string, remedy: [string, string]|null}}
 */
export const playerStatus = (player) => {
  const trouble = TROUBLES[player.trouble];
  return {
    word: WORDS[player.status],
    sentence: trouble?.advice ?? sentenceOf(player),
    remedy: trouble?.remedy ?? null,
  };
};

function sentenceOf({ status, trouble, deviceName }) {
  switch (status) {
    case 'loading': return 'Spotify’s player is on its way.';
    case 'ready': return `Press Play to listen on ${deviceName}.`;
    case 'elsewhere': return trouble === 'other-tab' ? 'In another tab of this browser.' : `On ${deviceName ?? 'another device'}.`;
    default: return `On ${deviceName ?? 'this browser'}.`;
  }
}
