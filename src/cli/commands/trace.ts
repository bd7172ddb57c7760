import { ByoNetError } from '../../errors.ts';
import { type Invocation, text } from '../argv.ts';
import { exitOfTrace } from '../exit.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, TRACE_FORMATS, write } from '../output.ts';
import { asked, subjectOf } from '../questions.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const wanted = await outputs(invocation, TRACE_FORMATS);
  const port = text(invocation, 'port');
  const protocol = text(invocation, 'protocol');
  const request = {
    from: endOf(invocation, 'from'),
    to: endOf(invocation, 'to'),
    ...(await subjectOf(invocation, io)),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
  };
  const report = await asked(request, io, (await engine()).trace);
  await write(invocation, io, wanted, { text: (reporter, options) => reporter.trace?.(report, options) });
  return exitOfTrace(report);
}

function endOf(invocation: Invocation, name: 'from' | 'to'): string {
  const end = text(invocation, name);
  if (end !== undefined) return end;
  throw new ByoNetError('usage', `--${name} is missing`, {
    remedy: `name an endpoint: --${name} ${name === 'from' ? 'internet' : 'role:scheduler'}, an address or CIDR, a resource id, subnet:<id>, vpc:<id>, vm:subnet=<id>,groups=<id>`,
  });
}
