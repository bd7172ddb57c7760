/** The fenced blocks of a guide, with the lines that they begin at. */
import type { TextBody } from '../documents.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export const isMarkdown = (text: string, path: string): boolean =>
  /\.(?:md|markdown)$/i.test(path) || (/^#{1,6} /m.test(text) && /^ {0,3}```/m.test(text));

/** A block that never ends goes to the end of the text, as Markdown has it. */
export function fencedBlocks(text: string): readonly TextBody[] {
  const blocks: { text: string; line: number }[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  let start = 0;
  const close = () => blocks.push({ text: lines.join('\n'), line: start });
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, mark] = FENCE.exec(line) ?? [];
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      lines = [];
      start = index + 2;
    } else if (fence !== undefined && mark?.startsWith(fence) === true) {
      fence = undefined;
      close();
    } else if (fence !== undefined) lines.push(line);
  }
  if (fence !== undefined) close();
  return blocks;
}
