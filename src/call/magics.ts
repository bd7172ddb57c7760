/** IPython in a notebook's cell: lines for the shell and for its own commands, which are no Python. */
import { brackets } from '../depth.ts';
import { skipPython } from './strings.ts';

/** Commands for a whole cell whose body is Python all the same. */
const PYTHON_BODY = /^%%(?:time|timeit|capture|prun)\b/;

/** A line for IPython, or a name asked about: `%pip install coiled`, `!ls`, `?coiled`, `coiled.Cluster?`. */
const MAGIC_LINE = /^[ \t]*(?:[%!?].*|[\w.]+\?\??[ \t]*)$/;
/** An assignment from one: `files = !ls`, `took = %timeit -o f()`. The name is bound to what nobody knows. */
const MAGIC_VALUE = /^([ \t]*[\w, \t]+=[ \t]*)[!%].*$/;

/** The same length, line by line: what is no Python is blank, a value that the shell gives is `__`. */
export function withoutMagics(cell: string): string {
  const lines = cell.split(/(\r\n|\n|\r)/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const foreign = first.startsWith('%%') && !PYTHON_BODY.test(first);
  let continued = false;
  let open = 0;
  return lines
    .map((line) => {
      if (/^[\r\n]/.test(line)) return line;
      const magic = foreign || continued || (open <= 0 && MAGIC_LINE.test(line));
      continued = magic && line.endsWith('\\');
      if (magic) return ' '.repeat(line.length);
      open += leftOpen(line);
      return line.replace(MAGIC_VALUE, unknownValue);
    })
    .join('');
}

/** How many brackets a line leaves open: inside brackets a leading `%` is Python's operator. */
const leftOpen = (line: string): number =>
  [...brackets(line, skipPython)].reduce((sum, { opens }) => sum + (opens ? 1 : -1), 0);

const unknownValue = (line: string, target: string): string =>
  target.length + UNKNOWN.length > line.length
    ? ' '.repeat(line.length)
    : `${target}${UNKNOWN}`.padEnd(line.length);
/** Stands for what a magic gives: no longer than the shortest of them. */
export const UNKNOWN = '__';
