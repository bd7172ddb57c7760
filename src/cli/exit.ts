/** Exit codes: 0 it works, 1 it does not or nobody knows, 2 the question could not be answered at all. */
import { counts, failsFrom } from '../report/summary.ts';
import type { Report, TargetReport, TraceReport } from '../report.ts';
import { type Invocation, isOn } from './argv.ts';

export function exitOfReport(invocation: Invocation, { summary, targets }: Report, failOn: string): 0 | 1 {
  if (failOn === 'never') return 0;
  const fails = failsFrom(failOn);
  const open = summary.undecidedRequired > 0 && !isOn(invocation, 'allow-undecided');
  const found = targets.some(({ findings }) => findings.some((one) => counts(one) && fails(one.severity)));
  return open || found || targets.some(isUnexplained) ? 1 : 0;
}

/** Withheld for what is no finding: the placement is not complete, or a flow fails whose rule is turned off. */
function isUnexplained({ config, findings, undecided }: TargetReport): boolean {
  const said = new Set([...findings, ...undecided].map(({ message }) => message));
  return config.state === 'withheld' && config.missing.some((why) => !said.has(why));
}

export const exitOfTrace = ({ verdict }: TraceReport): 0 | 1 => (verdict === 'reachable' ? 0 : 1);
