/** Joblet asked by its own tool, and every way in which that fails. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/providers/joblet/decode.ts';
import { provider } from '../../../src/providers/joblet/index.ts';
import { versionOf } from '../../../src/providers/joblet/versions.ts';
import type { CommandAnswer, LiveIo } from '../../../src/providers/provider.ts';

const asked = { mentioned: [] };
const io = (answer: CommandAnswer, said: string[] = []): LiveIo => ({
  command: async (program, words) => {
    said.push([program, ...words].join(' '));
    return answer;
  },
});
const collect = (answer: CommandAnswer) => provider.collect?.(asked, io(answer));

it('asks for the list, and reads it', async () => {
  const said: string[] = [];
  const stdout = '{"networks":[{"name":"a","cidr":"10.1.0.0/24","bridge":""}]}';
  const snapshot = await provider.collect?.(asked, io({ exit: 0, stdout, stderr: '' }, said));
  expect(said).toEqual(['rnx network list --json']);
  const { networks, complete } = decode(snapshot ?? { documents: [], gaps: [], ignored: [] }, versionOf());
  expect([networks.map(({ name }) => name), complete]).toEqual([['a'], true]);
});

it('takes an empty list for what it is', async () => {
  expect((await collect({ exit: 0, stdout: '[]\n', stderr: '' }))?.documents.length).toBe(1);
});

describe('a failure is one message', () => {
  it.each<[string, CommandAnswer, string]>([
    ['no rnx', { exit: 'missing', stdout: '', stderr: '' }, 'rnx is not on PATH'],
    ['no answer', { exit: 'time', stdout: '', stderr: '' }, 'did not answer in time'],
    [
      'an error',
      { exit: 1, stdout: '', stderr: 'Error: no config\nError: no config\n' },
      'failed: Error: no config',
    ],
    [
      'an error with exit code 0',
      { exit: 0, stdout: 'Failed to list networks: down\n', stderr: '' },
      'failed: Failed',
    ],
    ['other JSON', { exit: 0, stdout: '{"jobs":[]}', stderr: '' }, 'failed'],
  ])('%s', async (_, answer, message) => {
    await expect(collect(answer)).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringContaining(message),
    });
  });

  it('where no program can be run', async () => {
    await expect(provider.collect?.(asked, {})).rejects.toMatchObject({ code: 'credentials' });
  });
});

describe('changes', () => {
  const opened = provider.open({
    documents: [
      {
        provider: 'joblet',
        call: 'network list',
        body: { networks: [{ name: 'wide', cidr: '10.0.0.0/8', bridge: '' }] },
        origin: { file: 'networks.json', pointer: '' },
      },
    ],
    gaps: [],
    ignored: [],
  });
  const changes = [
    { kind: 'remove-network', network: 'wide' },
    { kind: 'create-network', network: 'wide', cidr: '10.7.0.0/24' },
  ] as const;

  it('are commands in the order that works', () => {
    expect(opened.commands([...changes].reverse())).toEqual([
      'rnx network remove wide',
      'rnx network create wide --cidr=10.7.0.0/24',
    ]);
    expect(opened.commands([{ kind: 'create-network', network: "a'b c", cidr: '10.1.0.0/24' }])).toEqual([
      "rnx network create 'a'\\''b c' --cidr=10.1.0.0/24",
    ]);
  });

  it('can be tried', () => {
    expect(opened.changed(changes)?.plan?.networks.at(-1)?.cidr).toBe('10.7.0.0/24');
    expect(opened.changed([{ kind: 'attach-gateway', gateway: 'x', vpc: 'host' }])).toBeUndefined();
  });
});
