/** Recordings of answers are no answers: says which recorder's wrapper a value is, and where the answer stands in it. */
import { isObject } from './canonical.ts';

export interface Wrapped {
  /** What the wrapper looks like, for people. */
  readonly form: string;
  /** The inner values that may be answers, with the JSON pointer to each. */
  readonly inner: readonly { readonly pointer: string; readonly value: unknown }[];
}

/** The recorders seen in the wild, by the keys of their wrappers: placebo (boto), HTTP cassettes, REST recordings. */
const WRAPPERS: readonly { readonly keys: readonly string[]; readonly inner: string }[] = [
  { keys: ['status_code', 'data'], inner: 'data' },
  { keys: ['headers', 'body'], inner: 'body' },
  { keys: ['url', 'response'], inner: 'response' },
];

export function wrapped(value: unknown): Wrapped | undefined {
  if (Array.isArray(value)) return wrappedList(value);
  if (!isObject(value)) return undefined;
  const wrapper = WRAPPERS.find(({ keys }) => keys.every((key) => Object.hasOwn(value, key)));
  if (wrapper === undefined) return undefined;
  const form = `{${wrapper.keys.map((key) => `"${key}"`).join(', ')}}`;
  return { form, inner: [{ pointer: `/${wrapper.inner}`, value: parsed(value[wrapper.inner]) }] };
}

function wrappedList(list: readonly unknown[]): Wrapped {
  const inner = list.flatMap((value, i) => {
    const nested = Array.isArray(value) ? undefined : wrapped(value);
    const values = nested?.inner ?? [{ pointer: '', value }];
    return values.map((each) => ({ ...each, pointer: `/${i}${each.pointer}` }));
  });
  return { form: 'a list of answers', inner };
}

/** Cassettes keep an answer as text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
