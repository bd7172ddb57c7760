/** Reads the calls of `coiled.set_backend_options` in a file, or the network dictionaries where there is no call. */
import { MOST_LEVELS, tooDeepAt } from '../depth.ts';
import { ByoNetError } from '../errors.ts';
import type { Call, CallEntry, CallValue } from '../model/call.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { CLIENT, PARAMETER_NAMES } from './client.ts';
import { clustersIn } from './clusters.ts';
import { type Source, sourceOf } from './source.ts';
import { skipPython } from './strings.ts';
import { dottedName, type Node, nodesBelow, partsOf, type Tree, textOf, treeOf } from './tree.ts';
import { argumentsOf, MOST_EXPRESSIONS, type Reading, read } from './values.ts';

/** A file with more calls is a test suite or worse; each of them would be checked. */
const MOST_CALLS = 20;

/** `file` is what reports call it. Throws `input` where the text holds nothing to check. */
export function readCalls(file: string, text: string): readonly Call[] {
  const source = sourceOf(file, text);
  if ('error' in source) throw nothing(file, source.error);
  const calls = callsIn(source);
  if (calls.length === 0)
    throw nothing(file, 'holds neither a call of coiled.set_backend_options nor a network dictionary');
  if (calls.length <= MOST_CALLS) return calls;
  throw nothing(file, `holds ${calls.length} calls; at most ${MOST_CALLS} are checked at once`);
}

const nothing = (file: string, message: string): ByoNetError =>
  new ByoNetError('input', message, {
    file: file === '-' ? 'standard input' : file,
    remedy: 'name the Python file or notebook that calls it, or write - and pipe the call in',
  });

/** The grammar's package calls itself level by level, and Python itself refuses what is nested deeper. */
function refuseDeep(source: Source): void {
  const offset = tooDeepAt(source.text, skipPython);
  if (offset === undefined) return;
  const place = source.place(offset);
  const { file, cell } = place;
  const { line, column } = cell ?? place;
  throw new ByoNetError('input', `nested too deeply to read: more than ${MOST_LEVELS} brackets are open`, {
    file: file === '-' ? 'standard input' : file,
    place: `${cell ? `cell ${cell.number}, ` : ''}line ${line}, column ${column}`,
    remedy: 'Python refuses this too ("too many nested parentheses"): write it in several steps',
  });
}

type Names = Pick<Reading, 'tree' | 'bindings'>;

/** Parsing is the expensive part, and most files of a repository have none of these words. */
const WORDS = [CLIENT.function, ...CLIENT.networkKeys, 'network'];

/** Throws `input` for what no Python reads. */
export function callsIn(source: Source): readonly Call[] {
  if (!WORDS.some((word) => source.text.includes(word))) return [];
  refuseDeep(source);
  const tree = treeOf(source.text);
  const known = { tree, bindings: bindingsOf(tree), place: (node: Node) => source.place(node.from) };
  const reading = (): Reading => ({ ...known, budget: { left: MOST_EXPRESSIONS } });
  const calls = [...nodesBelow(tree.top, CALLS)].flatMap((node) =>
    isOurs(known, node) ? callAt(reading(), node) : [],
  );
  const clusters = clustersIn(reading, (node) => calleeOf(known, node));
  const found = calls.length > 0 ? calls : dictionariesIn(tree, reading);
  return clusters.length > 0 ? found.map((call) => ({ ...call, clusters })) : found;
}

function callAt(reading: Reading, node: Node): Call {
  const [, list] = partsOf(node);
  const { entries, unseen, extra } = list ? argumentsOf(reading, list, PARAMETER_NAMES) : NO_ARGUMENTS;
  const place = reading.place(node);
  const more = extra ? [{ what: `more than ${PARAMETER_NAMES.length} positional arguments`, place }] : [];
  return { form: 'call', place, arguments: entries, unseen: [...unseen, ...more] };
}

const CALLS = new Set(['CallExpression']);
const MAPPINGS = new Set(['CallExpression', 'DictionaryExpression']);
const NO_ARGUMENTS = { entries: [], unseen: [], extra: false } as const;

/** `coiled.f()`, `c.f()` after `import coiled as c`, `g()` after `from coiled import f as g` or `g = coiled.f`. */
function isOurs(names: Names, node: Node): boolean {
  const full = calleeOf(names, node);
  return full !== undefined && (full === CLIENT.function || OURS.has(full));
}

/** What a call calls, by its full name. */
function calleeOf({ tree, bindings }: Names, node: Node): string | undefined {
  const [callee, list] = node.name === 'CallExpression' ? partsOf(node) : [];
  const name = callee && list?.name === 'ArgList' ? dottedName(tree, callee) : undefined;
  return name === undefined ? undefined : fullName(tree, bindings, name);
}

const OURS = new Set(['coiled', 'coiled.core'].map((module) => `${module}.${CLIENT.function}`));

/** A dotted name with its first part replaced by what it was imported as. */
function fullName(tree: Tree, bindings: Bindings, name: string, left = 5): string {
  const [root = '', ...attributes] = name.split('.');
  const binding = bindings.of(root);
  const origin = !binding || left === 0 ? root : originOf(tree, bindings, root, binding, left);
  return [origin, ...attributes].join('.');
}

function originOf(
  tree: Tree,
  bindings: Bindings,
  root: string,
  binding: NonNullable<ReturnType<Bindings['of']>>,
  left: number,
): string {
  if (binding.is === 'import') return [binding.from, binding.what].filter((part) => part !== '').join('.');
  // `try: import coiled`, `except ImportError: coiled = None`: whatever it is, it is called by its name.
  if (binding.is === 'unknown') return root === CLIENT.package ? root : '';
  const alias = dottedName(tree, binding.value);
  return alias === undefined ? '' : fullName(tree, bindings, alias, left - 1);
}

/** The outermost dictionaries with a key of Coiled's, and those that are called `network`. */
function dictionariesIn(tree: Tree, reading: () => Reading): readonly Call[] {
  let end = -1;
  return [...nodesBelow(tree.top, MAPPINGS)].flatMap((node) => {
    if (node.from < end || !(hasOurKey(tree, node) || isCalledNetwork(tree, node))) return [];
    const value = read(reading(), node);
    if (value.is !== 'mapping') return [];
    end = node.to;
    return [asCall(value)];
  });
}

const KEY = new RegExp(`^["']?(?:${CLIENT.networkKeys.join('|')})["']?$`);

/** A key of Coiled's in `{…}`, or in `dict(…)`. */
function hasOurKey(tree: Tree, node: Node): boolean {
  const [callee, list] = node.name === 'CallExpression' ? partsOf(node) : [];
  const isDict = callee !== undefined && textOf(tree, callee) === 'dict';
  const inside = isDict ? list : node.name === 'DictionaryExpression' ? node : undefined;
  return inside !== undefined && partsOf(inside).some((part) => KEY.test(textOf(tree, part)));
}

/** `network = {…}`, `network={…}`, `"network": {…}`. */
function isCalledNetwork(tree: Tree, { name, prevSibling: sign }: Node): boolean {
  const before = sign?.prevSibling;
  if (name !== 'DictionaryExpression' || !before || !/^(?:AssignOp|:)$/.test(sign.name)) return false;
  return /^["']?network["']?$/i.test(textOf(tree, before));
}

function asCall(value: CallValue): Call {
  const network: CallEntry = { name: 'network', place: value.place, value };
  return { form: 'dictionary', place: value.place, arguments: [network], unseen: [] };
}
