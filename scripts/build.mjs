// Builds dist/: TypeScript to JavaScript, and the generated modules that are JavaScript already.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const { metafile } = buildSync({
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
  metafile: true,
  // Parts of the AWS SDK ask for Node's own modules by `require`. Only what is used of it is bundled, loaded when a live
  // read starts: loading the package whole takes three times as long (bench/live.mjs).
  banner: {
    js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
  },
  external: ['@google-cloud/compute', 'google-auth-library'],
  // yaml's build for browsers is the same parser as modules, without a dynamic require.
  alias: { 'byo-net/rule': './src/rule.ts', yaml: './node_modules/yaml/browser/index.js' },
  logLevel: 'warning',
});
chmodSync(`${root}dist/cli/bin.js`, 0o755);

/** The packages whose code is in the bundle, under the licences that ask to come along; each text once. */
function notices(inputs) {
  const folders = Object.keys(inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [],
  );
  const byText = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
    const file = readdirSync(`${root}${folder}`).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : readFileSync(`${root}${folder}/${file}`, 'utf8').trim();
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
writeFileSync(`${root}dist/cli/THIRD-PARTY-LICENSES.txt`, notices(metafile.inputs));
