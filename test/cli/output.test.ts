import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ByoNetError } from '../../src/errors.ts';
import { VERSION } from '../../src/version.ts';
import {
  broken,
  clean,
  cleanTarget,
  HOSTILE,
  partialTrace,
  ready,
  reportOf,
  undecided,
} from '../reporters/reports.ts';
import { folderOf } from '../support/folder.ts';
import { run } from './scenario.ts';

const warned = reportOf({
  ...cleanTarget,
  findings: broken.targets[0]?.findings.filter(({ severity }) => severity === 'warning') ?? [],
});
const halfPlaced = reportOf({
  ...cleanTarget,
  config: { ...ready, state: 'withheld', missing: ['the placement is not complete'] },
});

describe('exit codes', () => {
  test.each([
    ['check net', clean, 0],
    ['check net', broken, 1],
    ['check net --fail-on never', broken, 0],
    ['check net --allow-undecided', broken, 1],
    ['check net', undecided, 1],
    ['check net --allow-undecided', undecided, 0],
    ['check net --fail-on never', undecided, 0],
    ['check net', warned, 0],
    ['check net --fail-on warning', warned, 1],
    ['check net --fail-on note', warned, 1],
    ['check net', halfPlaced, 1],
    ['config net', clean, 0],
    ['config net', broken, 1],
    ['config net --force', broken, 1],
  ])('%s', async (line, report, code) => {
    expect((await run(line, { report })).code).toBe(code);
    expect((await run(`${line} -f json`, { report })).code).toBe(code);
  });

  test.each([
    ['reachable', 0],
    ['blocked', 1],
    ['partial', 1],
    ['unknown', 1],
  ] as const)('a trace that is %s', async (verdict, code) => {
    const line = 'trace net --from internet --to role:scheduler';
    expect((await run(line, { trace: { ...partialTrace, verdict } })).code).toBe(code);
    expect((await run(`${line} -f json`, { trace: { ...partialTrace, verdict } })).code).toBe(code);
  });
});

describe('what comes out where', () => {
  test('the report on standard output, nothing else anywhere', async () => {
    const { out, err } = await run('check net', { report: broken });
    expect(out).toContain('error[scheduler-unreachable]');
    expect(err).toBe('');
  });

  test('JSON is the report', async () => {
    expect(JSON.parse((await run('check net -f json', { report: broken })).out)).toEqual(broken);
    expect(JSON.parse((await run('trace net --from a --to b -f json')).out)).toEqual(partialTrace);
    expect(JSON.parse((await run('config net -f json')).out)).toEqual({ configs: [ready] });
  });

  test('several formats, one of them a file', async () => {
    const file = join(await folderOf({}), 'report.json');
    const { out } = await run(['check', 'net', '-f', 'text', '-f', `json=${file}`], { isTTY: true });
    expect(out).toContain('this network carries the cluster');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(clean);
  });

  test('a file takes no colour from the terminal', async () => {
    const file = join(await folderOf({}), 'report.txt');
    await run(['check', 'net', '-f', `text=${file}`], { isTTY: true });
    expect(await readFile(file, 'utf8')).not.toContain('\u001b');
  });

  test('a file that cannot be written is one clear message', async () => {
    const { code, err } = await run('check net -f json=/nowhere/at/all.json');
    expect(code).toBe(2);
    expect(err).toMatch(/^byo-net: \/nowhere\/at\/all\.json: cannot be written: ENOENT/);
  });

  test('the configuration ends the report when nothing is in its way', async () => {
    expect((await run('check net')).out.trimEnd().endsWith(')')).toBe(true);
    expect((await run('check net', { report: undecided })).out).not.toContain('set_backend_options');
    const accepted = await run('check net --allow-undecided', { report: undecided });
    expect(accepted.out).toContain('# UNPROVEN');
    expect(accepted.out).toContain('set_backend_options');
  });
});

describe('byo-net config', () => {
  test('is a file of its own', async () => {
    const { out, err } = await run('config net --style dict');
    expect(out).toMatch(/^(#.*\n)+\{\n( {4}.*\n)+\}\n$/);
    expect(err).toBe('');
  });

  test('says beside JSON what JSON cannot', async () => {
    const { out, err } = await run('config net --style json');
    expect(JSON.parse(out)).toEqual(ready.network);
    expect(err).toContain('coiled.Cluster(scheduler_port=8786');
  });

  test('holds nothing but what is missing, and where to read on', async () => {
    const { out, err } = await run('config net', { report: broken });
    expect(out).toBe('');
    expect(err).toContain('  - clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787\n');
    expect(err).toContain('byo-net check shows why');
  });

  test('is printed by force, marked', async () => {
    const { out } = await run('config net --force', { report: broken });
    expect(out).toMatch(/^# UNPROVEN/);
    expect(out).toContain('set_backend_options');
  });

  test('is printed with open questions that were accepted, marked', async () => {
    expect((await run('config net', { report: undecided })).out).toBe('');
    expect((await run('config net --allow-undecided', { report: undecided })).out).toMatch(/^# UNPROVEN/);
  });
});

describe('failure', () => {
  const error = new ByoNetError('input', 'is cut off', {
    file: 'net/vpcs.json',
    place: 'line 12, column 3',
    remedy: 'write it again',
  });

  test('one message with file, place and remedy', async () => {
    const { code, out, err } = await run('check net', { report: error });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('byo-net: net/vpcs.json: line 12, column 3: is cut off\n  write it again\n');
  });

  test('is JSON where JSON was asked for', async () => {
    const { code, out, err } = await run('check net -f json', { report: error });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'input',
        message: 'is cut off',
        file: 'net/vpcs.json',
        place: 'line 12, column 3',
        remedy: 'write it again',
      },
    });
  });

  test.each([
    'check --vpcc x -f json',
    'chekc --format=json',
    '-f json check net --workers no',
    'trace -fjson net',
  ])('usage too: %s', async (line) => {
    const { code, out } = await run(line);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'usage', message: expect.any(String), remedy: expect.any(String) },
    });
  });

  test('is in the file where JSON was to go, and said aloud', async () => {
    const file = join(await folderOf({}), 'report.json');
    const { out, err } = await run(['check', 'net', '-f', `json=${file}`], { report: error });
    expect(out).toBe('');
    expect(err).toContain('is cut off');
    expect(JSON.parse(await readFile(file, 'utf8')).error.code).toBe('input');
  });

  test('a defect says that it is one', async () => {
    const { code, err } = await run('check net', { report: new TypeError('x is undefined') });
    expect(code).toBe(2);
    expect(err).toMatch(/^byo-net: x is undefined\n {2}this is a defect of byo-net/);
  });

  test('a hostile name in a message stays a text', async () => {
    const { err } = await run('check net', { report: new ByoNetError('input', HOSTILE, { file: HOSTILE }) });
    expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(err.split('\n').length).toBe(2);
  });
});

describe('colour and characters', () => {
  const isPainted = async (line: string, env: Readonly<Record<string, string>>, isTTY: boolean) =>
    (await run(line, { env, isTTY, report: broken })).out.includes('\u001b[');

  test.each([
    ['check net', {}, true, true],
    ['check net', {}, false, false],
    ['check net', { NO_COLOR: '1' }, true, false],
    ['check net', { NO_COLOR: '' }, true, true],
    ['check net', { FORCE_COLOR: '1' }, false, true],
    ['check net', { FORCE_COLOR: '0' }, true, false],
    ['check net', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['check net', { TERM: 'dumb' }, true, false],
    ['check net --color', { NO_COLOR: '1' }, false, true],
    ['check net --no-color', { FORCE_COLOR: '1' }, true, false],
    ['check net -f json --color', {}, true, false],
  ])('%s with %j, terminal %s: %s', async (line, env, isTTY, painted) => {
    expect(await isPainted(line, env, isTTY)).toBe(painted);
  });

  test.each([
    ['check net --ascii', {}, true],
    ['check net', { LANG: 'C' }, true],
    ['check net', { TERM: 'linux' }, true],
    ['check net', { LANG: 'en_US.UTF-8' }, false],
    ['check net', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true],
    ['check net', {}, false],
  ])('%s with %j: nothing but ASCII is %s', async (line, env, ascii) => {
    expect(/^[\x20-\x7e\n]*$/.test((await run(line, { env, report: broken })).out)).toBe(ascii);
  });

  test('a terminal has its width, a pipe has 100 columns', async () => {
    const widest = async (isTTY: boolean, columns: number) => {
      const { out } = await run('check net --no-color', { isTTY, columns, report: broken });
      return Math.max(
        ...out
          .split('\n')
          .filter((line) => !line.includes('aws ec2 authorize'))
          .map((line) => [...line].length),
      );
    };
    expect(await widest(true, 72)).toBeLessThanOrEqual(72);
    expect(await widest(false, 72)).toBeGreaterThan(72);
    expect(await widest(true, 500)).toBeLessThanOrEqual(120);
  });
});

describe('the other commands', () => {
  test.each([
    '',
    '--help',
    '-h',
    'check --help',
    'trace --help',
    'config --help',
    'rules -h',
    'explain --help',
  ])('help of "%s"', async (line) => {
    const { code, out, err } = await run(line);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await expect(out).toMatchFileSnapshot(
      `golden/help-${line.split(' ')[0]?.replaceAll('-', '') || 'bare'}.txt`,
    );
  });

  test('version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: `${VERSION}\n` });
  });

  test('rules', async () => {
    const { out } = await run('rules');
    expect(out).toContain(
      'client-cannot-reach-scheduler  error  Clients cannot reach the scheduler\nblackhole-route                error  ',
    );
    expect(JSON.parse((await run('rules -f json')).out).rules).toHaveLength(2);
  });

  test('explain', async () => {
    await expect((await run('explain blackhole-route')).out).toMatchFileSnapshot('golden/explain.txt');
    expect(JSON.parse((await run('explain blackhole-route -f json')).out).rule.id).toBe('blackhole-route');
  });
});
