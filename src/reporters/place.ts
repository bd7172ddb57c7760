/** Where a finding stands in a file that a person can open. */
import type { Finding, PlaceReport, ResourceReport, TraceReport, UndecidedReport } from '../report.ts';

/** Where the line that stops the packets stands; a resource without such a line is its own place. */
export const decidingPlace = (
  resource: ResourceReport,
  trace: TraceReport | undefined,
): PlaceReport | undefined => blockerPlace(resource, trace) ?? resource.place;

function blockerPlace({ id }: ResourceReport, trace: TraceReport | undefined): PlaceReport | undefined {
  const blockers = [...(trace?.forward.blockers ?? []), ...(trace?.reply.blockers ?? [])];
  const lines = blockers.filter((one) => one.resource.id === id).flatMap((one) => [one.rule, one.route]);
  return lines.find((line) => line?.place)?.place;
}

/** The first place that a finding or an open question has: a line that speaks before the resource that holds it. */
export function placeOf(one: Finding | UndecidedReport): PlaceReport | undefined {
  const lines = 'lines' in one ? (one.lines ?? []) : [];
  const places = [
    ...one.resources.slice(0, 1).map((resource) => blockerPlace(resource, one.trace)),
    ...lines.map((line) => line.place),
    ...one.resources.map((resource) => decidingPlace(resource, one.trace)),
  ];
  return places.find((place) => place !== undefined);
}

/** "net/groups.json:12:7"; the pointer where the input was no file. */
export function fileAndLine({ file, pointer, line, column, cell }: PlaceReport): string {
  const at = line === undefined ? `${file} ${pointer}`.trimEnd() : `${file}:${line}:${column ?? 1}`;
  return cell ? `${at} (cell ${cell.number}, line ${cell.line})` : at;
}
