import { ByoNetError } from '../../errors.ts';
import { type Invocation, text } from '../argv.ts';
import { exitOfTrace } from '../exit.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, write } from '../output.ts';
import { requestOf } from '../request.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation);
  const port = text(invocation, 'port');
  const protocol = text(invocation, 'protocol');
  const request = {
    from: endOf(invocation, 'from'),
    to: endOf(invocation, 'to'),
    ...(await requestOf(invocation, io)),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
  };
  const report = await (await engine()).trace(request, io);
  await write(invocation, io, asked, { text: (reporter, options) => reporter.trace?.(report, options) });
  return exitOfTrace(report);
}

function endOf(invocation: Invocation, name: 'from' | 'to'): string {
  const end = text(invocation, name);
  if (end !== undefined) return end;
  throw new ByoNetError('usage', `--${name} is missing`, {
    remedy: `name an endpoint: --${name} ${name === 'from' ? 'internet' : 'role:scheduler'}, an address or CIDR, a resource id, subnet:<id>, vpc:<id>, vm:subnet=<id>,groups=<id>`,
  });
}
