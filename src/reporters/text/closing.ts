/** What the answer rests on, the answer itself, and the configuration to paste. */
import type { GapReport, Report, TargetReport } from '../../report.ts';
import { answer, count, rulesWithout } from '../answer.ts';
import { fileAndLine } from '../place.ts';
import type { ReporterOptions } from '../reporter.ts';
import { elided, few, list, type Page, paragraph, wrap } from './page.ts';

const MOST_GAPS = 8;
const MOST_LISTED = 8;

type Block = readonly string[];

/** Gaps, skipped rules, assumptions, declarations, files that were not used: nothing is dropped in silence. */
export function basis(page: Page, target: TargetReport): readonly Block[] {
  return [
    gaps(page, target.gaps),
    byReason(page, target, 'skipped', 'rules that did not run'),
    byReason(page, target, 'undecided', 'rules that cannot tell'),
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

/** Those of one reason in one line. */
function byReason(page: Page, target: TargetReport, wanted: 'skipped' | 'undecided', title: string): Block {
  const whys = new Map<string, string[]>();
  for (const { rule, why } of rulesWithout(target, wanted)) whys.set(why, [...(whys.get(why) ?? []), rule]);
  const lines = [...whys].flatMap(([why, rules]) => paragraph(page, '  - ', `${list(rules)}: ${why}`));
  return lines.length === 0 ? [] : [...wrap(title, page.width), ...lines];
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
  if (raw.call?.alone) return correctedCall(page, raw);
  const text = options.config(raw);
  if (text !== undefined) {
    const title = target.config.commands
      ? 'networks to make (byo-net config prints it alone)'
      : 'configuration to paste (byo-net config prints it alone; --style guide, dict, json, terraform)';
    return [...wrap(title, page.width), '', ...text.trimEnd().split('\n')];
  }
  if (target.config.commands)
    return wrap('byo-net config prints the commands that give every network a range of its own', page.width);
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

/** The call with its fixes. It is Python of plain ASCII, and stands as it is to be pasted. */
export function correctedCall(page: Page, { call }: TargetReport): Block {
  if (!call?.changed) return call?.alone ? [UNCHECKED] : [];
  const title = `the ${call.form} with these fixes, to paste`;
  const rest = call.alone ? ['', UNCHECKED] : [];
  return [...wrap(title, page.width), '', ...call.corrected.trimEnd().split('\n'), ...rest];
}

const UNCHECKED = 'byo-net check ./net --call <file> checks its network too';

const next = ({ config }: TargetReport): string =>
  config.state === 'unproven'
    ? 'the settle lines above say what decides it'
    : 'after a repair, write the answers of the network again and run the same check';

function waitsFor({ findings, undecided }: TargetReport): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const open = undecided.filter((one) => one.required).length;
  const parts = [
    ...(errors > 0 ? [`${count(errors, 'error')} ${errors === 1 ? 'is' : 'are'} repaired`] : []),
    ...(open > 0 ? [`${count(open, 'open question')} ${open === 1 ? 'is' : 'are'} settled`] : []),
  ];
  return parts.join(' and ') || 'this is settled:';
}

/** One line: the answer. */
export function verdict(page: Page, report: Report): Block {
  const { text, tone } = answer(report);
  return wrap(text, page.width).map((one) => page.paint[tone](one));
}

/** What no longer has to be ignored, or no longer is. */
export function hints(page: Page, { hints: all }: Report): readonly Block[] {
  return all.length === 0
    ? []
    : [
        all.flatMap(({ message, place }) =>
          paragraph(page, 'hint: ', `${place ? `${fileAndLine(place)}: ` : ''}${message}`),
        ),
      ];
}
