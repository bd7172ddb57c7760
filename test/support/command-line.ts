/** One command line with the real engine, without a process: what it writes, and its exit code. */
import { main } from '../../src/cli/main.ts';

export async function run(line: string, stdin = '') {
  const written = { out: '', err: '' };
  const code = await main(line.split(' '), {
    readStdin: async () => stdin,
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    cwd: '/nowhere',
    today: '2026-11-21',
    env: {},
    isTTY: false,
  });
  return { code, ...written };
}
