/** YAML with positions: typed steps into a document, aliases followed, never unfolded without a limit. */
import { createRequire } from 'node:module';
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { ByoNetError } from '../../../errors.ts';
import type { Place } from '../../../model/network.ts';
import type { Text } from '../../../model/plan.ts';

const load = createRequire(import.meta.url);
/** Loaded with the first YAML: a check of a cloud has none. */
const library = (): typeof import('yaml') => load('yaml') as typeof import('yaml');

/** A file of aliases upon aliases means more nodes than any workflow has. */
const MOST_NODES = 2_000_000;

export interface Yaml {
  readonly root: Value;
  /** Documents after the first, which nobody reads. */
  readonly rest: number;
}

/** A node, wherever an alias may have led to it. */
export interface Value {
  readonly place: Place;
  /** A plain value as text; undefined for lists, maps and nothing. */
  readonly text: string | undefined;
  readonly kind: 'text' | 'list' | 'map' | 'nothing';
  items(): readonly Value[];
  /** In order; a merged map (`<<`) gives what the map itself does not have. */
  entries(): readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly at: Place;
  readonly value: Value;
}

/** Throws `ByoNetError` for what is no YAML, at its line and column. */
export function readYaml(text: string, file: string, place: (line: number, column: number) => Place): Yaml {
  const { parseAllDocuments, LineCounter } = library();
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const [first] = Array.isArray(documents) ? documents : [];
  if (!first) throw new ByoNetError('input', 'the file is empty', { file });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return place(line, col);
  };
  const [error] = first.errors;
  if (error) throw notYaml(error.code, error.message, at(error.pos[0]), file);
  return { root: reader(first, at, file)(first.contents), rest: documents.length - 1 };
}

function notYaml(code: string, message: string, { line, column }: Place, file: string): ByoNetError {
  const duplicate = code === 'DUPLICATE_KEY';
  const tab = code === 'TAB_AS_INDENT' || /\btabs?\b/i.test(message);
  const fact = duplicate
    ? 'the key is written twice in one map'
    : tab
      ? 'a tab indents this line, and YAML takes spaces only'
      : `the file is not YAML: ${message}`;
  const remedy = duplicate
    ? 'keep one of the two: Joblet refuses the file as it stands'
    : tab
      ? 'replace the tab by spaces'
      : 'repair this line: Joblet refuses the file as it stands';
  return new ByoNetError('input', fact, { file, place: `line ${line}, column ${column}`, remedy });
}

function reader(document: Document, at: (offset: number) => Place, file: string) {
  const targets = anchored(document);
  let visited = 0;
  const read = (node: unknown): Value => {
    visited++;
    if (visited > MOST_NODES)
      throw new ByoNetError('input', `its aliases unfold to more than ${MOST_NODES} values`, {
        file,
        remedy: 'write out what the jobs are, without aliases of aliases',
      });
    return value(node);
  };
  const value = (node: unknown): Value => {
    const { isAlias, isMap, isScalar, isSeq } = library();
    const place = at(offsetOf(node));
    if (isAlias(node)) return { ...read(targets.get(node)), place };
    const none = { items: () => [], entries: () => [] };
    if (isSeq(node))
      return { ...none, place, kind: 'list', text: undefined, items: () => node.items.map(read) };
    if (isMap(node)) return { ...none, place, kind: 'map', text: undefined, entries: () => entriesOf(node) };
    const text = isScalar(node) ? textOf(node) : undefined;
    return { ...none, place, kind: text === undefined ? 'nothing' : 'text', text };
  };
  const entriesOf = (map: YAMLMap): readonly Entry[] => {
    const own = map.items.filter((pair) => !isMerge(pair)).map(entry);
    const keys = new Set(own.map(({ key }) => key));
    const merged = map.items.filter(isMerge).flatMap((pair) => {
      const from = read(pair.value);
      return from.kind === 'list' ? from.items().flatMap((one) => one.entries()) : from.entries();
    });
    return [...own, ...merged.filter(({ key }) => !keys.has(key) && keys.add(key))];
  };
  const entry = (pair: Pair): Entry => {
    const key = read(pair.key);
    return {
      key: key.text ?? '',
      at: key.place,
      value: pair.value ? read(pair.value) : { ...read(null), place: key.place },
    };
  };
  return read;
}

const isMerge = ({ key }: Pair): boolean => library().isScalar(key) && key.value === '<<';

const offsetOf = (node: unknown): number => (library().isNode(node) ? (node.range?.[0] ?? 0) : 0);

/** As it is written, so that 1.10 stays 1.10. */
const textOf = ({ value, source }: Scalar): string | undefined =>
  value === null || value === undefined ? undefined : (source ?? String(value));

/** What each alias stands for: the last node before it that has its anchor. One pass, however many there are. */
function anchored(document: Document): ReadonlyMap<Alias, Node> {
  const { isNode, visit } = library();
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value: (_, node) => {
      if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

export const textAt = ({ text = '', place }: Value): Text => ({ text, place });
