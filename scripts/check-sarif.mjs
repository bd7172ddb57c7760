// SARIF files through Microsoft's own validator, GitHub's rules among them: `node scripts/check-sarif.mjs [file…]`; without
// a file, the goldens and what the built command writes. The tool weighs 100 MB, so npx fetches it when it is asked
// for, and it is no dependency. A file with known faults goes through first: a validator that is silent there has loaded
// no rules, and its silence says nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TOOL = '@microsoft/sarif-multitool@5.7.0';
const GOLDENS = ['broken', 'suppressed'].map((name) => `${root}test/reporters/golden/${name}.sarif`);
/** The command's own reports: clean, with traces, with a position in a configuration. */
const REPORTS = [
  ['guide', ['--client', 'internet']],
  ['nat-deleted', ['--client', 'internet']],
  ['admin-ports-open', ['--client', 'internet', '--require', 'role:worker=10.99.0.0/24:5432']],
];
const folder = mkdtempSync(join(tmpdir(), 'byo-net-sarif-'));
const written = join(folder, 'written.sarif');

function tool(...words) {
  const args = ['--yes', TOOL, ...words, '--output', written, '--log', 'ForceOverwrite'];
  const { status, stdout, stderr } = spawnSync('npx', args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** Microsoft's SARIF library reads the file, or this says why it cannot: a level that there is not ends the validator. */
function unreadable(file) {
  const { status, output } = tool('rewrite', file);
  return status === 0 && !/error|exception/i.test(output) ? [] : [output.trim()];
}

/**
 * What the validator and GitHub's rules for an upload say: errors and warnings, by rule. Notes are matters of taste.
 * The tool's launcher hands its words to a shell, hence the quotes.
 */
function faults(file) {
  const { status, output } = tool('validate', file, '--rule-kind', '"Sarif;Gh"');
  if (status !== 0) throw new Error(output);
  const [run] = JSON.parse(readFileSync(written, 'utf8')).runs;
  return (run.results ?? []).map(
    ({ ruleId, message }) => `${ruleId} ${message.text ?? (message.arguments ?? []).join(' | ')}`,
  );
}

/** A copy of a golden with one kind of fault. */
function spoilt(name, from, to) {
  const file = join(folder, name);
  writeFileSync(file, readFileSync(GOLDENS[0], 'utf8').replaceAll(from, to));
  return file;
}

function selfCheck() {
  if (unreadable(spoilt('level.sarif', '"level": "error"', '"level": "eror"')).length === 0)
    throw new Error("Microsoft's library reads a level that there is not");
  const cases = [
    ['SARIF1002', 'uri.sarif', /"uri": "[^"]+\.json"/g, '"uri": "a b\\\\c.json"'],
    ['SARIF1009', 'index.sarif', /"ruleIndex": \d+/g, '"ruleIndex": 999'],
    ['GH2012', 'help.sarif', /"fullDescription"/g, '"fullDescriptions"'],
  ];
  for (const [rule, name, from, to] of cases)
    if (!faults(spoilt(name, from, to)).some((fault) => fault.startsWith(rule)))
      throw new Error(`the validator finds no ${rule} in ${name}, where there is one`);
}

/** Written by the command as people run it, where it is built. */
function reports() {
  const command = `${root}dist/cli/bin.js`;
  if (!existsSync(command)) return [];
  return REPORTS.map(([fixture, words]) => {
    const file = join(folder, `${fixture}.sarif`);
    const args = [command, 'check', `fixtures/aws/${fixture}`, ...words, '-f', `sarif=${file}`];
    const { status, stderr } = spawnSync('node', args, { cwd: root, encoding: 'utf8' });
    if (status === 2) throw new Error(stderr);
    return file;
  });
}

try {
  const asked = process.argv.slice(2).map((file) => resolve(file));
  const files = asked.length > 0 ? asked : [...GOLDENS, ...reports()];
  selfCheck();
  const found = files.flatMap((file) =>
    [...unreadable(file), ...faults(file)].map((fault) => `${file}: ${fault}`),
  );
  for (const fault of found) console.error(fault);
  console.log(`${files.length} SARIF files validated by ${TOOL}, ${found.length} faults`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
