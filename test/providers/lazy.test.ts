import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';

const SDKS = [
  '@aws-sdk/client-ec2',
  '@aws-sdk/credential-provider-node',
  '@google-cloud/compute',
  '@smithy/core',
  '@smithy/node-http-handler',
  'google-auth-library',
  'http-proxy-agent',
  'https-proxy-agent',
];
const ROOTS = ['src/cli/bin.ts', 'src/index.ts', 'src/providers/aws/index.ts', 'src/providers/gcp/index.ts'];

async function graph(): Promise<Metafile['inputs']> {
  const { metafile } = await build({
    entryPoints: ROOTS,
    bundle: true,
    splitting: true,
    write: false,
    outdir: 'unused',
    platform: 'node',
    format: 'esm',
    metafile: true,
    external: SDKS,
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

const isSdk = (file: string): boolean => SDKS.some((sdk) => file === sdk || file.startsWith(`${sdk}/`));

test('checking a file never loads an SDK: nothing but a live read imports it', async () => {
  const inputs = await graph();
  const atOnce = loaded(inputs, ROOTS, ['import-statement', 'require-call']);
  expect([...atOnce].filter((file) => isSdk(file) || /(aws|gcp)\/collect/.test(file))).toEqual([]);
  const ever = loaded(inputs, ROOTS, ['import-statement', 'dynamic-import']);
  expect(SDKS.filter((sdk) => ![...ever].some((file) => file.startsWith(sdk)))).toEqual([]);
});

test('of the Compute client no more is loaded than the services that are asked', async () => {
  const ever = loaded(await graph(), ROOTS, ['import-statement', 'dynamic-import']);
  const files = [...ever].filter((file) => file.startsWith('@google-cloud/compute'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !/\/build\/src\/v1\/\w+_client\.js$/.test(file))).toEqual([]);
});
