import { emitConfig } from '../../emit/index.ts';
import { failsFrom } from '../../report/summary.ts';
import type { Report, TargetReport } from '../../report.ts';
import { type Invocation, isOn } from '../argv.ts';
import { exitOfReport } from '../exit.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, REPORT_FORMATS, type Rendering, write } from '../output.ts';
import { answerTo } from '../questions.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation, REPORT_FORMATS);
  const { report, rules, failOn } = await answerTo(invocation, io, engine);
  const asides = { config: configIn(invocation), rules, fails: failsFrom(failOn) };
  const code = exitOfReport(invocation, report, failOn);
  const shown =
    code === 0 && isOn(invocation, 'quiet') ? asked.filter(({ file }) => file !== undefined) : asked;
  await write(invocation, io, shown, renderingOf(report), asides);
  return code;
}

const renderingOf = (report: Report): Rendering => ({
  text: (reporter, options) => reporter.check(report, options),
  appendices: (reporter, options) => reporter.appendices?.(report, options) ?? [],
});

/** The configuration stands in the report when nothing is in its way, or when open questions were accepted. */
const configIn =
  (invocation: Invocation) =>
  (target: TargetReport): string | undefined => {
    const { state } = target.config;
    const shown = state === 'ready' || (state === 'unproven' && isOn(invocation, 'allow-undecided'));
    return shown ? emitConfig(target, 'python') : undefined;
  };
