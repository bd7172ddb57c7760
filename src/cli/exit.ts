/** Exit codes: 0 it works, 1 it does not or nobody knows, 2 the question could not be answered at all. */
import type { Report, TraceReport } from '../report.ts';
import { type Invocation, isOn, text } from './argv.ts';

export function exitOfReport(invocation: Invocation, { summary, targets }: Report): 0 | 1 {
  const failOn = text(invocation, 'fail-on') ?? 'error';
  if (failOn === 'never') return 0;
  const open = summary.undecidedRequired > 0 && !isOn(invocation, 'allow-undecided');
  // Withheld without an error: the placement is not complete, so nothing was shown to work.
  const withheld = targets.some((target) => target.config.state === 'withheld');
  return open || withheld || countFrom(failOn, summary) > 0 ? 1 : 0;
}

function countFrom(failOn: string, { errors, warnings, notes }: Report['summary']): number {
  if (failOn === 'note') return errors + warnings + notes;
  return failOn === 'warning' ? errors + warnings : errors;
}

export const exitOfTrace = ({ verdict }: TraceReport): 0 | 1 => (verdict === 'reachable' ? 0 : 1);
