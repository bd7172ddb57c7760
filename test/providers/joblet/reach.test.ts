/** Who reaches whom on Joblet: the measured table of modes, asked through the same conductor as `byo-net trace`. */
import { describe, expect, it } from 'vitest';
import { check, trace } from '../../../src/run.ts';
import { folderOf } from '../../support/folder.ts';

const NETWORKS = JSON.stringify({
  networks: [
    { name: 'bridge', cidr: '172.20.0.0/16', bridge: 'joblet0' },
    { name: 'front', cidr: '10.21.0.0/24', bridge: '' },
    { name: 'back', cidr: '10.22.0.0/24', bridge: '' },
  ],
});
const JOBS = `jobs:
  web: {command: nginx, network: front}
  api: {command: python3, network: back}
  db: {command: postgres, network: back}
  plain: {command: echo}
  iso: {command: curl, network: isolated}
  iso2: {command: curl, network: isolated}
  off: {command: echo, network: none}
  ghost: {command: echo, network: nowhere}
  host: {command: echo, network: host}
`;
const IO = { readStdin: async () => '' };
const folder = () => folderOf({ 'networks.json': NETWORKS, 'workflow.yaml': JOBS });

const verdict = async (from: string, to: string, jobletVersion = '2.11.3') =>
  (await trace({ inputs: [await folder()], placement: {}, from, to, port: '5432', jobletVersion }, IO))
    .verdict;

describe('from job to job', () => {
  it.each([
    ['api', 'db', 'reachable'],
    ['web', 'db', 'blocked'],
    ['db', 'web', 'blocked'],
    ['plain', 'db', 'unknown'],
    ['db', 'plain', 'unknown'],
    ['iso', 'db', 'reachable'],
    ['db', 'iso', 'reachable'],
    ['iso', 'plain', 'reachable'],
    ['iso', 'iso2', 'blocked'],
    ['off', 'db', 'blocked'],
    ['db', 'off', 'blocked'],
    ['ghost', 'db', 'blocked'],
    ['host', 'db', 'blocked'],
  ])('%s → %s is %s', async (from, to, expected) => {
    expect(await verdict(`job:${from}`, `job:${to}`)).toBe(expected);
  });
});

describe('to and from what is no job', () => {
  it.each([
    ['job:web', 'internet', 'reachable'],
    ['job:iso', 'internet', 'reachable'],
    ['job:off', 'internet', 'blocked'],
    ['job:ghost', 'internet', 'blocked'],
    ['internet', 'job:web', 'blocked'],
    ['job:web', '10.22.0.1', 'reachable'],
    ['job:off', '10.22.0.1', 'blocked'],
    ['job:web', '192.168.7.1', 'unknown'],
    ['subnet:front', 'job:db', 'blocked'],
  ])('%s → %s is %s', async (from, to, expected) => {
    expect(await verdict(from, to)).toBe(expected);
  });
});

it('isolated jobs of 2026 have no interface', async () => {
  expect(await verdict('job:iso', 'internet', '5.0.0')).toBe('blocked');
  expect(await verdict('job:iso', 'job:db', '5.0.0')).toBe('blocked');
});

it('between overlapping ranges nothing is claimed', async () => {
  const files = await folderOf({
    'make.sh': 'rnx network create a --cidr=10.0.0.0/8\nrnx network create b --cidr=10.2.0.0/24\n',
  });
  const asked = { inputs: [files], placement: {}, from: 'subnet:a', to: 'subnet:b', port: '80' };
  expect((await trace(asked, IO)).verdict).not.toBe('reachable');
});

describe('Dask on jobs', () => {
  const holds = async (scheduler: string, worker: string) => {
    const report = await check({ inputs: [await folder()], placement: { scheduler, worker } }, IO, []);
    return Object.fromEntries(report.targets[0]?.flows.map((flow) => [flow.name, flow.holds]) ?? []);
  };

  it('works on one network', async () => {
    expect(await holds('job:api', 'job:db')).toMatchObject({
      'worker → scheduler': 'yes',
      'scheduler → worker': 'yes',
      'worker → internet': 'yes',
    });
  });

  it('is cut between two', async () => {
    expect(await holds('job:web', 'job:db')).toMatchObject({
      'worker → scheduler': 'no',
      'worker ↔ worker': 'yes',
    });
  });

  it('names jobs that are there, both of them', async () => {
    await expect(holds('job:wep', 'job:db')).rejects.toMatchObject({
      code: 'usage',
      remedy: expect.stringContaining('web'),
    });
    const one = check({ inputs: [await folder()], placement: { scheduler: 'job:web' } }, IO, []);
    await expect(one).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the networks to use', () => {
  const commands = async (files: Readonly<Record<string, string>>, onPremises: readonly string[] = []) => {
    const inputs = [await folderOf(files)];
    return (await check({ inputs, placement: {}, onPremises }, IO, [])).targets[0]?.config.commands;
  };

  it('are those that jobs name and nobody made, in a range that nobody has', async () => {
    expect(await commands({ 'networks.json': NETWORKS, 'w.yaml': JOBS }, ['10.0.0.0/16'])).toEqual([
      'rnx network create nowhere --cidr=10.1.0.0/24',
    ]);
  });

  it('replace what overlaps, the wide one first removed', async () => {
    const list = [
      { name: 'wide', cidr: '10.0.0.0/8', bridge: '' },
      { name: 'small', cidr: '10.2.0.0/24', bridge: '' },
    ];
    expect(await commands({ 'networks.json': JSON.stringify({ networks: list }) })).toEqual([
      'rnx network remove wide',
      'rnx network create wide --cidr=192.168.0.0/24',
    ]);
  });
});
