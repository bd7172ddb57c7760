// The suite under test/e2e against moto's EC2 API: makes a virtual environment, starts the server, runs, stops it.
// Says so and passes where Python or its packages cannot be had: nothing else of the gate needs them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const venv = `${root}.venv`;
const PACKAGES = ['moto[ec2,server]==5.*', 'awscli==1.*'];

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;

function skip(why) {
  console.log(`SKIPPED: the live suite against moto: ${why}`);
  process.exit(0);
}

function prepare() {
  if (!run('python3', ['--version'])) skip('there is no python3');
  if (existsSync(`${venv}/bin/moto_server`) && existsSync(`${venv}/bin/aws`)) return;
  if (!run('python3', ['-m', 'venv', venv]))
    skip('python3 makes no virtual environment (package python3-venv)');
  if (!run(`${venv}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]))
    skip(`pip does not get ${PACKAGES.join(' and ')}`);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const answers = (url) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function ready(url, server) {
  for (let left = 120; left > 0; left -= 1) {
    if (server.exitCode !== null) break;
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('moto_server does not answer');
}

prepare();
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(
  `${venv}/bin/python`,
  [`${venv}/bin/moto_server`, '-H', '127.0.0.1', '-p', String(port)],
  {
    stdio: 'ignore',
  },
);
let passed = false;
try {
  await ready(url, server);
  const env = { ...process.env, BYO_NET_VENV: venv, BYO_NET_MOTO: url };
  const asked = process.argv.slice(2);
  const suites = asked.length > 0 ? asked : ['test/e2e/aws', 'test/e2e/credentials'];
  passed =
    run('npm', ['run', '--silent', 'build']) &&
    run('npx', ['vitest', 'run', '-c', 'vitest.e2e.config.ts', ...suites], { env });
} finally {
  server.kill();
}
process.exitCode = passed ? 0 : 1;
