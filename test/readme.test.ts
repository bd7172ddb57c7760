/** The examples of README: they compile, they run, and they print what they say. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { parseArgv } from '../src/cli/argv.ts';
import { validateConfig } from '../src/settings/validate-config.generated.js';
import { run } from './support/command-line.ts';
import { folderOf } from './support/folder.ts';

const README = readFileSync('README.md', 'utf8');
const section = (title: string): string =>
  README.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const blocks = (title: string, language: string): readonly string[] =>
  [...section(title).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text = '']) =>
    of === language ? [text] : [],
  );

const PROGRAMS = blocks('As a library', 'ts');
const ENTRIES = {
  'byo-net': 'src/index.ts',
  'byo-net/rule': 'src/rule.ts',
  'byo-net/rule-tester': 'src/rule-tester.ts',
};

describe('the programs', () => {
  test('are there', () => {
    expect(PROGRAMS.length).toBeGreaterThan(3);
    const named = Object.keys(ENTRIES).filter((name) => PROGRAMS.some((text) => text.includes(`'${name}'`)));
    expect(named).toEqual(Object.keys(ENTRIES));
  });

  test('are of the right types', async () => {
    const folder = await folderOf({});
    const names = PROGRAMS.map((text, i) => {
      writeFileSync(join(folder, `${i}.ts`), text);
      return `${i}.ts`;
    });
    const paths = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [resolve(file)]]));
    const compilerOptions = {
      rootDir: '/',
      paths,
      typeRoots: [resolve('node_modules/@types')],
      // An example shows a value and goes on.
      noUnusedLocals: false,
    };
    const config = { extends: resolve('tsconfig.json'), compilerOptions, include: names };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  test.each(PROGRAMS.map((text, i) => [i + 1, text] as const))('%i runs', async (number, text) => {
    const outfile = join(await folderOf({}), `${number}.mjs`);
    await build({
      stdin: { contents: text, loader: 'ts', resolveDir: process.cwd() },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      external: ['@aws-sdk/client-ec2'],
      // The longer name first: the shorter one is its beginning.
      alias: Object.fromEntries(
        Object.entries(ENTRIES)
          .reverse()
          .map(([name, file]) => [name, resolve(file)]),
      ),
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    });
    const told = vi.spyOn(console, 'error').mockReturnValue();
    await import(pathToFileURL(outfile).href);
    const expected = text.includes('console.error(')
      ? [['input', 'nowhere.json', expect.any(String), expect.any(String)]]
      : [];
    expect(told.mock.calls).toEqual(expected);
    told.mockRestore();
  });
});

test.each(blocks('As a library', 'yaml'))('the configuration is one: %s', (text) => {
  expect([validateConfig(parse(text)), validateConfig.errors]).toEqual([true, null]);
});

test.each(blocks('Both clouds', 'console'))('the finding shown is the one printed: %s', async (text) => {
  const [line = '', ...shown] = text.trimEnd().split('\n');
  const { code, out } = await run(line.replace('$ byo-net ', ''));
  expect(code).toBe(1);
  expect(out).toContain(`${shown.join('\n')}\n`);
});

test.each(blocks('The call', 'sh').flatMap((text) => text.trim().split('\n')))('%s', async (line) => {
  const words = (line.split('#')[0] ?? '').trim().split(/ +/);
  expect(words[0]).toBe('byo-net');
  expect((await parseArgv(words.slice(1))).command).toBe('check');
});
