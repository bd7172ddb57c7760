import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, EMPTY, type IntervalSet, interval, union } from '../../src/ip/interval.ts';
import {
  type Box,
  coalesce,
  intersectBox,
  intersectTraffic,
  isEmptyBox,
  isSubsetTraffic,
  meets,
  project,
  reverseBox,
  subtractTraffic,
  type Traffic,
  unionTraffic,
} from '../../src/ip/traffic.ts';

/** A universe of 3^5 packets: three values in each dimension. */
const VALUES = [0, 1, 2];
const WHOLE: IntervalSet = [0, 2];
const KEYS = ['protocol', 'src', 'srcPort', 'dst', 'dstPort'] as const;
type Packet = Readonly<Record<keyof Box, number>>;

const PACKETS: readonly Packet[] = KEYS.reduce<readonly Packet[]>(
  (packets, key) => packets.flatMap((packet) => VALUES.map((value) => ({ ...packet, [key]: value }))),
  [{ protocol: 0, src: 0, srcPort: 0, dst: 0, dstPort: 0 }],
);
const UNIVERSE: Traffic = [{ protocol: WHOLE, src: WHOLE, srcPort: WHOLE, dst: WHOLE, dstPort: WHOLE }];

const within = (box: Box, packet: Packet): boolean => KEYS.every((key) => contains(box[key], packet[key]));
/** How many boxes hold each packet, in the order of `PACKETS`. */
const counts = (traffic: Traffic): readonly number[] =>
  PACKETS.map((packet) => traffic.filter((box) => within(box, packet)).length);
const members = (traffic: Traffic): readonly boolean[] => counts(traffic).map((count) => count > 0);
const isDisjoint = (traffic: Traffic): boolean => counts(traffic).every((count) => count <= 1);

const points = fc
  .subarray(VALUES, { minLength: 1 })
  .map((values) => union(...values.map((value) => interval(value))));
const box: fc.Arbitrary<Box> = fc.record({
  protocol: points,
  src: points,
  srcPort: points,
  dst: points,
  dstPort: points,
});
/** Disjoint boxes, as every traffic is. */
const traffics: fc.Arbitrary<Traffic> = fc
  .array(box, { maxLength: 4 })
  .map((boxes) => boxes.reduce<Traffic>((all, one) => all.concat(subtractTraffic([one], all)), []));

const complement = (traffic: Traffic): Traffic => subtractTraffic(UNIVERSE, traffic);

describe('against the packets themselves', () => {
  const BINARY = [
    ['union', unionTraffic, (a: boolean, b: boolean) => a || b],
    ['intersection', intersectTraffic, (a: boolean, b: boolean) => a && b],
    ['difference', subtractTraffic, (a: boolean, b: boolean) => a && !b],
  ] as const;
  test.each(BINARY)('%s, in disjoint boxes, none of them empty', (_, operation, meaning) => {
    fc.assert(
      fc.property(traffics, traffics, (a, b) => {
        const result = operation(a, b);
        const [inA, inB] = [members(a), members(b)];
        expect(members(result)).toEqual(
          PACKETS.map((_packet, i) => meaning(inA[i] === true, inB[i] === true)),
        );
        expect(isDisjoint(result)).toBe(true);
        expect(result.some(isEmptyBox)).toBe(false);
      }),
    );
  });

  test('two boxes', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const common = intersectBox(a, b);
        expect(meets(a, b)).toBe(common !== undefined);
        expect(members(common ? [common] : [])).toEqual(
          PACKETS.map((packet) => within(a, packet) && within(b, packet)),
        );
      }),
    );
  });

  test('coalesce keeps the packets, in no more boxes', () => {
    fc.assert(
      fc.property(traffics, (traffic) => {
        const fewer = coalesce(traffic);
        expect(counts(fewer)).toEqual(counts(traffic));
        expect(fewer.length).toBeLessThanOrEqual(traffic.length);
      }),
    );
  });

  test('subset', () => {
    fc.assert(
      fc.property(traffics, traffics, (a, b) => {
        const inB = members(b);
        expect(isSubsetTraffic(a, b)).toBe(members(a).every((yes, i) => !yes || inB[i] === true));
      }),
    );
  });

  test.each(KEYS)('the values of %s', (key) => {
    fc.assert(
      fc.property(traffics, (traffic) => {
        const values = new Set(PACKETS.filter((_, i) => members(traffic)[i]).map((packet) => packet[key]));
        expect(VALUES.filter((value) => contains(project(traffic, key), value))).toEqual([...values].sort());
      }),
      { numRuns: 20 },
    );
  });

  test('a reply exchanges the ends', () => {
    fc.assert(
      fc.property(box, fc.constantFrom(...PACKETS), (one, packet) => {
        const reply = {
          ...packet,
          src: packet.dst,
          dst: packet.src,
          srcPort: packet.dstPort,
          dstPort: packet.srcPort,
        };
        expect(within(reverseBox(one), reply)).toBe(within(one, packet));
        expect(reverseBox(reverseBox(one))).toEqual(one);
      }),
    );
  });
});

describe('laws', () => {
  const law = (name: string, holds: (a: Traffic, b: Traffic) => readonly [Traffic, Traffic]) =>
    test(name, () => {
      fc.assert(
        fc.property(traffics, traffics, (a, b) => {
          const [left, right] = holds(a, b);
          expect(members(left)).toEqual(members(right));
        }),
      );
    });

  law('union commutes', (a, b) => [unionTraffic(a, b), unionTraffic(b, a)]);
  law('union is idempotent', (a) => [unionTraffic(a, a), a]);
  law('intersection commutes', (a, b) => [intersectTraffic(a, b), intersectTraffic(b, a)]);
  law('intersection is idempotent', (a) => [intersectTraffic(a, a), a]);
  law('complement of the complement', (a) => [complement(complement(a)), a]);
  law('De Morgan: union', (a, b) => [
    complement(unionTraffic(a, b)),
    intersectTraffic(complement(a), complement(b)),
  ]);
  law('De Morgan: intersection', (a, b) => [
    complement(intersectTraffic(a, b)),
    unionTraffic(complement(a), complement(b)),
  ]);
  law('what is cut off and what is left make the whole', (a, b) => [
    unionTraffic(subtractTraffic(a, b), intersectTraffic(a, b)),
    a,
  ]);
});

test('boxes that differ in one dimension only become one', () => {
  const [one] = UNIVERSE;
  const halves = [
    { ...one, src: interval(0, 1) },
    { ...one, src: interval(2) },
  ] as Traffic;
  expect(coalesce(halves)).toEqual(UNIVERSE);
});

test('a box without a value in one dimension is empty', () => {
  expect(UNIVERSE.map((whole) => isEmptyBox({ ...whole, dstPort: EMPTY }))).toEqual([true]);
});
