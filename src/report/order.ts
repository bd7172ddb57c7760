/** Findings in the order in which they are read: the worst first, those of a rule together, and down the file. */
import { compare } from '../model/lists.ts';
import type { Finding, PlaceReport, TargetReport, UndecidedReport } from './types.ts';

/** Once places have their lines. Findings without one, and those of one place, go by their fingerprints. */
export const inOrder = (target: TargetReport): TargetReport => ({
  ...target,
  findings: [...target.findings].sort(byImportance),
  undecided: [...target.undecided].sort(byRule),
});

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note'];

const byImportance = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || byRule(a, b);

type Said = Finding | UndecidedReport;

const byRule = (a: Said, b: Said): number =>
  compare(a.rule, b.rule) || byPlaces(a, b) || compare(a.fingerprint, b.fingerprint);

/** By the place of the first thing that it is about, then of the second, … */
function byPlaces(a: Said, b: Said): number {
  for (const [i, { place }] of a.resources.entries()) {
    const order = byPlace(place, b.resources[i]?.place);
    if (order !== 0) return order;
  }
  return 0;
}

function byPlace(a: PlaceReport | undefined, b: PlaceReport | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
