// Builds dist/: TypeScript to JavaScript, and the generated modules that are JavaScript already.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (status !== 0) process.exit(status ?? 1);
for (const file of readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.generated.js')) cpSync(`${root}src/${file}`, `${root}dist/src/${file}`);
}
// The command is one bundle besides: loading two hundred small modules would cost more than a check (bench/run.mjs).
buildSync({
  absWorkingDir: root,
  entryPoints: ['src/cli/bin.ts'],
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Loaded when a live read starts, and kept a package of its own: its fixes reach people without ours.
  external: ['@aws-sdk/client-ec2', '@google-cloud/compute', 'google-auth-library'],
  // yaml's build for browsers is the same parser as modules, without a dynamic require.
  alias: { 'byo-net/rule': './src/rule.ts', yaml: './node_modules/yaml/browser/index.js' },
  logLevel: 'warning',
});
chmodSync(`${root}dist/cli/bin.js`, 0o755);
