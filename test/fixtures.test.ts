/**
 * The committed fixtures are what the catalogue makes (`UPDATE_FIXTURES=1` rewrites them), and every check of one
 * reports what the catalogue expects, no rule more and no rule less.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TargetReport, TraceReport } from '../src/report.ts';
import { check } from '../src/run.ts';
import { CATALOGUE, FIXTURES } from './support/fixtures/catalogue.ts';
import { type Files, filesOf } from './support/fixtures/files.ts';
import { type Expectation, PLACED } from './support/fixtures/fixture.ts';
import { requestOf } from './support/fixtures/request.ts';

const ROOT = fileURLToPath(new URL('../fixtures/aws/', import.meta.url));
/** Real networks, taken as they are: their own tests read them. */
const NOT_OURS = ['documents', 'hybrid-cloud-aws'];

describe('the catalogue', () => {
  it('names every folder once, and no folder is left over', () => {
    const names = CATALOGUE.map(({ name }) => name).sort();
    const folders = readdirSync(ROOT).filter((folder) => !NOT_OURS.includes(folder));
    expect(folders.sort()).toEqual(names);
  });

  it('runs every fixture', () => {
    expect(CATALOGUE.filter(({ runs }) => runs.length === 0)).toEqual([]);
  });
});

describe('the files of', () => {
  it.each(CATALOGUE.map((fixture) => [fixture.name, fixture] as const))('%s', (name, fixture) => {
    const folder = join(ROOT, name);
    const files = filesOf(fixture);
    if (process.env.UPDATE_FIXTURES) write(folder, files);
    expect(read(folder)).toEqual(Object.fromEntries(files));
  });
});

describe('byo-net check', () => {
  const runs = FIXTURES.map((run) => [commandOf(run), run] as const);
  const told = new Map<string, string>();

  it.each(runs)('%s', async (command, { name, args, expect: expected }) => {
    const { targets } = await check(requestOf(join(ROOT, name), args), { readStdin: async () => '' });
    told.set(command, targets.flatMap((target) => [...tell(target)]).join('\n'));
    expect(targets.map(said)).toEqual([expected]);
  });

  it('says all of it in these words', async () => {
    const text = runs.map(([command]) => `${command}\n${told.get(command)}\n`).join('\n');
    await expect(text).toMatchFileSnapshot('golden/fixtures.txt');
  });
});

/** Where most of them put the cluster is not worth saying each time. */
const commandOf = ({ name, args }: { readonly name: string; readonly args: readonly string[] }): string =>
  [name, ...args].join(' ').replace(PLACED.join(' '), '(placed)');

/** What a report says, as the catalogue puts it. */
function said({ findings, undecided }: TargetReport): Expectation {
  const heavy = findings.filter(({ severity }) => severity !== 'note');
  return { rules: idsOf(heavy), undecided: idsOf(undecided) };
}

/** Everything that was found, one line each, with the causes behind it. */
function* tell({ findings, undecided }: TargetReport): Generator<string> {
  for (const { severity, rule, message, trace } of findings) {
    yield `  ${severity}[${rule}]: ${message}${causes(trace)}`;
  }
  for (const { rule, message, reasons } of undecided) {
    yield `  undecided[${rule}]: ${message}`;
    for (const { cause, why } of reasons) yield `      ${cause} ${why}`;
  }
}

function causes(trace: TraceReport | undefined): string {
  const ways = [trace?.forward, trace?.reply].flatMap((way) => way?.blockers ?? []);
  const texts = ways.map(({ cause, resource }) => `\n      ${cause} ${resource.id}`);
  return [...new Set(texts)].join('');
}

const idsOf = (items: readonly { readonly rule: string }[]): readonly string[] =>
  [...new Set(items.map(({ rule }) => rule))].sort();

function write(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const read = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), readFileSync(file, 'utf8')]),
  );
