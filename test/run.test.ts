/** What is opened when files of more than one provider lie beside each other. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check, read } from '../src/run.ts';
import { folderOf } from './support/folder.ts';

const VPCS = {
  Vpcs: [{ VpcId: 'vpc-0f3c9d1a7b5e24680', OwnerId: '111122223333', CidrBlock: '10.0.0.0/16' }],
};
const link = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/n';
const NETWORKS = [{ kind: 'compute#network', name: 'n', selfLink: link }];
const WORKFLOW = 'jobs:\n  a: {command: x}\n';
const snapshotOf = (provider: string, call: string, refused: boolean) => ({
  version: 1,
  documents: refused ? [] : [{ provider, call, body: { Vpcs: [] } }],
  gaps: refused ? [{ provider, call, why: 'denied' }] : [],
});

/** Names that are nowhere: the check runs, whatever the files hold. */
const placement = { networkId: 'n', schedulerSubnetId: 's', workerSubnetId: 's' };

type Files = Readonly<Record<string, unknown>>;

async function opened(files: Files, provider?: string) {
  const folder = await folderOf(files);
  const request = { inputs: [folder], placement, ...(provider !== undefined && { provider }) };
  const report = await check(request, { readStdin: async () => '' }).catch((error: unknown) => ({
    error: error as Error,
  }));
  const within = (text: string): string => text.replaceAll(`${folder}/`, '');
  if ('error' in report) return { ...report.error, message: within(report.error.message) };
  const [target] = report.targets;
  return { provider: target?.provider, ignored: target?.ignored.map(({ file }) => within(file)) };
}

const ALL: Files = {
  'a/vpcs.json': VPCS,
  'g/networks.json': NETWORKS,
  'g/routes.json': [],
  'j/w.yaml': WORKFLOW,
};

describe('files of several providers', () => {
  it('are one error that names the files of each and the way to choose', async () => {
    expect(await opened(ALL)).toMatchObject({
      code: 'input',
      message: 'the input is of 3 providers: aws in a/vpcs.json; gcp in g/networks.json; joblet in j/w.yaml',
      remedy: 'name the one to check: --provider aws or --provider gcp or --provider joblet',
    });
  });

  it.each([
    ['aws', ['g/networks.json', 'g/routes.json', 'j/w.yaml']],
    ['gcp', ['a/vpcs.json', 'j/w.yaml']],
    ['joblet', ['a/vpcs.json', 'g/networks.json']],
  ])('with --provider %s are all of its own, and the others are named', async (provider, ignored) => {
    expect(await opened(ALL, provider)).toEqual({ provider, ignored });
  });

  it('named one by one are that error too', async () => {
    const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
    const inputs = [fixture('joblet/clean'), fixture('gcp/guide')];
    await expect(check({ inputs, placement: {} }, { readStdin: async () => '' })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /^the input is of 2 providers: gcp in .*and \d+ more; joblet in \S+networks\.sh, \S+workflow\.yaml$/,
      ),
    });
  });

  it.each([
    ['a refusal', true, 'aws in the refused DescribeVpcs'],
    ['a document of a snapshot', false, 'aws in s.json'],
  ])('count %s as well', async (_, refused, source) => {
    const files = { 's.json': snapshotOf('aws', 'DescribeVpcs', refused), 'w.yaml': WORKFLOW };
    expect(await opened(files)).toMatchObject({
      message: `the input is of 2 providers: ${source}; joblet in w.yaml`,
    });
  });

  it('with --provider joblet name a refusal of another, too', async () => {
    const files = { 's.json': snapshotOf('aws', 'DescribeVpcs', true), 'w.yaml': WORKFLOW };
    expect(await opened(files, 'joblet')).toEqual({
      provider: 'joblet',
      ignored: ['the refused DescribeVpcs'],
    });
  });

  it('that were read once and are checked as one of them name the others, each with its owner', async () => {
    const folder = await folderOf(ALL);
    const snapshot = await read([folder], { readStdin: async () => '' });
    const request = { inputs: [], snapshot, placement, provider: 'gcp' };
    const { targets } = await check(request, { readStdin: async () => '' });
    expect(targets[0]?.ignored).toEqual([
      { file: `${folder}/a/vpcs.json`, why: 'is of aws, and gcp is checked' },
      { file: `${folder}/j/w.yaml`, why: 'is of joblet, and gcp is checked' },
    ]);
  });

  it('do not count what no provider here has written', async () => {
    const files = { 's.json': snapshotOf('azure', 'vnet list', false), 'w.yaml': WORKFLOW };
    expect(await opened(files)).toEqual({ provider: 'joblet', ignored: ['s.json'] });
  });
});

describe('an empty list', () => {
  it.each<[string, Files, object]>([
    ['beside answers of AWS', { 'vpcs.json': VPCS, 'x.json': [] }, { provider: 'aws', ignored: ['x.json'] }],
    [
      'beside answers of Google Cloud',
      { 'networks.json': NETWORKS, 'routes.json': [], 'x.json': [] },
      { provider: 'gcp', ignored: ['x.json'] },
    ],
    ['beside a workflow', { 'networks.json': [], 'w.yaml': WORKFLOW }, { provider: 'joblet', ignored: [] }],
  ])('%s is of that provider', async (_, files, outcome) => {
    expect(await opened(files)).toEqual(outcome);
  });

  it('alone is nobody’s until somebody says whose', async () => {
    const files = { 'networks.json': [] };
    expect(await opened(files)).toMatchObject({
      code: 'input',
      message: 'an empty list does not say whose it is',
      remedy: 'name the provider: --provider gcp or --provider joblet',
    });
    expect(await opened(files, 'joblet')).toEqual({ provider: 'joblet', ignored: [] });
  });
});

it('a snapshot of another provider than the one asked for is an error', async () => {
  expect(await opened({ 's.json': snapshotOf('aws', 'DescribeVpcs', false) }, 'gcp')).toMatchObject({
    code: 'input',
    message: 'nothing in the input is of gcp: it is of aws in s.json',
    remedy: 'write --provider aws, or name files of gcp',
  });
});

it('a snapshot of what one provider refused is of that provider', async () => {
  expect(await opened({ 's.json': snapshotOf('gcp', 'networks.list', true) })).toMatchObject({
    provider: 'gcp',
  });
});

it.each([
  ['aws', 'aws/guide'],
  ['gcp', 'gcp/guide'],
])('the version of Joblet says nothing about files of %s, and that is an error', async (provider, name) => {
  const inputs = [fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))];
  const request = { inputs, placement: {}, jobletVersion: '5.0.1' };
  await expect(check(request, { readStdin: async () => '' })).rejects.toMatchObject({
    code: 'usage',
    message: `--joblet-version is an option of Joblet, and the input is of ${provider}`,
    remedy: 'leave it out',
  });
});
