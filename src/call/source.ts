/** The Python in a file: a script, or the code cells of a notebook one after the other, with the way back to the file. */
import type { Place } from '../model/network.ts';
import { withoutMagics } from './magics.ts';

export interface Source {
  /** Python. What is no Python (magics of a notebook) is blank, so that every offset holds. */
  readonly text: string;
  /** Where an offset of the text stands in the file. */
  place(offset: number): Place;
}

/** A file's text as Python; an error is one clause. */
export function sourceOf(file: string, text: string): Source | { readonly error: string } {
  if (!file.endsWith('.ipynb') && !/^\s*\{\s*"(?:cells|metadata|nbformat|worksheets)/.test(text))
    return script(file, text);
  const cells = cellsOf(text);
  if ('error' in cells) return cells;
  return notebook(
    file,
    cells.filter(({ code }) => code),
  );
}

function script(file: string, text: string): Source {
  const positionOf = positions(text);
  return { text, place: (offset) => ({ file, pointer: '', ...positionOf(offset) }) };
}

interface Cell {
  readonly code: boolean;
  /** From 1, over cells of all kinds. */
  readonly number: number;
  /** JSON pointer of the source. */
  readonly pointer: string;
  /** As the notebook stores it: one text, or one text a line. */
  readonly parts: readonly string[];
  readonly whole: boolean;
}

function notebook(file: string, cells: readonly Cell[]): Source {
  let end = 0;
  const pieces = cells.map((cell) => {
    const raw = cell.parts.join('');
    const start = end;
    end += raw.length + 1;
    return { cell, start, text: withoutMagics(raw), positionOf: positions(raw) };
  });
  const place = (offset: number): Place => {
    const piece = pieces.findLast(({ start }) => start <= offset) ?? pieces[0];
    if (!piece) return { file, pointer: '' };
    const { cell, start, positionOf } = piece;
    const { line, column } = positionOf(offset - start);
    return { file, pointer: partPointer(cell, offset - start), cell: { number: cell.number, line, column } };
  };
  return { text: pieces.map(({ text }) => text).join('\n'), place };
}

/** The part that an offset of a cell is in. */
function partPointer({ pointer, parts, whole }: Cell, offset: number): string {
  if (whole) return pointer;
  let left = offset;
  const index = parts.findIndex((part) => {
    left -= part.length;
    return left < 0;
  });
  return `${pointer}/${index < 0 ? Math.max(0, parts.length - 1) : index}`;
}

const NO_NOTEBOOK = 'is no notebook: it is no JSON with a list of cells';

/** Notebooks of format 4, and of format 3, where cells stand in worksheets and call their source `input`. */
function cellsOf(text: string): readonly Cell[] | { readonly error: string } {
  const notebook = parsed(text);
  if (!isObject(notebook)) return { error: NO_NOTEBOOK };
  const sheets = listOf(notebook.worksheets);
  const groups = sheets.length > 0 ? sheets : [notebook];
  const cells = groups.flatMap((group, sheet) => {
    const prefix = sheets.length > 0 ? `/worksheets/${sheet}/cells` : '/cells';
    return listOf(isObject(group) ? group.cells : undefined).map((cell, i) =>
      cellOf(cell, `${prefix}/${i}`, i + 1),
    );
  });
  return cells.length === 0 ? { error: NO_NOTEBOOK } : cells;
}

function cellOf(cell: unknown, pointer: string, number: number): Cell {
  const key = isObject(cell) && cell.source === undefined ? 'input' : 'source';
  const source = isObject(cell) ? cell[key] : undefined;
  const parts = (Array.isArray(source) ? source : [source]).filter((part) => typeof part === 'string');
  const code = isObject(cell) && cell.cell_type === 'code';
  return { code, number, pointer: `${pointer}/${key}`, parts, whole: !Array.isArray(source) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Lines and columns from 1; a line ends as Python's do. */
function positions(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
    const line = lastAtOrBefore(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
