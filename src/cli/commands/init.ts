/** `byo-net init`: a configuration for the network that it finds. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ByoNetError } from '../../errors.ts';
import { CONFIG_NAMES, configIn } from '../../settings/find.ts';
import { startingConfig } from '../../settings/init.ts';
import type { Invocation } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { requestOf } from '../request.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const [name] = CONFIG_NAMES;
  const there = await configIn(io.cwd);
  if (there !== undefined) throw exists(there);
  const isLive = (['region', 'profile', 'project'] as const).some((name) => invocation.texts.has(name));
  const inputs = invocation.operands.length > 0 || isLive ? invocation.operands : ['.'];
  const request = await requestOf({ ...invocation, operands: inputs }, io);
  const { targets } = await (await engine()).check(request, io);
  const [target] = targets;
  if (!target) throw new ByoNetError('input', 'there is no network', { file: inputs.join(' ') });
  await writeNew(join(io.cwd, name), name, startingConfig({ request, target }));
  io.stderr(`byo-net: ${name} is written; byo-net check asks what it says\n`);
  return 0;
}

/** `wx` fails where a file is there, even one that came between the look and the writing. */
async function writeNew(path: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw exists(name);
    throw new ByoNetError('usage', `cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
      file: name,
      remedy: 'start byo-net in a folder that you may write to',
      cause,
    });
  }
}

const exists = (file: string): ByoNetError =>
  new ByoNetError('usage', 'is there already, and byo-net init never overwrites', {
    file,
    remedy: 'byo-net check asks what it says; remove it first if another one is wanted',
  });
