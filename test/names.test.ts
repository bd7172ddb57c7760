/** Names that every object of JavaScript has are names like any other, wherever a file, a flag or a configuration has them. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { main } from '../src/cli/main.ts';
import { recogniser as aws } from '../src/providers/aws/recognise.ts';
import { recogniser as gcp } from '../src/providers/gcp/recognise.ts';
import { readSnapshot } from '../src/snapshot/read.ts';
import { FIXTURES } from './support/fixtures/catalogue.ts';
import { folderOf } from './support/folder.ts';

const FOLDERS = fileURLToPath(new URL('../fixtures/', import.meta.url));
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

async function printed(argv: readonly string[], stdin = ''): Promise<string> {
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

/** Every text of a value, once. */
function textsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) textsIn(one, found);
  return found;
}

const replaced = (value: unknown, from: string, to: string): unknown =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) => (one === from ? to : one));

const GAP = {
  call: 'DescribeNatGateways',
  region: 'us-east-1',
  arguments: { VpcId: 'vpc-1' },
  why: 'denied',
};

test.each([
  ['aws', 'aws/guide', aws],
  ['aws', 'aws/transit-attachment-table', aws],
  ['gcp', 'gcp/guide', gcp],
  ['gcp', 'gcp/policy-denies', gcp],
] as const)('every text of %s in %s', async (provider, folder, recogniser) => {
  const { documents } = await readSnapshot([join(FOLDERS, folder)], { readStdin: async () => '' }, [
    recogniser,
  ]);
  const whole = {
    version: 1,
    documents: documents.map(({ origin: _, ...one }) => one),
    gaps: [{ provider, ...GAP }],
  };
  // Where the fixture puts the cluster: to propose a place takes many times as long.
  const runs = FIXTURES.filter((run) => run.folder === folder).map(({ args }) => args);
  const args = runs.sort((a, b) => b.length - a.length)[0] ?? [];
  for (const [i, text] of [...textsIn(whole)].entries()) {
    const name = NAMES[i % NAMES.length] ?? '';
    const said = await printed(['check', '-', ...args], JSON.stringify(replaced(whole, text, name)));
    expect(said, `${text} is ${name}`).not.toMatch(/"code": ?"internal"|\[native code\]/);
  }
});

test.each([
  'constructor',
  'explain constructor',
  'permissions constructor',
  'check net --constructor',
  'check aws/guide --provider constructor',
  'check aws/guide -f constructor',
  'check aws/guide --requirements constructor',
  'check aws/guide --fail-on constructor',
  'check aws/guide --client constructor',
  'check aws/guide --client vm:constructor=1',
  'check aws/guide --assume constructor:__proto__',
  'check aws/guide --require role:worker=constructor:1',
  'check aws/guide --vpc __proto__ --firewall-id toString --scheduler-subnet-id valueOf',
  'config aws/guide --style constructor',
  'trace aws/guide --from internet --to internet --protocol constructor',
  'trace aws/guide --from internet --to internet --port toString',
])('byo-net %s is refused, or answered', async (line) => {
  const argv = line.split(' ').map((word) => (word === 'aws/guide' ? join(FOLDERS, word) : word));
  expect(await printed(argv)).not.toMatch(/"code": ?"internal"/);
});

const JOBS = NAMES.map(
  (name) => `  ${name}: {command: ${name}, network: ${name}, environment: {${name}: "${name}:5432"}}`,
);
test.each([
  ['jobs and networks', 'w.yaml', `jobs:\n${JOBS.join('\n')}\n`, ['check']],
  [
    'a list of Joblet',
    'n.json',
    JSON.stringify({ networks: NAMES.map((name) => ({ name, cidr: name, bridge: name })) }),
    ['check'],
  ],
  [
    'a state file of Joblet',
    'n.json',
    `{${NAMES.map((name, i) => `"${name}": {"cidr": "10.${i}.0.0/24", "bridge": ""}`).join(', ')}}`,
    ['check'],
  ],
  [
    'commands',
    'make.sh',
    NAMES.map(
      (name, i) => `rnx network create ${name} --cidr=10.${i}.0.0/24\nrnx run --network=${name} ls`,
    ).join('\n'),
    ['check'],
  ],
  [
    'keywords of a call',
    'c.py',
    `import coiled\ncoiled.set_backend_options(${NAMES.map((name) => `${name}="${name}"`).join(', ')}, backend="constructor")\n`,
    ['check', '--call'],
  ],
  [
    'keys of a network',
    'c.py',
    `network = {"network_id": "__proto__", ${NAMES.map((name) => `"${name}": ${name}`).join(', ')}}\n`,
    ['check', '--call'],
  ],
  ['a configuration', 'c.yaml', `rules: {constructor: off}\n`, ['check', '--config']],
  [
    'options of a rule',
    'c.yaml',
    `rules: {single-zone: {options: {constructor: 1}}}\ntargets: [{inputs: [.], provider: toString}]\n`,
    ['check', '--config'],
  ],
  ['a target', 'c.yaml', `targets: [{inputs: [.], provider: constructor}]\n`, ['check', '--config']],
] as const)('%s', async (_, file, text, argv) => {
  const folder = await folderOf({ [file]: text });
  expect(await printed([...argv, join(folder, file)])).not.toMatch(/"code": ?"internal"|\[native code\]/);
});
