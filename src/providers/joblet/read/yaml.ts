/** A workflow's YAML with positions: typed steps into a document, aliases followed. */
import type { Alias, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { ByoNetError } from '../../../errors.ts';
import type { Place } from '../../../model/network.ts';
import type { Text } from '../../../model/plan.ts';
import { positionText } from '../../../snapshot/locate.ts';
import { offsetOf, parseYaml, type YamlFault, yaml } from '../../../snapshot/yaml.ts';

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
  const parsed = parseYaml(text);
  if ('kind' in parsed) throw notYaml(parsed, file, place);
  const { document, rest, targets, position } = parsed;
  const at = (offset: number): Place => {
    const { line, column } = position(offset);
    return place(line, column);
  };
  return { root: reader(targets, at)(document.contents), rest };
}

/** Why a text is no YAML; undefined where it is. */
export function yamlFault(text: string): YamlFault | undefined {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? parsed : undefined;
}

function notYaml(
  { kind, fact, position }: YamlFault,
  file: string,
  place: (line: number, column: number) => Place,
): ByoNetError {
  const { line = position.line, column = position.column } = place(position.line, position.column);
  return new ByoNetError('input', kind === 'syntax' ? `the file is not YAML: ${fact}` : fact, {
    file,
    place: positionText({ line, column }),
    remedy: REMEDIES[kind],
  });
}

const REFUSED = 'Joblet refuses the file as it stands';
const REMEDIES: Readonly<Record<YamlFault['kind'], string>> = {
  syntax: `repair this line: ${REFUSED}`,
  tab: 'replace the tab by spaces',
  duplicate: `keep one of the two: ${REFUSED}`,
  alias: `write the anchor before its alias, or the value itself: ${REFUSED}`,
  deep: 'write the jobs flatter: a workflow has no need of more than a few levels',
  unfolds: 'write out what the jobs are, without aliases of aliases',
};

function reader(targets: ReadonlyMap<Alias, Node>, at: (offset: number) => Place) {
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  const read = (node: unknown): Value => {
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

const isMerge = ({ key }: Pair): boolean => yaml().isScalar(key) && key.value === '<<';

/** As it is written, so that 1.10 stays 1.10. */
const textOf = ({ value, source }: Scalar): string | undefined =>
  value === null || value === undefined ? undefined : (source ?? String(value));

export const textAt = ({ text = '', place }: Value): Text => ({ text, place });
