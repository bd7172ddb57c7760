import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emitConfig } from '../../src/emit/index.ts';
import { cleanTarget } from '../reporters/reports.ts';
import { folderOf } from '../support/folder.ts';
import { run } from './scenario.ts';

const dictionary = {
  network_id: 'vpc-1',
  scheduler_subnet_id: 'subnet-1',
  firewall_id: 'sg-1',
  give_workers_public_ip: true,
};

test('a file speaks, and a flag beats it', async () => {
  const file = join(await folderOf({ 'placement.json': dictionary }), 'placement.json');
  const { asked } = await run([
    'check',
    'net',
    '--placement',
    file,
    '--vpc',
    'vpc-2',
    '--no-workers-public-ip',
  ]);
  expect(asked[0]?.placement).toEqual({
    networkId: 'vpc-2',
    schedulerSubnetId: 'subnet-1',
    firewallId: 'sg-1',
    workersPublicIp: false,
  });
});

test('standard input speaks too, and gives back what the JSON style prints', async () => {
  const { asked } = await run('check net --placement -', { stdin: emitConfig(cleanTarget, 'json') });
  expect(asked[0]?.placement).toEqual({
    networkId: 'vpc-0f3c',
    schedulerSubnetId: 'subnet-0f2a',
    workerSubnetId: 'subnet-0b2e',
    firewallId: 'sg-0a91',
    workersPublicIp: false,
  });
});

test.each([
  ['{', 'standard input: is no JSON', 'byo-net config --style json'],
  ["{'network_id': 'vpc-1'}", 'standard input: is no JSON', 'byo-net config --style json'],
  ['[]', 'standard input: is no dictionary', 'byo-net config --style json'],
  ['{"netwrok_id": "vpc-1"}', 'standard input: has an unknown key netwrok_id', 'did you mean network_id?'],
  ['{"backend": "aws"}', 'standard input: has an unknown key backend', 'the keys are network_id'],
  ['{"network_id": 7}', 'standard input: network_id is 7', 'write the id as a text'],
  [
    '{"give_workers_public_ip": "yes"}',
    'standard input: give_workers_public_ip is "yes"',
    'write true or false',
  ],
])('%s is refused', async (stdin, message, remedy) => {
  const { code, err, asked } = await run('check net --placement -', { stdin });
  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(err).toContain(`byo-net: ${message}`);
  expect(err).toContain(remedy);
});

test('a file that is not there', async () => {
  const { code, err } = await run('check net --placement /nowhere.json');
  expect(code).toBe(2);
  expect(err).toMatch(/^byo-net: \/nowhere\.json: the file cannot be read: ENOENT/);
});

test('standard input cannot be two things', async () => {
  const { code, err } = await run('check - --placement -', { stdin: '{}' });
  expect(code).toBe(2);
  expect(err).toContain('standard input is both the snapshot and the placement');
});
