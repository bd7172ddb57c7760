// moto's EC2 API and the real `aws`, in a virtual environment of their own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const venv = `${root}.venv`;
const PACKAGES = ['moto[ec2,server]==5.*', 'awscli==1.*'];

export const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;

// Says so and passes where Python or its packages cannot be had: nothing else of the gate needs them.
export function prepare(suite) {
  const skip = (why) => {
    console.log(`SKIPPED: ${suite}: ${why}`);
    process.exit(0);
  };
  if (!run('python3', ['--version'])) skip('there is no python3');
  if (existsSync(`${venv}/bin/moto_server`) && existsSync(`${venv}/bin/aws`)) return;
  if (!run('python3', ['-m', 'venv', venv]))
    skip('python3 makes no virtual environment (package python3-venv)');
  if (!run(`${venv}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]))
    skip(`pip does not get ${PACKAGES.join(' and ')}`);
}
