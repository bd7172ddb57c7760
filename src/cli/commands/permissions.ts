import { ByoNetError } from '../../errors.ts';
import { safeJson } from '../../reporters/escape.ts';
import type { Invocation } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const [provider, ...others] = invocation.operands;
  if (provider === undefined || others.length > 0) {
    throw new ByoNetError(
      'usage',
      provider === undefined ? 'no provider is named' : 'one provider at a time',
      {
        remedy: 'write byo-net permissions aws, or byo-net permissions gcp',
      },
    );
  }
  io.stdout(`${safeJson(await (await engine()).permissions(provider))}\n`);
  return 0;
}
