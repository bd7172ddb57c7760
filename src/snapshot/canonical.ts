/** One form for one meaning: no null, object keys sorted, and lists whose order has no meaning sorted by what identifies an element. */

/**
 * Which lists are sets: the key a list stands under → the fields that identify an element of it. Without fields
 * the whole element does (lists of strings, of rules without an id).
 */
export type Sets = Readonly<Record<string, readonly string[]>>;

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What says nothing left out: a key whose value is null. SDKs in Go write it for what an answer does not have. The same
 * object wherever nothing is left out of it; elements of lists stay, to keep their numbers.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = value.map(withoutNulls);
    return elements.every((one, i) => one === value[i]) ? value : elements;
  }
  if (!isObject(value)) return value;
  const all = Object.entries(value);
  const kept = all.filter(([, one]) => one !== null).map(([key, one]) => [key, withoutNulls(one)] as const);
  const same = kept.length === all.length && kept.every(([key, one]) => one === value[key]);
  return same ? value : Object.fromEntries(kept);
}

/** `value` with sorted keys and sorted sets; `sets` decides which lists those are. */
export function canonical(value: unknown, sets: Sets): unknown {
  if (Array.isArray(value)) return value.map((element) => canonical(element, sets));
  return isObject(value) ? canonicalObject(value, sets) : value;
}

export function canonicalObject(value: JsonObject, sets: Sets): JsonObject {
  const keys = Object.keys(value)
    .filter((key) => value[key] !== null)
    .sort(compareText);
  return Object.fromEntries(keys.map((key) => [key, canonicalField(key, value[key], sets)]));
}

function canonicalField(key: string, value: unknown, sets: Sets): unknown {
  const result = canonical(value, sets);
  const fields = Object.hasOwn(sets, key) ? sets[key] : undefined;
  return fields !== undefined && Array.isArray(result) ? sortSet(result, fields) : result;
}

function sortSet(elements: readonly unknown[], fields: readonly string[]): readonly unknown[] {
  return elements
    .map((element) => ({ element, id: idParts(element, fields), text: JSON.stringify(element) }))
    .sort((a, b) => compareParts(a.id, b.id) || compareText(a.text, b.text))
    .map(({ element }) => element);
}

const idParts = (element: unknown, fields: readonly string[]): readonly unknown[] =>
  isObject(element) ? fields.map((field) => element[field]) : [];

function compareParts(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, part] of a.entries()) {
    const order = comparePart(part, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

const comparePart = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a ?? ''), String(b ?? ''));

/** Equal for two values exactly when they say the same. */
export const canonicalText = (value: unknown, sets: Sets): string => JSON.stringify(canonical(value, sets));

/** What identifies an element of the set under `key`: its identifying fields where it has any, else all of it. */
export function identity(key: string, element: unknown, sets: Sets): string {
  const fields = Object.hasOwn(sets, key) ? (sets[key] ?? []) : [];
  const parts = idParts(element, fields);
  return parts.some((part) => part !== undefined) ? JSON.stringify(parts) : canonicalText(element, sets);
}
