import { execFile } from 'node:child_process';
import { decodeText, readStream } from '../snapshot/text.ts';

/** The process as the command line sees it; tests hand in their own. The only file that reads `process`. */
export interface CliIo {
  readStdin(): Promise<string>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** The folder that paths count from, and where a configuration is looked for. */
  readonly cwd: string;
  /** In UTC, "2026-11-21". */
  readonly today: string;
  progress?(line: string): void;
  interrupted?(): AbortSignal;
  command?(program: string, words: readonly string[]): Promise<CommandAnswer>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without an answer that end a live read; absent: 60 000. */
  readonly silence?: number;
  /** Whether standard output is a terminal. */
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
}

/** How a program ended, and what it said. */
export interface CommandAnswer {
  readonly exit: number | 'missing' | 'time';
  readonly stdout: string;
  readonly stderr: string;
}

export const processIo = (): CliIo => ({
  readStdin: readAll,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  today: new Date().toISOString().slice(0, 10),
  // A log file is no place for a line that replaces itself.
  ...(process.stderr.isTTY && { progress }),
  interrupted,
  command,
  env: process.env,
  isTTY: process.stdout.isTTY === true,
  columns: process.stdout.columns,
});

const CLEAR_LINE = '\r\u001b[K';
const progress = (line: string): void => void process.stderr.write(`${CLEAR_LINE}${line}`);

/** The first Ctrl-C ends the read in order; the next one the process. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}

/** A list of networks comes in a moment and is short; what takes longer or says more hangs or is something else. */
const COMMAND_LIMITS = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 } as const;

/** Without a shell: no word is ever read as anything else. */
const command = (program: string, words: readonly string[]): Promise<CommandAnswer> =>
  new Promise((resolve) => {
    execFile(program, [...words], COMMAND_LIMITS, (error, stdout, stderr) => {
      resolve({ exit: exitOf(error), stdout, stderr });
    });
  });

function exitOf(error: Parameters<NonNullable<Parameters<typeof execFile>[3]>>[0]): CommandAnswer['exit'] {
  if (error === null) return 0;
  if (error.code === 'ENOENT' || error.code === 'EACCES') return 'missing';
  if (error.killed === true && error.code === null) return 'time';
  return typeof error.code === 'number' ? error.code : 1;
}

const readAll = async (): Promise<string> => decodeText(await readStream(process.stdin, 'standard input'));
