/** Reads a configuration: YAML, or JSON, which YAML includes; every part keeps its line and column. */
import { resolve } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { ByoNetError } from '../errors.ts';
import type { PlaceReport } from '../report.ts';
import { pointerSegment, pointerSegments } from '../snapshot/locate.ts';
import { readText } from '../snapshot/text.ts';
import type { Config } from './config.ts';
import { faultOf } from './fault.ts';
import { validateConfig } from './validate-config.generated.js';

type Path = readonly (string | number)[];

/** `file` counts from `folder`, and is named as it is. Throws a `ByoNetError` of code `config` with line and column for what is no configuration. */
export async function loadConfig(file: string, folder: string): Promise<Config> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(resolve(folder, file)), { lineCounter: lines });
  const at = (path: Path): PlaceReport => placeOf(document, lines, file, path);
  const [mistake] = document.errors;
  if (mistake) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw problem({ file, pointer: '', line, column: col }, mistake.message.split('\n')[0] ?? '', SYNTAX);
  }
  const content: unknown = document.toJS() ?? {};
  if (validateConfig(content)) return { file, content, at };
  const [error] = validateConfig.errors ?? [];
  if (!error) throw new ByoNetError('internal', 'a configuration does not fit, and nothing says why');
  const { path, message, remedy } = faultOf(error, content);
  throw problem(at([...pointerSegments(error.instancePath), ...path]), message, remedy);
}

const SYNTAX = 'write YAML, or JSON in a file that ends in .json';

/** An error of the configuration, at one of its lines. */
export const problem = (
  { file, line = 1, column = 1 }: PlaceReport,
  message: string,
  remedy: string,
): ByoNetError => new ByoNetError('config', message, { file, place: `${line}:${column}`, remedy });

/** Where a part begins: an entry of a mapping at its key, an item of a list at itself; the nearest part that is there. */
function placeOf(document: Document, lines: LineCounter, file: string, path: Path): PlaceReport {
  const pointer = path.map((segment) => `/${pointerSegment(segment)}`).join('');
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetOf(document, path.slice(0, depth));
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { file, pointer, line, column: col };
  }
  return { file, pointer, line: 1, column: 1 };
}

function offsetOf(document: Document, path: Path): number | undefined {
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
