// SARIF files through Microsoft's own tool: `node scripts/check-sarif.mjs [file…]`; without a file, the goldens.
// The tool weighs 100 MB, so npx fetches it when it is asked for, and it is no dependency. A file with known faults goes
// through first: a validator that finds nothing there has loaded no rules, and its silence says nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TOOL = '@microsoft/sarif-multitool@5.7.0';
const GOLDENS = ['broken', 'suppressed'].map((name) => `${root}test/reporters/golden/${name}.sarif`);
const folder = mkdtempSync(join(tmpdir(), 'byo-net-sarif-'));
const written = join(folder, 'written.sarif');

function tool(...words) {
  const args = ['--yes', TOOL, ...words, '--output', written, '--log', 'ForceOverwrite'];
  const { status, stdout, stderr } = spawnSync('npx', args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** Microsoft's SARIF library reads the file, or this says why it cannot. */
function unreadable(file) {
  const { status, output } = tool('rewrite', file);
  return status === 0 && !/error|exception/i.test(output) ? [] : [output.trim()];
}

/** What the validator says of the file. */
function faults(file) {
  const { status, output } = tool('validate', file);
  if (status === null) throw new Error(output);
  const [run] = JSON.parse(readFileSync(written, 'utf8')).runs;
  return run.results.map(
    ({ ruleId, message }) => `${ruleId} ${message.text ?? (message.arguments ?? []).join(' | ')}`,
  );
}

try {
  const asked = process.argv.slice(2).map((file) => resolve(file));
  const files = asked.length > 0 ? asked : GOLDENS;
  const broken = join(folder, 'faulty.sarif');
  writeFileSync(broken, readFileSync(GOLDENS[0], 'utf8').replaceAll('"level": "error"', '"level": "eror"'));
  if (unreadable(broken).length === 0) throw new Error("Microsoft's library reads a level that there is not");
  const hasRules = faults(broken).length > 0;
  const found = files.flatMap((file) =>
    [...unreadable(file), ...faults(file)].map((fault) => `${file}: ${fault}`),
  );
  for (const fault of found) console.error(fault);
  console.log(`${files.length} SARIF files read by Microsoft's library, ${found.length} faults`);
  if (!hasRules) console.log('the validator loaded no rules on this platform: only reading was checked');
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
