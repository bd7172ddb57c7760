/**
 * Annotations, as GitHub's runner reads them from standard output; the job summary and the step's outputs, as it
 * reads them from the files that it names. GitHub shows ten annotations of a kind a step and drops the rest in
 * silence, so the tenth says how many there are.
 */
import { targetName } from '../report/name.ts';
import { counts } from '../report/summary.ts';
import type { Finding, PlaceReport, Report, TargetReport, UndecidedReport } from '../report.ts';
import { answer, carries, countingFindings, sharedFix } from './answer.ts';
import { visible } from './escape.ts';
import { markdownPage } from './markdown.ts';
import { placeOf } from './place.ts';
import type { Appendix, ReporterOptions } from './reporter.ts';
import { isInRepository } from './sarif/message.ts';

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly message: string;
  readonly place: PlaceReport | undefined;
}

const MOST_OF_A_KIND = 10;
const KINDS: readonly Kind[] = ['error', 'warning', 'notice'];
const KIND = { error: 'error', warning: 'warning', note: 'notice' } as const;

export function check(report: Report): string {
  const all = report.targets.flatMap((target) => annotations(target, report.targets.length > 1));
  const hints = report.hints.map(
    ({ message, place, kind }): Annotation => ({ kind: 'notice', title: kind, message, place }),
  );
  const lines = KINDS.flatMap((kind) => limited([...all, ...hints].filter((one) => one.kind === kind)));
  return `${[...lines.map(command), answer(report).text].join('\n')}\n`;
}

const annotations = (target: TargetReport, several: boolean): readonly Annotation[] => {
  const of = several ? `${targetName(target)}: ` : '';
  const place = (one: Finding | UndecidedReport) => inRepository(placeOf(one)) ?? inRepository(target.asked);
  return [
    ...countingFindings(target).map((one) => ({
      kind: KIND[one.severity],
      title: `${of}${one.rule}`,
      message: said(one),
      place: place(one),
    })),
    ...target.undecided.filter(counts).map((one) => ({
      kind: one.required ? ('error' as const) : ('notice' as const),
      title: `${of}undecided: ${one.rule}`,
      message: [one.message, ...one.reasons.map(({ why, settle }) => `${why}; to settle it: ${settle}`)].join(
        '\n',
      ),
      place: place(one),
    })),
  ];
};

const inRepository = (place: PlaceReport | undefined): PlaceReport | undefined =>
  place && isInRepository(place) ? place : undefined;

function said(finding: Finding): string {
  const { message, symptom, fix } = finding;
  const shared = sharedFix(finding);
  const repair =
    'none' in fix
      ? `no change repairs it: ${fix.none}`
      : `fix: ${[...(shared === undefined ? [] : [shared]), ...fix.commands].join('\n')}`;
  return [message, ...(symptom === undefined ? [] : [`what happens: ${symptom}`]), repair].join('\n');
}

function limited(all: readonly Annotation[]): readonly Annotation[] {
  const [first] = all;
  if (first === undefined || all.length <= MOST_OF_A_KIND) return all;
  const shown = all.slice(0, MOST_OF_A_KIND - 1);
  const message = `and ${all.length - shown.length} more: the job summary and the SARIF file go on`;
  return [...shown, { kind: first.kind, title: 'byo-net', message, place: undefined }];
}

function command({ kind, title, message, place }: Annotation): string {
  const properties = [
    ...(place ? [`file=${property(place.file)}`] : []),
    ...(place?.line === undefined ? [] : [`line=${place.line}`]),
    ...(place?.column === undefined ? [] : [`col=${place.column}`]),
    `title=${property(title)}`,
  ];
  return `::${kind} ${properties.join(',')}::${data(message)}`;
}

/** Line breaks of ours stay line breaks of the annotation; everything else that acts is made visible first. */
const data = (text: string): string =>
  text
    .split('\n')
    .map((line) => percent(visible(line, true)))
    .join('%0A');

const percent = (text: string): string => text.replaceAll('%', '%25');
const property = (text: string): string =>
  percent(visible(text, true)).replaceAll(':', '%3A').replaceAll(',', '%2C');

export const appendices = (report: Report, options: ReporterOptions): readonly Appendix[] => [
  { variable: 'GITHUB_STEP_SUMMARY', text: summary(report, options) },
  { variable: 'GITHUB_OUTPUT', text: outputs(report) },
];

/** GitHub refuses a summary of 1 MiB and then shows none: a margin is left for other steps' habits. */
const MOST_BYTES = 1_000_000;

function summary(report: Report, options: ReporterOptions): string {
  const encoder = new TextEncoder();
  for (const most of [200, 50, 10, 1]) {
    const page = markdownPage(report, options, most);
    if (encoder.encode(page).length <= MOST_BYTES) return page;
  }
  return `## byo-net\n\n${answer(report).text}\n\nThe report is larger than a job summary can be: \`-f markdown=report.md\` writes it.\n`;
}

/** Numbers and words of ours only: nothing of a cloud's can end a line here. */
function outputs(report: Report): string {
  const { errors, warnings, notes, undecided, undecidedRequired, suppressed } = report.summary;
  const ready = report.targets.every(({ config }) => config.state === 'ready');
  const values = {
    carries: carries(report.targets),
    errors,
    warnings,
    notes,
    undecided,
    'undecided-required': undecidedRequired,
    suppressed,
    'config-ready': ready,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
