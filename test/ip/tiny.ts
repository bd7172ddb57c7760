/** Sets of a few small integers, beside the plain JavaScript sets that they mean: what `src/ip` is tested against. */
import fc from 'fast-check';
import { fromIntervals, type IntervalSet, intervals, type Point } from '../../src/ip/interval.ts';

/** Points on both sides of the seam: a tiny universe of numbers and of bigints at 2^128, as the addresses are. */
const V6 = 1n << 128n;
export const POINTS: readonly Point[] = [
  ...Array.from({ length: 12 }, (_, i) => i),
  ...Array.from({ length: 6 }, (_, i) => V6 + BigInt(i)),
];
export const EVERYTHING: IntervalSet = [0, 11, V6, V6 + 5n];

export const members = (set: IntervalSet): readonly Point[] =>
  POINTS.filter((point) => [...intervals(set)].some(([first, last]) => first <= point && point <= last));

const pair = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(11), fc.nat(11)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(5), fc.nat(5))
      .map(([a, b]) => [V6 + BigInt(Math.min(a, b)), V6 + BigInt(Math.max(a, b))] as const),
  },
);
export const pairs = fc.array(pair, { maxLength: 5 });
export const sets = pairs.map((list) => fromIntervals(list));

/** Sorted, disjoint, not even touching: the only form in which a set may be written. */
export function isNormal(set: IntervalSet): boolean {
  const list = [...intervals(set)];
  return list.every(([first, last], i) => {
    const previous = list[i - 1]?.[1];
    const touches =
      typeof previous === typeof first && previous !== undefined && BigInt(first) - BigInt(previous) < 2n;
    return first <= last && (previous === undefined || (previous < first && !touches));
  });
}
