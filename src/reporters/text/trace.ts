/** `byo-net trace`: every path hop by hop, forward and reply, and which part of the flow has which verdict. */
import type { DirectionReport, PartReport, TraceReport } from '../../report.ts';
import { assumingText } from '../answer.ts';
import { barred, hopRows, hopsOf, partLines, pathsOf, pathTitle, service } from './evidence.ts';
import { leftOutText, placementFlags } from './opening.ts';
import { elided, few, list, type Page, pad, paragraph, wrap } from './page.ts';

const MOST_PATHS = 6;
const MOST_PARTS = 12;
const WORD_COLUMNS = 11;
const TONE = { reachable: 'good', blocked: 'error', unknown: 'undecided', partial: 'error' } as const;

export function traceBlocks(page: Page, trace: TraceReport): readonly (readonly string[])[] {
  const { shown, left } = few(pathsOf(trace), MOST_PATHS);
  const more = left > 0 ? [elided(page, '', left, 'path')] : [];
  const several = shown.length > 1;
  return [
    headline(page, trace),
    ...shown.map((path) => pathBlock(page, trace, path, several)),
    ...more,
    parts(page, trace),
    ...settle(page, trace),
    ...repair(page, trace),
  ];
}

function headline(page: Page, trace: TraceReport): readonly string[] {
  const text = `${trace.verdict}: ${trace.from} ${page.symbols.arrow} ${trace.to}  ${service(trace)}${leftOutText(trace)}${assumingText(trace.assuming ?? [])}`;
  const declared =
    trace.declared.length > 0
      ? paragraph(page, '  ', `declared, and not checked: ${list(trace.declared, 6)}`)
      : [];
  const placed = trace.placement
    ? paragraph(page, '  ', `byo-net placed the cluster itself: ${placementFlags(trace.placement).join(' ')}`)
    : [];
  return [
    ...wrap(text, page.width).map((line) => page.paint[TONE[trace.verdict]](line)),
    ...placed,
    ...declared,
  ];
}

function pathBlock(page: Page, trace: TraceReport, path: number, several: boolean): readonly string[] {
  return [
    ...(several ? wrap(pathTitle(page, trace, path), page.width) : []),
    ...directionLines(page, trace, trace.forward, path, 'forward'),
    ...directionLines(page, trace, trace.reply, path, 'reply'),
  ];
}

function directionLines(
  page: Page,
  trace: TraceReport,
  direction: DirectionReport,
  path: number,
  word: string,
): readonly string[] {
  const hops = hopsOf(direction, path);
  return hops.length === 0 ? [] : [`  ${word}`, ...barred(page, hopRows(page, trace, hops))];
}

function parts(page: Page, trace: TraceReport): readonly string[] {
  const { shown, left } = few(trace.parts, MOST_PARTS);
  const rows = partLines(shown, page.symbols.arrow).flatMap(({ part, text }) => row(page, part, text));
  return ['parts', ...rows, ...elided(page, '  ', left, 'part')];
}

function row(page: Page, { verdict }: PartReport, text: string): readonly string[] {
  const word = pad(verdict, WORD_COLUMNS);
  const [first = '', ...rest] = paragraph(page, `  ${word}`, text);
  return [`  ${page.paint[TONE[verdict]](word)}${first.slice(2 + word.length)}`, ...rest];
}

/** What would settle the hops that nothing decides, each once. */
function settle(page: Page, trace: TraceReport): readonly (readonly string[])[] {
  const ways = [...trace.forward.hops, ...trace.reply.hops].flatMap((hop) => hop.settle ?? []);
  const distinct = [...new Set(ways)];
  return distinct.length === 0
    ? []
    : [['what would settle it', ...distinct.flatMap((way) => paragraph(page, '  ', way))]];
}

/** A trace proposes nothing; a check of the same flow does, and proves it. */
function repair(page: Page, { verdict }: TraceReport): readonly (readonly string[])[] {
  if (verdict !== 'blocked' && verdict !== 'partial') return [];
  return [
    wrap(
      'byo-net check <snapshot> --require <from>=<to>:<port> finds and proves what repairs it',
      page.width,
    ),
  ];
}
