/** Findings and open questions: the sentence, the place, the evidence, what the person sees, what repairs it. */
import { counts } from '../../report/summary.ts';
import type {
  Finding,
  LineReport,
  PlaceReport,
  ResourceReport,
  TargetReport,
  TraceReport,
  UndecidedReport,
} from '../../report.ts';
import { countingFindings, resourceName, sharedFix, suppressionText } from '../answer.ts';
import { decidingPlace, fileAndLine } from '../place.ts';
import type { Tone } from '../reporter.ts';
import { barred, evidence, lineText } from './evidence.ts';
import { elided, few, field, type Page, paragraph, verbatim, wrap } from './page.ts';

/** How many are written out; the rest is counted, and in the JSON. */
const MOST = { error: 25, warning: 15, note: 10, undecided: 15, suppressed: 15 } as const;
const MOST_RESOURCES = 4;
const MOST_EVIDENCE = 6;
const MOST_REASONS = 5;

export function findings(page: Page, target: TargetReport): readonly (readonly string[])[] {
  const severities = ['error', 'warning', 'note'] as const;
  const counting = countingFindings(target);
  return severities.flatMap((severity) => {
    const all = counting.filter((finding) => finding.severity === severity);
    const { shown, left } = few(all, MOST[severity]);
    return [...shown.map((finding) => findingBlock(page, finding)), ...rest(page, left, severity)];
  });
}

export function undecided(page: Page, target: TargetReport): readonly (readonly string[])[] {
  const { shown, left } = few(target.undecided.filter(counts), MOST.undecided);
  return [...shown.map((one) => undecidedBlock(page, one)), ...rest(page, left, 'open question')];
}

/** What counts no more, one line each: it is there as before. */
export function suppressed(
  page: Page,
  { findings, undecided }: TargetReport,
): readonly (readonly string[])[] {
  const all = [...findings, ...undecided].flatMap((one) =>
    one.suppression ? [`${one.rule}: ${one.message}; ${suppressionText(one.suppression)}`] : [],
  );
  if (all.length === 0) return [];
  const { shown, left } = few(all, MOST.suppressed);
  const lines = shown.flatMap((text) => paragraph(page, '  - ', text));
  return [['suppressed', ...lines, ...elided(page, '  ', left, 'suppressed finding')]];
}

const rest = (page: Page, left: number, word: string): readonly (readonly string[])[] =>
  left === 0 ? [] : [elided(page, '', left, word)];

function findingBlock(page: Page, finding: Finding): readonly string[] {
  return [
    ...title(page, finding.severity, finding.severity, finding.rule, finding.message),
    ...places(page, finding.resources, finding.trace),
    ...(finding.trace ? evidence(page, finding.trace) : []),
    ...(finding.lines ? lineEvidence(page, finding.lines) : []),
    ...(finding.symptom === undefined ? [] : field(page, 'see', finding.symptom)),
    ...fix(page, finding),
    ...field(page, 'more', `byo-net explain ${finding.rule}`),
  ];
}

function title(page: Page, tone: Tone, word: string, rule: string, message: string): readonly string[] {
  const [first = '', ...rest] = wrap(`${word}[${rule}]: ${message}`, page.width);
  const head = `${word}[${rule}]:`;
  const painted = first.startsWith(head)
    ? page.paint[tone](head) + page.paint.strong(first.slice(head.length))
    : page.paint[tone](first);
  return [painted, ...rest.map((line) => page.paint.strong(line))];
}

/** `  --> folder/groups.json:12:7  security group "dask" sg-0a91` */
function places(
  page: Page,
  resources: readonly ResourceReport[],
  trace: TraceReport | undefined,
): readonly string[] {
  const { shown, left } = few(resources, MOST_RESOURCES);
  const lines = shown.flatMap((one) =>
    paragraph(page, '  --> ', place(one, decidingPlace(one, trace)), page.paint.dim),
  );
  return [...lines, ...elided(page, '      ', left, 'resource')];
}

function place(resource: ResourceReport, at: PlaceReport | undefined): string {
  const what = resourceName(resource);
  return at ? `${fileAndLine(at)}  ${what}` : `${what}${owner(resource)}`;
}

function owner({ account, region }: ResourceReport): string {
  const where = [account, region].filter((one) => one !== undefined).join('/');
  return where === '' ? '' : ` of ${where}`;
}

function lineEvidence(page: Page, lines: readonly LineReport[]): readonly string[] {
  const { shown, left } = few(lines, MOST_EVIDENCE);
  const rows = shown.flatMap((line) =>
    wrap(`${line.resource ? `${line.resource.id}  ` : ''}${lineText(line)}`, page.width - 6),
  );
  return [...barred(page, rows), ...elided(page, '      ', left, 'line')];
}

/** One change often repairs several findings: it is to be pasted once, so later ones refer to the first. */
function fix(page: Page, finding: Finding): readonly string[] {
  const { fix: repair } = finding;
  if ('none' in repair) return field(page, 'fix', `no command: ${repair.none}`);
  const shared = sharedFix(finding);
  const means = repair.after && shared !== undefined ? `with this change and ${shared}` : 'with this change';
  const proof = field(page, '', `checked: ${means} the finding is gone, and no new error or warning appears`);
  if (repair.containedIn && shared !== undefined) return [...field(page, 'fix', shared), ...proof];
  // What only comments on the placement is no command.
  if (repair.commands.every((command) => command.startsWith('#'))) {
    return [...field(page, 'fix', repair.changes.join('; ')), ...proof];
  }
  return [...verbatim(page, 'fix', repair.commands), ...proof];
}

function undecidedBlock(page: Page, one: UndecidedReport): readonly string[] {
  const { shown, left } = few(one.reasons, MOST_REASONS);
  return [
    ...title(page, 'undecided', 'undecided', one.rule, one.message),
    ...places(page, one.resources, one.trace),
    ...(one.trace ? evidence(page, one.trace) : []),
    ...shown.flatMap(({ why, settle }) => [...field(page, 'why', why), ...field(page, 'settle', settle)]),
    ...elided(page, '          ', left, 'reason'),
    ...field(page, 'more', `byo-net explain ${one.rule}`),
  ];
}
