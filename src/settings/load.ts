/** Reads a configuration: YAML, or JSON, which YAML includes; every part keeps its line and column. */
import { resolve } from 'node:path';
import { ByoNetError } from '../errors.ts';
import type { PlaceReport } from '../report.ts';
import { pointerSegment, pointerSegments } from '../snapshot/locate.ts';
import { readText } from '../snapshot/text.ts';
import { parseYaml, type Yaml, type YamlFault, yaml } from '../snapshot/yaml.ts';
import type { Config } from './config.ts';
import { faultOf } from './fault.ts';
import { validateConfig } from './validate-config.generated.js';

type Path = readonly (string | number)[];

/** `file` counts from `folder`, and is named as it is. Throws a `ByoNetError` of code `config` with line and column for what is no configuration. */
export async function loadConfig(file: string, folder: string): Promise<Config> {
  const parsed = parseYaml(await readText(resolve(folder, file)));
  if ('kind' in parsed)
    throw problem({ file, pointer: '', ...parsed.position }, parsed.fact, REMEDIES[parsed.kind]);
  const at = (path: Path): PlaceReport => placeOf(parsed, file, path);
  // What aliases unfold to was counted when the text was parsed.
  const content: unknown = parsed.document.toJS({ maxAliasCount: -1 }) ?? {};
  if (validateConfig(content)) return { file, content, at };
  const [error] = validateConfig.errors ?? [];
  if (!error) throw new ByoNetError('internal', 'a configuration does not fit, and nothing says why');
  const { path, message, remedy } = faultOf(error, content);
  throw problem(at([...pointerSegments(error.instancePath), ...path]), message, remedy);
}

const REMEDIES: Readonly<Record<YamlFault['kind'], string>> = {
  syntax: 'write YAML, or JSON in a file that ends in .json',
  tab: 'replace the tab by spaces',
  duplicate: 'keep one of the two',
  alias: 'write the value itself, or its anchor first',
  deep: 'write the values where the schema has them',
  unfolds: 'write the values out, without aliases of aliases',
};

/** An error of the configuration, at one of its lines. */
export const problem = (
  { file, line = 1, column = 1 }: PlaceReport,
  message: string,
  remedy: string,
): ByoNetError => new ByoNetError('config', message, { file, place: `${line}:${column}`, remedy });

/** Where a part begins: an entry of a mapping at its key, an item of a list at itself; the nearest part that is there. */
function placeOf({ document, position }: Yaml, file: string, path: Path): PlaceReport {
  const pointer = path.map((segment) => `/${pointerSegment(segment)}`).join('');
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetOf(document, path.slice(0, depth));
    if (offset === undefined) continue;
    return { file, pointer, ...position(offset) };
  }
  return { file, pointer, line: 1, column: 1 };
}

function offsetOf(document: Yaml['document'], path: Path): number | undefined {
  const { isMap, isNode, isScalar } = yaml();
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1).map(index), true);
  const last = String(path.at(-1));
  const key = isMap(parent)
    ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === last)?.key
    : document.getIn(path.map(index), true);
  return isNode(key) ? key.range?.[0] : undefined;
}

/** A list is asked by number. */
const index = (segment: string | number): string | number =>
  typeof segment === 'string' && /^\d+$/.test(segment) ? Number(segment) : segment;
