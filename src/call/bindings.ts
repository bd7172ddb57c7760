/** What a name stands for. A name that one plain assignment binds has a value; any other is not known, and says why. */
import { dottedName, type Node, nodesBelow, partsOf, type Tree, textOf } from './tree.ts';

export type Binding =
  | { readonly is: 'value'; readonly value: Node }
  | { readonly is: 'import'; readonly from: string; readonly what: string }
  /** One clause about the name: "is assigned 2 times". */
  | { readonly is: 'unknown'; readonly why: string };

export interface Bindings {
  of(name: string): Binding | undefined;
  /** Modules all of whose names are taken over: `from settings import *`. */
  readonly stars: readonly string[];
}

const BINDING = new Set([
  ...[
    'AssignStatement',
    'ImportStatement',
    'UpdateStatement',
    'DeleteStatement',
    'for',
    'ParamList',
    'as',
    '*',
  ],
  ...['CapturePattern', 'FunctionDefinition', 'ClassDefinition', 'NamedExpression', 'CallExpression'],
]);

interface Sighting {
  readonly name: string;
  readonly binding: Binding;
}

/** One pass over the whole text. Scopes are not told apart: a name that two of them bind is bound twice. */
export function bindingsOf(tree: Tree): Bindings {
  const seen = new Map<string, Binding[]>();
  const stars: string[] = [];
  for (const node of nodesBelow(tree.top, BINDING)) {
    for (const { name, binding } of sightings(tree, node)) {
      const all = seen.get(name);
      if (all) all.push(binding);
      else seen.set(name, [binding]);
    }
    if (node.name === '*' && node.parent?.name === 'ImportStatement') stars.push(moduleOf(tree, node.parent));
  }
  spreadChanges(tree, seen);
  return { stars, of: (name) => joined(seen.get(name) ?? []) };
}

/** `b = a` makes two names of one dictionary: what changes it under one changes it under both. */
function spreadChanges(tree: Tree, seen: ReadonlyMap<string, Binding[]>): void {
  const changed = [...seen].filter(([, all]) => all.some(({ is }) => is === 'unknown')).map(([name]) => name);
  for (const name of changed) {
    for (const binding of seen.get(name) ?? []) {
      const other = binding.is === 'value' && isName(binding.value) ? textOf(tree, binding.value) : name;
      const all = seen.get(other) ?? [];
      if (other === name || all.some(({ is }) => is === 'unknown')) continue;
      all.push({ is: 'unknown', why: `is changed as ${name}` });
      changed.push(other);
    }
  }
}

/** Importing one thing twice is no contradiction; that is how notebooks are written. */
function joined(all: readonly Binding[]): Binding | undefined {
  const [first, ...others] = all;
  if (!first || others.every((one) => same(one, first))) return first;
  const reason = all.find((one) => one.is === 'unknown');
  return reason ?? { is: 'unknown', why: `is bound ${all.length} times` };
}

const same = (one: Binding, other: Binding): boolean =>
  one.is === 'import' && other.is === 'import' && one.from === other.from && one.what === other.what;

function sightings(tree: Tree, node: Node): readonly Sighting[] {
  switch (node.name) {
    case 'AssignStatement':
      return assigned(tree, node);
    case 'ImportStatement':
      return imported(tree, node);
    case 'UpdateStatement':
      return changed(tree, partsOf(node)[0], 'is changed by an assignment');
    case 'DeleteStatement':
      return namesIn(tree, node, 'is deleted somewhere');
    case 'for':
      return until(node, 'in').flatMap((part) => targets(tree, part, 'is bound by a loop'));
    case 'ParamList':
      return parameters(node).flatMap((part) => named(tree, part, 'is a parameter of a function'));
    case 'CapturePattern':
      return named(tree, node.firstChild, 'is bound by a pattern');
    case 'FunctionDefinition':
    case 'ClassDefinition':
      return named(tree, partsOf(node).find(isName), 'is a function or a class');
    case 'NamedExpression':
      return named(tree, partsOf(node)[0], 'is bound in an expression');
    case 'as':
      return node.parent?.name === 'ImportStatement' ? [] : named(tree, node.nextSibling, 'is bound by `as`');
    case 'CallExpression':
      return mutated(tree, node);
    default:
      return [];
  }
}

const isName = ({ name }: Node): boolean => name === 'VariableName';

const unknown = (name: string, why: string): Sighting => ({ name, binding: { is: 'unknown', why } });

const named = (tree: Tree, node: Node | null | undefined, why: string): readonly Sighting[] =>
  node && isName(node) ? [unknown(textOf(tree, node), why)] : [];

const namesIn = (tree: Tree, node: Node, why: string): readonly Sighting[] =>
  partsOf(node).flatMap((part) => targets(tree, part, why));

/** The siblings between a word and the next one of another kind. */
function until(word: Node, end: string): readonly Node[] {
  const between: Node[] = [];
  for (let at = word.nextSibling; at && at.name !== end; at = at.nextSibling) between.push(at);
  return between;
}

/** Names of parameters; what stands behind `=` is a default. */
const parameters = (list: Node): readonly Node[] =>
  partsOf(list).filter(({ prevSibling }) => prevSibling?.name !== 'AssignOp');

/** What an assignment target binds or changes. */
function targets(tree: Tree, node: Node, why: string): readonly Sighting[] {
  if (node.name === 'VariableName') return named(tree, node, why);
  if (node.name === 'MemberExpression') return changed(tree, node, 'is changed after it is assigned');
  const nested = node.name === 'TupleExpression' || node.name === 'ArrayExpression';
  return nested || node.name === 'ParenthesizedExpression' ? namesIn(tree, node, why) : [];
}

/** `name["key"] = …`, `name += …`: the name's value is another one afterwards. */
function changed(tree: Tree, node: Node | undefined, why: string): readonly Sighting[] {
  let at: Node | null | undefined = node;
  while (at?.name === 'MemberExpression') at = at.firstChild;
  return named(tree, at, why);
}

/** `a = b = value`, `a: str = value`; of a tuple on the left no value is followed. */
function assigned(tree: Tree, node: Node): readonly Sighting[] {
  const groups: Node[][] = [[]];
  for (const part of partsOf(node)) {
    if (part.name === 'AssignOp') groups.push([]);
    else if (part.name !== 'TypeDef') groups.at(-1)?.push(part);
  }
  const last = groups.at(-1) ?? [];
  const [value] = last.length === 1 && groups.length > 1 ? last : [];
  return groups.slice(0, groups.length > 1 ? -1 : 1).flatMap((group) => {
    const [only] = group.length === 1 ? group : [];
    if (only && isName(only) && value)
      return [{ name: textOf(tree, only), binding: { is: 'value', value } as const }];
    return group.flatMap((target) => targets(tree, target, 'is assigned as a part of something'));
  });
}

const moduleOf = (tree: Tree, node: Node): string => {
  const parts = partsOf(node);
  const end = parts.findIndex(({ name }) => name === 'import');
  return parts
    .slice(1, end)
    .map((part) => textOf(tree, part))
    .join('');
};

/** `import a.b as c`, `from a import b as c, d`. */
function imported(tree: Tree, node: Node): readonly Sighting[] {
  const parts = partsOf(node);
  const isFrom = parts[0]?.name === 'from';
  const from = isFrom ? moduleOf(tree, node) : '';
  const names = parts.slice(parts.findIndex(({ name }) => name === 'import') + 1);
  return clauses(names).flatMap((clause): readonly Sighting[] => {
    const at = clause.findIndex(({ name }) => name === 'as');
    const what = (at < 0 ? clause : clause.slice(0, at)).map((part) => textOf(tree, part)).join('');
    const alias = at < 0 ? undefined : clause[at + 1];
    const name = alias ? textOf(tree, alias) : isFrom ? what : (what.split('.')[0] ?? what);
    // `import coiled.core` binds `coiled`.
    const thing = alias || isFrom ? what : name;
    return name === '*' || name === '' ? [] : [{ name, binding: { is: 'import', from, what: thing } }];
  });
}

/** The parts of an import list, split where a comma stood. */
function clauses(names: readonly Node[]): readonly (readonly Node[])[] {
  const all: Node[][] = [];
  for (const name of names) {
    const before = name.prevSibling;
    if (!all.length || before?.name === ',' || before?.name === '(') all.push([name]);
    else all.at(-1)?.push(name);
  }
  return all;
}

const MUTATORS = new Set(['update', 'pop', 'popitem', 'clear', 'setdefault', 'append', 'extend', 'insert']);

/** `options.update(…)`. */
function mutated(tree: Tree, node: Node): readonly Sighting[] {
  const callee = node.firstChild;
  const name = callee ? dottedName(tree, callee) : undefined;
  const [root, method, ...more] = name?.split('.') ?? [];
  if (root === undefined || method === undefined || more.length > 0 || !MUTATORS.has(method)) return [];
  return [unknown(root, `is changed by .${method}()`)];
}
