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
import { CATALOGUE, FIXTURES, type FixtureRun } from './support/fixtures/catalogue.ts';
import type { Files } from './support/fixtures/files.ts';
import type { Expectation } from './support/fixtures/fixture.ts';
import { requestOf } from './support/fixtures/request.ts';

const FOLDERS = fileURLToPath(new URL('../fixtures/', import.meta.url));
/** Real networks, taken as they are: their own tests read them. */
const NOT_OURS = ['aws/documents', 'aws/hybrid-cloud-aws', 'gcp/documents', 'gcp/gke1'];

describe('the catalogue', () => {
  it('names every folder once, and no folder is left over', () => {
    const names = CATALOGUE.map(({ folder }) => folder).sort();
    const folders = ['aws', 'gcp'].flatMap((provider) =>
      readdirSync(join(FOLDERS, provider)).map((name) => `${provider}/${name}`),
    );
    expect(folders.filter((folder) => !NOT_OURS.includes(folder)).sort()).toEqual(names);
  });

  it('runs every fixture', () => {
    expect(CATALOGUE.filter(({ runs }) => runs.length === 0)).toEqual([]);
  });
});

describe('the files of', () => {
  it.each(CATALOGUE.map((entry) => [entry.folder, entry] as const))('%s', (path, { files }) => {
    const folder = join(FOLDERS, path);
    if (process.env.UPDATE_FIXTURES) write(folder, files());
    expect(read(folder)).toEqual(Object.fromEntries(files()));
  });
});

describe('byo-net check', () => {
  const runs = FIXTURES.map((run) => [commandOf(run), run] as const);
  const told = new Map<string, string>();

  it.each(runs)('%s', async (command, { folder, args, expect: expected }) => {
    const { targets } = await check(requestOf(join(FOLDERS, folder), args), { readStdin: async () => '' });
    told.set(command, targets.flatMap((target) => [...tell(target)]).join('\n'));
    expect(targets.map(said)).toEqual([expected]);
  });

  it('says all of it in these words', async () => {
    const text = runs.map(([command]) => `${command}\n${told.get(command)}\n`).join('\n');
    await expect(text).toMatchFileSnapshot('golden/fixtures.txt');
  });
});

/** Where most of them put the cluster is not worth saying each time; AWS's stand under their bare names, links without their host. */
function commandOf({ folder, args, placed }: FixtureRun): string {
  const command = [folder.replace(/^aws\//, ''), ...args].join(' ').replace(placed.join(' '), '(placed)');
  return command.replaceAll('https://www.googleapis.com/compute/v1/', '');
}

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
