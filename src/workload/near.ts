/** What somebody who wrote an id wrongly may have meant. */
import { closest, distance } from 'fastest-levenshtein';

/** One slip in a short id, one more for every six characters of a longer one. */
const toleratedSlips = (text: string): number => Math.max(1, Math.floor(text.length / 6));

/** The candidates that are a few slips away from a text, the nearest first, ties by name. */
export function nearMisses(text: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const tolerated = toleratedSlips(text);
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, slips: distance(text.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ slips }) => slips <= tolerated)
    .sort((a, b) => a.slips - b.slips || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** More names than that were written by a program, which makes no slips. */
const MOST_COMPARED = 500;

/**
 * The one name that was meant, for a fix: names of a few letters, and those that differ in their numbers alone
 * (`worker1`, `worker2`), may well be two things.
 */
export function misspelt(text: string, candidates: readonly string[]): string | undefined {
  if (text.length < 4 || candidates.length > MOST_COMPARED) return undefined;
  const letters = (name: string) => name.replaceAll(/\d/g, '');
  const [near, another] = nearMisses(text, candidates);
  return near !== undefined && another === undefined && letters(near) !== letters(text) ? near : undefined;
}

/** The one of a few known words that was meant: two slips in a short one, a third of the letters in a longer one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, [...known]);
  return distance(word, near) <= Math.max(2, Math.floor(near.length / 3)) ? near : undefined;
}

/** The remedy where something was slightly misspelt. */
export function didYouMean(text: string, known: readonly string[]): string | undefined {
  const near = nearMisses(text, known);
  return near.length === 0 ? undefined : `did you mean ${near.join(' or ')}?`;
}

/** The remedy where one of a few words was wanted: what was meant, if it can be guessed, and what there is. */
export function wordMeant(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  return near === undefined || near === word ? otherwise : `did you mean ${near}? ${otherwise}`;
}

const MOST_LISTED = 6;

/** Ids for a sentence; a long tail is counted. */
export const listed = (ids: readonly string[], most = MOST_LISTED): string =>
  ids.length <= most ? ids.join(', ') : `${ids.slice(0, most).join(', ')} and ${ids.length - most} more`;
