/** Expressions as values, as far as they are known without running anything. What is a secret loses its text here. */
import type { CallEntry, CallValue, Literal, UnknownValue, Unseen } from '../model/call.ts';
import type { Place } from '../model/network.ts';
import type { Bindings } from './bindings.ts';
import { looksSecret, namesSecret } from './client.ts';
import { UNKNOWN } from './magics.ts';
import { decodeString } from './strings.ts';
import { chainOf, dottedName, isBroken, type Node, nodesBelow, partsOf, type Tree, textOf } from './tree.ts';

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

/** Undefined: no literal. */
function literalOf(tree: Tree, node: Node): Literal | undefined {
  const text = textOf(tree, node);
  switch (node.name) {
    case 'String':
      return decodeString(text);
    case 'FormatString':
      // Without a placeholder it is a string like any other; `{{` is one brace.
      return node.firstChild ? undefined : decodeString(text)?.replace(/\{\{|\}\}/g, (two) => two.charAt(0));
    case 'ContinuedString':
      return continued(tree, node);
    case 'Boolean':
      return text === 'True';
    case 'None':
      return null;
    case 'Number':
    case 'UnaryExpression':
      return numberOf(text);
    default:
      return undefined;
  }
}

function continued(tree: Tree, node: Node): string | undefined {
  const texts = partsOf(node).map((part) => literalOf(tree, part));
  const strings = texts.filter((text) => typeof text === 'string');
  return strings.length === texts.length ? strings.join('') : undefined;
}

function numberOf(text: string): number | undefined {
  const number = Number(text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
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

interface Entries {
  readonly entries: readonly CallEntry[];
  readonly unseen: readonly Unseen[];
}

/** `{"a": 1, **more}`; of two entries with one key the later one counts. */
function dictionary(reading: Reading, node: Node, depth: number): Entries {
  const parts = partsOf(node);
  const entries: CallEntry[] = [];
  const unseen: Unseen[] = isBroken(node)
    ? [{ what: 'a part that is no Python', place: reading.place(node) }]
    : [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Node;
    const value = parts[i + 2];
    if (part.name === '**') {
      const more = spread(reading, parts[++i], part, depth);
      entries.push(...more.entries);
      unseen.push(...more.unseen);
    } else if (parts[i + 1]?.name === ':' && value) {
      i += 2;
      const key = read(reading, part, depth + 1);
      const name = key.is === 'literal' ? String(key.value) : undefined;
      if (name !== undefined) entries.push(entry(reading, name, part, value, depth));
      else unseen.push({ ...unknownOf(key, 'a key'), place: reading.place(part) });
    }
  }
  return { entries, unseen };
}

/** `**more`: the entries of a dictionary that is known. */
function spread(reading: Reading, node: Node | undefined, at: Node, depth: number): Entries {
  const place = reading.place(at);
  const value = node && read(reading, node, depth + 1);
  if (value?.is === 'mapping') return value;
  const unknown = unknownOf(value, 'something');
  return { entries: [], unseen: [{ ...unknown, what: `**${unknown.what}`, place }] };
}

const unknownOf = (value: CallValue | undefined, otherwise: string): UnknownValue =>
  value?.is === 'unknown'
    ? { what: value.what, ...(value.expression !== undefined && { expression: value.expression }) }
    : { what: otherwise };

const entry = (reading: Reading, name: string, at: Node, value: Node, depth: number): CallEntry => ({
  name,
  place: reading.place(at),
  value: kept(reading, name, value, read(reading, value, depth + 1)),
});

/** A text under a name that promises a secret is one, even as the fallback of a look-up. */
function kept(reading: Reading, name: string, node: Node, value: CallValue): CallValue {
  if (!namesSecret(name)) return value;
  const { place } = value;
  const hidden = { is: 'secret', place } as const;
  switch (value.is) {
    case 'literal':
      return value.value === null || value.value === '' ? value : hidden;
    case 'mapping':
    case 'list':
      return hidden;
    case 'unknown':
      return holdsText(reading.tree, node) ? hidden : value;
    case 'secret':
      return value;
  }
}

const STRINGS = new Set(['String', 'FormatString']);

/** A text besides the keys and the names of variables that are looked up. */
function holdsText(tree: Tree, node: Node): boolean {
  const below = [...nodesBelow(node, STRINGS)];
  return (STRINGS.has(node.name) ? [node, ...below] : below).some(
    (one) => one.parent?.name !== 'MemberExpression' && !isFirstArgument(one) && textOf(tree, one).length > 2,
  );
}

const isFirstArgument = ({ parent, prevSibling }: Node): boolean =>
  parent?.name === 'ArgList' && prevSibling?.name === '(';

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

export interface Arguments extends Entries {
  /** There are more positional arguments than names for them. */
  readonly extra: boolean;
}

/** The arguments of a call; `names` are those of the positional ones. */
export function argumentsOf(reading: Reading, list: Node, names: readonly string[], depth = 0): Arguments {
  const entries: CallEntry[] = [];
  const unseen: Unseen[] = isBroken(list)
    ? [{ what: 'a part that is no Python', place: reading.place(list) }]
    : [];
  const parts = partsOf(list);
  let positional = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Node;
    const value = parts[i + 2];
    if (part.name === '**') {
      const more = spread(reading, parts[++i], part, depth);
      entries.push(...more.entries);
      unseen.push(...more.unseen);
    } else if (part.name === '*') {
      const unknown = unknownOf(parts[++i] && read(reading, parts[i] as Node, depth + 1), 'something');
      unseen.push({ ...unknown, what: `*${unknown.what}`, place: reading.place(part) });
    } else if (parts[i + 1]?.name === 'AssignOp' && value) {
      i += 2;
      entries.push(entry(reading, textOf(reading.tree, part), part, value, depth));
    } else {
      const name = names[positional++];
      if (name !== undefined) entries.push(entry(reading, name, part, part, depth));
    }
  }
  return { entries, unseen, extra: positional > names.length };
}
