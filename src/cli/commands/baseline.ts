/** `byo-net baseline`: what is wrong today is known from now on. */
import { safeJson, visible } from '../../reporters/escape.ts';
import { BASELINE_NAME, baselineFile } from '../../settings/baseline.ts';
import { type Invocation, text } from '../argv.ts';
import type { CliIo } from '../io.ts';
import type { Engine } from '../main.ts';
import { put } from '../output.ts';
import { answerTo, NO_BASELINE } from '../questions.ts';

export async function run(invocation: Invocation, io: CliIo, engine: () => Promise<Engine>): Promise<number> {
  const file = text(invocation, 'baseline') ?? BASELINE_NAME;
  const { report } = await answerTo(invocation, io, engine, NO_BASELINE);
  await put(io, file, `${safeJson(baselineFile(report))}\n`);
  const { errors, warnings, notes, undecided } = report.summary;
  const count = errors + warnings + notes + undecided;
  io.stderr(
    `byo-net: ${visible(file, true)} knows ${count} findings; byo-net check --baseline ${visible(file, true)} fails for new ones only\n`,
  );
  return 0;
}
