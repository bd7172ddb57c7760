/** The command as Node runs it, for tests that need a process. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { onTestFinished } from 'vitest';

const OPTIONS = {
  entryPoints: ['src/cli/bin.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  alias: { 'byo-net/rule': resolve('src/rule.ts'), yaml: resolve('node_modules/yaml/browser/index.js') },
  banner: {
    js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** One text that needs no package. */
export async function commandText(): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, write: false });
  return outputFiles[0]?.text ?? '';
}

/** The file to run, in parts as they are packed: a live read of Google Cloud loads its packages. It lives as long as one test. */
export async function commandFile(): Promise<string> {
  await mkdir('node_modules/.cache', { recursive: true });
  const outdir = await mkdtemp(resolve('node_modules/.cache/byo-net-'));
  onTestFinished(() => rm(outdir, { recursive: true }));
  const external = ['@google-cloud/compute', 'google-auth-library'];
  await build({ ...OPTIONS, splitting: true, outdir, external, logLevel: 'silent' });
  return join(outdir, 'bin.js');
}
