/** Ordering and grouping: every list of the network is in order of id, whatever order AWS gave it in. */

export const sortById = <T extends { readonly id: string }>(items: Iterable<T>): ReadonlyMap<string, T> =>
  new Map([...items].sort((a, b) => compare(a.id, b.id)).map((item) => [item.id, item]));

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A map from a key to all values that have it. */
export function groupBy<K, V>(values: Iterable<V>, key: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
