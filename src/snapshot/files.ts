/** Which files a list of inputs names: files as they are, folders searched for JSON, YAML and shell scripts, `-` for standard input. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ByoNetError } from '../errors.ts';
import { compareText } from './canonical.ts';
import type { Snapshot } from './snapshot.ts';

export const STANDARD_INPUT = '-';

export interface InputFile {
  /** As the person would name it, `-` for standard input. */
  readonly file: string;
  /** Within the input it came from; where the person named the file itself, its name. */
  readonly path: string;
  /** The folders above it, outermost first. */
  readonly folders: readonly string[];
}

export interface Inputs {
  readonly files: readonly InputFile[];
  readonly ignored: Snapshot['ignored'];
}

/** All files of all inputs, each once, in order of input and then of name. */
export async function findFiles(inputs: readonly string[]): Promise<Inputs> {
  const found = await Promise.all([...new Set(inputs)].map(expand));
  const files = new Map<string, InputFile>();
  for (const input of found.flatMap((each) => each.files)) {
    const key = input.file === STANDARD_INPUT ? STANDARD_INPUT : resolve(input.file);
    if (!files.has(key)) files.set(key, input);
  }
  return { files: [...files.values()], ignored: found.flatMap((each) => each.ignored) };
}

async function expand(input: string): Promise<Inputs> {
  if (input === STANDARD_INPUT) return { files: [{ file: input, path: input, folders: [] }], ignored: [] };
  const stats = await statInput(input);
  if (!stats.isDirectory()) return { files: [inputFile(input, dirname(input))], ignored: [] };
  const inputs = await search(input, input);
  if (inputs.files.length === 0) throw emptyFolder(input, inputs.ignored);
  return inputs;
}

async function statInput(input: string): Promise<Stats> {
  try {
    return await stat(input);
  } catch (cause) {
    const remedy = 'name a snapshot file, a folder of JSON answers, or `-` for standard input';
    throw new ByoNetError('input', 'there is no such file or folder', { file: input, remedy, cause });
  }
}

const MOST_NAMED = 3;

function emptyFolder(file: string, ignored: Inputs['ignored']): ByoNetError {
  const passed = ignored.slice(0, MOST_NAMED).map((one) => `; ${one.file}: ${one.why}`);
  return new ByoNetError('input', `the folder holds no *.json, *.yaml or *.sh file${passed.join('')}`, {
    file,
    remedy:
      'name the folder that the answers were written to, each as a file that ends in .json; or that of workflows',
  });
}

const unsearchable = (file: string, cause: unknown): ByoNetError =>
  new ByoNetError(
    'input',
    `the folder cannot be searched: ${cause instanceof Error ? cause.message : cause}`,
    {
      file,
      cause,
      remedy: 'check your right to read it',
    },
  );

function inputFile(file: string, root: string): InputFile {
  const folders = dirname(resolve(file)).split(sep).filter(Boolean);
  return { file, path: relative(root, file), folders };
}

async function search(folder: string, root: string): Promise<Inputs> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw unsearchable(folder, cause);
  });
  const sorted = entries.sort((a, b) => compareText(a.name, b.name));
  const parts = await Promise.all(sorted.map((entry) => visitEntry(entry, folder, root)));
  return { files: parts.flatMap((part) => part.files), ignored: parts.flatMap((part) => part.ignored) };
}

const NOTHING: Inputs = { files: [], ignored: [] };

async function visitEntry(entry: Dirent, folder: string, root: string): Promise<Inputs> {
  const file = join(folder, entry.name);
  if (entry.isDirectory()) {
    const skipped = skippedFolder(entry.name);
    return skipped === undefined ? search(file, root) : ignore(file, skipped);
  }
  if (!/\.(?:json|ya?ml|sh)$/i.test(entry.name)) return NOTHING;
  const why = await unsearched(entry, file);
  return why === undefined ? { files: [inputFile(file, root)], ignored: [] } : ignore(file, why);
}

const ignore = (file: string, why: string): Inputs => ({ files: [], ignored: [{ file, why }] });

/** What a checkout has beside the answers: a search there finds thousands of JSON files that nobody meant. */
function skippedFolder(name: string): string | undefined {
  if (name.startsWith('.')) return 'a hidden folder is not searched';
  return name === 'node_modules' ? 'a folder of packages is not searched' : undefined;
}

/** Why a search does not read what has a name like a file: what is no regular file may never end, or wait for ever. */
async function unsearched(entry: Dirent, file: string): Promise<string | undefined> {
  const kind = entry.isSymbolicLink() ? await stat(file).catch(() => undefined) : entry;
  if (kind === undefined) return 'a link that leads to no file';
  if (kind.isFile()) return undefined;
  if (kind.isDirectory()) return 'a link to a folder is not followed';
  return `a ${wordOf(kind)} is not read in a folder: name it by itself`;
}

const wordOf = (kind: Dirent | Stats): string =>
  kind.isFIFO() ? 'pipe' : kind.isSocket() ? 'socket' : 'device';
