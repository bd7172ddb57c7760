/** What the output may use: colour, Unicode, how many columns. Decided once. */
import { type Paint, PLAIN } from '../reporters/reporter.ts';
import type { Invocation } from './argv.ts';
import type { CliIo } from './io.ts';

/** Columns of prose where nobody is looking at a terminal. */
const FILE_COLUMNS = 100;
const TERMINAL_COLUMNS = { least: 40, usual: 80, most: 120 } as const;

export interface Terminal {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly width: number;
}

export const terminalOf = (invocation: Invocation, io: CliIo): Terminal => ({
  color: wantsColor(invocation.switches.get('color'), io),
  unicode: invocation.switches.get('ascii') !== true && speaksUnicode(io),
  width: io.isTTY ? clamp(io.columns ?? TERMINAL_COLUMNS.usual) : FILE_COLUMNS,
});

const clamp = (columns: number): number =>
  Math.min(TERMINAL_COLUMNS.most, Math.max(TERMINAL_COLUMNS.least, columns));

/** The flag, then `NO_COLOR`, then `FORCE_COLOR`, then whether it is a terminal that knows colour. */
function wantsColor(flag: boolean | undefined, { env, isTTY }: CliIo): boolean {
  if (flag !== undefined) return flag;
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY && env.TERM !== 'dumb';
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Only where the environment says otherwise: a bare CI job sets no locale and reads UTF-8. */
function speaksUnicode({ env }: CliIo): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet);
  return locale === undefined || /utf-?8/i.test(locale);
}

export async function paintOf(color: boolean): Promise<Paint> {
  if (!color) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    error: chalk.bold.red,
    warning: chalk.bold.yellow,
    note: chalk.bold.cyan,
    undecided: chalk.bold.magenta,
    good: chalk.green,
    dim: chalk.dim,
    strong: chalk.bold,
  };
}
