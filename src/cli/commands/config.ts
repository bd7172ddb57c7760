/** `byo-net config`: standard output holds the configuration or nothing, so that it can be a file. */
import { emitConfig, remarks, STYLES, type Style } from '../../emit/index.ts';
import type { Report, TargetReport } from '../../report.ts';
import { safeJson, visible } from '../../reporters/escape.ts';
import { type Invocation, isOn, text } from '../argv.ts';
import { exitOfReport } from '../exit.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { outputs, put } from '../output.ts';
import { answerTo } from '../questions.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const asked = await outputs(invocation);
  const { report, failOn } = await answerTo(invocation, io, engine);
  for (const { format, file } of asked) {
    if (format === 'json') await put(io, file, `${safeJson(configsOf(report))}\n`);
    else for (const target of report.targets) await print(invocation, io, file, target);
  }
  return exitOfReport(invocation, report, failOn);
}

const configsOf = ({ targets }: Report) => ({ configs: targets.map((target) => target.config) });

async function print(
  invocation: Invocation,
  io: CliIo,
  file: string | undefined,
  target: TargetReport,
): Promise<void> {
  const style = styleOf(invocation);
  if (!isPrinted(invocation, target)) return io.stderr(missing(target));
  // JSON has no comments, so what belongs beside it is said beside it.
  if (style === 'json')
    io.stderr(
      remarks(target.config)
        .map((line) => `byo-net: ${shown(line)}\n`)
        .join(''),
    );
  await put(io, file, emitConfig(target, style));
}

const styleOf = (invocation: Invocation): Style =>
  STYLES.find((style) => style === text(invocation, 'style')) ?? 'python';

function isPrinted(invocation: Invocation, { config }: TargetReport): boolean {
  // Commands that make the networks are what repairs them: they wait for nothing.
  if (isOn(invocation, 'force') || config.state === 'ready' || config.commands) return true;
  return config.state === 'unproven' && isOn(invocation, 'allow-undecided');
}

const shown = (line: string): string => visible(line, true);

function missing({ config }: TargetReport): string {
  const accept = config.state === 'unproven' ? '--allow-undecided accepts what is undecided; ' : '';
  return [
    'byo-net: no configuration is printed, because',
    ...config.missing.map((one) => `  - ${shown(one)}`),
    `${accept}byo-net check shows why and what repairs it; --force prints the configuration, marked as unproven`,
    '',
  ].join('\n');
}
