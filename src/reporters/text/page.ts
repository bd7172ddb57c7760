/** The page that the text report is written on: its symbols, its width, its paragraphs. */
import { count } from '../answer.ts';
import type { Paint, ReporterOptions } from '../reporter.ts';

export interface Page {
  readonly paint: Paint;
  readonly width: number;
  readonly symbols: Symbols;
}

interface Symbols {
  readonly bar: string;
  readonly arrow: string;
  readonly mark: string;
  readonly more: string;
}

const UNICODE: Symbols = { bar: '│', arrow: '→', mark: '◄', more: '…' };
const ASCII: Symbols = { bar: '|', arrow: '->', mark: '<--', more: '...' };

export const pageOf = ({ paint, width, unicode }: ReporterOptions): Page => ({
  paint,
  width,
  symbols: unicode ? UNICODE : ASCII,
});

/** Characters that take two columns: East Asian wide forms and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ZERO = /\p{M}/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Columns that a text takes on a terminal. */
export function columns(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  return [...text].reduce(
    (sum, character) => sum + (ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1),
    0,
  );
}

export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)));

/** Lines of at most `width` columns; a word that is longer than a line is cut, never dropped. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  // A plain space alone is ours to drop: any other kind came with the text.
  return [...lines, line].map((one) => one.replace(/ +$/, ''));
}

function pieces(word: string, width: number): readonly string[] {
  if (columns(word) <= width) return [word];
  const cut: string[] = [''];
  for (const character of word) {
    const last = cut.length - 1;
    if (columns(`${cut[last]}${character}`) > width) cut.push(character);
    else cut[last] = `${cut[last]}${character}`;
  }
  return cut;
}

/** Less text than this beside a prefix reads badly: it then starts on the next line. */
const LEAST_COLUMNS = 24;
const NEXT_LINE_INDENT = 6;

/** A paragraph behind a first-line prefix, the other lines indented below its text. */
export function paragraph(
  page: Page,
  prefix: string,
  text: string,
  tone: (text: string) => string = (same) => same,
): readonly string[] {
  const indent = columns(prefix);
  if (page.width - indent < LEAST_COLUMNS) return below(page, prefix, text, tone);
  return wrap(text, page.width - indent).map(
    (line, i) => (i === 0 ? tone(prefix) : ' '.repeat(indent)) + line,
  );
}

function below(page: Page, prefix: string, text: string, tone: (text: string) => string): readonly string[] {
  const margin = ' '.repeat(prefix.length - prefix.trimStart().length);
  const head = wrap(prefix.trim(), page.width - margin.length);
  const body = wrap(text, page.width - NEXT_LINE_INDENT);
  return [
    ...head.map((line) => margin + tone(line)),
    ...body.map((line) => ' '.repeat(NEXT_LINE_INDENT) + line),
  ];
}

const LABEL_COLUMNS = 7;

/** `   see    the dashboard link does not open` */
export const field = (page: Page, label: string, text: string): readonly string[] =>
  paragraph(page, `   ${pad(label, LABEL_COLUMNS)}`, text, page.paint.dim);

/** Lines that are to be pasted: never wrapped. */
export const verbatim = (page: Page, label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, i) => `   ${page.paint.dim(pad(i === 0 ? label : '', LABEL_COLUMNS))}${line}`);

/** The first few items, and how many are left out and where they are. */
export function few<T>(
  items: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly left: number } {
  // One line that says "and 1 more" takes the place of the one it hides.
  const shown = items.length === most + 1 ? items : items.slice(0, most);
  return { shown, left: items.length - shown.length };
}

/** "a, b, c and 4 more". */
export function list(items: readonly string[], most = 3): string {
  const { shown, left } = few(items, most);
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}

/** What is left out is counted, with the way to see it: `… and 4 more gaps: -f json shows all of them`. */
export const elided = (page: Page, indent: string, left: number, word: string): readonly string[] =>
  left === 0
    ? []
    : paragraph(
        page,
        indent,
        `${page.symbols.more} and ${count(left, `more ${word}`)}: -f json shows all of them`,
      );
