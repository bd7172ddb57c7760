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
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
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

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
