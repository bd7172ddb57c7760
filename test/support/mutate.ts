/** JSON made other than it was: keys in another order, values of another kind. The same seed makes the same of it. */

/** Numbers from 0 up to a bound, in a sequence that the seed decides (mulberry32). */
export type Next = (bound: number) => number;

export function numbers(seed: number): Next {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

export function shuffledKeys(value: unknown, next: Next): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffledKeys(one, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [
    key,
    shuffledKeys(one, next),
  ]);
  for (let last = entries.length - 1; last > 0; last--) {
    const other = next(last + 1);
    const [a, b] = [entries[last], entries[other]];
    if (a && b) [entries[last], entries[other]] = [b, a];
  }
  return Object.fromEntries(entries);
}
