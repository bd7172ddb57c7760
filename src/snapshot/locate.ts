/** From a JSON pointer to the line a person opens in an editor. jsonc-parser loads only when somebody asks. */
import { isRegular, readText } from './text.ts';

/** Both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where several pointers of one file lead; what cannot be read again (a pipe gives its text once) has no positions. */
export async function findPositions(
  file: string,
  pointers: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  const text = (await isRegular(file)) ? await readText(file).catch(() => undefined) : undefined;
  return text === undefined ? new Map() : locateAll(text, pointers);
}

/** Where a JSON pointer's value begins in `text`. */
export async function locateIn(text: string, pointer: string): Promise<Position | undefined> {
  return (await locateAll(text, [pointer])).get(pointer);
}

/** Where several pointers' values begin, in one pass over the text. What no pointer leads into is skipped. */
async function locateAll(text: string, pointers: readonly string[]): Promise<ReadonlyMap<string, Position>> {
  const { visit } = await import('jsonc-parser');
  const found = new Map<string, Position>();
  const wanted = new Set(pointers);
  const onTheWay = new Set(pointers.flatMap(ancestors));
  const arrive = (line: number, column: number, path: readonly (string | number)[]): boolean => {
    const pointer = path.map((segment) => `/${pointerSegment(segment)}`).join('');
    if (wanted.has(pointer)) found.set(pointer, { line: line + 1, column: column + 1 });
    return onTheWay.has(pointer);
  };
  // A handler that answers false skips what is inside; the parser counts its way out by the (empty) end handlers.
  const enter = (_offset: number, _length: number, line: number, column: number, path: PathSupplier) =>
    arrive(line, column, path());
  visitSafely(() =>
    visit(text, {
      onObjectBegin: enter,
      onObjectEnd: () => {},
      onArrayBegin: enter,
      onArrayEnd: () => {},
      onLiteralValue: (_value, _offset, _length, line, column, path) => arrive(line, column, path()),
    }),
  );
  return found;
}

/** The pointers above a pointer, the whole document's among them. */
function ancestors(pointer: string): readonly string[] {
  const segments = pointer.split('/').slice(1);
  return segments.map((_, i) =>
    segments
      .slice(0, i)
      .map((segment) => `/${segment}`)
      .join(''),
  );
}

type PathSupplier = () => readonly (string | number)[];

/** Nesting deeper than the stack leaves the place unknown; the message that wanted it still stands. */
export function visitSafely(visit: () => void): void {
  try {
    visit();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** RFC 6901. */
export const pointerSegments = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

export const pointerSegment = (key: string | number): string =>
  String(key).replaceAll('~', '~0').replaceAll('/', '~1');

export const positionText = ({ line, column }: Position): string => `line ${line}, column ${column}`;
