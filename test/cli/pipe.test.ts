/** `byo-net … | head`: a reader that has seen enough is no failure, whatever was being written. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { commandText } from '../support/bundle.ts';
import { folderOf } from '../support/folder.ts';

let command = '';
beforeAll(async () => {
  command = await commandText();
});

/** The exit code and what standard error holds, when standard output is closed before anything is written to it. */
async function unread(line: string) {
  const file = join(await folderOf({ 'byo-net.mjs': command }), 'byo-net.mjs');
  const child = spawn(process.execPath, [file, ...line.split(' ')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const code = new Promise((resolve) => child.on('close', resolve));
  return { err: await text(child.stderr), code: await code };
}

test.each([
  ['check fixtures/aws/guide --client internet', 0],
  ['check fixtures/aws/port-closed --client 203.0.113.0/24 -f json', 1],
  ['check fixtures/aws/port-closed --client 203.0.113.0/24 -f sarif', 1],
  ['trace fixtures/aws/guide --from role:worker --to role:scheduler --port 8786 -f json', 0],
  ['config fixtures/aws/guide --client internet', 0],
  ['explain no-egress', 0],
  ['rules', 0],
  ['rules -f json', 0],
  ['completion bash', 0],
  ['permissions aws', 0],
  ['--help', 0],
] as const)('%s', async (line, code) => {
  expect(await unread(line)).toEqual({ err: '', code });
});
