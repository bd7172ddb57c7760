/**
 * One resource can be seen several times: in two files, or by two accounts of which each sees its part of a
 * shared VPC. Here the views of one id become one entry.
 */
import { ByoNetError } from '../../errors.ts';
import type { Place } from '../../model/network.ts';
import { canonicalText, compareText, identity, isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type { Entry } from './resources.ts';
import { SETS } from './sets.ts';

/** An element of an answer, with its id. */
export interface View<T> extends Entry<T> {
  readonly id: string;
}

/**
 * What two views of one reader may differ in. `nothing`: one thing has one content. `parts`: one answer holds some
 * of its fields, the next holds others. `elements`: one answer holds some elements of its lists, the next others.
 */
export type Tolerance = 'nothing' | 'parts' | 'elements';

/** Entries by id, in order of id; throws a `ByoNetError` where one reader says two different things. */
export function mergeViews<T extends object>(
  views: readonly View<T>[],
  tolerance: Tolerance = 'nothing',
): ReadonlyMap<string, Entry<T>> {
  const byId = new Map<string, View<T>[]>();
  for (const view of views) {
    const same = byId.get(view.id);
    if (same === undefined) byId.set(view.id, [view]);
    else same.push(view);
  }
  const sorted = [...byId].sort(([a], [b]) => compareText(a, b));
  return new Map(sorted.map(([id, same]) => [id, mergeOne(same, tolerance)]));
}

function mergeOne<T extends object>(views: readonly View<T>[], tolerance: Tolerance): Entry<T> {
  const readers: View<T>[] = [];
  for (const view of views) {
    const at = readers.findIndex((reader) => isSameReader(reader, view));
    const reader = readers[at];
    if (reader === undefined) readers.push(view);
    else readers[at] = agree(reader, view, tolerance);
  }
  const ownerFirst = [...readers.filter(isOwner), ...readers.filter((reader) => !isOwner(reader))];
  const { id: _id, ...entry } = ownerFirst.reduce((a, b) => unite(a, b));
  return entry;
}

/** A loose file does not say where it was read: it is taken to speak of the same place as the others. */
const isSameReader = (a: View<object>, b: View<object>): boolean =>
  maySame(a.account, b.account) && maySame(a.region, b.region);

const maySame = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** In a shared VPC the owner sees all of a resource, a participant part of it. */
const isOwner = ({ value, account }: View<object>): boolean =>
  account !== undefined && 'OwnerId' in value && value.OwnerId === account;

/** Two views of one reader; where they contradict each other nobody can say which is true. */
function agree<T extends object>(a: View<T>, b: View<T>, tolerance: Tolerance): View<T> {
  const differing = tolerance === 'elements' ? [] : differingFields(a.value, b.value, tolerance);
  if (differing.length > 0) throw contradiction(a, b, differing);
  return tolerance === 'nothing' ? a : unite(a, b);
}

function differingFields(a: object, b: object, tolerance: Tolerance): readonly string[] {
  const other = new Map(Object.entries(b));
  const fields = new Set([...Object.keys(a), ...other.keys()]);
  const own = new Map(Object.entries(a));
  return [...fields].sort(compareText).filter((field) => {
    if (tolerance === 'parts' && !(own.has(field) && other.has(field))) return false;
    return fieldText(field, own) !== fieldText(field, other);
  });
}

const fieldText = (field: string, of: ReadonlyMap<string, unknown>): string =>
  canonicalText({ [field]: of.get(field) }, SETS);

function contradiction(a: View<object>, b: View<object>, fields: readonly string[]): ByoNetError {
  const message = `${b.id} has another content here than in ${spot(a.place)}: ${fields.join(', ')} differ`;
  const remedy = 'keep the newer of the two answers and remove the other';
  return new ByoNetError('input', message, { file: b.place.file, place: b.place.pointer, remedy });
}

const spot = ({ file, pointer }: Place): string => `${file} at ${pointer}`;

/** Both views together: what `a` says holds, `b` adds what `a` does not say. */
function unite<T extends object>(a: View<T>, b: View<T>): View<T> {
  const account = a.account ?? b.account;
  const region = a.region ?? b.region;
  return {
    id: a.id,
    place: a.place,
    value: { ...b.value, ...a.value, ...uniteFields(fieldsOf(a.value), fieldsOf(b.value), isOwner(a)) },
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}

const fieldsOf = (value: object): JsonObject => ({ ...value });

/** What decides about traffic: an owner reads all of it, and a rule that only somebody else's older answer has is gone. */
const DECIDING = new Set(['Routes', 'Entries', 'IpPermissions', 'IpPermissionsEgress']);

function uniteFields(a: JsonObject, b: JsonObject, fromOwner: boolean): JsonObject {
  const shared = Object.keys(a).filter((key) => Object.hasOwn(b, key));
  const united = shared.map((key) => [key, uniteField(key, a[key], b[key], fromOwner)]);
  return Object.fromEntries(united);
}

function uniteField(key: string, a: unknown, b: unknown, fromOwner: boolean): unknown {
  if (Array.isArray(a) && Array.isArray(b))
    return fromOwner && DECIDING.has(key) ? a : uniteElements(key, a, b);
  return isObject(a) && isObject(b) ? { ...b, ...a, ...uniteFields(a, b, fromOwner) } : a;
}

function uniteElements(key: string, a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const known = new Set(a.map((element) => identity(key, element, SETS)));
  return [...a, ...b.filter((element) => !known.has(identity(key, element, SETS)))];
}
