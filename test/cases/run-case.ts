/**
 * Cases from the field: a network as somebody had it, the command line they ran, and what is true of it. The inputs
 * stand in `inputs/<case>.json`, as the files that differ from a fixture; the rows of the tables say what must come out.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Report, TraceReport } from '../../src/report.ts';

export interface Row {
  readonly case: string;
  /** The arguments of `byo-net`, as in a shell but for quotes; inputs are named as in the case's folder. */
  readonly line: string;
  readonly exit: 0 | 1 | 2;
  /** All findings, "severity rule-id", sorted; of `check`. */
  readonly findings?: readonly string[];
  /** Every flow of `check` by its name. */
  readonly flows?: Readonly<Record<string, string>>;
  /** What became of some rules, by id; of `check`. */
  readonly outcomes?: Readonly<Record<string, string>>;
  /** The verdict of `trace`. */
  readonly verdict?: string;
  /** What the text report says, white space folded, with or without the evidence's bars: the resource and the line, the reason. */
  readonly says?: readonly (string | RegExp)[];
  /** Commands of fixes, whole lines. */
  readonly fixes?: readonly string[];
  /** What is printed nowhere, on standard output or error. */
  readonly never?: readonly (string | RegExp)[];
}

interface Input {
  readonly base?: { readonly fixture: string; readonly as: string };
  readonly without?: readonly string[];
  /** By path: text, or what is written as JSON. */
  readonly files: Readonly<Record<string, unknown>>;
}

const made = new Map<string, string>();

/** The case's folder, made anew in a temporary place. */
export function folderOf(name: string): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'byo-net-case-'));
  const input = JSON.parse(readFileSync(`test/cases/inputs/${name}.json`, 'utf8')) as Input;
  for (const [path, text] of filesOf(input)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  made.set(name, folder);
  return folder;
}

function filesOf({ base, without = [], files }: Input): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  if (base) {
    for (const file of readdirSync(`fixtures/${base.fixture}`))
      all.set(`${base.as}/${file}`, readFileSync(`fixtures/${base.fixture}/${file}`, 'utf8'));
  }
  for (const path of without) all.delete(path);
  for (const [path, content] of Object.entries(files))
    all.set(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  return all;
}

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in the case's folder; its path is cut from what is printed. */
export async function runCase(name: string, line: string, stdin = ''): Promise<Printed> {
  const folder = folderOf(name);
  const entries = readdirSync(folder);
  const written = { out: '', err: '' };
  const argv = line
    .split(' ')
    .map((word) => (entries.includes(word.split('/')[0] ?? '') ? join(folder, word) : word));
  const code = await main(argv, {
    readStdin: async () => stdin,
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    cwd: folder,
    today: '2026-11-28',
    env: {},
    isTTY: false,
  });
  const relative = (text: string) => text.replaceAll(`${folder}/`, '');
  return { code, out: relative(written.out), err: relative(written.err) };
}

/** Holds each row against what the command line prints, as JSON and as text. */
export function testRows(rows: readonly Row[]): void {
  test.each(rows.map((row) => [`${row.case}: ${row.line}`, row] as const))('%s', async (_name, row) => {
    // A row may ask for another format than text: what it finds stands in the JSON all the same.
    const json = await runCase(row.case, `${row.line.replace(/ -f \S+/, '')} -f json`);
    const text = await runCase(row.case, row.line);
    expect(
      { code: text.code, ...(row.exit < 2 && answerOf(json.out, row)) },
      text.out + text.err,
    ).toStrictEqual({
      code: row.exit,
      ...(row.findings && { findings: row.findings }),
      ...(row.flows && { flows: row.flows }),
      ...(row.outcomes && { outcomes: row.outcomes }),
      ...(row.verdict && { verdict: row.verdict }),
    });
    expect(json.code).toBe(row.exit);
    const folded = readings(text.out + text.err);
    for (const said of row.says ?? [])
      if (typeof said === 'string') expect(folded).toContain(said);
      else expect(folded).toMatch(said);
    const lines = text.out.split('\n').map((one) => one.replace(/^ *(fix +)?/, '').trimEnd());
    for (const fix of row.fixes ?? []) expect(lines, text.out).toContain(fix);
    for (const said of row.never ?? [])
      if (typeof said === 'string') expect(folded).not.toContain(said);
      else expect(folded).not.toMatch(said);
  });
}

function answerOf(out: string, row: Row) {
  if (row.verdict !== undefined) return { verdict: (JSON.parse(out) as TraceReport).verdict };
  const targets = (JSON.parse(out) as Report).targets;
  const findings = targets.flatMap((target) =>
    target.findings.map(({ severity, rule }) => `${severity} ${rule}`),
  );
  const flows = targets.flatMap((target) =>
    target.flows.map(({ name, verdict }) => [name, verdict] as const),
  );
  return {
    ...(row.findings && { findings: findings.sort() }),
    ...(row.flows && { flows: Object.fromEntries(flows) }),
    ...(row.outcomes && { outcomes: outcomesOf(targets, Object.keys(row.outcomes)) }),
  };
}

const outcomesOf = (targets: Report['targets'], asked: readonly string[]) =>
  Object.fromEntries(
    targets
      .flatMap(({ outcomes }) => outcomes)
      .filter(({ rule }) => asked.includes(rule))
      .map(({ rule, outcome }) => [rule, outcome]),
  );

const fold = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** As it stands, and as it reads across the lines of the evidence: without their bars. */
const readings = (text: string): string => `${fold(text)}\n${fold(text.replaceAll('│', ' '))}`;
