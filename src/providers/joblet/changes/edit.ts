/** Edits of workflow files and guides: made in the text, for the proof, and written as a patch, to paste. */
import type { Change, EditChange } from '../../../model/change.ts';
import type { LoadedDocument, Snapshot } from '../../../snapshot/snapshot.ts';
import { quoted } from '../../shell.ts';
import { unifiedDiff } from './diff.ts';

export const isEdit = (change: Change): change is EditChange => change.kind === 'edit';

/** The input with other words in it; undefined where one of the edits does not fit. */
export function edited(snapshot: Snapshot, edits: readonly EditChange[]): Snapshot | undefined {
  if (edits.length === 0) return snapshot;
  let fitting = 0;
  const documents = snapshot.documents.map((document) => {
    const own = edits.filter((edit) => ownerOf(snapshot.documents, edit) === document);
    const lines = own.length > 0 ? withEdits(document, own) : undefined;
    if (!lines) return document;
    fitting += own.length;
    return { ...document, body: { ...document.body, text: lines.join('\n') } };
  });
  return fitting === edits.length ? { ...snapshot, documents } : undefined;
}

/** One `patch` for each file, a unified diff as its input. Standard input cannot be patched. */
export function renderEdits({ documents }: Snapshot, edits: readonly EditChange[]): readonly string[] {
  return documents.flatMap((document) => {
    const own = edits.filter((edit) => ownerOf(documents, edit) === document);
    const after = own.length > 0 ? withEdits(document, own) : undefined;
    const before = linesOf(document);
    if (!after || !before) return [];
    const hunks = unifiedDiff({ lines: before, start: startOf(document) }, after);
    if (!hunks) return [];
    const { file } = document.origin;
    const diff = [`--- ${file}`, `+++ ${file}`, ...hunks];
    return patchOf(diff, file);
  });
}

/** In quotes and not as a here-document: that one would not end where a report indents it. */
function patchOf(diff: readonly string[], file: string): readonly string[] {
  const words = diff.map(quoted);
  // What a terminal obeys is no text that anybody can copy.
  if (words.some((word) => word.startsWith('$')))
    return [`printf '%s\\n' ${words.join(' ')} | patch ${quoted(file)}`];
  return [
    `printf '%s\\n' '`,
    ...diff.map((line) => line.replaceAll("'", `'\\''`)),
    `' | patch ${quoted(file)}`,
  ];
}

const startOf = ({ body }: LoadedDocument): number => (typeof body.line === 'number' ? body.line : 1);

/** A line that ends with a carriage return would not survive the terminal. */
function linesOf({ body: { text } }: LoadedDocument): readonly string[] | undefined {
  return typeof text === 'string' && !text.includes('\r') ? text.split('\n') : undefined;
}

/** The innermost that holds the line: a workflow that a script writes stands within the script. */
const ownerOf = (documents: readonly LoadedDocument[], edit: EditChange): LoadedDocument | undefined =>
  documents
    .filter((document) => holds(document, edit))
    .reduce<LoadedDocument | undefined>(
      (best, one) => (best && startOf(best) >= startOf(one) ? best : one),
      undefined,
    );

function holds(document: LoadedDocument, { place }: EditChange): boolean {
  const lines = linesOf(document);
  const index = (place.line ?? 0) - startOf(document);
  return (
    document.origin.file === place.file &&
    document.origin.file !== '-' &&
    lines !== undefined &&
    index >= 0 &&
    index < lines.length
  );
}

function withEdits(document: LoadedDocument, edits: readonly EditChange[]): readonly string[] | undefined {
  const lines = [...(linesOf(document) ?? [])];
  // From the end of a line to its beginning, so that columns stay what they were.
  const ordered = [...edits].sort((a, b) => (b.place.column ?? 1) - (a.place.column ?? 1));
  for (const { place, before, after } of ordered) {
    const index = (place.line ?? 1) - startOf(document);
    const line = lines[index] ?? '';
    const at = (place.column ?? 1) - 1;
    const start = /["']/.test(line.charAt(at)) ? at + 1 : at;
    if (!line.startsWith(before, start) || !isPlain(after)) return undefined;
    lines[index] = line.slice(0, start) + after + line.slice(start + before.length);
  }
  return lines;
}

/** The same text in YAML and in a shell, quoted or not. */
const isPlain = (text: string): boolean => /^[\w.-]+$/.test(text);
