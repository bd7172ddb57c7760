/** One resource can stand in several answers: a list of all regions and a list of one. Here its views become one entry. */
import { ByoNetError } from '../../errors.ts';
import { canonicalText, compareText } from '../../snapshot/canonical.ts';
import { linkText } from './links.ts';
import type { Entry, Table } from './resources.ts';
import { SETS } from './sets.ts';

interface Dated {
  readonly creationTimestamp?: string;
}

/**
 * Entries by link, in its order. Of two resources that had the same name one after the other, the later one is there;
 * of one resource, one view may leave out what the other says, but not contradict it.
 */
export function mergeViews<T extends Dated>(views: readonly Entry<T>[]): Table<T> {
  const byLink = new Map<string, Entry<T>>();
  for (const view of views) {
    const key = linkText(view.link);
    const seen = byLink.get(key);
    byLink.set(key, seen ? unite(key, seen, view) : view);
  }
  return new Map([...byLink].sort(([a], [b]) => compareText(a, b)));
}

function unite<T extends Dated>(key: string, a: Entry<T>, b: Entry<T>): Entry<T> {
  const [first, second] = [createdAt(a), createdAt(b)];
  if (first !== undefined && second !== undefined && first !== second) return second > first ? b : a;
  const other = new Map(Object.entries(b.value));
  const differing = Object.entries(a.value)
    .filter(([field, value]) => other.has(field) && textOf(field, value) !== textOf(field, other.get(field)))
    .map(([field]) => field);
  if (differing.length > 0) throw contradiction(key, a, b, differing.sort(compareText));
  return { ...a, value: { ...b.value, ...a.value } };
}

/** Milliseconds; undefined where the answer does not say. */
const createdAt = ({ value }: Entry<Dated>): number | undefined =>
  Date.parse(value.creationTimestamp ?? '') || undefined;

const textOf = (field: string, value: unknown): string => canonicalText({ [field]: value }, SETS);

function contradiction(
  key: string,
  a: Entry<object>,
  b: Entry<object>,
  fields: readonly string[],
): ByoNetError {
  const there = `${a.place.file} at ${a.place.pointer}`;
  const message = `${key} has another content here than in ${there}: ${fields.join(', ')} differ`;
  const remedy = 'keep the newer of the two answers and remove the other';
  return new ByoNetError('input', message, { file: b.place.file, place: b.place.pointer, remedy });
}
