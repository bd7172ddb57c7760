/** The command as one text that Node runs, for tests that need a process. */
import { resolve } from 'node:path';
import { build } from 'esbuild';

export async function commandText(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/cli/bin.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: { 'byo-net/rule': resolve('src/rule.ts'), yaml: resolve('node_modules/yaml/browser/index.js') },
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
  });
  return outputFiles[0]?.text ?? '';
}
