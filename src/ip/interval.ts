/**
 * Sets of integers as sorted, disjoint, non-adjacent closed intervals.
 *
 * One line carries everything this tool counts: ports and protocols are numbers, an IPv4 address is a number
 * below 2^32, an IPv6 address is a bigint at or above 2^128 (see `address.ts`). Numbers and bigints compare
 * with each other in JavaScript, so both families live on one line and never touch.
 */
export type Point = number | bigint;

/** `[first, last, first, last, …]`, both ends included. */
export type IntervalSet = readonly Point[];

export const EMPTY: IntervalSet = [];

const next = (point: Point): Point => (typeof point === 'number' ? point + 1 : point + 1n);
const previous = (point: Point): Point => (typeof point === 'number' ? point - 1 : point - 1n);

export const interval = (first: Point, last: Point = first): IntervalSet =>
  first <= last ? [first, last] : EMPTY;

export const isEmpty = (set: IntervalSet): boolean => set.length === 0;

/** Iterates the intervals as pairs. */
export function* intervals(set: IntervalSet): Generator<readonly [Point, Point]> {
  for (let i = 0; i < set.length; i += 2) yield [set[i] as Point, set[i + 1] as Point];
}

/** The union of any number of intervals, given in any order: one sort, one pass. */
export function fromIntervals(pairs: Iterable<readonly [Point, Point]>): IntervalSet {
  const sorted = [...pairs].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const out: Point[] = [];
  for (const [first, last] of sorted) {
    const end = out[out.length - 1];
    if (end !== undefined && first <= next(end)) {
      if (last > end) out[out.length - 1] = last;
    } else out.push(first, last);
  }
  return out;
}

export function union(...sets: readonly IntervalSet[]): IntervalSet {
  const filled = sets.filter((set) => set.length > 0);
  if (filled.length <= 1) return filled[0] ?? EMPTY;
  return fromIntervals(filled.flatMap((set) => [...intervals(set)]));
}

export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a === b) return a;
  const out: Point[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const aLast = a[i + 1] as Point;
    const bLast = b[j + 1] as Point;
    const first = (a[i] as Point) > (b[j] as Point) ? (a[i] as Point) : (b[j] as Point);
    const aEndsFirst = aLast < bLast;
    const last = aEndsFirst ? aLast : bLast;
    if (first <= last) out.push(first, last);
    if (aEndsFirst) i += 2;
    else j += 2;
  }
  return out.length === 0 ? EMPTY : out;
}

export function overlaps(a: IntervalSet, b: IntervalSet): boolean {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if ((a[i + 1] as Point) < (b[j] as Point)) i += 2;
    else if ((b[j + 1] as Point) < (a[i] as Point)) j += 2;
    else return true;
  }
  return false;
}

/** What is in `a` and not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a.length === 0 || b.length === 0) return a;
  const out: Point[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i] as Point;
    const last = a[i + 1] as Point;
    while (j < b.length && (b[j + 1] as Point) < first) j += 2;
    let gone = false;
    for (let k = j; k < b.length && (b[k] as Point) <= last; k += 2) {
      if ((b[k] as Point) > first) out.push(first, previous(b[k] as Point));
      if ((b[k + 1] as Point) >= last) {
        gone = true;
        break;
      }
      first = next(b[k + 1] as Point);
    }
    if (!gone) out.push(first, last);
  }
  return out;
}

export const contains = (set: IntervalSet, point: Point): boolean => overlaps(set, [point, point]);
export const isSubset = (a: IntervalSet, b: IntervalSet): boolean => isEmpty(subtract(a, b));

export const equals = (a: IntervalSet, b: IntervalSet): boolean =>
  a === b || (a.length === b.length && a.every((point, i) => point === b[i]));

/** How many integers the set holds. Approximate beyond 2^53, which only IPv6 reaches. */
export function size(set: IntervalSet): number {
  let total = 0;
  for (const [first, last] of intervals(set)) total += Number(BigInt(last) - BigInt(first)) + 1;
  return total;
}
