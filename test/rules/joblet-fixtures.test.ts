/** Every fixture of Joblet, and all that is said of it: rule, severity and line of each finding. Read, not run. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/report.ts';
import { check } from '../../src/run.ts';
import { requestOf } from '../support/fixtures/request.ts';
import { folderOf } from '../support/folder.ts';

const ROOT = fileURLToPath(new URL('../../fixtures/joblet/', import.meta.url));

async function findingsOf(fixture: string, ...args: readonly string[]): Promise<readonly Finding[]> {
  const { targets } = await check(requestOf(`${ROOT}${fixture}`, args), { readStdin: async () => '' });
  expect(targets.flatMap(({ undecided }) => undecided)).toEqual([]);
  return targets.flatMap(({ findings }) => findings);
}

/** "error joblet-mode-unusable 5,9" */
const told = (findings: readonly Finding[]): readonly string[] =>
  findings
    .map(
      ({ rule, severity, resources }) =>
        `${severity} ${rule} ${resources.map(({ place }) => place?.line ?? '-').join(',')}`,
    )
    .sort();

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  addresses: ['error joblet-address-unreachable 4,-'],
  clean: [],
  crowded: ['error too-few-addresses 2,1'],
  malformed: [
    'error joblet-workflow-malformed 4',
    'error joblet-workflow-malformed 5',
    'error joblet-workflow-malformed 9',
    'note joblet-ignored-key 1',
  ],
  misnamed: [
    'error joblet-network-misnamed 2',
    'error joblet-network-misnamed 4',
    'warning joblet-network-misnamed 3',
  ],
  modes: [
    'error joblet-mode-unusable 20',
    'error joblet-mode-unusable 5,9',
    'warning joblet-isolation-leaks 5,9,13',
  ],
  names: [
    'warning joblet-name-unresolved 11',
    'warning joblet-name-unresolved 13',
    'warning joblet-name-unresolved 18',
    'warning joblet-name-unresolved 21',
    'warning joblet-name-unresolved 6',
  ],
};

describe('a fixture', () => {
  it.each(Object.entries(EXPECTED))('%s is told line by line', async (fixture, expected) => {
    expect(told(await findingsOf(fixture))).toEqual(expected);
  });

  it('is expected somewhere', () => {
    const elsewhere = ['broken', 'documents', 'guide', 'ranges'];
    expect(readdirSync(ROOT).sort()).toEqual([...Object.keys(EXPECTED), ...elsewhere].sort());
  });
});

describe('by version', () => {
  it('isolated gives no interface after version 2, and none is no error where nothing needs it', async () => {
    expect(told(await findingsOf('modes', '--joblet-version', '5.0.0'))).toEqual([
      'error joblet-mode-unusable 5,9,13',
    ]);
  });

  it('long names are hashed after version 2, and dots are refused', async () => {
    const rules = (findings: readonly Finding[]) => [...new Set(findings.map(({ rule }) => rule))];
    expect(rules(await findingsOf('guide/guide.md', '--joblet-version', '5.0.0'))).not.toContain(
      'joblet-bridge-name-too-long',
    );
    expect(told(await findingsOf('misnamed', '--joblet-version', '5.0.0'))).toContain(
      'error joblet-network-misnamed 5',
    );
  });
});

describe('what differs by version', () => {
  const NETWORKS =
    'rnx network create near --cidr=10.255.255.0/24\nrnx network create a.b --cidr=10.1.0.0/24\n';
  const JOBS = `jobs:
  alone: {command: python3, network: none}
  fetch: {command: curl, args: ["https://example.com"], network: none}
  one: {command: python3, network: isolated}
  web: {command: nginx, network: near}
  other: {command: nginx, network: a.b}
`;
  const said = async (version: string) => {
    const folder = await folderOf({ 'make.sh': NETWORKS, 'workflow.yaml': JOBS });
    const { targets } = await check(requestOf(folder, ['--joblet-version', version]), {
      readStdin: async () => '',
    });
    return targets
      .flatMap(({ findings }) => findings.map(({ rule, message }) => `${rule}: ${message}`))
      .sort();
  };

  it('2.11.3 starts no job on none, keeps isolated jobs in one range and from nobody, and takes a dot', async () => {
    expect(await said('2.11.3')).toEqual([
      'declared-ranges-overlap: near 10.255.255.0/24 overlaps isolated 10.255.255.0/30',
      'joblet-isolation-leaks: the isolated job one reaches the jobs on a.b, near, and the other way round',
      'joblet-mode-unusable: network none is asked for (job alone and 1 more), and Joblet 2.11.3 starts no job on it',
    ]);
  });

  it('5.0.0 gives neither mode an interface, has no isolated range, and refuses a dot', async () => {
    expect(await said('5.0.0')).toEqual([
      'joblet-mode-unusable: network isolated is asked for (job one), and gives no interface in Joblet 5.0.0',
      'joblet-mode-unusable: network none is asked for (job fetch), and gives no interface in Joblet 5.0.0',
      'joblet-network-misnamed: network a.b has a name with other characters than letters, digits, - and _',
    ]);
  });
});

describe('ranges that do not work', async () => {
  const findings = await findingsOf('ranges');

  it.each([
    [2, 'error', 'network six is declared with 2001:db8::/64, and Joblet has IPv4 only'],
    [3, 'error', 'network word is declared with 10.1.0, which is no CIDR block'],
    [4, 'error', 'network bare is declared with 10.3.0.0, which is no CIDR block'],
    [5, 'error', 'network all has 4,294,967,296 addresses (0.0.0.0/0)'],
    [6, 'error', 'network eight has 16,777,216 addresses (11.0.0.0/8)'],
    [7, 'error', 'network none32 has no address for a job (10.44.0.1/32)'],
    [8, 'warning', 'network one has one address for a job (10.44.1.0/30)'],
    [9, 'warning', 'network twelve has 2,097,152 addresses (100.64.0.0/11)'],
    [10, 'error', 'network link lies in a range of the system (169.254.7.0/24)'],
    [11, 'warning', 'network bits is declared with 10.45.0.5/24, whose block is 10.45.0.0/24'],
    [12, 'warning', 'network public has public addresses (8.8.8.0/24)'],
  ])('line %i: %s', (line, severity, message) => {
    const here = findings.filter(
      ({ rule, resources }) => rule === 'declared-range-unusable' && resources[0]?.place?.line === line,
    );
    expect(here.map((one) => [one.severity, one.message])).toEqual([[severity, message]]);
  });

  it('leaves the sound one alone', () => {
    const unusable = findings.filter(({ rule }) => rule === 'declared-range-unusable');
    expect(unusable.map(({ resources }) => resources[0]?.place?.line)).not.toContain(13);
    expect(unusable).toHaveLength(11);
  });
});

it('an address between the bridge and a custom network is an open question', async () => {
  const folder = await folderOf({
    'make.sh': 'rnx network create app --cidr=10.1.0.0/24\n',
    'workflow.yaml':
      'jobs:\n  a: {command: x, environment: {DB_HOST: 10.1.0.9}}\n  b: {command: y, network: app}\n',
  });
  const { targets } = await check(requestOf(folder, []), { readStdin: async () => '' });
  expect(targets.flatMap(({ findings }) => findings)).toEqual([]);
  expect(targets.flatMap(({ undecided }) => undecided.map(({ message }) => message))).toEqual([
    'whether job a can reach 10.1.0.9 on tcp any port is not known',
  ]);
});

describe('a name', () => {
  const misnamed = async (files: Readonly<Record<string, string>>, conventions: readonly string[] = []) => {
    const rules = { 'joblet-network-misnamed': { options: { conventions } } };
    const { targets } = await check(
      { inputs: [await folderOf(files)], placement: {}, rules },
      { readStdin: async () => '' },
    );
    return targets.flatMap(({ findings }) =>
      findings.flatMap(({ rule, severity, message }) =>
        rule === 'joblet-network-misnamed' ? [`${severity}: ${message}`] : [],
      ),
    );
  };

  it('whose bridge is that of another network is told', async () => {
    const listed = [
      { name: 'development', cidr: '10.1.0.0/24', bridge: 'joblet-dev' },
      { name: 'dev', cidr: '10.2.0.0/24', bridge: '' },
    ];
    expect(await misnamed({ 'networks.json': JSON.stringify({ networks: listed }) })).toEqual([
      'error: networks development and dev have one bridge, joblet-dev',
    ]);
  });

  it('outside of the convention is a note', async () => {
    const script =
      'rnx network create dev-web --cidr=10.1.0.0/24\nrnx network create web --cidr=10.2.0.0/24\nrnx network create prod --cidr=10.3.0.0/24\n';
    expect(await misnamed({ 'make.sh': script })).toEqual([]);
    expect(await misnamed({ 'make.sh': script }, ['dev-*', 'prod'])).toEqual([
      'note: network web has a name outside of the convention (dev-*, prod)',
    ]);
  });

  it('that is none is told', async () => {
    expect(await misnamed({ 'make.sh': 'rnx network create "" --cidr=10.1.0.0/24\n' })).toEqual([
      'error: a network is created without a name',
    ]);
  });

  it('of the built-in bridge does not take its range away', async () => {
    const files = { 'make.sh': 'rnx network create bridge --cidr=10.1.0.0/24\n' };
    const { targets } = await check(
      { inputs: [await folderOf(files)], placement: {} },
      { readStdin: async () => '' },
    );
    expect(targets[0]?.plan?.networks).toBe(3);
    expect(targets.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
      'joblet-network-misnamed',
    ]);
  });
});
