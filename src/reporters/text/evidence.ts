/** A traced flow, hop by hop: who passed it on, by which line, and who stopped it. */
import type {
  DirectionReport,
  HopReport,
  LineReport,
  PartReport,
  PortionReport,
  TraceReport,
} from '../../report.ts';
import { columns, elided, few, list, type Page, pad, wrap } from './page.ts';

/** How many of the paths that differ are shown under a finding. */
const MOST_PATHS = 2;
const MOST_LINES = 3;
/** Ids longer than this (several groups together) push their own text aside, not everybody's. */
const WIDEST_ID = 26;

/** The evidence of a finding: the paths where something stops or cannot be judged, in full; what passes, in short. */
export function evidence(page: Page, trace: TraceReport): readonly string[] {
  const telling = pathsOf(trace).filter((path) =>
    [...hopsOf(trace.forward, path), ...hopsOf(trace.reply, path)].some(isTelling),
  );
  const { shown, left } = few(telling.length > 0 ? telling : pathsOf(trace).slice(0, 1), MOST_PATHS);
  const rows = shown.flatMap((path) => pathEvidence(page, trace, path, shown.length + left > 1));
  const lines = barred(page, [...wrap(headline(page, trace), room(page)), ...rows]);
  return [...lines, ...elided(page, '      ', left, 'path')];
}

const headline = (page: Page, trace: TraceReport): string =>
  `${trace.from} ${page.symbols.arrow} ${trace.to}  ${service(trace)}`;

/** "tcp 8786-8787", "icmp". */
export const service = ({
  protocol,
  ports,
}: {
  readonly protocol: string;
  readonly ports: string;
}): string => (protocol === 'all' ? protocol : `${protocol} ${ports}`);

function pathEvidence(page: Page, trace: TraceReport, path: number, several: boolean): readonly string[] {
  const title = several ? wrap(pathTitle(page, trace, path), room(page)) : [];
  const forward = hopsOf(trace.forward, path);
  const reply = hopsOf(trace.reply, path);
  const short = reply.every((hop) => !isTelling(hop));
  return [
    ...title,
    ...hopRows(page, trace, forward),
    ...(reply.length === 0
      ? []
      : short
        ? replyInShort(page, reply)
        : ['reply', ...hopRows(page, trace, reply)]),
  ];
}

/** "path 2  worker → the internet, to 10.0.0.0/9": the ends of a path, and which destinations take it. */
export function pathTitle(page: Page, trace: TraceReport, path: number): string {
  const part = trace.parts.find((one) => one.path === path);
  if (!part) return `path ${path + 1}`;
  const others = trace.parts.some((one) => String(one.destinations) !== String(part.destinations));
  const to = others ? `, to ${list(part.destinations, 2)}` : '';
  return `path ${path + 1}  ${part.from} ${page.symbols.arrow} ${part.to}${to}`;
}

export const pathsOf = (trace: TraceReport): readonly number[] =>
  [...new Set([...trace.forward.hops, ...trace.reply.hops].map((hop) => hop.path))].sort((a, b) => a - b);

export const hopsOf = (direction: DirectionReport, path: number): readonly HopReport[] =>
  direction.hops.filter((hop) => hop.path === path);

const isTelling = (hop: HopReport): boolean => hop.verdict !== 'reachable';

function replyInShort(page: Page, hops: readonly HopReport[]): readonly string[] {
  const said = hops.map(
    (hop) => `${hop.resource.id} ${hop.side === 'through' ? '' : `${hop.side}: `}${passing(hop)}`,
  );
  const prefix = 'reply  ';
  return wrap(said.join('; '), room(page) - prefix.length).map(
    (line, i) => `${i === 0 ? prefix : ' '.repeat(prefix.length)}${line}`,
  );
}

/** Numbered hops in columns; the text wraps in its own column, the mark stands at its end. */
export function hopRows(page: Page, trace: TraceReport, hops: readonly HopReport[]): readonly string[] {
  const numbers = String(hops.length).length;
  const words = Math.max(...hops.map((hop) => columns(hop.resource.word)));
  const ids = Math.min(WIDEST_ID, Math.max(...hops.map((hop) => columns(hop.resource.id))));
  return hops.flatMap((hop, i) => {
    const { word, id } = hop.resource;
    const head = `${String(i + 1).padStart(numbers)}  ${pad(word, words)}  ${pad(id, ids)}  `;
    return hopLines(page, trace, hop, head, numbers + 2);
  });
}

/** A head that takes half of the line (several groups together) stands alone; the text then starts below its word. */
function hopLines(
  page: Page,
  trace: TraceReport,
  hop: HopReport,
  head: string,
  low: number,
): readonly string[] {
  const beside = columns(head) <= room(page) / 2;
  const indent = ' '.repeat(beside ? columns(head) : low);
  const text = wrap(hopText(trace, hop), room(page) - indent.length);
  const above = beside ? [] : wrap(head.trimEnd(), room(page));
  const lines = [...above, ...text.map((line, i) => (beside && i === 0 ? head : indent) + line)];
  return isTelling(hop) ? marked(page, hop, lines, indent) : lines;
}

function marked(page: Page, hop: HopReport, lines: readonly string[], indent: string): readonly string[] {
  const mark = `${page.symbols.mark} ${hop.cause ?? hop.verdict}`;
  const last = lines.at(-1) ?? '';
  const painted = page.paint[hop.verdict === 'unknown' ? 'undecided' : 'error'](mark);
  return columns(last) + 2 + columns(mark) <= room(page)
    ? [...lines.slice(0, -1), `${last}  ${painted}`]
    : [...lines, `${indent}${painted}`];
}

function hopText(trace: TraceReport, hop: HopReport): string {
  const side = hop.side === 'through' ? '' : `${hop.side}: `;
  const zone = hop.qualifier === undefined ? '' : ` (${hop.qualifier})`;
  return `${side}${isTelling(hop) ? stopping(trace, hop) : passing(hop)}${zone}`;
}

const passing = (hop: HopReport): string => (hop.lines.length > 0 ? linesText(hop.lines) : hop.note);

function stopping(trace: TraceReport, hop: HopReport): string {
  const of = hop.stopped ?? hop.undecided;
  const what = of ? narrowing(trace, of) : '';
  const closed = hop.lines.some((line) => line.kind === 'none');
  const verb = hop.stopped ? 'stops' : 'undecided for';
  return `${noteAndLines(hop)}${what === '' ? '' : closed ? ` for ${what}` : `; ${verb} ${what}`}`;
}

/** A route comes before what is wrong with it, rules after what they add up to. */
function noteAndLines({ note, lines }: HopReport): string {
  if (lines.length === 0) return note;
  return lines.some((line) => line.kind === 'route')
    ? `${linesText(lines)}: ${note}`
    : `${note}: ${linesText(lines)}`;
}

export function linesText(lines: readonly LineReport[]): string {
  const { shown, left } = few(lines, MOST_LINES);
  const last = lines.at(-1);
  const closing = left > 0 && last?.kind === 'none' ? `; ${last.text}` : '';
  const said = shown.map(lineText).join('; ');
  return left > 0 ? `${said}; and ${left - (closing === '' ? 0 : 1)} more lines${closing}` : said;
}

/** Many lines are their own id ("tcp 8786 from 0.0.0.0/0"); then it is said once. */
export const lineText = ({ id, kind, text }: LineReport): string =>
  kind === 'none' || text.includes(id) ? text : `${id} ${text}`;

/** Of a portion only what makes it smaller than the flow: "tcp 8787 from 10.0.0.0/9". */
function narrowing(trace: TraceReport, portion: PortionReport): string {
  const whole = (pick: (one: PortionReport) => string | readonly string[]): boolean =>
    trace.parts.every((part) => String(pick(part)) === String(pick(portion)));
  const ports = whole((one) => service(one)) ? [] : [service(portion)];
  const sources = whole((one) => one.sources) ? [] : [`from ${list(portion.sources)}`];
  const destinations = whole((one) => one.destinations) ? [] : [`to ${list(portion.destinations)}`];
  const answers = whole((one) => one.source_ports) ? [] : [`client ports ${portion.source_ports}`];
  return [...ports, ...sources, ...destinations, ...answers].join(' ');
}

/** Parts in words: labels for the ends, ranges only where parts of the same ends differ in them. */
export function partLines(
  parts: readonly PartReport[],
  arrow: string,
): readonly { readonly part: PartReport; readonly text: string }[] {
  return parts.map((part) => {
    const alike = parts.filter((one) => one.from === part.from && one.to === part.to);
    const differ = (pick: (one: PartReport) => unknown) =>
      alike.some((one) => String(pick(one)) !== String(pick(part)));
    const from = differ((one) => one.sources) ? ` (${list(part.sources)})` : '';
    const to = differ((one) => one.destinations) ? ` (${list(part.destinations)})` : '';
    const client = differ((one) => one.source_ports) ? `, client ports ${part.source_ports}` : '';
    return { part, text: `${part.from}${from} ${arrow} ${part.to}${to}  ${service(part)}${client}` };
  });
}

/** Columns of text behind the bar. */
const room = (page: Page): number => page.width - BAR_COLUMNS;
const BAR_COLUMNS = 6;

/** `   │  text` */
export const barred = (page: Page, lines: readonly string[]): readonly string[] =>
  lines.map((line) => `   ${page.paint.dim(page.symbols.bar)}  ${line}`);
