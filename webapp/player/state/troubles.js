/**
 * Everything that can be wrong with the player: one sentence of plain advice and one button each. `status` is what the
 * trouble makes of the player's status; without it the status stays, and the next attempt takes the trouble away.
 * @typedef {{status?: import('./player-reducer.js').PlayerStatus, advice: string|null, remedy: [string, string]|null}}
 *   Trouble  remedy: the button's text, and what it wants
 */

/** @type {Record<string, Trouble>} */
export const TROUBLES = {
  'no-answer': { status: 'loading', remedy: null, advice: 'Spotify’s player waits until Sostenuto answers.' },
  'late': { status: 'loading', remedy: ['Start it again', 'rebuild'],
    advice: 'Spotify’s player takes longer than usual: wait a little, or start it again.' },
  'reconnecting': { status: 'loading', remedy: ['Connect now', 'rebuild'],
    advice: 'Spotify’s player lost its connection and is coming back.' },
  'offline': { status: 'offline', remedy: ['Connect now', 'rebuild'],
    advice: 'This browser lost its connection to Spotify; the player comes back with it.' },
  'elsewhere': { status: 'elsewhere', advice: null, remedy: ['Play here', 'play-here'] },
  'other-tab': { status: 'elsewhere', advice: null, remedy: ['Play here', 'play-here'] },

  'script-missing': { status: 'blocked', remedy: ['Try again', 'load'],
    advice: 'Something keeps Spotify’s player out: allow this page in your content blocker, then try again.' },
  'protection': { status: 'blocked', remedy: ['Try again', 'rebuild'],
    advice: 'This browser cannot play protected music: allow protected content (DRM) in its settings, then try again.' },
  'premium': { status: 'blocked', remedy: ['Check again', 'rebuild'],
    advice: 'Listening here needs Spotify Premium: once this account has it, check again.' },
  'not-listed': { status: 'blocked', remedy: ['Copy for the operator', 'copy'],
    advice: 'This Spotify account is not on this app’s list: ask whoever runs Sostenuto to add it.' },
  'owner': { status: 'blocked', remedy: ['Copy for the operator', 'copy'],
    advice: 'The owner of this app has no Spotify Premium: tell whoever runs Sostenuto.' },
  'scope': { status: 'blocked', remedy: ['Renew the consent', 'login'],
    advice: 'Spotify misses a permission of yours: renew the consent and allow all that is asked for.' },
  'autoplay': { status: 'blocked', remedy: ['Enable audio', 'enable-audio'],
    advice: 'Your browser holds the sound back until you allow it.' },

  'track': { advice: 'Spotify could not play this track: try the one after it.', remedy: ['Skip it', 'next'] },
  'no-token': { remedy: ['Try again', 'again'],
    advice: 'There is no access to Spotify at the moment: see the account, then try again.' },
  'no-device': { remedy: ['Try again', 'again'],
    advice: 'Spotify does not know this browser as a player yet: try again in a moment.' },
  'slow-down': { advice: 'Spotify asks us to slow down: try again in a minute.', remedy: ['Try again', 'again'] },
  'unreachable': { advice: 'Spotify could not be reached: try again.', remedy: ['Try again', 'again'] },
  'nothing': { remedy: ['Try again', 'again'],
    advice: 'There is nothing to go on with: choose something in a Spotify app, then try again.' },
  'refused': { advice: 'Spotify did not accept that: try again.', remedy: ['Try again', 'again'] },
};
