/** Completion, written off the tables of `options.ts`. */
import { ByoNetError } from '../../errors.ts';
import type { Invocation } from '../argv.ts';
import { bash, fish, zsh } from '../completion.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { didYouMean } from '../suggest.ts';

const SHELLS = { bash, zsh, fish } as const;

export async function run(
  { operands }: Invocation,
  io: CliIo,
  engine: () => Promise<Engine>,
): Promise<number> {
  const [name, ...others] = operands;
  const shell = Object.entries(SHELLS).find(([one]) => one === name)?.[1];
  if (!shell || others.length > 0) throw await noShell(operands);
  const { RULES } = await engine();
  io.stdout(shell(RULES.map(({ id }) => id)));
  return 0;
}

async function noShell(operands: readonly string[]): Promise<ByoNetError> {
  const names = Object.keys(SHELLS);
  const [name] = operands;
  const how = `write byo-net completion ${names.join(', ')}`;
  if (name === undefined) return new ByoNetError('usage', 'no shell is named', { remedy: how });
  return new ByoNetError('usage', `there is no completion for ${operands.join(' ')}`, {
    remedy: await didYouMean(name, names, how),
  });
}
