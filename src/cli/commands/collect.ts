/** `byo-net collect`: what a live check reads, to keep. */
import { ByoNetError } from '../../errors.ts';
import { visible } from '../../reporters/escape.ts';
import type { Collected } from '../../run.ts';
import { type Invocation, text } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { put } from '../output.ts';
import { requestOf } from '../request.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  refuseInputs(invocation);
  const request = await requestOf(invocation, io);
  const collected = await (await engine()).collect(request, io);
  await put(io, text(invocation, 'output'), collected.text);
  for (const line of refusals(collected)) io.stderr(`byo-net: ${visible(line, true)}\n`);
  return 0;
}

function refuseInputs({ operands }: Invocation): void {
  if (operands.length === 0) return;
  throw new ByoNetError('usage', `collect asks the cloud and reads no file: ${operands.join(' ')}`, {
    remedy: `write byo-net collect --vpc vpc-… -o snapshot.json, byo-net collect --project my-project -o snapshot.json, or byo-net check ${operands.join(' ')}`,
  });
}

/** The snapshot says it as well; whoever collects is the one who can ask for the permission. */
const refusals = ({ gaps }: Collected): readonly string[] => {
  const lines = new Set(gaps.map(({ call, why }) => `${call} was not read: ${why}`));
  const providers = [...new Set(gaps.map(({ provider }) => provider))].sort();
  return [...lines, ...providers.map((name) => `byo-net permissions ${name} prints what reads everything`)];
};
