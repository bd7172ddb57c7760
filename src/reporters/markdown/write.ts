/** Pieces of Markdown. Whatever is inside of them stays text: no tag, link, mention, table cell or fence of its own. */
import { visible } from '../escape.ts';

/** ASCII punctuation that Markdown could read as its own, and what GitHub makes links of by itself. */
const SPECIAL = /[\\`*_{}[\]()#+\-.!|~<>&@:"'=^$]/g;
const KEPT: ReadonlySet<string> = new Set(['.', '-', ':', '(', ')', '"', "'", '=', '+', '!']);

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '@': '&#64;' };

/** A text within a line. Ordinary punctuation stays readable where it can do nothing. */
export const inline = (text: string): string =>
  visible(text, true)
    .replace(
      SPECIAL,
      (character) => ENTITIES[character] ?? (KEPT.has(character) ? character : `\\${character}`),
    )
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww(?=\.)/gi, (www) => `${www.slice(0, 2)}&#${www.charCodeAt(2)};`)
    .replace(
      /^(\s*)([-+=]|\d+[.)])/,
      (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    );

/** A code span: fenced by more backticks than it holds in a row. Not for a table: a pipe would end its cell. */
export function code(text: string): string {
  const shown = visible(text, true);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Lines to paste, in a fence that none of them can close. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => visible(line, true));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

export const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** Cells are written already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
