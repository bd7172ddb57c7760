/** Edits of files: the patch that is printed, given to the real `patch` as it is printed, makes the edit. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.ts';
import { provider } from '../../../src/providers/joblet/index.ts';
import { readSnapshot } from '../../../src/snapshot/read.ts';
import { folderOf } from '../../support/folder.ts';

const opened = async (files: Readonly<Record<string, string>>) => {
  const folder = await folderOf(files);
  const inputs = Object.keys(files).map((name) => `${folder}/${name}`);
  const snapshot = await readSnapshot(inputs, { readStdin: async () => '' }, [provider.recogniser]);
  return { folder, network: provider.open(snapshot) };
};

const edit = (file: string, line: number, column: number, before: string, after: string): Change => ({
  kind: 'edit',
  place: { file, pointer: '', line, column },
  before,
  after,
});

const run = (commands: readonly string[]) =>
  execFileSync('sh', ['-c', commands.join('\n')], { stdio: 'pipe', encoding: 'utf8' });

const lines = (count: number, at: number) =>
  Array.from({ length: count }, (_, i) => (i === at ? '    network: "old"' : `    # it's line ${i}`));
const workflow = (count: number, at: number, end: string) =>
  `jobs:\n  a:\n    command: x\n${lines(count, at).join('\n')}${end}`;

const HAS_PATCH = spawnSync('patch', ['--version']).status === 0;

describe.skipIf(!HAS_PATCH)('a patch', () => {
  it.each([
    ['in the middle', 20, 10, '\n'],
    ['at the beginning', 20, 0, '\n'],
    ['at the end', 20, 19, '\n'],
    ['before an end without a line break', 20, 18, ''],
    ['well before an end without a line break', 20, 10, ''],
  ])('%s applies without fuzz, indented or not', async (_, count, at, end) => {
    const text = workflow(count, at, end);
    const { folder, network } = await opened({ 'w.yaml': text });
    const file = `${folder}/w.yaml`;
    const commands = network.commands([edit(file, at + 4, 14, 'old', 'new')]);
    for (const indent of ['', '          ']) {
      await writeFile(file, text);
      const [first = '', ...rest] = commands;
      expect(run([first, ...rest.map((line) => indent + line)])).not.toMatch(/fuzz|offset|FAILED/);
      expect(await readFile(file, 'utf8')).toBe(text.replace('old', 'new'));
    }
  });

  it('in a workflow that a script writes applies to the script, and the script is read as before', async () => {
    const text = [
      'rnx network create old --cidr=10.1.0.0/24',
      "cat > w.yaml << 'EOF'",
      ...workflow(3, 1, '').split('\n'),
      'EOF',
      'rnx run --network=old ls',
      '',
    ].join('\n');
    const { folder, network } = await opened({ 'make.sh': text });
    const file = `${folder}/make.sh`;
    const change = edit(file, 7, 14, 'old', 'new');
    const [job] = network.changed([change])?.plan?.workflows[0]?.jobs ?? [];
    expect(job?.network?.text).toBe('new');
    expect(run(network.commands([change]))).not.toMatch(/fuzz|offset|FAILED/);
    expect(await readFile(file, 'utf8')).toBe(text.replace('"old"', '"new"'));
  });

  it('in a block of a guide applies to the guide', async () => {
    const text = ['# Guide', 'words', '```yaml', ...workflow(4, 3, '').split('\n'), '```', 'more', ''].join(
      '\n',
    );
    const { folder, network } = await opened({ 'guide.md': text });
    const file = `${folder}/guide.md`;
    const output = run(network.commands([edit(file, 10, 14, 'old', 'new')]));
    expect(output).not.toMatch(/fuzz|offset|FAILED/);
    expect(await readFile(file, 'utf8')).toBe(text.replace('old', 'new'));
  });

  it('of several edits has a hunk for those that are near each other', async () => {
    const text = `jobs:\n${Array.from({ length: 12 }, (_, i) => `  j${i}: {command: x, network: old}\n`).join('')}`;
    const { folder, network } = await opened({ 'w.yaml': text });
    const file = `${folder}/w.yaml`;
    const edits = [2, 4, 13].map((line) =>
      edit(file, line, (text.split('\n')[line - 1]?.indexOf('old') ?? 0) + 1, 'old', 'new'),
    );
    const commands = network.commands(edits);
    expect(commands.filter((line) => line.startsWith('@@'))).toHaveLength(2);
    run(commands);
    expect((await readFile(file, 'utf8')).match(/new/g)).toHaveLength(3);
  });

  it('follows another one in the same lines', async () => {
    const text = `jobs:\n${Array.from({ length: 6 }, (_, i) => `  j${i}: {command: x, network: old}\n`).join('')}`;
    const { folder, network } = await opened({ 'w.yaml': text });
    const file = `${folder}/w.yaml`;
    const edits = [3, 4].map((line) =>
      edit(file, line, (text.split('\n')[line - 1]?.indexOf('old') ?? 0) + 1, 'old', 'new'),
    );
    const [first, second] = edits.map((one, i) => network.commands([one], edits.slice(0, i)));
    expect(run([...(first ?? []), ...(second ?? [])])).not.toMatch(/fuzz|offset|FAILED/);
    expect((await readFile(file, 'utf8')).match(/new/g)).toHaveLength(2);
  });

  it('of a file with what a terminal obeys is written in its bytes', async () => {
    const text = workflow(6, 3, '\n').replace("# it's line 2", '# \u001b[2J\ttab');
    const { folder, network } = await opened({ 'w.yaml': text });
    const file = `${folder}/w.yaml`;
    const commands = network.commands([edit(file, 7, 14, 'old', 'new')]);
    expect(commands.join('')).not.toMatch(/\p{Cc}/u);
    execFileSync('bash', ['-c', commands.join('\n')], { stdio: 'pipe' });
    expect(await readFile(file, 'utf8')).toBe(text.replace('old', 'new'));
  });

  it('is none for a last line without a line break, and for lines that end with a carriage return', async () => {
    const { folder, network } = await opened({
      'w.yaml': workflow(3, 2, ''),
      'r.yaml': 'jobs:\r\n  a: {command: x}\r\n',
    });
    expect(network.commands([edit(`${folder}/w.yaml`, 6, 14, 'old', 'new')])).toEqual([]);
    expect(network.commands([edit(`${folder}/r.yaml`, 2, 16, 'x', 'y')])).toEqual([]);
  });
});

describe('an edit', () => {
  it('is tried on the text', async () => {
    const { folder, network } = await opened({ 'w.yaml': workflow(3, 1, '\n') });
    const changed = network.network.plan && network.changed([edit(`${folder}/w.yaml`, 5, 14, 'old', 'new')]);
    expect(changed?.plan?.workflows[0]?.jobs[0]?.on).toBe('new');
  });

  it.each([
    ['of other words', 5, 14, 'other'],
    ['beyond the file', 50, 1, 'old'],
  ])('%s cannot be tried', async (_, line, column, before) => {
    const { folder, network } = await opened({ 'w.yaml': workflow(3, 1, '\n') });
    expect(network.changed([edit(`${folder}/w.yaml`, line, column, before, 'new')])).toBeUndefined();
  });
});
