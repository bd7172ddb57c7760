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
  if (inputs.files.length === 0) throw emptyFolder(input);
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

const emptyFolder = (file: string): ByoNetError =>
  new ByoNetError('input', 'the folder holds no *.json, *.yaml or *.sh file', {
    file,
    remedy:
      'name the folder that the answers were written to, each as a file that ends in .json; or that of workflows',
  });

function inputFile(file: string, root: string): InputFile {
  const folders = dirname(resolve(file)).split(sep).filter(Boolean);
  return { file, path: relative(root, file), folders };
}

async function search(folder: string, root: string): Promise<Inputs> {
  const entries = await readdir(folder, { withFileTypes: true });
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
  if (await leadsToFolder(entry, file)) return ignore(file, 'a link to a folder is not followed');
  return { files: [inputFile(file, root)], ignored: [] };
}

const ignore = (file: string, why: string): Inputs => ({ files: [], ignored: [{ file, why }] });

/** What a checkout has beside the answers: a search there finds thousands of JSON files that nobody meant. */
function skippedFolder(name: string): string | undefined {
  if (name.startsWith('.')) return 'a hidden folder is not searched';
  return name === 'node_modules' ? 'a folder of packages is not searched' : undefined;
}

async function leadsToFolder(entry: Dirent, file: string): Promise<boolean> {
  return entry.isSymbolicLink() && (await statInput(file)).isDirectory();
}
