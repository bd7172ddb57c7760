/** JSON objects have no order: whoever writes their keys in another one gets the same report and the same commands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check } from '../src/run.ts';
import { FIXTURES } from './support/fixtures/catalogue.ts';
import { requestOf } from './support/fixtures/request.ts';
import { folderOf } from './support/folder.ts';
import { numbers, shuffledKeys } from './support/mutate.ts';

const FOLDERS = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** The JSON files of a fixture. */
const filesOf = (folder: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    readdirSync(join(FOLDERS, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, JSON.parse(readFileSync(join(FOLDERS, folder, name), 'utf8'))]),
  );

/** Without lines and columns, which are those of the text, and without the folder. */
async function reportOf(files: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<string> {
  const folder = await folderOf(files);
  const report = await check(requestOf(folder, args), { readStdin: async () => '' });
  const text = JSON.stringify(report, (key, value: unknown) =>
    key === 'line' || key === 'column' ? undefined : value,
  );
  return text.replaceAll(folder, '');
}

/** Each folder once: with which placement it is checked makes no other file of it. */
const CASES = [...new Map(FIXTURES.map(({ folder, args }) => [folder, args]))];

test.each(CASES.map(([folder, args], i) => [folder, args, i] as const))('%s %s', async (folder, args, i) => {
  const files = filesOf(folder);
  const next = numbers(i);
  const other = Object.fromEntries(
    Object.entries(files).map(([name, value]) => [name, shuffledKeys(value, next)]),
  );
  expect(await reportOf(other, args)).toBe(await reportOf(files, args));
});

test('Joblet: the networks of its state file', async () => {
  const networks = { web: '10.9.0.0/24', app: '10.8.0.0/24', back: '10.8.0.0/16', 'my net': '10.7.0.0/30' };
  const files = (names: readonly (keyof typeof networks)[]) => ({
    'networks.json': Object.fromEntries(names.map((name) => [name, { cidr: networks[name], bridge: '' }])),
  });
  const one = await reportOf(files(['web', 'app', 'back', 'my net']), []);
  expect(await reportOf(files(['back', 'my net', 'app', 'web']), [])).toBe(one);
});
