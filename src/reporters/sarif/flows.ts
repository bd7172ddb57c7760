/** Traces as code flows: a path is a flow, its way there and the way of the reply are its threads. */
import type { HopReport, PlaceReport, TraceReport } from '../../report.ts';
import { count, resourceName } from '../answer.ts';
import { hopsOf, linesText, pathsOf, service } from '../text/evidence.ts';
import { bestPlace, physicalLocation, sarifText } from './message.ts';

/** GitHub shows the first thousand steps of a result. */
const MOST_PATHS = 20;

/** A step that stands in no file of the repository is shown where the finding is. */
export function codeFlows(trace: TraceReport, fallback: PlaceReport) {
  const paths = pathsOf(trace);
  return paths.slice(0, MOST_PATHS).map((path) => ({
    message: { text: sarifText(title(trace, path, paths.length)) },
    threadFlows: (['forward', 'reply'] as const).flatMap((way) => {
      const hops = hopsOf(trace[way], path);
      return hops.length === 0 ? [] : [{ id: way, locations: hops.map((hop) => step(hop, fallback)) }];
    }),
  }));
}

function title(trace: TraceReport, path: number, paths: number): string {
  const left = paths > MOST_PATHS ? ` (the first ${MOST_PATHS} of ${count(paths, 'path')})` : '';
  const which = paths > 1 ? `, path ${path + 1}${left}` : '';
  return `${trace.from} → ${trace.to}, ${service(trace)}${which}`;
}

function step(hop: HopReport, fallback: PlaceReport) {
  const lines = hop.lines.map((line) => line.place);
  return {
    location: {
      physicalLocation: physicalLocation(bestPlace(...lines, hop.resource.place, fallback)),
      message: { text: sarifText(hopText(hop)) },
    },
    importance: hop.verdict === 'reachable' ? 'important' : 'essential',
    kinds: [hop.verdict],
  };
}

function hopText(hop: HopReport): string {
  const side = hop.side === 'through' ? '' : ` ${hop.side}`;
  const said = hop.lines.length > 0 ? `${hop.note} (${linesText(hop.lines)})` : hop.note;
  return `${resourceName(hop.resource)}${side}: ${said}${hop.cause === undefined ? '' : ` [${hop.cause}]`}`;
}
