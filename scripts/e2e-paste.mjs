// What the reports of all AWS fixtures print, pasted: test/e2e/paste, which starts moto and the `aws` command line itself.
// moto enforces no quota and judges no path: this proves syntax and effect, never reachability.
import { prepare, run, venv } from './moto.mjs';

prepare('what is printed, pasted');
const env = { ...process.env, BYO_NET_VENV: venv };
const passed = run('npx', ['vitest', 'run', '-c', 'vitest.e2e.config.ts', 'test/e2e/paste'], { env });
process.exitCode = passed ? 0 : 1;
