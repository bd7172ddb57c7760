/** A traced flow in Markdown: a table of its hops, a table of what has which verdict. */
import type { TraceReport } from '../../report.ts';
import { assumingText, resourceName } from '../answer.ts';
import { hopsOf, lineText, partLines, pathsOf, service } from '../text/evidence.ts';
import { bullets, code, inline, table } from './write.ts';

/** Blocks of their own. */
export const traceBlocks = (trace: TraceReport): readonly string[] => [
  '## byo-net trace',
  `**${trace.verdict}: ${inline(trace.from)} → ${inline(trace.to)}**, ${inline(service(trace))}${inline(assumingText(trace.assuming ?? []))}`,
  ...titled(
    'declared, and not checked:',
    trace.declared.map((one) => inline(one)),
  ),
  ...hopTable(trace, pathsOf(trace)),
  table(
    ['verdict', 'part of the flow'],
    partLines(trace.parts, '→').map(({ part, text }) => [part.verdict, inline(text)]),
  ),
  ...titled('what would settle it:', settlements(trace)),
];

const titled = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`${title}\n\n${bullets(items)}`];

const settlements = ({ forward, reply }: TraceReport): readonly string[] => [
  ...new Set([...forward.hops, ...reply.hops].flatMap(({ settle }) => (settle ? [inline(settle)] : []))),
];

/** The hops of these paths, one row each; several paths are numbered. */
export function hopTable(trace: TraceReport, paths: readonly number[]): readonly string[] {
  const several = pathsOf(trace).length > 1;
  const rows = paths.flatMap((path) =>
    (['forward', 'reply'] as const).flatMap((way) =>
      hopsOf(trace[way], path).map((hop) => [
        several ? `${path + 1} ${way}` : way,
        inline(resourceName(hop.resource)),
        inline(hop.lines.length > 0 ? `${hop.note}: ${hop.lines.map(lineText).join('; ')}` : hop.note),
        hop.cause === undefined ? hop.verdict : `**${hop.verdict}** ${code(hop.cause)}`,
      ]),
    ),
  );
  return rows.length === 0 ? [] : [table(['way', 'hop', 'what decided', 'verdict'], rows)];
}
