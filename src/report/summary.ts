/** The counts of a report: what is there and was neither ignored nor known before. */
import type { Severity } from '../lint/rule-types.ts';
import type { Report, ReportSummary, TargetReport } from './types.ts';

export function summarise(targets: readonly TargetReport[]): ReportSummary {
  const findings = targets.flatMap((target) => target.findings);
  const undecided = targets.flatMap((target) => target.undecided);
  const count = (severity: Severity) =>
    findings.filter((one) => counts(one) && one.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    undecided: undecided.filter(counts).length,
    undecidedRequired: undecided.filter((one) => counts(one) && one.required).length,
    suppressed: [...findings, ...undecided].filter((one) => !counts(one)).length,
  };
}

/** Whether a finding or an open question still counts. */
export const counts = ({ suppression }: { readonly suppression?: unknown }): boolean =>
  suppression === undefined;

/** Whether a finding of a severity fails the check. `failOn`: a severity, or "never". */
export function failsFrom(failOn: string): (severity: Severity) => boolean {
  const least = WEIGHT[failOn] ?? WEIGHT.error;
  return (severity) => WEIGHT[severity] >= least;
}

const WEIGHT: Readonly<Record<string, number>> & Readonly<Record<Severity, number>> = {
  note: 0,
  warning: 1,
  error: 2,
  never: 3,
};

/** Several reports as one. */
export function merged(first: Report, rest: readonly Report[]): Report {
  const all = [first, ...rest];
  const targets = all.flatMap((report) => report.targets);
  return { ...first, targets, summary: summarise(targets), hints: all.flatMap((report) => report.hints) };
}
