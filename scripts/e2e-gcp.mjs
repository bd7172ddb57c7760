// The suite under test/e2e against a Compute API of recorded answers, which it starts itself: the real client on the wire.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;

const passed =
  run('npm', ['run', '--silent', 'build']) &&
  run('npx', ['vitest', 'run', '-c', 'vitest.e2e.config.ts', 'test/e2e/gcp']);
process.exitCode = passed ? 0 : 1;
