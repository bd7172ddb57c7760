import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../support/folder.ts';
import { run } from './scenario.ts';

test('without a file the cloud is asked, where and as whom the options say', async () => {
  const { asked, code } = await run('check --vpc vpc-1 --region eu-west-1 --profile audit');
  expect(code).toBe(0);
  expect(asked).toEqual([
    expect.objectContaining({
      inputs: [],
      region: 'eu-west-1',
      profile: 'audit',
      placement: { networkId: 'vpc-1' },
    }),
  ]);
});

test.each([
  [{ AWS_DEFAULT_REGION: 'eu-north-1' }, { region: 'eu-north-1' }],
  [{ AWS_DEFAULT_REGION: 'eu-north-1', AWS_REGION: 'us-east-1' }, {}],
  [{}, {}],
])('of the environment %o only what the SDK does not read itself is handed on', async (env, region) => {
  const { asked } = await run('check --vpc vpc-1', { env });
  expect(asked).toEqual([
    {
      inputs: [],
      ...region,
      placement: { networkId: 'vpc-1' },
      client: [],
      require: [],
      assume: [],
      onPremises: [],
      plan: [],
    },
  ]);
});

test.each<readonly [string, Readonly<Record<string, string>>, object]>([
  ['check --project acme', {}, { provider: 'gcp', project: 'acme' }],
  ['check --provider gcp --network-id n', {}, { provider: 'gcp' }],
  [
    'check --provider gcp --region us-east1',
    { CLOUDSDK_CORE_PROJECT: 'acme', AWS_DEFAULT_REGION: 'eu-north-1' },
    { provider: 'gcp', project: 'acme', region: 'us-east1' },
  ],
  [
    'check --project acme',
    {
      CLOUDSDK_CORE_PROJECT: 'other',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: 'http://localhost:1/compute/v1/',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY: 'http://localhost:2/',
    },
    {
      provider: 'gcp',
      project: 'acme',
      endpoint: 'http://localhost:1/compute/v1/',
      connectivityEndpoint: 'http://localhost:2/',
    },
  ],
  ['check --vpc vpc-1', { CLOUDSDK_CORE_PROJECT: 'other' }, {}],
  [
    'check --provider joblet --joblet-version 5.0.1',
    { CLOUDSDK_CORE_PROJECT: 'other', AWS_DEFAULT_REGION: 'eu-north-1' },
    { provider: 'joblet', jobletVersion: '5.0.1' },
  ],
])('%s with %o asks the cloud that is meant, by its own words', async (line, env, live) => {
  const { asked } = await run(line, { env });
  const {
    placement: _,
    client: _c,
    require: _r,
    assume: _a,
    onPremises: _o,
    plan: _p,
    ...rest
  } = asked[0] ?? {};
  expect(rest).toEqual({ inputs: [], ...live });
});

test.each([
  ['check --project acme --profile audit', '--profile is an option of AWS'],
  ['check --provider aws --project acme', '--project is an option of Google Cloud'],
  ['check --provider joblet --region us-east-1', '--region is an option of AWS and Google Cloud'],
  ['check --vpc vpc-1 --joblet-version 5.0.1', '--joblet-version is an option of Joblet'],
])('%s is refused', async (line, says) => {
  expect(await run(line)).toMatchObject({ code: 2, err: expect.stringContaining(says) });
});

test('a file is read without a look at the environment', async () => {
  const { asked } = await run('check net', { env: { AWS_DEFAULT_REGION: 'eu-north-1' } });
  expect(asked[0]).not.toHaveProperty('region');
});

test('collect writes the snapshot to a file, whole, and nothing beside it', async () => {
  const folder = await folderOf({ 'snapshot.json': 'an older one' });
  const file = join(folder, 'snapshot.json');
  expect(await run(['collect', '--vpc', 'vpc-1', '-o', file])).toMatchObject({ code: 0, out: '', err: '' });
  expect(await readFile(file, 'utf8')).toBe('{}\n');
  expect(await readdir(folder)).toEqual(['snapshot.json']);
});

test('collect without a file writes to standard output, and tells on standard error what was refused', async () => {
  const gaps = [{ provider: 'aws', call: 'DescribeVpcs', why: 'UnauthorizedOperation: no' }];
  const { code, out, err } = await run('collect --vpc vpc-1', { gaps });
  expect({ code, out }).toEqual({ code: 0, out: '{}\n' });
  expect(err).toContain('DescribeVpcs was not read: UnauthorizedOperation: no');
  expect(err).toContain('byo-net permissions aws');
});

test('collect reads no file', async () => {
  expect(await run('collect net')).toMatchObject({
    code: 2,
    err: expect.stringContaining('byo-net check net'),
  });
});

test('a folder that is not there takes no snapshot', async () => {
  const file = `${await folderOf({})}/gone/snapshot.json`;
  const { code, err } = await run(`collect --vpc vpc-1 -o ${file}`);
  expect(code).toBe(2);
  expect(err).toContain(`${file}: cannot be written`);
});

test('permissions prints the policy as JSON', async () => {
  const { code, out } = await run('permissions aws');
  expect({ code, policy: JSON.parse(out) }).toEqual({ code: 0, policy: { Version: '2012-10-17' } });
  expect(await run('permissions')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no provider is named'),
  });
});

describe('a configuration', () => {
  const config = (target: object) => folderOf({ 'byo-net.config.json': { targets: [target] } });
  const live = { name: 'prod', region: 'eu-west-1', placement: { network_id: 'vpc-1' } };

  test('asks the cloud about a target without inputs', async () => {
    const cwd = await config(live);
    const { asked, code } = await run('check', { cwd });
    expect(code).toBe(0);
    expect(asked).toMatchObject([
      { name: 'prod', inputs: [], region: 'eu-west-1', placement: { networkId: 'vpc-1' } },
    ]);
  });

  test('and a flag beats it', async () => {
    const cwd = await config({ ...live, profile: 'audit' });
    const { asked } = await run('check --region us-east-1 --profile other', { cwd });
    expect(asked).toMatchObject([{ region: 'us-east-1', profile: 'other' }]);
    const env = { AWS_DEFAULT_REGION: 'ap-south-1' };
    expect((await run('check', { cwd, env })).asked).toMatchObject([{ region: 'eu-west-1' }]);
    const bare = await config({ placement: { network_id: 'vpc-1' } });
    expect((await run('check', { cwd: bare, env })).asked).toMatchObject([{ region: 'ap-south-1' }]);
  });

  test('is written for what was asked', async () => {
    const cwd = await folderOf({});
    expect((await run('init --vpc vpc-1 --region eu-west-1 --profile audit', { cwd })).code).toBe(0);
    const written = await readFile(join(cwd, 'byo-net.config.yaml'), 'utf8');
    expect(written).toContain('    region: "eu-west-1"\n    profile: "audit"\n    placement:\n');
    expect(written).not.toContain('inputs');
    expect((await run('check', { cwd })).asked).toMatchObject([{ region: 'eu-west-1', profile: 'audit' }]);
  });
});

test.each([
  ['check net --region eu-west-1', '--region is for asking the cloud, and net is read instead'],
  [
    'trace net --from internet --to a --profile b',
    '--profile is for asking the cloud, and net is read instead',
  ],
])('%s', async (line, said) => {
  const { code, err } = await run(line);
  expect(code).toBe(2);
  expect(err).toContain(said);
});
