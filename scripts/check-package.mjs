// The package as a stranger gets it: packed, linted by publint, installed into an empty folder, run and imported.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const empty = mkdtempSync(join(tmpdir(), 'byo-net-package-'));
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: empty, encoding: 'utf8', ...options });

const LIBRARY = `
import { analyse, check, type Report } from 'byo-net';
import { defineRule } from 'byo-net/rule';
import { casesOf } from 'byo-net/rule-tester';
const report: Report = await check({ inputs: ['guide'], client: ['internet'] });
const called: Report = await check({ call: 'setup.py' });
if (called.summary.errors !== 1 || typeof casesOf !== 'function') throw new Error('the call is not checked');
if (typeof analyse !== 'function' || typeof defineRule !== 'function') throw new Error('the library lacks a function');
if (report.summary.errors !== 0) throw new Error('the guide network is not clean');
`;

const CALL = 'import coiled\ncoiled.set_backend_options()\n';
const PLUGIN = `import { defineRule } from 'byo-net/rule';
export const rule = defineRule({
  id: 'our-rule', severity: 'note', title: 'Ours', needs: 'network',
  docs: { what: 'w', why: 'y', repair: 'r', source: 's' }, examples: { good: [], bad: [] },
  *check({ network }) {
    yield { message: 'ours speaks', resources: [...network.vpcs.values()], fix: { none: 'never' } };
  },
});
`;

try {
  const [{ filename, files, size }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', empty], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  console.log(`${filename}: ${files.length} files, ${Math.round(size / 1024)} kB`);
  run('npx', ['publint', 'run', join(empty, filename), '--strict'], { cwd: root, stdio: 'inherit' });
  writeFileSync(join(empty, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`], { stdio: 'inherit' });
  cpSync(join(root, 'fixtures/aws/guide'), join(empty, 'guide'), { recursive: true });
  const text = run(process.execPath, [
    'node_modules/byo-net/dist/cli/bin.js',
    'check',
    'guide',
    '--client',
    'internet',
  ]);
  if (!text.includes('set_backend_options')) throw new Error(`no configuration in:\n${text}`);
  run('npx', ['--no-install', 'byo-net', '--version'], { stdio: 'inherit' });
  writeFileSync(join(empty, 'setup.py'), CALL);
  writeFileSync(join(empty, 'our-rule.js'), PLUGIN);
  writeFileSync(join(empty, 'ours.json'), '{ "plugins": ["./our-rule.js"] }\n');
  const told = run('npx', ['--no-install', 'byo-net', 'check', 'guide', '--config', 'ours.json']);
  if (!told.includes('ours speaks')) throw new Error(`the rule of a plugin is silent in:\n${told}`);
  writeFileSync(join(empty, 'library.mts'), LIBRARY);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  run(
    process.execPath,
    [
      tsc,
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      '',
      '--outDir',
      'out',
      'library.mts',
    ],
    { stdio: 'inherit' },
  );
  run(process.execPath, ['out/library.mjs'], { stdio: 'inherit' });
  console.log('the package installs, runs and imports');
} finally {
  rmSync(empty, { recursive: true, force: true });
}
