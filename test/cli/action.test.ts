/** The steps of action.yml, run as GitHub's runner runs them: bash, its environment files, its exit codes. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CALLS } from '../../src/providers/aws/calls.ts';
import { role } from '../../src/providers/gcp/permissions.ts';
import { commandText } from '../support/bundle.ts';
import { folderOf } from '../support/folder.ts';

interface Step {
  readonly id?: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action: Action = parse(await readFile('action.yml', 'utf8'));
let bundle = '';

beforeAll(async () => {
  bundle = await commandText();
});

/** A runner: its folders, and an npm that installs this very code and writes down what it was asked. */
async function runner() {
  const folder = await folderOf({ 'byo-net.mjs': bundle, output: '', path: '', summary: '' });
  // YAML is loaded from the package's own dependencies, as an installed command loads it.
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'work'));
  await writeFile(
    join(folder, 'bin/npm'),
    `#!/usr/bin/env bash
set -e
printf '%s\\n' "$@" > "${folder}/npm.txt"
mkdir -p "$RUNNER_TEMP/byo-net/bin"
printf '#!/usr/bin/env bash\\nexec "${process.execPath}" "${folder}/byo-net.mjs" "$@"\\n' > "$RUNNER_TEMP/byo-net/bin/byo-net"
chmod +x "$RUNNER_TEMP/byo-net/bin/byo-net"
`,
  );
  await chmod(join(folder, 'bin/npm'), 0o755);
  return folder;
}

const read = (folder: string, name: string) => readFile(join(folder, name), 'utf8');

/** Runs the action with these inputs; stops at the first step that fails, as the runner does. */
async function run(given: Readonly<Record<string, string>>) {
  const folder = await runner();
  const inputs = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
    ...given,
  };
  const expand = (text: string) =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => inputs[name] ?? '');
  let status = 0;
  let stdout = '';
  for (const step of action.runs.steps) {
    const paths = (await read(folder, 'path')).split('\n').filter(Boolean).toReversed();
    const script = join(folder, 'step.sh');
    await writeFile(script, step.run);
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, expand(value)]));
    const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: resolve(folder, 'work', expand(step['working-directory'] ?? '.')),
      encoding: 'utf8',
      env: {
        ...env,
        PATH: [...paths, join(folder, 'bin'), process.env.PATH].join(delimiter),
        RUNNER_TEMP: join(folder, 'temp'),
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_PATH: join(folder, 'path'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        GITHUB_ACTIONS: 'true',
        CI: 'true',
      },
    });
    status = done.status ?? 99;
    stdout = done.stdout + done.stderr;
    if (status !== 0) break;
  }
  const outputs = Object.fromEntries(
    (await read(folder, 'output'))
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')),
  );
  return { folder, status, stdout, outputs, summary: await read(folder, 'summary') };
}

const fixture = (name: string) => resolve('fixtures/aws', name);

describe('a network', () => {
  test('that passes', async () => {
    const { folder, status, outputs, summary } = await run({
      snapshot: fixture('guide'),
      client: 'internet',
    });
    expect(status).toBe(0);
    expect(outputs).toMatchObject({
      carries: 'yes',
      errors: '0',
      'exit-code': '0',
      'sarif-file': './byo-net.sarif',
    });
    expect(summary).toContain('this network carries the cluster');
    expect(JSON.parse(await read(folder, 'work/byo-net.sarif')).runs).toHaveLength(1);
    expect(await read(folder, 'npm.txt')).toContain('byo-net@0.1.0');
  });

  test('that fails', async () => {
    const { folder, status, stdout, outputs, summary } = await run({
      snapshot: fixture('port-closed'),
      client: '203.0.113.0/24\n198.51.100.0/24',
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error .*title=scheduler-unreachable::/m);
    expect(outputs).toMatchObject({ carries: 'no', 'exit-code': '1', 'sarif-file': './byo-net.sarif' });
    expect(summary).toContain('❌ error');
    expect(JSON.parse(await read(folder, 'work/byo-net.sarif')).runs[0].results).not.toEqual([]);
  });

  test('that nobody can judge', async () => {
    const asked = { snapshot: fixture('acls-unread'), client: 'internet' };
    const { status, stdout, outputs } = await run(asked);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error .*title=undecided%3A /m);
    expect(outputs).toMatchObject({ carries: 'undecided', 'exit-code': '1' });
    expect((await run({ ...asked, 'allow-undecided': 'true' })).status).toBe(0);
  });

  test('that is not there', async () => {
    const { status, stdout, outputs } = await run({ snapshot: 'nowhere' });
    expect(status).toBe(2);
    expect(stdout).toContain('there is no such file or folder');
    expect(outputs).toEqual({ 'exit-code': '2' });
  });
});

test('the plugins of a configuration are run where that is asked for, and nowhere else', async () => {
  const folder = await folderOf({
    'byo-net.config.json': { plugins: ['./loud.mjs'] },
    'loud.mjs': 'console.error("it was run");\n',
  });
  const asked = {
    snapshot: fixture('guide'),
    client: 'internet',
    config: join(folder, 'byo-net.config.json'),
  };
  const { status, stdout, summary } = await run(asked);
  expect({ status, ran: stdout.includes('it was run') }).toEqual({ status: 0, ran: false });
  expect(stdout).toMatch(/^::notice .*title=plugins-not-run::not run \(--no-plugins\): \.\/loud\.mjs/m);
  expect(summary).toContain('./loud.mjs');
  expect((await run({ ...asked, plugins: 'true' })).stdout).toContain('it was run');
});

test('an input is a word of the command and never code', async () => {
  const { folder, status } = await run({
    snapshot: '$(touch owned)',
    client: '`touch owned`; touch owned',
    version: '$(touch owned)',
  });
  expect(status).toBe(2);
  await expect(read(folder, 'work/owned')).rejects.toThrow('ENOENT');
  for (const step of action.runs.steps) expect(step.run).not.toContain('${{');
});

test('every output that is promised is set by the step', async () => {
  const { outputs } = await run({ snapshot: fixture('guide'), client: 'internet' });
  for (const [name, { value }] of Object.entries(action.outputs)) {
    expect(value).toBe(`\${{ steps.check.outputs.${name} }}`);
    expect(outputs).toHaveProperty(name);
  }
});

test('the role that the page describes may make the calls that are read, and no other', async () => {
  const page = await readFile('docs/github-action.md', 'utf8');
  const [, policy = ''] = /<!-- aws-policy[^\n]*\n```json\n([\s\S]*?)\n```/.exec(page) ?? [];
  const permissions = [...new Set(CALLS.map(({ permission }) => permission))].sort();
  expect(JSON.parse(policy).Statement[0].Action).toEqual(permissions);
});

test('the role that the page grants on Google Cloud is the one that byo-net prints', async () => {
  const page = await readFile('docs/github-action.md', 'utf8');
  const [, printed = ''] = /<!-- gcp-role[^\n]*\n```json\n([\s\S]*?)\n```/.exec(page) ?? [];
  expect(JSON.parse(printed)).toEqual(role());
});

test('the project itself is tested on every supported Node', async () => {
  const workflow = parse(await readFile('.github/workflows/ci.yml', 'utf8'));
  expect(workflow.jobs.test.strategy.matrix.node).toEqual([20, 22, 24, 26]);
});

test('the hook, the action, its page and the package are of one version', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const [hook] = parse(await readFile('.pre-commit-hooks.yaml', 'utf8'));
  expect(hook.entry).toBe(`npx --yes byo-net@${version} check`);
  expect(action.inputs.version?.default).toBe(version);
  expect(await readFile('docs/github-action.md', 'utf8')).toContain(`npx --yes byo-net@${version} collect`);
});
