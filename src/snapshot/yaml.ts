/** YAML of any kind: parsed with places, and refused where it has no meaning or unfolds to more than anybody writes. */
import { createRequire } from 'node:module';
import type { Alias, CST, Document, Node, Pair, YAMLMap } from 'yaml';
import { MOST_LEVELS } from '../depth.ts';
import type { Position } from './locate.ts';

const load = createRequire(import.meta.url);
/** Loaded with the first YAML: a check of a cloud has none. */
export const yaml = (): typeof import('yaml') => load('yaml') as typeof import('yaml');

/** What aliases may add to a file: far more than a person repeats, far less than fills a memory. */
const MOST_UNFOLDED = 100_000;

export interface Yaml {
  readonly document: Document;
  /** Documents after the first, which nobody reads. */
  readonly rest: number;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  position(offset: number): Position;
}

/** Why a text is no YAML that can be read; `kind` is for who knows a better remedy. */
export interface YamlFault {
  readonly kind: 'syntax' | 'tab' | 'duplicate' | 'deep' | 'alias' | 'unfolds';
  readonly fact: string;
  readonly position: Position;
}

/** The first document of a text. An empty text is a document of nothing. */
export function parseYaml(text: string): Yaml | YamlFault {
  const { Parser, Composer, LineCounter } = yaml();
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = tooDeepIn(tokens);
  if (deep !== undefined)
    return {
      kind: 'deep',
      fact: `nested too deeply to read: more than ${MOST_LEVELS} levels`,
      position: position(deep),
    };
  // Whether keys are unique is asked below: the library compares each with each.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'error' });
  const [document, ...rest] = composer.compose(tokens, true, text.length);
  if (!document) throw new Error('a text has no document');
  const [error] = document.errors;
  if (error) return syntaxFault(error.code, error.message, position(error.pos[0]));
  const { targets, fault } = inspected(document);
  return fault
    ? { kind: fault.kind, fact: fault.fact, position: position(fault.at) }
    : { document, rest: rest.length, targets, position };
}

function syntaxFault(code: string, message: string, position: Position): YamlFault {
  if (code !== 'TAB_AS_INDENT' && !/\btabs?\b/i.test(message))
    return { kind: 'syntax', fact: message, position };
  return { kind: 'tab', fact: 'a tab indents this line, and YAML takes spaces only', position };
}

/** Where the first collection begins that is one level too deep. Level by level: the depth itself is what is asked. */
function tooDeepIn(tokens: readonly CST.Token[]): number | undefined {
  let level = tokens.flatMap((token) => (token.type === 'document' && token.value ? [token.value] : []));
  for (let depth = 1; level.length > 0; depth++) {
    const collections = level.filter((token) => 'items' in token);
    const [first] = collections;
    if (depth > MOST_LEVELS && first) return first.offset;
    level = collections.flatMap(({ items }) =>
      items.flatMap(({ key, value }) => [key, value].filter((one) => one !== undefined && one !== null)),
    );
  }
  return undefined;
}

interface Inspected {
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly fault?: Pick<YamlFault, 'kind' | 'fact'> & { readonly at: number };
}

/** One pass in order of the text: what aliases stand for and how much they unfold to, and keys that come twice. */
function inspected(document: Document): Inspected {
  const { isAlias, isCollection, isMap, isNode, isPair } = yaml();
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const sizes = new Map<Node, number>();
  let unfolded = 0;
  let fault: Inspected['fault'];
  const wrong = (node: Node, kind: YamlFault['kind'], fact: string): void => {
    fault ??= { kind, fact, at: offsetOf(node) };
  };
  const sizeOf = (node: unknown): number => {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    if (!isNode(node)) return 0;
    if (isAlias(node)) return sizeOfAlias(node);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node)) for (const key of repeatedKeys(node)) wrong(key, 'duplicate', TWICE);
    const parts: readonly unknown[] = isCollection(node) ? node.items : [];
    const size = parts.reduce<number>((sum, part) => sum + sizeOf(part), 1);
    if (node.anchor !== undefined) sizes.set(node, size);
    return size;
  };
  const sizeOfAlias = (alias: Alias): number => {
    const target = anchors.get(alias.source);
    const size = target && sizes.get(target);
    if (target === undefined) wrong(alias, 'alias', `no anchor &${alias.source} stands before its alias`);
    else if (size === undefined) wrong(alias, 'alias', `the value of &${alias.source} holds itself`);
    else targets.set(alias, target);
    unfolded += size ?? 0;
    if (unfolded > MOST_UNFOLDED)
      wrong(alias, 'unfolds', `its aliases unfold to more than ${MOST_UNFOLDED} values`);
    return size ?? 0;
  };
  sizeOf(document.contents);
  return { targets, ...(fault && { fault }) };
}

const TWICE = 'the key is written twice in one map';

/** Keys that stand in a map before; `<<` may come again. */
function repeatedKeys({ items }: YAMLMap): readonly Node[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }: Pair) => {
    if (!yaml().isScalar(key) || key.value === '<<') return [];
    if (seen.has(key.value)) return [key];
    seen.add(key.value);
    return [];
  });
}

/** Where a node begins. */
export const offsetOf = (node: unknown): number => (yaml().isNode(node) ? (node.range?.[0] ?? 0) : 0);
