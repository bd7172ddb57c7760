/** `byo-net` as a person runs it, and what it prints. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding, Report } from '../../src/report.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** A command line as a person pastes it; `signal` interrupts it as Ctrl-C does. */
export const shell = (
  line: string,
  env: Environment,
  cwd: string = ROOT,
  signal?: AbortSignal,
): Promise<Done> =>
  new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 1 << 26 };
    const child = execFile('/bin/sh', ['-c', line], options, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    );
    signal?.addEventListener('abort', () => child.kill('SIGINT'));
  });

/** The line that a script runs it by. */
export const byoNetLine = (words: string): string => `"${process.execPath}" dist/cli/bin.js ${words}`;

export const byoNet = (words: string, env: Environment, signal?: AbortSignal): Promise<Done> =>
  shell(`exec ${byoNetLine(words)}`, env, ROOT, signal);

export async function check(words: string, env: Environment): Promise<Report> {
  const { code, out, err } = await byoNet(`check ${words} -f json`, env);
  if (code === 2) throw new Error(`check ${words}\n${out}${err}`);
  const report: Report = JSON.parse(out);
  return report;
}

export const findingsOf = ({ targets }: Report): readonly Finding[] =>
  targets.flatMap(({ findings }) => findings);

/** A report without where its answers were found, and without where a command writes another one. */
export const withoutPlaces = (report: Report): unknown =>
  JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      key === 'at' || key === 'place' || key === 'places' ? undefined : unplaced(value),
    ),
  );

const unplaced = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(/ > \S*\//g, ' > ') : value;
