/** Joblet through the command line and the real engine: whole pages, and what each bad input is told. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CommandAnswer } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { folderOf } from '../support/folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

async function run(line: string, answer?: CommandAnswer) {
  const written = { out: '', err: '' };
  const code = await main(line.split(' '), {
    readStdin: async () => '',
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    ...(answer && { command: async () => answer }),
    cwd: ROOT,
    today: '2026-11-21',
    env: {},
    isTTY: false,
  });
  return { code, ...written };
}

describe('the page', () => {
  it.each([
    ['check-clean', 'check --verbose fixtures/joblet/clean', 0],
    ['check-broken', 'check fixtures/joblet/broken', 1],
    ['check-modes', 'check fixtures/joblet/modes', 1],
    ['config-guide', 'config fixtures/joblet/guide/guide.md', 1],
  ])('%s', async (name, line, code) => {
    const { out, ...rest } = await run(line.replaceAll('fixtures/', `${ROOT}fixtures/`));
    expect(rest.code).toBe(code);
    await expect(out.replaceAll(ROOT, '')).toMatchFileSnapshot(`golden/joblet-${name}.txt`);
  });
});

describe('asked live', () => {
  it.each<readonly [string, CommandAnswer, string]>([
    ['rnx is missing', { exit: 'missing', stdout: '', stderr: '' }, 'rnx is not on PATH'],
    [
      'rnx fails and leaves with 0',
      { exit: 0, stdout: 'Failed to list networks: down\n', stderr: '' },
      'Failed to list',
    ],
    ['rnx prints no list', { exit: 0, stdout: '{"jobs": []}', stderr: '' }, 'failed'],
    ['rnx hangs', { exit: 'time', stdout: '', stderr: '' }, 'did not answer in time'],
  ])('%s: one message, exit 2', async (_, answer, message) => {
    const { code, out, err } = await run('check --provider joblet', answer);
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toContain(message);
  });
});

const file = async (name: string, text: string) => `${await folderOf({ [name]: text })}/${name}`;

describe('a file', () => {
  it.each([
    ['with a key written twice', 'jobs:\n  a: {command: x}\n  a: {command: y}\n', 'line 3, column 3'],
    ['with a tab', 'jobs:\n\ta: {command: x}\n', 'line 2, column 1'],
    ['that ends too early', 'jobs:\n  a: {command: x\n', 'line 3, column 1'],
  ])('%s: one message, exit 2', async (_, text, place) => {
    const { code, out, err } = await run(`check ${await file('workflow.yaml', text)}`);
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toContain(place);
  });

  it('with anchors is read as it is meant', async () => {
    const text = 'base: &base {command: x, network: none}\njobs:\n  a: *base\n  b: {<<: *base, command: y}\n';
    const { out } = await run(`check -f json ${await file('workflow.yaml', text)}`);
    const [target] = JSON.parse(out).targets;
    expect(target.plan.jobs).toBe(2);
    expect(target.findings[0]).toMatchObject({
      rule: 'joblet-mode-unusable',
      message: 'network none is asked for (job a and 1 more), and Joblet 2.11.3 starts no job on it',
    });
  });

  it('with an alias that holds itself ends', async () => {
    const text = 'jobs:\n  a: &a {command: x, args: [*a], requires: [*a]}\n';
    const { code } = await run(`check ${await file('workflow.yaml', text)}`);
    expect(code).toBeLessThanOrEqual(2);
  });

  it.each([
    ['0.0.0.0/0', 'network a has 4,294,967,296 addresses (0.0.0.0/0)'],
    ['2001:db8::/64', 'network a is declared with 2001:db8::/64, and Joblet has IPv4 only'],
  ])('with the range %s: one finding of the range', async (cidr, message) => {
    const script = await file('make.sh', `rnx network create a --cidr=${cidr}\n`);
    const { code, out } = await run(`check -f json ${script}`);
    const [{ findings }] = JSON.parse(out).targets;
    const unusable = findings.filter(({ rule }: { rule: string }) => rule === 'declared-range-unusable');
    expect([code, unusable.map((one: { message: string }) => one.message)]).toEqual([1, [message]]);
  });
});

describe('a workflow of 10 000 jobs', () => {
  const MANY = 10_000;
  const jobs = (one: (i: number) => string) =>
    `jobs:\n${Array.from({ length: MANY }, (_, i) => `  j${i}: {command: x${one(i)}}\n`).join('')}`;

  it.each<readonly [string, (i: number) => string, string, number]>([
    ['all isolated', () => ', network: isolated', 'joblet-mode-unusable', 1],
    ['on none', () => ', network: none', 'joblet-mode-unusable', 1],
    ['in one circle', (i) => `, requires: [{j${(i + 1) % MANY}: COMPLETED}]`, 'joblet-job-never-starts', 1],
    [
      'behind a circle',
      (i) => `, requires: [{j${i < 2 ? 1 - i : i - 1}: COMPLETED}]`,
      'joblet-job-never-starts',
      1,
    ],
    ['in one chain', (i) => (i ? `, requires: [{j${i - 1}: COMPLETED}]` : ''), 'too-few-addresses', 0],
    ['on one small network', () => ', network: small', 'too-few-addresses', 1],
    ['with a name each', (i) => `, args: ["http://db${i}/"]`, 'joblet-name-unresolved', MANY],
  ])('%s is told in full', async (_, one, rule, findings) => {
    const folder = await folderOf({
      'workflow.yaml': jobs(one),
      'make.sh': 'rnx network create small --cidr=10.1.0.0/24\n',
    });
    const { out } = await run(`check -f json ${folder}/make.sh ${folder}/workflow.yaml`);
    const [target] = JSON.parse(out).targets;
    expect(target.findings.filter((said: { rule: string }) => said.rule === rule)).toHaveLength(findings);
  });
});
