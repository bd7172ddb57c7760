/**
 * The commands that fixes print, given to the real gcloud: it takes every one of them, and asks the Compute API for what
 * they say. Skipped where there is no gcloud; test/providers/gcp/changes.test.ts has the same commands against its grammar.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '../../src/run.ts';
import { type ComputeServer, computeServer } from '../support/compute-server.ts';
import { FIXTURES } from '../support/fixtures/catalogue.ts';
import { requestOf } from '../support/fixtures/request.ts';
import { ROOT, shell } from './command.ts';

const HAS_GCLOUD = spawnSync('gcloud', ['--version']).status === 0;
/** gcloud's exit code for a command line that it does not take. */
const USAGE = 2;

let home: string;
let server: ComputeServer;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'byo-net-gcloud-'));
  server = await computeServer({});
});
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true });
});

/** One command of each shape: its words and the flags that it has. */
async function printed(): Promise<ReadonlyMap<string, string>> {
  const byShape = new Map<string, string>();
  for (const { folder, args } of FIXTURES.filter((run) => run.folder.startsWith('gcp/'))) {
    const { targets } = await check(requestOf(join(ROOT, 'fixtures', folder), args), {
      readStdin: async () => '',
    });
    const fixes = targets.flatMap(({ findings }) => findings.map(({ fix }) => fix));
    for (const line of fixes.flatMap((fix) => ('commands' in fix ? fix.commands : [])))
      if (!line.startsWith('#')) byShape.set(line.replaceAll(/=\S+/g, '').replace(/ \S+ --/, ' --'), line);
  }
  return byShape;
}

test.skipIf(!HAS_GCLOUD)('gcloud takes every command that a fix prints', async () => {
  const commands = [...(await printed()).values()];
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const before = server.asked.length;
    const { code, err } = await shell(command, {
      PATH: process.env.PATH ?? '',
      HOME: home,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: server.url,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    });
    expect(code, `${command}\n${err}`).not.toBe(USAGE);
    expect(server.asked.length, command).toBeGreaterThan(before);
  }
});
