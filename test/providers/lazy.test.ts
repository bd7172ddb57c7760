import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';

const SDK = '@aws-sdk/client-ec2';

async function graph(): Promise<Metafile['inputs']> {
  const { metafile } = await build({
    entryPoints: ['src/cli/bin.ts', 'src/index.ts', 'src/providers/aws/index.ts'],
    bundle: true,
    splitting: true,
    write: false,
    outdir: 'unused',
    platform: 'node',
    format: 'esm',
    metafile: true,
    external: [SDK],
    alias: { 'byo-net/rule': './src/rule.ts' },
    logLevel: 'silent',
  });
  return metafile.inputs;
}

/** The files that loading `roots` loads, as far as the kinds of import lead. */
function loaded(
  inputs: Metafile['inputs'],
  roots: readonly string[],
  kinds: readonly string[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of inputs[file]?.imports ?? []) if (kinds.includes(kind)) visit(path);
  };
  roots.forEach(visit);
  return seen;
}

test('checking a file never loads the SDK: nothing but a live read imports it', async () => {
  const inputs = await graph();
  const roots = ['src/cli/bin.ts', 'src/index.ts', 'src/providers/aws/index.ts'];
  const atOnce = loaded(inputs, roots, ['import-statement', 'require-call']);
  expect([...atOnce].filter((file) => file.includes('aws-sdk') || file.includes('aws/collect'))).toEqual([]);
  expect(loaded(inputs, roots, ['import-statement', 'dynamic-import'])).toContain(SDK);
});
