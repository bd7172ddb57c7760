/** Here-documents of a shell text: what a script writes to a file, line by line, is no command of it. */
import type { TextBody } from '../documents.ts';

/** `<< EOF`, `<<-EOF`, `<< 'EOF'`, `<<"EOF"`, `<<\\EOF`; not `<<<`, and not `1 << 2`. */
const OPENING = /(?<!<)<<-?[ \t]*(?:'([\w.-]+)'|"([\w.-]+)"|\\?([A-Za-z_][\w.-]*))/;

export interface HereDocuments {
  /** The text with the lines of its documents left empty: all others keep their numbers. */
  readonly rest: TextBody;
  readonly documents: readonly TextBody[];
}

/** One that never ends is none: its lines are read as commands. */
export function hereDocuments({ text, line: start }: TextBody): HereDocuments {
  const lines = text.split('\n');
  const ends = lastFirst(lines);
  const documents: TextBody[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, single, double, bare] = OPENING.exec(lines[at] ?? '') ?? [];
    const word = single ?? double ?? bare;
    const end = word === undefined ? undefined : nextAfter(at, ends.get(word));
    if (end === undefined) continue;
    documents.push({ text: lines.slice(at + 1, end).join('\n'), line: start + at + 1 });
    lines.fill('', at + 1, end + 1);
    at = end;
  }
  return { rest: { text: lines.join('\n'), line: start }, documents };
}

/** By what a line says, the lines that say it, the last of them first. */
function lastFirst(lines: readonly string[]): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  for (let at = lines.length - 1; at >= 0; at--) {
    const word = lines[at]?.trim() ?? '';
    const same = found.get(word);
    if (same) same.push(at);
    else found.set(word, [at]);
  }
  return found;
}

/** What was passed is dropped: nobody asks for it again. */
function nextAfter(line: number, lastFirst: number[] = []): number | undefined {
  while ((lastFirst.at(-1) ?? Number.POSITIVE_INFINITY) <= line) lastFirst.pop();
  return lastFirst.at(-1);
}
