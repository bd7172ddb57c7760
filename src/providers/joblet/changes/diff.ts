/** A unified diff of two texts with the same number of lines, as `patch` reads it. */

const CONTEXT = 3;

/** Lines of one file, or of a part of it. */
export interface Part {
  readonly lines: readonly string[];
  /** The line of the file that they begin at, from 1: what begins later has lines before and behind it. */
  readonly start: number;
}

/**
 * Hunks that turn a part into `after`; undefined where a last line without a line break changes: that one cannot be
 * written so that every `patch` takes it.
 */
export function unifiedDiff({ lines, start }: Part, after: readonly string[]): readonly string[] | undefined {
  const isFile = start === 1;
  const isClosed = lines.at(-1) === '';
  const count = isFile ? lines.length - 1 : lines.length;
  const changed = lines.flatMap((line, i) => (line === after[i] ? [] : [i]));
  if (changed.some((line) => line >= count)) return undefined;
  return groupsOf(changed).flatMap(([first, last]) => {
    const [above, below] = contextOf(first, count - 1 - last, isFile, isClosed);
    const range = `${start + first - above},${above + last - first + 1 + below}`;
    const [from, to] = [first - above, last + below + 1];
    return [`@@ -${range} +${range} @@`, ...body(lines.slice(from, to), after.slice(from, to))];
  });
}

/** A hunk with less context on one side is taken for one at that end of the file: so it has, only where it is there. */
function contextOf(
  above: number,
  below: number,
  isFile: boolean,
  isClosed: boolean,
): readonly [number, number] {
  const [most, least] = [Math.min(CONTEXT, above), Math.min(CONTEXT, below)];
  if (isFile && (isClosed || least === CONTEXT)) return [most, least];
  const both = Math.min(most, least);
  return [both, both];
}

/** Changed lines whose context meets are one hunk. */
function groupsOf(changed: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const groups: [number, number][] = [];
  for (const line of changed) {
    const group = groups.at(-1);
    if (group && line - group[1] <= 2 * CONTEXT) group[1] = line;
    else groups.push([line, line]);
  }
  return groups;
}

/** What goes stands before what comes, line by line. */
const body = (before: readonly string[], after: readonly string[]): readonly string[] =>
  before.flatMap((line, i) => {
    const now = after[i] ?? '';
    return line === now ? [` ${line}`] : [`-${line}`, `+${now}`];
  });
