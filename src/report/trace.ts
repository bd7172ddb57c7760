/** A trace as the report writes it. */
import type { AddressSet } from '../ip/address.ts';
import { interval } from '../ip/interval.ts';
import type { DecidingLine, Direction, Hop, Part, Portion, Ref, Trace } from '../reach/trace.ts';
import type { Locator } from './place.ts';
import { addressTexts, leftOut, protocolText, serviceText } from './sets.ts';
import type {
  BlockerReport,
  DirectionReport,
  HopReport,
  LineReport,
  PartReport,
  PortionReport,
  ResourceReport,
  TraceReport,
} from './types.ts';

export function traceReport(
  trace: Trace,
  { vacant, ...ends }: { readonly from: string; readonly to: string; readonly vacant?: AddressSet },
  locate: Locator,
): TraceReport {
  return {
    ...ends,
    protocol: protocolText(interval(trace.flow.protocol)),
    ports: serviceText(interval(trace.flow.protocol), trace.flow.ports),
    verdict: trace.verdict,
    forward: direction(trace, 'forward', locate),
    reply: direction(trace, 'reply', locate),
    parts: trace.parts.map(partReport),
    ...leftOut(vacant),
    declared: trace.declared,
  };
}

function direction(trace: Trace, way: 'forward' | 'reply', locate: Locator): DirectionReport {
  const one: Direction = trace[way];
  return {
    verdict: one.verdict,
    hops: trace.paths.flatMap((path, index) => path[way].map((hop) => hopReport(hop, index, locate))),
    blockers: one.blockers.map(
      (blocker): BlockerReport => ({
        cause: blocker.cause,
        path: blocker.path,
        resource: resourceReport(blocker.resource, locate),
        note: blocker.note,
        ...(blocker.rule && { rule: lineReport(blocker.rule, locate) }),
        ...(blocker.route && { route: lineReport(blocker.route, locate) }),
        stopped: portionReport(blocker.stopped),
      }),
    ),
    parts: one.parts.map(partReport),
  };
}

const hopReport = (hop: Hop, path: number, locate: Locator): HopReport => ({
  path,
  resource: resourceReport(hop.resource, locate),
  side: hop.side,
  verdict: hop.verdict,
  note: hop.note,
  lines: hop.lines.map((line) => lineReport(line, locate)),
  ...(hop.verdict !== 'reachable' && hop.cause && { cause: hop.cause }),
  ...(hop.qualifier && { qualifier: hop.qualifier }),
  ...(hop.stopped && { stopped: portionReport(hop.stopped) }),
  ...(hop.undecided && { undecided: portionReport(hop.undecided) }),
  ...(hop.undecided && hop.unknown && { settle: hop.unknown.settle }),
});

export const lineReport = ({ kind, id, text, place }: DecidingLine, locate: Locator): LineReport => ({
  kind,
  id,
  text,
  ...(place && { place: locate(place) }),
});

export const resourceReport = ({ place, ...ref }: Ref, locate: Locator): ResourceReport => ({
  ...ref,
  ...(place && { place: locate(place) }),
});

const portionReport = (portion: Portion): PortionReport => ({
  sources: addressTexts(portion.sources),
  destinations: addressTexts(portion.destinations),
  protocol: protocolText(portion.protocol),
  source_ports: serviceText(portion.protocol, portion.sourcePorts),
  ports: serviceText(portion.protocol, portion.ports),
});

const partReport = (part: Part): PartReport => ({
  path: part.path,
  from: part.from,
  to: part.to,
  verdict: part.verdict,
  ...portionReport(part),
});
