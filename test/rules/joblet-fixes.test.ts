/**
 * What is printed as a fix is done as printed, by the real `patch` and by an `rnx` that keeps its networks in a file,
 * and the finding is gone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Finding, TargetReport } from '../../src/report.ts';
import { check } from '../../src/run.ts';
import { folderOf } from '../support/folder.ts';

const IO = { readStdin: async () => '' };
const HAS_PATCH = spawnSync('patch', ['--version']).status === 0;

/** Refuses what Joblet refuses: a name that is taken, a network that is not there. */
const RNX = `
import { readFileSync, writeFileSync } from 'node:fs';
const file = new URL('networks.json', import.meta.url);
const { networks } = JSON.parse(readFileSync(file, 'utf8'));
const [, verb, name, flag = ''] = process.argv.slice(2);
const at = networks.findIndex((one) => one.name === name);
if (verb === 'create' ? at >= 0 : at < 0) process.exit(1);
if (verb === 'create') networks.push({ name, cidr: flag.replace('--cidr=', ''), bridge: '' });
else networks.splice(at, 1);
writeFileSync(file, JSON.stringify({ networks }));
`;

const BRIDGE = { name: 'bridge', cidr: '172.20.0.0/16', bridge: 'joblet0' };

async function hostOf(networks: Readonly<Record<string, string>>, workflow: string): Promise<string> {
  const list = Object.entries(networks).map(([name, cidr]) => ({ name, cidr, bridge: '' }));
  const folder = await folderOf({
    'networks.json': JSON.stringify({ networks: [BRIDGE, ...list] }),
    'workflow.yaml': workflow,
  });
  await writeFile(`${folder}/rnx.mjs`, RNX);
  await writeFile(`${folder}/rnx`, '#!/bin/sh\nexec node "$0.mjs" "$@"\n');
  await chmod(`${folder}/rnx`, 0o755);
  return folder;
}

async function checked(folder: string, plan: readonly string[]): Promise<TargetReport> {
  const inputs = [`${folder}/networks.json`, `${folder}/workflow.yaml`];
  const [target] = (await check({ inputs, placement: {}, plan }, IO)).targets;
  if (!target) throw new Error('no target');
  return target;
}

const run = (folder: string, commands: readonly string[]) =>
  execFileSync('sh', ['-ec', commands.join('\n')], {
    stdio: 'pipe',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });

const ofRule = ({ findings }: TargetReport, rule: string): readonly Finding[] =>
  findings.filter((one) => one.rule === rule);

const job = (name: string, network: string, requires = '') =>
  `  ${name}:\n    command: "x"\n    network: "${network}"\n${requires}`;
const needs = (name: string, status: string) => `    requires:\n      - ${name}: "${status}"\n`;
const jobs = (...all: readonly string[]) => `jobs:\n${all.join('')}`;

interface Case {
  readonly rule: string;
  readonly networks: Readonly<Record<string, string>>;
  readonly workflow: string;
  readonly plan?: readonly string[];
}

const CASES: readonly (readonly [string, Case])[] = [
  [
    'an overlap',
    {
      rule: 'declared-ranges-overlap',
      networks: { wide: '10.0.0.0/12', near: '10.1.0.0/24' },
      workflow: jobs(job('a', 'wide'), job('b', 'near')),
    },
  ],
  [
    'an overlap with the built-in bridge, within a plan',
    {
      rule: 'declared-ranges-overlap',
      networks: { app: '172.20.5.0/24' },
      workflow: jobs(job('a', 'app')),
      plan: ['app=10.9.0.0/16'],
    },
  ],
  [
    'a range that does not work',
    {
      rule: 'declared-range-unusable',
      networks: { app: '8.8.8.0/24' },
      workflow: jobs(job('a', 'app')),
    },
  ],
  [
    'a gateway outside',
    {
      rule: 'joblet-gateway-outside-subnet',
      networks: { app: '10.12.0.128/25' },
      workflow: jobs(job('a', 'app')),
    },
  ],
  [
    'a network outside of its block',
    {
      rule: 'joblet-outside-plan',
      networks: { 'dev-web': '10.9.0.0/24', 'dev-db': '10.1.0.0/24' },
      workflow: jobs(job('a', 'dev-web'), job('b', 'dev-db')),
      plan: ['dev=10.1.0.0/16'],
    },
  ],
  [
    'a missing network',
    {
      rule: 'joblet-network-missing',
      networks: { app: '10.1.0.0/24' },
      workflow: jobs(job('a', 'app'), job('b', 'store')),
    },
  ],
  [
    'a network that nothing uses',
    {
      rule: 'joblet-network-unused',
      networks: { app: '10.1.0.0/24', old: '10.2.0.0/24' },
      workflow: jobs(job('a', 'app')),
    },
  ],
];

const EDITS: readonly (readonly [string, Case])[] = [
  [
    'a misspelt network',
    {
      rule: 'joblet-network-missing',
      networks: { backend: '10.1.0.0/24' },
      workflow: jobs(job('a', 'backend'), job('b', 'bakend'), job('c', 'bakend')),
    },
  ],
  [
    "another system's word for a status",
    {
      rule: 'joblet-job-never-starts',
      networks: { app: '10.1.0.0/24' },
      workflow: jobs(job('a', 'app'), job('b', 'app', needs('a', 'FINISHED'))),
    },
  ],
  [
    'a status in lower case',
    {
      rule: 'joblet-job-never-starts',
      networks: { app: '10.1.0.0/24' },
      workflow: jobs(job('a', 'app'), job('b', 'app', needs('a', 'running'))),
    },
  ],
  [
    'a misspelt job',
    {
      rule: 'joblet-job-never-starts',
      networks: { app: '10.1.0.0/24' },
      workflow: jobs(job('database', 'app'), job('b', 'app', needs('databse', 'RUNNING'))),
    },
  ],
  [
    'the end of a server',
    {
      rule: 'joblet-job-never-starts',
      networks: { app: '10.1.0.0/24' },
      workflow: jobs(
        job('db', 'app').replace('"x"', '"postgres"'),
        job('b', 'app', needs('db', 'COMPLETED')),
      ),
    },
  ],
  [
    'an address on another network',
    {
      rule: 'joblet-address-unreachable',
      networks: { app: '10.1.0.0/24', store: '10.2.0.0/24' },
      workflow: jobs(
        job('a', 'store'),
        job('c', 'app'),
        job('b', 'app', '    environment: {DB_HOST: "10.2.0.9"}\n'),
      ),
    },
  ],
  [
    'two networks of jobs that need each other',
    {
      rule: 'joblet-dependency-across-networks',
      networks: { app: '10.1.0.0/24', store: '10.2.0.0/24' },
      workflow: jobs(job('a', 'store'), job('c', 'app'), job('b', 'app', needs('a', 'COMPLETED'))),
    },
  ],
];

async function repaired({ rule, networks, workflow, plan = [] }: Case): Promise<void> {
  const folder = await hostOf(networks, workflow);
  const before = await checked(folder, plan);
  const found = ofRule(before, rule);
  expect(found).toHaveLength(1);
  const [fix] = found.map((one) => one.fix);
  if (!fix || 'none' in fix) throw new Error(`no fix: ${fix?.none}`);
  expect(fix.proven).toBe(true);
  run(folder, fix.commands);
  const after = await checked(folder, plan);
  expect(ofRule(after, rule)).toEqual([]);
  const known = before.findings.map(({ fingerprint }) => fingerprint);
  const fresh = after.findings.filter(
    ({ severity, fingerprint }) => severity !== 'note' && !known.includes(fingerprint),
  );
  expect(fresh).toEqual([]);
}

describe('rnx repairs', () => {
  it.each(CASES)('%s', (_, one) => repaired(one));
});

describe.skipIf(!HAS_PATCH)('patch repairs', () => {
  it.each(EDITS)('%s', (_, one) => repaired(one));
});

it('of hundreds of faults the first are proven, and the others say so', async () => {
  const many = Array.from({ length: 300 }, (_, i) => job(`j${i}`, `m${i}`));
  const target = await checked(await hostOf({}, jobs(...many, job('a', 'app'))), []);
  const fixes = ofRule(target, 'joblet-network-missing').map(({ fix }) =>
    'none' in fix ? fix.none : 'proven',
  );
  const proven = fixes.filter((one) => one === 'proven');
  expect(proven.length).toBeGreaterThan(100);
  expect(proven.length).toBeLessThan(300);
  expect(fixes.find((one) => one !== 'proven')).toMatch(
    /^not tried, because much else is wrong: create network m\d+ with 10\./,
  );
});

describe('the networks to use', () => {
  it('put everything right at once, in an order that works', async () => {
    const networks = { wide: '10.0.0.0/8', one: '10.1.0.0/24', two: '10.1.0.0/24', odd: '10.5.0.128/25' };
    const folder = await hostOf(
      networks,
      jobs(...[...Object.keys(networks), 'new'].map((name) => job(name, name))),
    );
    const { config } = await checked(folder, ['10.0.0.0/8']);
    run(folder, config.commands ?? []);
    const after = await checked(folder, ['10.0.0.0/8']);
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(after.config.commands).toEqual([]);
  });

  it('are none where a name may be another thing', async () => {
    const folder = await hostOf({ worker1: '10.1.0.0/24' }, jobs(job('a', 'worker1'), job('b', 'worker2')));
    const [found] = ofRule(await checked(folder, []), 'joblet-network-missing');
    expect(found?.fix).toMatchObject({ commands: ['rnx network create worker2 --cidr=10.0.0.0/24'] });
  });
});
