/**
 * SARIF 2.1.0 as GitHub code scanning reads it: one run a target. Every rule that was asked is listed, found or not,
 * so that an alert closes when its finding is gone; the fingerprint is the report's own.
 */
import { targetName } from '../report/name.ts';
import { counts } from '../report/summary.ts';
import type { Report, TargetReport } from '../report.ts';
import { rulesWithout } from './answer.ts';
import { safeJson } from './escape.ts';
import { fileAndLine } from './place.ts';
import type { ReporterOptions, RuleEntry } from './reporter.ts';
import { sarifText } from './sarif/message.ts';
import { findingResult, type RunContext, undecidedResult } from './sarif/results.ts';
import { ruleDescriptor } from './sarif/rules.ts';

export function check(report: Report, { rules }: ReporterOptions): string {
  const categories = distinct(report.targets.map(targetName));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: report.targets.map((target, i) => runOf(report, target, rules, categories[i] as string)),
  };
  return `${safeJson(log)}\n`;
}

/** GitHub refuses two runs of one category: where targets share a name, the later ones are numbered. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let [one, number] = [name, 1];
    while (taken.has(one)) one = `${name} ${++number}`;
    taken.add(one);
    return one;
  });
}

function runOf(report: Report, target: TargetReport, rules: readonly RuleEntry[], category: string) {
  const context: RunContext = {
    target,
    ruleIndex: new Map(rules.map(({ id }, i) => [id, i])),
    hasBaseline: [...target.findings, ...target.undecided].some(
      ({ suppression }) => suppression?.kind === 'baseline',
    ),
  };
  return {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        informationUri: 'https://www.npmjs.com/package/byo-net',
        rules: rules.map(ruleDescriptor),
      },
    },
    automationDetails: { id: `byo-net/${sarifText(category)}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report, target) }],
    results: [
      ...target.findings.map((finding) => findingResult(context, finding)),
      ...target.undecided.map((one) => undecidedResult(context, one)),
    ],
  };
}

/** What was not read, what no required flow can rest on, and what the configuration no longer needs. */
function notifications(report: Report, target: TargetReport) {
  const open = target.undecided.filter((one) => one.required && counts(one));
  return [
    ...open.map(({ message }) => notification('undecided', 'error', message)),
    ...rulesWithout(target, 'undecided').map(({ rule, why }) => ({
      ...notification('rule-undecided', 'warning', `${rule} is undecided: ${why}`),
      associatedRule: { id: rule },
    })),
    ...target.gaps.map(({ call, what, why, settle }) =>
      notification('not-read', 'warning', `${call}: ${what}, ${why}; ${settle}`),
    ),
    ...report.hints.map(({ kind, message, place }) =>
      notification(kind, 'note', `${place ? `${fileAndLine(place)}: ` : ''}${message}`),
    ),
  ];
}

const notification = (id: string, level: 'error' | 'warning' | 'note', text: string) => ({
  descriptor: { id },
  level,
  message: { text: sarifText(text) },
});
