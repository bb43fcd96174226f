/**
 * The picture of the last hour, without a document: where on the line each mark is, and where the line is whole.
 * @typedef {import('../../../token/token-source.js').Happening} Happening
 * @typedef {{start: string, since: string, counts: Record<string, number>,
 *   segments: {kind: 'held'|'open', from: number, to: number}[], marks: {kind: string, at: number}[]}} Picture
 *   in percent of the line
 */
import { many } from '../../words/formats.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SHORTEST = 2_000;

/**
 * While the page is younger than an hour the line begins with it, so that there is something to see from the start.
 * @param {readonly Happening[]} history
 * @param {Date} openedAt
 * @param {Date} now
 * @returns {Picture}
 */
export const pictureOf = (history, openedAt, now) => {
  const age = now - openedAt;
  const span = Math.min(HOUR, Math.max(SHORTEST, age));
  const start = now - span;
  const place = (date) => Math.min(100, Math.max(0, ((date - start) / span) * 100));
  const seen = history.filter(({ at }) => at >= start);
  return {
    ...beginning(age),
    counts: Object.fromEntries(['renewed', 'failed'].map((kind) => [kind, seen.filter((one) => one.kind === kind).length])),
    segments: segmentsOf(history, now).map(({ kind, from, to }) => ({ kind, from: place(from), to: place(to) })),
    marks: seen.map(({ kind, at }) => ({ kind, at: place(at) })),
  };
};

/** @param {Picture} picture @returns {string} what the picture shows, in words */
export const summaryOf = ({ since, counts }) =>
  `${since}: ${many(counts.renewed, 'renewal')}, ${many(counts.failed, 'failure')}.`;

function beginning(age) {
  const minutes = Math.floor(age / MINUTE);
  if (age >= HOUR) return { start: 'an hour ago', since: 'In the last hour' };
  if (minutes < 1) return { start: 'page opened', since: 'Since this page opened' };
  return { start: `page opened, ${minutes} min ago`, since: `Since this page opened ${many(minutes, 'minute')} ago` };
}

/** Whole while tokens come, open from a failure until the next one comes. */
function segmentsOf(history, now) {
  return history.map(({ kind, at }, index) => ({
    kind: ['failed', 'waiting'].includes(kind) ? 'open' : 'held', from: at, to: history[index + 1]?.at ?? now,
  }));
}
