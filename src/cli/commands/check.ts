import { emitConfig } from '../../emit/index.ts';
import type { TargetReport } from '../../report.ts';
import { type Invocation, isOn } from '../argv.ts';
import { exitOfReport } from '../exit.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, write } from '../output.ts';
import { requestOf } from '../request.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation);
  const request = await requestOf(invocation, io);
  const report = await (await engine()).check(request, io);
  await write(
    invocation,
    io,
    asked,
    (reporter, options) => reporter.check(report, options),
    configIn(invocation),
  );
  return exitOfReport(invocation, report);
}

/** The configuration stands in the report when nothing is in its way, or when open questions were accepted. */
const configIn =
  (invocation: Invocation) =>
  (target: TargetReport): string | undefined => {
    const { state } = target.config;
    const shown = state === 'ready' || (state === 'unproven' && isOn(invocation, 'allow-undecided'));
    return shown ? emitConfig(target, 'python') : undefined;
  };
