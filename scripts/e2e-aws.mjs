// The suite under test/e2e against moto's EC2 API: makes a virtual environment, starts the server, runs, stops it.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { prepare, run, venv } from './moto.mjs';

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

prepare('the live suite against moto');
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
