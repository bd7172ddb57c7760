/** What the answer rests on, the answer itself, and the configuration to paste. */
import type { GapReport, Report, TargetReport } from '../../report.ts';
import type { ReporterOptions, Tone } from '../reporter.ts';
import { count, elided, few, list, type Page, paragraph, wrap } from './page.ts';

const MOST_GAPS = 8;
const MOST_LISTED = 8;

type Block = readonly string[];

/** Gaps, skipped rules, assumptions, declarations, files that were not used: nothing is dropped in silence. */
export function basis(page: Page, target: TargetReport): readonly Block[] {
  return [
    gaps(page, target.gaps),
    skipped(page, target),
    listed(page, 'assumed, because nobody read it', target.assumed),
    listed(page, 'declared, and not checked', target.declared),
    listed(
      page,
      'files that were not used',
      target.ignored.map(({ file, why }) => `${file}: ${why}`),
    ),
  ].filter((block) => block.length > 0);
}

function gaps(page: Page, all: readonly GapReport[]): Block {
  if (all.length === 0) return [];
  const { shown, left } = few(all, MOST_GAPS);
  const lines = shown.flatMap((gap) =>
    paragraph(page, '  - ', `${gap.call}: ${gap.what}, ${gap.why}; ${gap.settle}`),
  );
  return ['not read', ...lines, ...elided(page, '  ', left, 'gap')];
}

function skipped(page: Page, { outcomes }: TargetReport): Block {
  const whys = new Map<string, string[]>();
  for (const { rule, outcome, why = 'not applicable' } of outcomes) {
    if (outcome === 'skipped') whys.set(why, [...(whys.get(why) ?? []), rule]);
  }
  const lines = [...whys].flatMap(([why, rules]) => paragraph(page, '  - ', `${list(rules)}: ${why}`));
  return lines.length === 0 ? [] : ['rules that did not run', ...lines];
}

function listed(page: Page, title: string, texts: readonly string[]): Block {
  if (texts.length === 0) return [];
  const { shown, left } = few(texts, MOST_LISTED);
  return [
    title,
    ...shown.flatMap((text) => paragraph(page, '  - ', text)),
    ...elided(page, '  ', left, 'line'),
  ];
}

/** The configuration as it is, or what stands in its way. `raw` is the target before anything was escaped. */
export function configuration(
  page: Page,
  target: TargetReport,
  raw: TargetReport,
  options: ReporterOptions,
): Block {
  const text = options.config(raw);
  if (text !== undefined) {
    const title =
      'configuration to paste (byo-net config prints it alone; --style guide, dict, json, terraform)';
    return [...wrap(title, page.width), '', ...text.trimEnd().split('\n')];
  }
  const known = new Set([...target.findings, ...target.undecided].map((one) => one.message));
  const own = target.config.missing.filter((one) => !known.has(one));
  const accept = target.config.state === 'unproven' ? 'with --allow-undecided, or ' : '';
  return [
    ...wrap(`configuration: withheld until ${waitsFor(target)}`, page.width),
    ...own.flatMap((one) => paragraph(page, '  - ', one)),
    ...paragraph(page, '  ', next(target)),
    ...paragraph(page, '  ', `${accept}with --force, byo-net config prints it now, marked as unproven`),
  ];
}

const next = ({ config }: TargetReport): string =>
  config.state === 'unproven'
    ? 'the settle lines above say what decides it'
    : 'after a repair, write the answers of the network again and run the same check';

function waitsFor({ findings, undecided }: TargetReport): string {
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const open = undecided.filter((one) => one.required).length;
  const parts = [
    ...(errors > 0 ? [`${count(errors, 'error')} ${errors === 1 ? 'is' : 'are'} repaired`] : []),
    ...(open > 0 ? [`${count(open, 'open question')} ${open === 1 ? 'is' : 'are'} settled`] : []),
  ];
  return parts.join(' and ') || 'this is settled:';
}

/** One line: the answer. */
export function verdict(page: Page, { summary, targets }: Report): Block {
  const { errors, warnings, notes, undecidedRequired } = summary;
  const counts = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(undecidedRequired > 0 ? [`${count(undecidedRequired, 'required flow')} undecided`] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(notes > 0 ? [count(notes, 'note')] : []),
  ].join(', ');
  const { text, tone } = answer(errors, targets);
  const line = `${text}${counts === '' ? '' : `: ${counts}`}`;
  return wrap(line, page.width).map((one) => page.paint[tone](one));
}

/** Carried is only what every required flow was shown to work for. */
function answer(
  errors: number,
  targets: readonly TargetReport[],
): { readonly text: string; readonly tone: Tone } {
  const passes = targets.map((target) => target.requirements.passes);
  if (errors > 0 || passes.includes('no'))
    return { text: 'this network does not carry the cluster', tone: 'error' };
  const shown = targets.every(({ config }) => config.state === 'ready') && !passes.includes('undecided');
  if (!shown || targets.length === 0) {
    return {
      text: 'whether this network carries the cluster is not decided',
      tone: 'undecided',
    };
  }
  const proposed = targets.some((target) => target.proposal !== undefined);
  return { text: `this network carries the cluster${proposed ? ', placed as proposed' : ''}`, tone: 'good' };
}
