/** GitHub-flavoured Markdown: for a pull request's comment, a job's summary, a wiki. */
import { targetName } from '../report/name.ts';
import { counts } from '../report/summary.ts';
import type { Finding, Report, TargetReport, TraceReport, UndecidedReport } from '../report.ts';
import {
  answer,
  countingFindings,
  resourceName,
  rulesWithout,
  sharedFix,
  suppressionText,
} from './answer.ts';
import { hopTable, traceBlocks } from './markdown/trace.ts';
import { bullets, code, fenced, inline, table } from './markdown/write.ts';
import { fileAndLine, placeOf } from './place.ts';
import type { ReporterOptions } from './reporter.ts';
import { lineText, pathsOf, service } from './text/evidence.ts';

export const check = (report: Report, options: ReporterOptions): string =>
  markdownPage(report, options, Number.POSITIVE_INFINITY);

export const trace = (report: TraceReport): string => `${traceBlocks(report).join('\n\n')}\n`;

/** `most`: how many findings, open questions and so on of a target are written out; the rest is counted. */
export function markdownPage(report: Report, options: ReporterOptions, most: number): string {
  const blocks = [
    '## byo-net',
    `**${inline(answer(report).text)}**`,
    ...report.targets.flatMap((target) => targetBlocks(target, options, most)),
    ...section(
      'Hints',
      report.hints.map(
        ({ message, place }) => `${place ? `${code(fileAndLine(place))}: ` : ''}${inline(message)}`,
      ),
      most,
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const HOLDS = { yes: '✅ works', no: '❌ blocked', undecided: '❓ undecided' } as const;

function targetBlocks(target: TargetReport, options: ReporterOptions, most: number): readonly string[] {
  const config = options.config(target);
  const findings = countingFindings(target);
  const open = target.undecided.filter(counts);
  const quiet = [...target.findings, ...target.undecided].flatMap((one) =>
    one.suppression
      ? [`${code(one.rule)} ${inline(one.message)}; ${inline(suppressionText(one.suppression))}`]
      : [],
  );
  return [
    `### ${inline(targetName(target))}`,
    ...flowTable(target),
    ...findings.slice(0, most).map(findingBlock),
    ...open.slice(0, most).map(undecidedBlock),
    ...left(findings.length + open.length - Math.min(findings.length, most) - Math.min(open.length, most)),
    ...section('Suppressed', quiet, most),
    ...section(
      'Not read',
      target.gaps.map(({ call, what, why, settle }) => inline(`${call}: ${what}, ${why}; ${settle}`)),
      most,
    ),
    ...section('Assumed, because nobody read it', target.assumed.map(inline), most),
    ...section('Declared, and not checked', target.declared.map(inline), most),
    ...section(
      'Files that were not used',
      target.ignored.map(({ file, why }) => `${code(file)} ${inline(why)}`),
      most,
    ),
    ...rulesBy(target, 'skipped', 'Rules that did not run'),
    ...rulesBy(target, 'undecided', 'Rules that cannot tell'),
    ...(target.call?.changed
      ? ['#### The call with these fixes', fenced(target.call.corrected, 'python')]
      : []),
    ...(config === undefined ? [] : ['#### Configuration to paste', fenced(config, 'python')]),
  ];
}

const left = (number: number): readonly string[] =>
  number > 0 ? [`… and ${number} more: the JSON and SARIF reports have all of them`] : [];

function section(title: string, items: readonly string[], most: number): readonly string[] {
  if (items.length === 0) return [];
  return [
    `#### ${title}`,
    bullets(items.slice(0, most)),
    ...left(items.length - Math.min(items.length, most)),
  ];
}

const flowTable = ({ flows }: TargetReport): readonly string[] =>
  flows.length === 0
    ? []
    : [
        table(
          ['flow', 'what', 'verdict'],
          flows.map((flow) => [inline(flow.name), inline(service(flow)), HOLDS[flow.holds]]),
        ),
      ];

const rulesBy = (target: TargetReport, wanted: 'skipped' | 'undecided', title: string): readonly string[] =>
  section(
    title,
    rulesWithout(target, wanted).map(({ rule, why }) => `${code(rule)} ${inline(why)}`),
    Number.POSITIVE_INFINITY,
  );

const ICON = { error: '❌', warning: '⚠️', note: 'ℹ️' } as const;

function findingBlock(one: Finding): string {
  const { fix, symptom } = one;
  const shared = sharedFix(one);
  return [
    `#### ${ICON[one.severity]} ${one.severity}: ${inline(one.message)}`,
    bullets([
      `rule ${code(one.rule)}`,
      ...whereabouts(one),
      ...(one.lines ?? []).map((line) => `line ${code(lineText(line))}`),
      ...(symptom === undefined ? [] : [`what happens: ${inline(symptom)}`]),
      ...('none' in fix
        ? [`no change repairs it: ${inline(fix.none)}`]
        : [
            ...(shared === undefined ? [] : [`fix: ${inline(shared)}`]),
            'fix, checked: with this change the finding is gone, and no new error or warning appears',
          ]),
    ]),
    ...('commands' in fix && fix.commands.length > 0 ? [fenced(fix.commands.join('\n'), 'sh')] : []),
    ...evidence(one),
  ].join('\n\n');
}

const undecidedBlock = (one: UndecidedReport): string =>
  [
    `#### ❓ undecided: ${inline(one.message)}`,
    bullets([
      `rule ${code(one.rule)}`,
      ...whereabouts(one),
      ...one.reasons.map(({ why, settle }) => `${inline(why)}; to settle it: ${inline(settle)}`),
    ]),
    ...evidence(one),
  ].join('\n\n');

function whereabouts(one: Finding | UndecidedReport): readonly string[] {
  const place = placeOf(one);
  return [
    ...(place ? [`at ${code(fileAndLine(place))}`] : []),
    ...one.resources.map((resource) => inline(resourceName(resource))),
  ];
}

/** Paths beyond the first few repeat each other. */
const MOST_PATHS = 2;

function evidence({ trace }: Finding | UndecidedReport): readonly string[] {
  if (!trace) return [];
  const paths = pathsOf(trace);
  const rows = hopTable(trace, paths.slice(0, MOST_PATHS));
  const more =
    paths.length > MOST_PATHS
      ? [`… and ${paths.length - MOST_PATHS} more paths: the JSON report has all of them`]
      : [];
  return rows.length === 0 ? [] : [...rows, ...more];
}
