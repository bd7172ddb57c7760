/** Problems become findings: with a fingerprint, evidence in words, and a fix that was proven. */
import { createHash } from 'node:crypto';
import type { RuleProblem, RuleUndecided } from '../lint/analysis.ts';
import type { Problem, Undecided } from '../lint/rule-types.ts';
import type { Locator } from './place.ts';
import { lineReport, resourceReport, traceReport } from './trace.ts';
import type { Finding, FixReport, UndecidedReport } from './types.ts';

/** Rule, sorted resource ids and the rule's own key: no wording, no severity, no order. */
export function fingerprint(rule: string, said: Problem | Undecided): string {
  const ids = [...new Set(said.resources.map(({ id }) => id))].sort();
  return createHash('sha256')
    .update(JSON.stringify([rule, ids, said.key ?? '']))
    .digest('hex')
    .slice(0, 16);
}

const endsOf = ({ trace }: Problem | Undecided) => ({
  from: trace?.flow.from.map((spot) => spot.label).join(', ') ?? '',
  to: trace?.flow.to.map((spot) => spot.label).join(', ') ?? '',
});

export function findingOf(
  { rule, severity, problem }: RuleProblem,
  fix: FixReport,
  locate: Locator,
): Finding {
  return {
    rule,
    severity,
    message: problem.message,
    fingerprint: fingerprint(rule, problem),
    resources: problem.resources.map((ref) => resourceReport(ref, locate)),
    ...(problem.trace && { trace: traceReport(problem.trace, endsOf(problem), locate) }),
    ...(problem.lines && {
      lines: problem.lines.map((line) => ({
        ...lineReport(line, locate),
        resource: resourceReport(line.resource, locate),
      })),
    }),
    ...(problem.symptom !== undefined && { symptom: problem.symptom }),
    fix,
  };
}

export function undecidedOf({ rule, undecided }: RuleUndecided, locate: Locator): UndecidedReport {
  return {
    rule,
    message: undecided.message,
    fingerprint: fingerprint(rule, undecided),
    required: undecided.required,
    resources: undecided.resources.map((ref) => resourceReport(ref, locate)),
    reasons: undecided.reasons,
    ...(undecided.trace && { trace: traceReport(undecided.trace, endsOf(undecided), locate) }),
  };
}
