import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
  const { code, err } = await run('collect --vpc vpc-1 -o /nonexistent/snapshot.json');
  expect(code).toBe(2);
  expect(err).toContain('/nonexistent/snapshot.json: cannot be written');
});

test('permissions prints the policy as JSON', async () => {
  const { code, out } = await run('permissions aws');
  expect({ code, policy: JSON.parse(out) }).toEqual({ code: 0, policy: { Version: '2012-10-17' } });
  expect(await run('permissions')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no provider is named'),
  });
});
