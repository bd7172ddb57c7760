/**
 * Whatever stands in a file: a check answers, or says with exit code 2 what is wrong with the input; never an exception
 * of its own, and never two answers for one input. BYO_NET_FUZZ=5000 asks more often than the few times of a usual run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { main } from '../src/cli/main.ts';
import { recogniser as aws } from '../src/providers/aws/recognise.ts';
import { recogniser as gcp } from '../src/providers/gcp/recognise.ts';
import { readSnapshot } from '../src/snapshot/read.ts';
import { CATALOGUE } from './support/fixtures/catalogue.ts';
import { folderOf } from './support/folder.ts';
import { jsonText, mutated, mutatedText, type Next, numbers } from './support/mutate.ts';

const FOLDERS = fileURLToPath(new URL('../fixtures/', import.meta.url));
const TIMES = Number(process.env.BYO_NET_FUZZ ?? 0);
/** How often a usual run asks: one run of all stays below some seconds. */
const timesOf = (usual: number): readonly number[] => Array.from({ length: TIMES || usual }, (_, i) => i);

const pick = <T>(list: readonly T[], next: Next): T => list[next(list.length)] ?? expect.unreachable();

const foldersOf = (provider: string): readonly string[] =>
  [...new Set(CATALOGUE.map(({ folder }) => folder))]
    .filter((folder) => folder.startsWith(`${provider}/`))
    .map((folder) => join(FOLDERS, folder));

async function printed(argv: readonly string[], stdin: string): Promise<string> {
  let out = '';
  const code = await main([...argv, '-f', 'json'], {
    readStdin: async () => stdin,
    stdout: (text) => {
      out += text;
    },
    stderr: () => {},
    cwd: FOLDERS,
    today: '2026-11-28',
    env: {},
    isTTY: false,
  });
  return `${code} ${out}`;
}

/** An answer or one clear error, and the same a second time. */
async function holds(argv: readonly string[], stdin: string, what: string): Promise<void> {
  const first = await printed(argv, stdin);
  const error = first.startsWith('2 ') ? JSON.parse(first.slice(2)).error : undefined;
  expect(error?.code ?? '', `${what}: ${JSON.stringify(error)}`).not.toBe('internal');
  expect(await printed(argv, stdin), what).toBe(first);
}

const CLIENT = ['--client', '203.0.113.0/24'];

test.each([
  ['aws', aws, 25],
  ['gcp', gcp, 20],
] as const)('answers of %s', async (provider, recogniser, usual) => {
  for (const seed of timesOf(usual)) {
    const next = numbers(seed);
    const folder = pick(foldersOf(provider), next);
    const { documents } = await readSnapshot([folder], { readStdin: async () => '' }, [recogniser]);
    let value: unknown = { version: 1, documents: documents.map(({ origin: _, ...one }) => one), gaps: [] };
    for (let edits = 1 + next(4); edits > 0; edits--) value = mutated(value, next);
    const argv = [
      ['check', '-', ...CLIENT],
      ['check', '-'],
      ['config', '-', ...CLIENT],
      ['trace', '-', '--from', 'role:worker', '--to', 'internet', '--port', '443'],
    ];
    await holds(pick(argv, next), jsonText(value), `${provider}, seed ${seed}, ${folder}`);
  }
});

test('a key that is null says what a key says that is not there', async () => {
  for (const seed of timesOf(15)) {
    const next = numbers(seed);
    const [provider, recogniser] = pick([['aws', aws] as const, ['gcp', gcp] as const], next);
    const folder = pick(foldersOf(provider), next);
    const { documents } = await readSnapshot([folder], { readStdin: async () => '' }, [recogniser]);
    const all = documents.map(({ origin: _, ...one }) => one);
    const value = { version: 1, documents: all, gaps: [] };
    const at = next(keysIn(value));
    const lost = [undefined, null].map((said) => JSON.stringify(withKey(value, at, said)));
    const [absent, empty] = await Promise.all(lost.map((text) => printed(['check', '-', ...CLIENT], text)));
    // Columns are those of the text.
    const bare = (text = '') => text.replaceAll(/"(?:line|column|place)": ?(?:\d+|"[^"]*"),?/g, '');
    expect(bare(empty), `${folder}, seed ${seed}, key ${at}`).toBe(bare(absent));
  }
});

const keysIn = (value: unknown): number => {
  let keys = 0;
  JSON.stringify(value, function (key, one: unknown) {
    if (key !== '' && !Array.isArray(this)) keys++;
    return one;
  });
  return keys;
};

/** The value with one of its keys, by number, said otherwise; undefined leaves it out. */
function withKey(value: unknown, at: number, said: undefined | null): unknown {
  let keys = 0;
  const text = JSON.stringify(value, function (key, one: unknown) {
    const isKey = key !== '' && !Array.isArray(this);
    return isKey && keys++ === at ? said : one;
  });
  return JSON.parse(text);
}

const filesBelow = (folder: string, names: RegExp): readonly string[] =>
  readdirSync(join(FOLDERS, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .map((name) => join(FOLDERS, folder, name));

test.each([
  ['workflows and guides of Joblet', 'joblet', /\.(?:ya?ml|md|sh)$/, ['check', '-'], 60],
  ['calls', 'calls', /\.(?:py|ipynb)$/, ['check', '--call', '-'], 60],
] as const)('%s', async (what, folder, names, argv, usual) => {
  const files = filesBelow(folder, names);
  for (const seed of timesOf(usual)) {
    const next = numbers(seed);
    const file = pick(files, next);
    const versions = folder === 'joblet' && next(3) === 0 ? ['--joblet-version', '3.0.0'] : [];
    await holds(
      [...argv, ...versions],
      mutatedText(readFileSync(file, 'utf8'), next),
      `${what}, seed ${seed}, ${file}`,
    );
  }
});

test('lists of Joblet', async () => {
  const networks = [
    { name: 'bridge', cidr: '172.20.0.0/16', bridge: 'joblet0', builtin: true },
    { name: 'app-net', cidr: '10.21.0.0/24', bridge: '', builtin: false },
  ];
  const forms = [{ networks }, networks, { 'app-net': { cidr: '10.21.0.0/24', bridge: '' } }];
  for (const seed of timesOf(10)) {
    const next = numbers(seed);
    const text = jsonText(mutated(pick(forms, next), next));
    await holds(['check', '-', '--provider', 'joblet'], text, `seed ${seed}`);
  }
});

const CONFIG = `targets:
  - name: one
    inputs: [${JSON.stringify(join(FOLDERS, 'aws/guide'))}]
    placement: &p {network_id: vpc-0f3c9d1a7b5e24680, give_workers_public_ip: false}
    client: ["203.0.113.0/24"]
    requirements: {client: [8786], scheduler: [8786]}
    require: ["role:worker=10.0.0.0/16:5432"]
rules:
  single-zone: {severity: note, options: {zones: 2}}
ignores:
  - {rule: no-egress, resource: "subnet-*", reason: known, expires: 2027-01-01}
failOn: error
onPremises: ["10.1.0.0/16"]
`;
const PLACEMENT = { network_id: 'vpc-0f3c9d1a7b5e24680', firewall_id: 'sg-1', give_workers_public_ip: true };
const BASELINE = { version: 1, findings: [{ target: 'aws', rule: 'a', fingerprint: 'f', message: 'm' }] };

test('configurations, placements and baselines', async () => {
  for (const seed of timesOf(15)) {
    const next = numbers(seed);
    const folder = await folderOf({
      'c.yaml': mutatedText(CONFIG, next),
      'p.json': jsonText(mutated(PLACEMENT, next)),
      'b.json': jsonText(mutated(BASELINE, next)),
    });
    const guide = join(FOLDERS, 'aws/guide');
    const argv = [
      ['check', '--config', join(folder, 'c.yaml')],
      ['check', guide, '--placement', join(folder, 'p.json')],
      ['check', guide, '--baseline', join(folder, 'b.json')],
    ];
    await holds(pick(argv, next), '', `seed ${seed}`);
  }
});
