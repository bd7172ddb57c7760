// The Python package, Coiled's real client and a real Dask cluster. Makes a virtual environment of its own; says what it
// skips, and why, where Python or PyPI cannot be had: nothing else of the gate needs them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const venv = `${root}python/.venv`;
const PACKAGES = ['coiled', 'distributed', 'psutil', 'mypy', 'hatchling'];
const WHEEL = [
  'wheel',
  '--quiet',
  '--disable-pip-version-check',
  '--no-deps',
  '--no-build-isolation',
  '--wheel-dir',
  `${venv}/wheels`,
  './python',
];
const PROOFS = 'a wheel, types, the real client, a real cluster';

const env = {
  ...process.env,
  BYO_NET: `${root}dist/cli/bin.js`,
  PYTHONPATH: `${root}python/src`,
  PYTHONDONTWRITEBYTECODE: '1',
};
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, env, stdio: 'inherit', ...options }).status === 0;
const skip = (what, why) => console.log(`SKIPPED: ${what}: ${why}`);

/** The packages are the newest that PyPI has: the proofs are about the client that people install today. */
function prepared() {
  if (!existsSync(`${venv}/bin/pip`) && !run('python3', ['-m', 'venv', venv])) {
    skip(PROOFS, 'python3 makes no virtual environment (package python3-venv)');
    return false;
  }
  const install = [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--upgrade',
    ...PACKAGES,
  ];
  if (run(`${venv}/bin/pip`, install)) return true;
  skip(PROOFS, `pip does not get ${PACKAGES.join(', ')}`);
  return false;
}

function step(name, command, args, options) {
  console.log(`· ${name}`);
  // An interrupt, so that a program that runs out of time ends what it started.
  if (run(command, args, { timeout: 90_000, killSignal: 'SIGINT', ...options })) return true;
  console.log(`FAILED: ${name}`);
  return false;
}

const packageTests = () =>
  step('the package, by its own tests', 'python3', ['-m', 'unittest', 'discover', '-s', 'python/tests']);

function proofs() {
  const python = `${venv}/bin/python`;
  return [
    step('a wheel', python, ['-m', 'pip', ...WHEEL]),
    step('types', python, ['-m', 'mypy', 'src', 'tests'], { cwd: `${root}python` }),
    step('the real client', python, ['python/proofs/real_client.py']),
    step('a real cluster', python, ['python/proofs/real_cluster.py']),
  ].every(Boolean);
}

if (!run('python3', ['--version'])) skip(`the Python package, ${PROOFS}`, 'there is no python3');
else {
  const built = run('npm', ['run', '--silent', 'build']);
  const tested = built && packageTests();
  process.exitCode = tested && (!prepared() || proofs()) ? 0 : 1;
}
