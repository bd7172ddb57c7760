/** Reads snapshots: written ones, folders of a provider's answers, single answers, standard input, and several of them at once. */
import { ByoNetError } from '../errors.ts';
import { findFiles, type InputFile, STANDARD_INPUT } from './files.ts';
import { parseJson } from './json.ts';
import { type Loaded, load, loadEmpty, loadText } from './load.ts';
import { merge } from './merge.ts';
import type { Recogniser } from './recogniser.ts';
import type { Snapshot } from './snapshot.ts';
import { readText, withoutMark } from './text.ts';
import { hideTokensIn, hideTokensOf, mayHoldTokens } from './tokens.ts';

export interface SnapshotInput {
  readonly readStdin: () => Promise<string>;
}

/**
 * The snapshot that the inputs are together; each is a file, a folder or `-`. Throws one `ByoNetError` for the
 * first file, in order of input and name, that cannot be read.
 */
export async function readSnapshot(
  inputs: readonly string[],
  io: SnapshotInput,
  recognisers: readonly Recogniser[],
): Promise<Snapshot> {
  if (inputs.length === 0) throw nothingNamed();
  const { files, ignored } = await findFiles(inputs);
  const parts = await readAll(files, (file) => readFile(file, io, recognisers));
  if (parts.every(isEmpty)) throw nothingFits(inputs, parts, recognisers);
  return merge([...parts, { documents: [], gaps: [], ignored }], recognisers);
}

async function readFile(
  input: InputFile,
  io: SnapshotInput,
  recognisers: readonly Recogniser[],
): Promise<Loaded> {
  const isStdin = input.file === STANDARD_INPUT;
  const text = isStdin ? withoutMark(await io.readStdin()) : await readText(input.file);
  const other = isJson(text) ? undefined : loadText(text, input, recognisers);
  const empty = other === undefined && text.trim() === '' ? loadEmpty(input, recognisers) : undefined;
  const loaded = other ?? empty ?? (await load(await parseJson(text, input.file), text, input, recognisers));
  return mayHoldTokens(text) ? withoutTokens(loaded) : loaded;
}

/** What a report prints comes from here: no token gets further. */
const withoutTokens = ({ documents, gaps, ignored }: Loaded): Loaded => ({
  documents: documents.map((document) => ({ ...document, body: hideTokensOf(document.body) })),
  gaps: gaps.map((gap) => ({ ...gap, why: hideTokensIn(gap.why) })),
  ignored: ignored.map((one) => ({ ...one, why: hideTokensIn(one.why) })),
});

/** By its first character: what begins otherwise is never JSON, and broken JSON is told as such. */
const isJson = (text: string): boolean => /^\s*[{["\d-]/.test(text) && !/^---/.test(text);

/** Open files at one time: enough to keep a disk busy, far below what a system allows. */
const CONCURRENT_READS = 16;

/** Reads side by side; the results, and the error where there is one, come in the order of the files. */
async function readAll(
  files: readonly InputFile[],
  read: (file: InputFile) => Promise<Loaded>,
): Promise<readonly Loaded[]> {
  const results: PromiseSettledResult<Loaded>[] = [];
  const queue = files.entries();
  const worker = async () => {
    for (const [i, file] of queue) [results[i]] = await Promise.allSettled([read(file)]);
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, worker));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** A written snapshot without a document is still a snapshot: all it says is what was refused. */
const isEmpty = (part: Loaded): boolean =>
  part.documents.length + part.gaps.length === 0 && part.ignored.length + (part.meant ?? []).length > 0;

const nothingNamed = (): ByoNetError =>
  new ByoNetError('usage', 'no snapshot is named', {
    remedy: 'name a snapshot file, a folder of JSON answers, or `-` for standard input',
  });

const MOST_FILES = 3;

function nothingFits(
  inputs: readonly string[],
  parts: readonly Loaded[],
  recognisers: readonly Recogniser[],
): ByoNetError {
  const looked = parts.flatMap((part) => part.ignored);
  const shown = looked.slice(0, MOST_FILES).map(({ file, why }) => `${file} ${why}`);
  const more = looked.length > MOST_FILES ? `; and ${looked.length - MOST_FILES} more files` : '';
  const examples = recognisers.map(({ example }) => `\`${example}\``).join(' or ');
  return new ByoNetError('input', `no file holds an answer that is read here: ${shown.join('; ')}${more}`, {
    file: inputs.join(' '),
    remedy: `write the provider's answers to files, for example ${examples}`,
  });
}
