/** The report for a terminal: what was checked, what is wrong and why, what repairs it, what to paste. */
import type { Report, TargetReport, TraceReport } from '../report.ts';
import { allVisible } from './escape.ts';
import type { ReporterOptions } from './reporter.ts';
import { basis, configuration, correctedCall, hints, verdict } from './text/closing.ts';
import { findings, suppressed, undecided } from './text/findings.ts';
import { opening } from './text/opening.ts';
import { type Page, pageOf } from './text/page.ts';
import { traceBlocks } from './text/trace.ts';

type Block = readonly string[];

export function check(raw: Report, options: ReporterOptions): string {
  const page = pageOf(options);
  const report = allVisible(raw, options.unicode);
  const targets = report.targets.flatMap((target, i) =>
    targetBlocks(page, target, raw.targets[i] ?? target, options),
  );
  return print([
    ...targets.slice(0, -1),
    ...hints(page, report),
    verdict(page, report),
    ...targets.slice(-1),
  ]);
}

/** The configuration is the last block. */
const targetBlocks = (
  page: Page,
  target: TargetReport,
  raw: TargetReport,
  options: ReporterOptions,
): readonly Block[] => [
  ...opening(page, target),
  ...findings(page, target),
  ...undecided(page, target),
  ...suppressed(page, target),
  ...basis(page, target),
  ...(raw.call?.changed && !raw.call.alone ? [correctedCall(page, raw)] : []),
  configuration(page, target, raw, options),
];

export function trace(raw: TraceReport, options: ReporterOptions): string {
  return print(traceBlocks(pageOf(options), allVisible(raw, options.unicode)));
}

const print = (blocks: readonly Block[]): string =>
  `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
