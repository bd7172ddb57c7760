import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contains,
  EMPTY,
  equals,
  fromIntervals,
  type IntervalSet,
  intersect,
  interval,
  isEmpty,
  isSubset,
  overlaps,
  size,
  subtract,
  union,
} from '../../src/ip/interval.ts';
import { EVERYTHING, isNormal, members, POINTS, pairs, sets } from './tiny.ts';

const complement = (set: IntervalSet): IntervalSet => subtract(EVERYTHING, set);

/** Every operation beside what it means point by point. */
describe('against the points themselves', () => {
  const BINARY = [
    ['union', union, (a: boolean, b: boolean) => a || b],
    ['intersect', intersect, (a: boolean, b: boolean) => a && b],
    ['subtract', subtract, (a: boolean, b: boolean) => a && !b],
  ] as const;
  test.each(BINARY)('%s', (_, operation, meaning) => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const result = operation(a, b);
        const expected = POINTS.filter((point) =>
          meaning(members(a).includes(point), members(b).includes(point)),
        );
        expect(members(result)).toEqual(expected);
        expect(isNormal(result)).toBe(true);
        expect(size(result)).toBe(expected.length);
      }),
    );
  });

  test('fromIntervals, of intervals in any order', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const set = fromIntervals(list);
        const inAny = POINTS.filter((point) => list.some(([first, last]) => first <= point && point <= last));
        expect(members(set)).toEqual(inAny);
        expect(isNormal(set)).toBe(true);
        expect(fromIntervals([...list].reverse())).toEqual(set);
      }),
    );
  });

  test('contains, overlaps, isSubset, equals and isEmpty', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(POINTS.filter((point) => contains(a, point))).toEqual(inA);
        expect(overlaps(a, b)).toBe(inA.some((point) => inB.includes(point)));
        expect(isSubset(a, b)).toBe(inA.every((point) => inB.includes(point)));
        expect(equals(a, b)).toBe(inA.join() === inB.join());
        expect(isEmpty(a)).toBe(inA.length === 0);
      }),
    );
  });

  test('union of any number of sets', () => {
    fc.assert(
      fc.property(fc.array(sets, { maxLength: 4 }), (list) => {
        expect(union(...list)).toEqual(list.reduce((a, b) => union(a, b), EMPTY));
      }),
    );
  });
});

describe('laws', () => {
  const law = (
    name: string,
    holds: (a: IntervalSet, b: IntervalSet, c: IntervalSet) => readonly [unknown, unknown],
  ) =>
    test(name, () => {
      fc.assert(
        fc.property(sets, sets, sets, (a, b, c) => {
          const [left, right] = holds(a, b, c);
          expect(left).toEqual(right);
        }),
      );
    });

  law('union is idempotent', (a) => [union(a, a), a]);
  law('intersection is idempotent', (a) => [intersect(a, [...a]), a]);
  law('union commutes', (a, b) => [union(a, b), union(b, a)]);
  law('intersection commutes', (a, b) => [intersect(a, b), intersect(b, a)]);
  law('union associates', (a, b, c) => [union(union(a, b), c), union(a, union(b, c))]);
  law('intersection associates', (a, b, c) => [intersect(intersect(a, b), c), intersect(a, intersect(b, c))]);
  law('intersection distributes over union', (a, b, c) => [
    intersect(a, union(b, c)),
    union(intersect(a, b), intersect(a, c)),
  ]);
  law('difference twice is difference of the union', (a, b, c) => [
    subtract(subtract(a, b), c),
    subtract(a, union(b, c)),
  ]);
  law('complement of the complement', (a) => [complement(complement(a)), a]);
  law('De Morgan: union', (a, b) => [complement(union(a, b)), intersect(complement(a), complement(b))]);
  law('De Morgan: intersection', (a, b) => [
    complement(intersect(a, b)),
    union(complement(a), complement(b)),
  ]);
  law('difference is intersection with the complement', (a, b) => [
    subtract(a, b),
    intersect(a, complement(b)),
  ]);
  law('what is cut off and what is left make the whole', (a, b) => [
    union(subtract(a, b), intersect(a, b)),
    a,
  ]);
  law('empty adds nothing and shares nothing', (a) => [union(a, EMPTY), subtract(a, intersect(a, EMPTY))]);
});

describe('single intervals', () => {
  test.each([
    [3, 5, [3, 5]],
    [4, 4, [4, 4]],
    [5, 3, []],
  ])('interval(%i, %i)', (first, last, set) => expect(interval(first, last)).toEqual(set));

  test('one point', () => expect(interval(7)).toEqual([7, 7]));
  test('neighbours join', () => expect(union([0, 3], [4, 9])).toEqual([0, 9]));
  test('the last IPv4 address and the first IPv6 address do not', () => {
    const [v4, v6]: [IntervalSet, IntervalSet] = [
      [0, 2 ** 32 - 1],
      [1n << 128n, (1n << 128n) + 9n],
    ];
    expect(union(v6, v4)).toEqual([...v4, ...v6]);
  });
});
