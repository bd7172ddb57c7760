/** The command line with a configuration and a baseline, on networks of the fixtures. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Report } from '../../src/report.ts';
import { folderOf } from '../support/folder.ts';

const fixture = (name: string) => resolve('fixtures/aws', name);

async function run(cwd: string, ...argv: readonly string[]) {
  const written = { out: '', err: '' };
  const code = await main(argv, {
    readStdin: async () => '',
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    cwd,
    today: '2026-11-21',
    env: {},
    isTTY: false,
  });
  return { code, ...written };
}

const targets = (...names: readonly string[]) => ({
  targets: names.map((name) => ({ name, inputs: [fixture(name)], client: ['internet'] })),
});

/** A folder with this configuration, and how to ask there. */
async function place(config: unknown) {
  const folder = await folderOf({ 'byo-net.config.json': config });
  const file = join(folder, 'byo-net.config.json');
  const check = async (...more: readonly string[]) => {
    const { code, out, err } = await run(folder, 'check', '--config', file, '-f', 'json', ...more);
    if (code === 2) throw new Error(out + err);
    const report: Report = JSON.parse(out);
    return { code, report };
  };
  return { folder, file, check };
}

test('several targets make one report', async () => {
  const { check, file } = await place(targets('guide', 'admin-ports-open'));
  const { code, report } = await check();
  expect(code).toBe(0);
  expect(report.targets.map(({ name, asked }) => [name, asked?.file])).toEqual([
    ['guide', file],
    ['admin-ports-open', file],
  ]);
  expect(report.summary).toMatchObject({ errors: 0, warnings: 1 });
});

test('a configuration of the folder is found', async () => {
  const { folder } = await place(targets('guide'));
  expect((await run(folder, 'check')).out).toContain('this network carries the cluster');
});

test("severities, options and fail-on are the configuration's; a flag beats it", async () => {
  const rules = (setting: unknown) => ({
    ...targets('admin-ports-open'),
    rules: { 'admin-ports-open': setting },
  });
  expect((await (await place(rules('error'))).check()).code).toBe(1);
  expect((await (await place(rules('error'))).check('--fail-on', 'never')).code).toBe(0);
  expect((await (await place({ ...rules('note'), failOn: 'note' })).check()).code).toBe(1);
  const off = (await (await place(rules('off'))).check()).report;
  expect(off.summary.warnings).toBe(0);
  expect(off.targets[0]?.outcomes.find(({ rule }) => rule === 'admin-ports-open')).toEqual({
    rule: 'admin-ports-open',
    outcome: 'skipped',
    why: 'the configuration turns it off',
  });
  const others = (await (await place(rules({ options: { ports: [9999] } }))).check()).report;
  expect(others.summary.warnings).toBe(0);
});

test('a rule that is turned off does not make a broken flow pass', async () => {
  const config = { ...targets('port-closed'), rules: { 'scheduler-unreachable': 'off' } };
  const found = await place(config);
  const { code, report } = await found.check();
  expect(report.targets[0]?.findings.map(({ rule }) => rule)).not.toContain('scheduler-unreachable');
  expect(code).toBe(report.targets[0]?.requirements.passes === 'yes' ? 0 : 1);
});

test('a flag beats a target', async () => {
  const { check } = await place(targets('guide'));
  const { report } = await check('--client', '203.0.113.0/24', '--workers', '7');
  expect(report.targets[0]?.placement).toMatchObject({ client: ['203.0.113.0/24'], workers: 7 });
});

test('what a target says wrongly is told at its line', async () => {
  const { folder } = await place({ targets: [{ inputs: [fixture('guide')], client: ['nonsense'] }] });
  const { code, err } = await run(folder, 'check');
  expect(code).toBe(2);
  expect(err).toMatch(/^byo-net: byo-net\.config\.json:1:\d+: --client nonsense/);
});

describe('byo-net baseline', () => {
  test('adopts a network: known findings pass, new ones fail', async () => {
    const { check, folder, file } = await place({ ...targets('admin-ports-open'), failOn: 'warning' });
    expect((await check()).code).toBe(1);
    const baseline = join(folder, 'known.json');
    const written = await run(folder, 'baseline', '--config', file, '--baseline', baseline);
    expect(written).toMatchObject({ code: 0, out: '' });
    const { code, report } = await check('--baseline', baseline);
    expect(code).toBe(0);
    expect(report.summary).toMatchObject({ warnings: 0, suppressed: report.targets[0]?.findings.length });
    await writeFile(baseline, '{"version": 1, "findings": []}');
    expect((await check('--baseline', baseline)).code).toBe(1);
    await writeFile(baseline, '{"version": 2, "findings": []}');
    await expect(check('--baseline', baseline)).rejects.toThrow('is no baseline');
  });
});

describe('byo-net init', () => {
  test('writes what it finds, and what it writes is right', async () => {
    const folder = await folderOf({});
    const { code } = await run(folder, 'init', fixture('guide'), '--client', 'internet');
    expect(code).toBe(0);
    const text = await readFile(join(folder, 'byo-net.config.yaml'), 'utf8');
    expect(text).toContain('network_id: "vpc-0f3c9d1a7b5e24680"');
    expect((await run(folder, 'check')).code).toBe(0);
  });

  test('writes the jobs that the roles are', async () => {
    const folder = await folderOf({ 'w.yaml': 'jobs:\n  a: {command: x}\n  b: {command: y}\n' });
    const jobs = ['--scheduler', 'job:a', '--worker', 'job:b'];
    await run(folder, 'init', join(folder, 'w.yaml'), ...jobs, '--joblet-version', '5.0.1');
    const text = await readFile(join(folder, 'byo-net.config.yaml'), 'utf8');
    expect(text).toContain('    provider: "joblet"\n    jobletVersion: "5.0.1"\n');
    expect(text).toContain('scheduler: "job:a"\n      worker: "job:b"\n');
    expect((await run(folder, 'check')).code).toBe(0);
  });

  test('writes what was said of Google Cloud', async () => {
    const folder = await folderOf({});
    const said = [
      '--provider',
      'gcp',
      '--project',
      'my-project-id',
      '--zone',
      'us-east1-b',
      '--workers',
      '9',
    ];
    await run(folder, 'init', resolve('fixtures/gcp/guide'), '--client', 'internet', ...said);
    const text = await readFile(join(folder, 'byo-net.config.yaml'), 'utf8');
    expect(text).toContain('    provider: "gcp"\n    project: "my-project-id"\n');
    expect(text).toContain('    zone: "us-east1-b"\n    workers: 9\n');
    expect((await run(folder, 'check')).code).toBe(0);
  });

  test.each(['byo-net.config.yaml', 'byo-net.config.json'])('never writes over %s', async (name) => {
    const folder = await folderOf({ [name]: '{}' });
    const { code, err } = await run(folder, 'init', fixture('guide'));
    expect(code).toBe(2);
    expect(err).toContain('never overwrites');
    expect(await readFile(join(folder, name), 'utf8')).toBe('{}');
  });
});

describe('one target', () => {
  const flow = ['--from', 'role:worker', '--to', '10.99.0.0/24', '--port', '5432'];

  test('is traced as the configuration has it', async () => {
    const config = { targets: [{ ...targets('guide').targets[0], assume: ['reach:10.99.0.0/24@nope'] }] };
    const { folder } = await place(config);
    const { code, err } = await run(folder, 'trace', ...flow);
    expect(code).toBe(2);
    expect(err).toContain('byo-net.config.json:1:');
    expect(err).toContain('nope');
    const plain = await place(targets('guide'));
    const traced = await run(plain.folder, 'trace', ...flow, '-f', 'markdown');
    expect(traced).toMatchObject({ code: 1, err: '' });
    expect(traced.out).toContain('## byo-net trace');
  });

  test('of several is named', async () => {
    const { folder, check } = await place(targets('guide', 'port-closed'));
    const several = await run(folder, 'trace', ...flow);
    expect(several.code).toBe(2);
    expect(several.err).toContain('the configuration has 2 targets');
    expect(several.err).toContain('its targets are guide, port-closed');
    expect((await run(folder, 'trace', ...flow, '--target', 'guide')).code).toBe(1);
    expect((await check('--target', 'guide')).report.targets.map(({ name }) => name)).toEqual(['guide']);
  });

  test('that there is not', async () => {
    const { folder } = await place(targets('guide', 'port-closed'));
    const missing = await run(folder, 'check', '--target', 'giude');
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('the configuration has no target giude');
    expect(missing.err).toContain('did you mean guide?');
    const snapshot = await run(folder, 'check', fixture('guide'), '--target', 'guide');
    expect(snapshot.err).toContain('--target guide names a target of a configuration, and none is asked');
  });
});

test('a trace has no findings, and so no SARIF', async () => {
  const { code, err } = await run(
    '.',
    'trace',
    fixture('guide'),
    '--from',
    'internet',
    '--to',
    'role:worker',
    '-f',
    'sarif',
  );
  expect(code).toBe(2);
  expect(err).toContain('byo-net trace has no format sarif');
  expect(err).toContain('the formats are text, json, markdown');
});

test('an entry that another target may need is not called unused', async () => {
  const ignores = [{ rule: 'admin-ports-open', reason: 'a jump host' }];
  const { check } = await place({ ...targets('guide', 'admin-ports-open'), ignores });
  expect((await check()).report.hints).toEqual([]);
  expect((await check('--target', 'guide')).report.hints).toEqual([]);
  expect((await check(fixture('guide'))).report.hints).toEqual([]);
  const alone = await place({ ...targets('guide'), ignores });
  expect((await alone.check()).report.hints).toMatchObject([{ kind: 'ignore-unused' }]);
});
