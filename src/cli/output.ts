/** `-f name[=file]`: every rendering that was asked for, files first, standard output last. */
import { randomUUID } from 'node:crypto';
import { appendFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ByoNetError } from '../errors.ts';
import { REPORTERS } from '../reporters/index.ts';
import type { Appendix, Reporter, ReporterOptions } from '../reporters/reporter.ts';
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

/** The formats of whatever is not a report of a check. */
export const PLAIN_FORMATS: readonly string[] = ['text', 'json'];
/** What a traced flow has a form in: it has no findings, which is all that the others hold. */
export const TRACE_FORMATS: readonly string[] = [...PLAIN_FORMATS, 'markdown'];
export const REPORT_FORMATS: readonly string[] = Object.keys(REPORTERS);

/** What `-f` asks for, checked; text on standard output when it asks for nothing. Throws `usage`. */
export async function outputs(
  invocation: Invocation,
  names: readonly string[] = PLAIN_FORMATS,
): Promise<readonly Output[]> {
  const asked = all(invocation, 'format').map(outputOf);
  for (const { format, file } of asked) {
    if (!names.includes(format)) {
      const remedy = await didYouMean(format, names, `the formats are ${names.join(', ')}`);
      const where = REPORT_FORMATS.includes(format) ? `byo-net ${invocation.command} has no` : 'there is no';
      throw new ByoNetError('usage', `${where} format ${format}`, { remedy });
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

/** What a command knows of a report besides the report. */
export type Asides = Pick<ReporterOptions, 'config' | 'rules' | 'fails'>;

export interface Rendering {
  /** Undefined: the format has no form for it. */
  text(reporter: Reporter, options: ReporterOptions): string | undefined;
  appendices?(reporter: Reporter, options: ReporterOptions): readonly Appendix[];
}

/** Renders with each reporter and writes what it gives. */
export async function write(
  invocation: Invocation,
  io: CliIo,
  asked: readonly Output[],
  rendering: Rendering,
  asides: Asides = NOTHING_ASIDE,
): Promise<void> {
  const terminal = terminalOf(invocation, io);
  for (const { format, file } of filesFirst(asked)) {
    const load = REPORTERS[format];
    if (!load) continue;
    const reporter = await load();
    // A file is no terminal: colour only where it was demanded.
    const color = file === undefined ? terminal.color : invocation.switches.get('color') === true;
    const options = { ...terminal, ...asides, paint: await paintOf(color) };
    const text = rendering.text(reporter, options);
    if (text !== undefined) await put(io, file, text);
    for (const appendix of rendering.appendices?.(reporter, options) ?? []) await append(io, appendix);
  }
}

const NOTHING_ASIDE: Asides = { config: () => undefined, rules: [], fails: () => true };

/** Outside of a job the variable names no file, and nobody waits for the text. */
async function append(io: CliIo, { variable, text }: Appendix): Promise<void> {
  const file = io.env[variable];
  if (file === undefined || file === '') return;
  await appendFile(file, text).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

const filesFirst = (asked: readonly Output[]): readonly Output[] => [
  ...asked.filter(({ file }) => file !== undefined),
  ...asked.filter(({ file }) => file === undefined),
];

export async function put(io: CliIo, file: string | undefined, text: string): Promise<void> {
  if (file === undefined) return io.stdout(text);
  await writeWhole(file, text).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

const unwritable = (file: string, cause: unknown): ByoNetError =>
  new ByoNetError('usage', `cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
    file,
    remedy: 'name a file in a folder that exists and that you may write to',
    cause,
  });
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
