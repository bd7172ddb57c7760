/** Joblet's guide, run on its own text, and workflows that cannot run. What is expected was read, not run. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/report.ts';
import { check } from '../../src/run.ts';
import { requestOf } from '../support/fixtures/request.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/joblet/', import.meta.url));

async function findingsOf(fixture: string): Promise<readonly Finding[]> {
  const report = await check(requestOf(`${FIXTURES}${fixture}`, []), { readStdin: async () => '' });
  return report.targets.flatMap(({ findings }) => findings);
}

const ofRule = (findings: readonly Finding[], rule: string) => findings.filter((one) => one.rule === rule);
const told = (findings: readonly Finding[]) =>
  findings.map(({ message, resources }) => `${resources[0]?.place?.line}: ${message}`).sort();

/** Name and first and last address of each created network, read without the product's own reader. */
function created(): readonly { readonly name: string; readonly first: number; readonly last: number }[] {
  const text = readFileSync(`${FIXTURES}guide/guide.md`, 'utf8');
  const lines = [...text.matchAll(/^rnx network create (\S+) --cidr=(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)/gm)];
  return lines.map(([, name = '', a, b, c, d, length]) => {
    const first = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
    return { name, first, last: first + 2 ** (32 - Number(length)) - 1 };
  });
}

describe('the guide, on its own text', async () => {
  const findings = await findingsOf('guide/guide.md');

  it('has 36 networks, and 39 pairs of them overlap, the built-in bridge and the isolated range included', () => {
    const all = [
      ...created(),
      { name: 'bridge', first: 0xac140000, last: 0xac14ffff },
      { name: 'isolated', first: 0x0affff00, last: 0x0affff03 },
    ];
    const pairs = all.flatMap((one, index) =>
      all.slice(index + 1).filter((two) => one.first <= two.last && two.first <= one.last),
    );
    expect(created()).toHaveLength(36);
    expect(pairs).toHaveLength(39);
    expect(ofRule(findings, 'declared-ranges-overlap')).toHaveLength(39);
  });

  it('has 21 bridges with a name that the kernel refuses', () => {
    const long = created().filter(({ name }) => `joblet-${name}`.length > 15);
    expect(long).toHaveLength(21);
    expect(ofRule(findings, 'joblet-bridge-name-too-long')).toHaveLength(21);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'joblet-network-redefined',
      ['453: network app-tier is declared with 10.10.2.0/24, and before that with 10.10.1.0/24'],
    ],
    [
      'joblet-job-never-starts',
      ['290: job api-service requires database to be COMPLETED, and postgres is a server that does not end'],
    ],
    [
      'joblet-dependency-across-networks',
      [
        '300: job web-service on network frontend requires api-service on network backend, and neither reaches the other',
      ],
    ],
    [
      'joblet-network-missing',
      [
        '279: network backend is named, and nothing in the input creates it',
        '296: network frontend is named, and nothing in the input creates it',
        '397: network host is named, and Joblet has no such mode',
        '514: network custom-net is named, and nothing in the input creates it',
        '529: network net1 is named, and nothing in the input creates it',
        '530: network net2 is named, and nothing in the input creates it',
        '550: network slow-net is named, and nothing in the input creates it',
        '564: network debug-net is named, and nothing in the input creates it',
      ],
    ],
    [
      'joblet-tiers-apart',
      [
        '457: nginx on network dmz and python app.py on network app-tier are neighbouring tiers, and neither reaches the other',
        '458: python app.py on network app-tier and postgres on network data-tier are neighbouring tiers, and neither reaches the other',
        '592: npm start on network frontend-net and python app.py on network backend-net are neighbouring tiers, and neither reaches the other',
        '598: python app.py on network backend-net and redis-server on network cache-net are neighbouring tiers, and neither reaches the other',
      ],
    ],
    [
      'declared-range-unusable',
      [
        '146: network large-net has 16,777,216 addresses (10.0.0.0/8)',
        '149: network medium-net has 1,048,576 addresses (172.16.0.0/12)',
      ],
    ],
    [
      'joblet-closed-network-open',
      [
        '197: network db-net is meant to be closed (line 196 says "no internet"), and Joblet gives every custom network a way to the internet',
        '327: network secure-db is meant to be closed (its name says so), and Joblet gives every custom network a way to the internet',
        '350: network prod-restricted is meant to be closed (line 349 says "with restrictions"), and Joblet gives every custom network a way to the internet',
      ],
    ],
    [
      'joblet-mode-unusable',
      [
        '113: network none is asked for (rnx run ip addr show and 2 more), and Joblet 2.11.3 starts no job on it',
      ],
    ],
  ])('%s', (rule, expected) => {
    expect(told(ofRule(findings, rule))).toEqual(expected);
  });
});

describe('the guide, on its own text, once more', async () => {
  const findings = await findingsOf('guide/guide.md');

  it('creates 18 networks that no command and no job uses', () => {
    const text = readFileSync(`${FIXTURES}guide/guide.md`, 'utf8');
    const used = [...text.matchAll(/--network=(\S+)|network: "(\S+)"/g)].map(([, one, two]) => one ?? two);
    const unused = new Set(created().flatMap(({ name }) => (used.includes(name) ? [] : [name])));
    expect(unused.size).toBe(18);
    expect(ofRule(findings, 'joblet-network-unused')).toHaveLength(18);
  });

  it('is told a proven change for every pair', () => {
    const without = ofRule(findings, 'declared-ranges-overlap').filter(({ fix }) => 'none' in fix);
    expect(without.map(({ message }) => message)).toEqual([]);
  });

  it('says nothing that is not expected here', () => {
    const rules = new Set(findings.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual([
      'declared-range-unusable',
      'declared-ranges-overlap',
      'joblet-bridge-name-too-long',
      'joblet-closed-network-open',
      'joblet-dependency-across-networks',
      'joblet-job-never-starts',
      'joblet-mode-unusable',
      'joblet-network-missing',
      'joblet-network-redefined',
      'joblet-network-unused',
      'joblet-tiers-apart',
    ]);
  });
});

describe('a workflow that cannot run', () => {
  it('is told line by line', async () => {
    const findings = await findingsOf('broken');
    expect(told(ofRule(findings, 'joblet-job-never-starts'))).toEqual([
      '18: job third requires first to be FINISHED, and Joblet has no such status',
      '19: job third requires nobody, and the workflow has no such job',
      '4: the jobs first → second → first wait for each other',
    ]);
    expect(told(ofRule(findings, 'joblet-gateway-outside-subnet'))).toEqual([
      '2: the gateway 10.12.0.1 of network half is outside of 10.12.0.128/25',
    ]);
  });

  it('is told that its default network is not read', async () => {
    expect(told(ofRule(await findingsOf('broken'), 'joblet-ignored-key'))).toEqual([
      '2: workflow.yaml has keys that the server drops: defaults.network',
    ]);
  });

  it('has nothing to say of one that can', async () => {
    expect((await findingsOf('clean')).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
