/** The answer of a report in one line, and the names of what it is about: the same words in every format. */
import { counts } from '../report/summary.ts';
import type { Finding, Report, ResourceReport, SuppressionReport, TargetReport } from '../report.ts';
import type { Tone } from './reporter.ts';

export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** "this network does not carry the cluster: 2 errors, 1 note". */
export function answer(report: Report): { readonly text: string; readonly tone: Tone } {
  const alone = ofCallsAlone(report);
  const { text, tone } = alone ?? outcome(report.targets);
  const tally = tallyOf(report, alone ? 'open question' : 'required flow');
  return { text: `${text}${tally === '' ? '' : `: ${tally}`}`, tone };
}

function tallyOf({ summary, targets }: Report, required: string): string {
  const unread = targets.flatMap((target) => rulesWithout(target, 'undecided')).length;
  const { errors, warnings, notes, undecidedRequired, suppressed } = summary;
  return [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(undecidedRequired > 0 ? [`${count(undecidedRequired, required)} undecided`] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(notes > 0 ? [count(notes, 'note')] : []),
    ...(unread > 0 ? [`${count(unread, 'rule')} undecided`] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
  ].join(', ');
}

/** What was said of calls without a network is not said of a network. */
function ofCallsAlone({
  targets,
  summary,
}: Report): { readonly text: string; readonly tone: Tone } | undefined {
  if (targets.length === 0 || !targets.every(({ call }) => call?.alone)) return undefined;
  const what = targets.length > 1 ? 'these calls' : `this ${targets[0]?.call?.form}`;
  const are = targets.length > 1 ? 'are' : 'is';
  const known = summary.undecided > 0 ? ', as far as it is known' : '';
  return summary.errors > 0
    ? { text: `${what} ${are} not what the client takes`, tone: 'error' }
    : { text: `${what} ${are} what the client takes${known}, and no network was read`, tone: 'undecided' };
}

export type Carries = 'yes' | 'no' | 'undecided';

/** Carried is only what every required flow was shown to work for; what is suppressed is as true as before. */
export function carries(targets: readonly TargetReport[]): Carries {
  const passes = targets.map((target) => target.requirements.passes);
  const errors = targets.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  if (errors || passes.includes('no')) return 'no';
  const shown = targets.every(({ config }) => config.state === 'ready') && !passes.includes('undecided');
  return shown && targets.length > 0 ? 'yes' : 'undecided';
}

function outcome(targets: readonly TargetReport[]): { readonly text: string; readonly tone: Tone } {
  const several = targets.length > 1;
  const jobs = targets.every(({ plan, placement }) => plan && placement.scheduler === undefined);
  const what = jobs && targets.length > 0 ? 'the jobs' : 'the cluster';
  const carry = several ? `these networks carry ${what}` : `this network carries ${what}`;
  const proposed = targets.some((target) => target.proposal !== undefined);
  switch (carries(targets)) {
    case 'yes':
      return {
        text: `${carry}${proposed ? ', placed as proposed' : ''}${assumingText(targets.flatMap(({ assuming }) => assuming))}`,
        tone: 'good',
      };
    case 'no':
      return {
        text: several ? `not all of ${carry}` : `this network does not carry ${what}`,
        tone: 'error',
      };
    case 'undecided':
      return { text: `whether ${carry} is not decided`, tone: 'undecided' };
  }
}

/** ", assuming Block Public Access is off and the DNS attributes are on": no answer hides what it rests on. */
export function assumingText(facts: readonly string[]): string {
  const [last, ...others] = [...new Set(facts)].toReversed();
  if (last === undefined) return '';
  return `, assuming ${others.length === 0 ? '' : `${others.toReversed().join(', ')} and `}${last}`;
}

/** What stands in place of commands that another finding prints; undefined where a finding prints all of its own. */
export function sharedFix({ rule, fix }: Finding): string | undefined {
  const of = 'none' in fix ? undefined : (fix.containedIn ?? fix.after);
  if (!of || 'none' in fix) return undefined;
  const isBelow = fix.containedIn?.isBelow === true;
  const whose = of.rule === rule ? `${isBelow ? 'a later' : 'an earlier'} finding of this rule` : of.rule;
  return `the change that repairs ${whose} ${isBelow ? 'below' : 'above'}`;
}

/** Rules that said nothing, and why: they did not run, or cannot tell. An open question of a rule is told by itself. */
export const rulesWithout = (
  { outcomes }: TargetReport,
  wanted: 'skipped' | 'undecided',
): readonly { readonly rule: string; readonly why: string }[] =>
  outcomes.flatMap(({ rule, outcome, why = outcome === 'skipped' ? 'not applicable' : undefined }) =>
    outcome === wanted && why !== undefined ? [{ rule, why }] : [],
  );

/** `security group "dask" sg-0a91` */
export const resourceName = ({ word, name, id }: ResourceReport): string =>
  `${word} ${name === undefined || name === id ? '' : `"${name}" `}${id}`;

/** "ignored until 2026-12-31: the bastion needs it". */
export function suppressionText({ kind, reason, expires }: SuppressionReport): string {
  if (kind === 'baseline') return reason;
  return `ignored${expires === undefined ? '' : ` until ${expires}`}: ${reason}`;
}

/** The severities in order of weight. */
export const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note'];

/** The findings that count, the heaviest first. */
export const countingFindings = (target: TargetReport): readonly Finding[] =>
  SEVERITIES.flatMap((severity) => target.findings.filter((one) => counts(one) && one.severity === severity));
