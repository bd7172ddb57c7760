/** `-f name[=file]`: every rendering that was asked for, files first, standard output last. */
import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ByoNetError } from '../errors.ts';
import type { TargetReport } from '../report.ts';
import { REPORTERS } from '../reporters/index.ts';
import type { Reporter, ReporterOptions } from '../reporters/reporter.ts';
import { all, type Invocation } from './argv.ts';
import type { CliIo } from './io.ts';
import { didYouMean } from './suggest.ts';
import { paintOf, terminalOf } from './terminal.ts';

export interface Output {
  readonly format: string;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

export function outputOf(value: string): Output {
  const at = value.indexOf('=');
  return at < 0
    ? { format: value, file: undefined }
    : { format: value.slice(0, at), file: value.slice(at + 1) };
}

/** What `-f` asks for, checked; text on standard output when it asks for nothing. Throws `usage`. */
export async function outputs(invocation: Invocation): Promise<readonly Output[]> {
  const asked = all(invocation, 'format').map(outputOf);
  const names = Object.keys(REPORTERS);
  for (const { format, file } of asked) {
    if (!names.includes(format)) {
      const remedy = await didYouMean(format, names, `the formats are ${names.join(', ')}`);
      throw new ByoNetError('usage', `there is no format ${format}`, { remedy });
    }
    if (file === '')
      throw new ByoNetError('usage', `-f ${format}= names no file`, {
        remedy: `write -f ${format}=<file>, or -f ${format}`,
      });
  }
  if (asked.filter(({ file }) => file === undefined).length > 1) {
    throw new ByoNetError('usage', 'two formats go to standard output', {
      remedy: 'give all but one of them a file: -f json=report.json',
    });
  }
  return asked.length > 0 ? asked : [{ format: 'text', file: undefined }];
}

export const jsonOnly = (asked: readonly Output[]): boolean => asked.every(({ format }) => format === 'json');

/** Renders with each reporter and writes what it gives. */
export async function write(
  invocation: Invocation,
  io: CliIo,
  asked: readonly Output[],
  render: (reporter: Reporter, options: ReporterOptions) => string,
  config: ReporterOptions['config'] = withoutConfig,
): Promise<void> {
  const terminal = terminalOf(invocation, io);
  for (const { format, file } of filesFirst(asked)) {
    const load = REPORTERS[format];
    if (!load) continue;
    // A file is no terminal: colour only where it was demanded.
    const color = file === undefined ? terminal.color : invocation.switches.get('color') === true;
    const text = render(await load(), { ...terminal, paint: await paintOf(color), config });
    await put(io, file, text);
  }
}

const withoutConfig = (_: TargetReport): undefined => undefined;

const filesFirst = (asked: readonly Output[]): readonly Output[] => [
  ...asked.filter(({ file }) => file !== undefined),
  ...asked.filter(({ file }) => file === undefined),
];

export async function put(io: CliIo, file: string | undefined, text: string): Promise<void> {
  if (file === undefined) return io.stdout(text);
  try {
    await writeWhole(file, text);
  } catch (error) {
    throw new ByoNetError('usage', `cannot be written: ${error instanceof Error ? error.message : error}`, {
      file,
      remedy: 'name a file in a folder that exists and that you may write to',
      cause: error,
    });
  }
}

/** All of it or nothing: an interrupted write leaves what was there. What is no plain file cannot be replaced. */
async function writeWhole(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const isPlain = await stat(target).then(
    (stats) => stats.isFile(),
    () => true,
  );
  if (!isPlain) return writeFile(target, text);
  const part = `${target}.${randomUUID()}.part`;
  try {
    await writeFile(part, text);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
