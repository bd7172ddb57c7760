/** Expressions as values, as far as they are known without running anything. What is a secret loses its text here. */
import type { CallEntry, CallValue, Literal, UnknownValue, Unseen } from '../model/call.ts';
import type { Place } from '../model/network.ts';
import type { Bindings } from './bindings.ts';
import { looksSecret } from './client.ts';
import { literalOf } from './literals.ts';
import { UNKNOWN } from './magics.ts';
import { kept } from './secrets.ts';
import {
  chainOf,
  dottedName,
  type Item,
  isBroken,
  itemsOf,
  type Node,
  partsOf,
  type Spread,
  type Tree,
  textOf,
} from './tree.ts';

export interface Reading {
  readonly tree: Tree;
  readonly bindings: Bindings;
  /** How many expressions may still be read: names that stand for names grow without end. */
  readonly budget: { left: number };
  place(node: Node): Place;
}

/** Deeper, and larger, than any call that a person writes. */
const MOST_DEPTH = 40;
export const MOST_EXPRESSIONS = 10_000;

export function read(reading: Reading, node: Node, depth = 0): CallValue {
  const place = reading.place(node);
  if (depth > MOST_DEPTH || reading.budget.left-- <= 0)
    return { is: 'unknown', what: 'an expression that is too large', place };
  const literal = literalOf(reading.tree, node);
  if (literal !== undefined) return guarded(literal, place);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return first(reading, node, place, depth);
    case 'VariableName':
      return named(reading, node, place, depth);
    case 'MemberExpression':
      return member(reading, node, place, depth);
    case 'DictionaryExpression':
      return { is: 'mapping', place, ...dictionary(reading, node, depth + 1) };
    case 'ArrayExpression':
    case 'TupleExpression':
      return list(reading, node, place, depth);
    case 'BinaryExpression':
      return joined(reading, node, place, depth);
    case 'CallExpression':
      return called(reading, node, place, depth);
    default:
      return { is: 'unknown', what: WORDS[node.name] ?? 'an expression', place };
  }
}

const WORDS: Readonly<Record<string, string>> = {
  FormatString: 'an f-string',
  ContinuedString: 'an f-string',
  String: 'bytes',
  ConditionalExpression: 'a choice between two values',
  DictionaryComprehensionExpression: 'a comprehension',
  ArrayComprehensionExpression: 'a comprehension',
  LambdaExpression: 'a function',
  AwaitExpression: 'the result of an await',
};

const guarded = (value: Literal, place: Place): CallValue =>
  typeof value === 'string' && looksSecret(value) ? { is: 'secret', place } : { is: 'literal', value, place };

function first(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const [inner] = partsOf(node);
  return inner ? read(reading, inner, depth + 1) : { is: 'unknown', what: 'nothing', place };
}

function named(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const name = textOf(reading.tree, node);
  const binding = reading.bindings.of(name);
  if (binding?.is === 'value') return read(reading, binding.value, depth + 1);
  return { is: 'unknown', what: whyUnknown(reading, name), ...expression(name), place };
}

/** A name that a terminal or an editor could show as another one is not repeated in a corrected call. */
const expression = (name: string): { readonly expression?: string } =>
  /^[\w.]+$/.test(name) ? { expression: name } : {};

function whyUnknown({ bindings }: Reading, name: string): string {
  const binding = bindings.of(name);
  if (name === UNKNOWN) return 'what a command of the notebook gives';
  if (binding?.is === 'import') return `${name}, imported from ${binding.from || binding.what}`;
  if (binding?.is === 'unknown') return `${name}, which ${binding.why}`;
  const [star] = bindings.stars;
  return star === undefined ? `${name}, which is bound nowhere` : `${name}, imported from ${star}`;
}

/** A key of a dictionary that is known; a look-up in the environment; else an attribute of something. */
function member(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const { tree } = reading;
  const [object, ...rest] = partsOf(node);
  const key = rest.at(-1);
  const text = key && literalOf(tree, key);
  if (object && dottedName(tree, object) === 'os.environ' && typeof text === 'string')
    return environment(text, place);
  if (object && typeof text === 'string') {
    const within = read(reading, object, depth + 1);
    const found = within.is === 'mapping' ? entryNamed(within, text) : undefined;
    if (found) return found.value;
  }
  const name = dottedName(tree, node);
  if (name !== undefined) return { is: 'unknown', what: name, ...expression(name), place };
  const chain = chainOf(tree, node);
  return { is: 'unknown', what: chain ? `a part of ${chain.root}` : 'a part of something', place };
}

const entryNamed = (mapping: Entries, name: string): CallEntry | undefined =>
  mapping.unseen.length > 0 ? undefined : mapping.entries.findLast((entry) => entry.name === name);

/** A variable's name is text of the program: what looks like a secret is not repeated. */
const environment = (name: string, place: Place): CallValue =>
  /^\w+$/.test(name) && !looksSecret(name)
    ? { is: 'unknown', what: `os.environ["${name}"]`, expression: `os.environ["${name}"]`, place }
    : { is: 'unknown', what: 'a variable of the environment', place };

function list(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const parts = partsOf(node);
  if (isBroken(node) || parts.some(({ name }) => name === '*' || name === '**'))
    return { is: 'unknown', what: 'a list with parts that are not known', place };
  return { is: 'list', place, items: parts.map((part) => read(reading, part, depth + 1)) };
}

/** `"vpc-" + "1"`. */
function joined(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const [left, sign, right, ...more] = partsOf(node);
  if (left && right && more.length === 0 && sign && textOf(reading.tree, sign) === '+') {
    const [one, other] = [left, right].map((part) => read(reading, part, depth + 1));
    if (one?.is === 'literal' && other?.is === 'literal')
      if (typeof one.value === 'string' && typeof other.value === 'string')
        return guarded(one.value + other.value, place);
  }
  return { is: 'unknown', what: 'an expression', place };
}

const LOOK_UPS = new Set(['os.getenv', 'os.environ.get']);

function called(reading: Reading, node: Node, place: Place, depth: number): CallValue {
  const { tree, bindings } = reading;
  const [callee, args] = partsOf(node);
  const name = callee && dottedName(tree, callee);
  if (name === undefined || !args) return { is: 'unknown', what: 'a call', place };
  const inside = argumentsOf(reading, args, [], depth + 1);
  if (name === 'dict' && !bindings.of('dict') && !inside.extra) return { is: 'mapping', place, ...inside };
  const [variable, ...others] = partsOf(args);
  const key = variable && literalOf(tree, variable);
  if (LOOK_UPS.has(name) && typeof key === 'string' && others.length === 0) return environment(key, place);
  return { is: 'unknown', what: `a call of ${name}()`, place };
}

export interface Entries {
  readonly entries: readonly CallEntry[];
  readonly unseen: readonly Unseen[];
}

export interface Arguments extends Entries {
  /** There are more positional arguments than names for them. */
  readonly extra: boolean;
}

const NOTHING: Entries = { entries: [], unseen: [] };
const both = (all: readonly Entries[]): Entries => ({
  entries: all.flatMap(({ entries }) => entries),
  unseen: all.flatMap(({ unseen }) => unseen),
});

/** `{"a": 1, **more}`; of two entries with one key the later one counts. */
const dictionary = (reading: Reading, node: Node, depth: number): Entries =>
  both([broken(reading, node), ...itemsOf(node).map((item) => keyed(reading, item, depth))]);

function keyed(reading: Reading, item: Item, depth: number): Entries {
  if ('at' in item) return spread(reading, item, depth);
  if (item.is === 'single') return NOTHING;
  const key = read(reading, item.key, depth + 1);
  if (key.is === 'literal') return entry(reading, String(key.value), item.key, item.value, depth);
  return { entries: [], unseen: [{ ...unknownOf(key, 'a key'), place: reading.place(item.key) }] };
}

/** The arguments of a call; `names` are those of the positional ones. */
export function argumentsOf(reading: Reading, list: Node, names: readonly string[], depth = 0): Arguments {
  const items = itemsOf(list);
  const star = items.findIndex(({ is }) => is === 'star');
  const singles = items.filter((item, i) => item.is === 'single' && (star < 0 || i < star));
  const all = items.map((item) => {
    if ('at' in item) return spread(reading, item, depth);
    if (item.is === 'pair')
      return entry(reading, textOf(reading.tree, item.key), item.key, item.value, depth);
    const name = names[singles.indexOf(item)];
    return name === undefined ? NOTHING : entry(reading, name, item.value, item.value, depth);
  });
  return { ...both([broken(reading, list), ...all]), extra: singles.length > names.length };
}

const broken = (reading: Reading, node: Node): Entries =>
  isBroken(node)
    ? {
        entries: [],
        unseen: [{ what: 'a part that is no Python', place: reading.place(node), broken: true }],
      }
    : NOTHING;

const entry = (reading: Reading, name: string, at: Node, value: Node, depth: number): Entries => ({
  entries: [
    {
      name,
      place: reading.place(at),
      value: kept(reading.tree, name, value, read(reading, value, depth + 1)),
    },
  ],
  unseen: [],
});

/** `**more`: the entries of a dictionary that is known. `*more`: nobody counts them. */
function spread(reading: Reading, { is, at, value }: Spread, depth: number): Entries {
  const found = value && read(reading, value, depth + 1);
  if (found?.is === 'mapping' && is === 'spread') return found;
  const unknown = unknownOf(found, 'something');
  const what = `${is === 'spread' ? '**' : '*'}${unknown.what}`;
  return { entries: [], unseen: [{ ...unknown, what, place: reading.place(at) }] };
}

const unknownOf = (value: CallValue | undefined, otherwise: string): UnknownValue =>
  value?.is === 'unknown'
    ? { what: value.what, ...(value.expression !== undefined && { expression: value.expression }) }
    : { what: otherwise };
