/** Lists and maps in an order of their own: the same whatever order a provider or a file gives. */

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortById = <T extends { readonly id: string }>(items: Iterable<T>): ReadonlyMap<string, T> =>
  new Map([...items].sort((a, b) => compare(a.id, b.id)).map((item) => [item.id, item]));

/** A map from a key to all values that have it, both in the order in which they come. */
export function groupBy<K, V>(
  values: Iterable<V>,
  keyOf: (value: V) => K,
): ReadonlyMap<K, readonly [V, ...V[]]> {
  const groups = new Map<K, [V, ...V[]]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
