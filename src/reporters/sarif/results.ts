/** Findings and open questions as SARIF results. */
import type {
  Finding,
  ResourceReport,
  SuppressionReport,
  TargetReport,
  UndecidedReport,
} from '../../report.ts';
import { resourceName, sharedFix, suppressionText } from '../answer.ts';
import { decidingPlace, placeOf } from '../place.ts';
import { codeFlows } from './flows.ts';
import { bestPlace, isInRepository, logicalLocation, physicalLocation, sarifText } from './message.ts';

export interface RunContext {
  readonly target: TargetReport;
  readonly ruleIndex: ReadonlyMap<string, number>;
  /** SARIF wants a baseline state on every result of a run or on none. */
  readonly hasBaseline: boolean;
}

export function findingResult(context: RunContext, finding: Finding) {
  const { fix, symptom } = finding;
  const text = [
    finding.message,
    ...(symptom === undefined ? [] : [`What happens: ${symptom}`]),
    'none' in fix
      ? `No change repairs it: ${fix.none}`
      : `Fix, checked: ${(fix.containedIn && sharedFix(finding)) ?? fix.changes.join('; ')}`,
  ].join('. ');
  return {
    ...common(context, finding, text),
    level: finding.severity,
    ...('commands' in fix && { properties: { commands: fix.commands } }),
  };
}

/** `open`: there is not enough to decide; SARIF gives such a result no level. */
export function undecidedResult(context: RunContext, one: UndecidedReport) {
  const reasons = one.reasons.map(({ why, settle }) => `${why}; to settle it: ${settle}`);
  return {
    ...common(context, one, [one.message, ...reasons].join('. ')),
    kind: 'open',
    level: 'none',
    properties: { required: one.required },
  };
}

function common(
  { target, ruleIndex, hasBaseline }: RunContext,
  one: Finding | UndecidedReport,
  text: string,
) {
  const index = ruleIndex.get(one.rule);
  const place = bestPlace(placeOf(one), target.asked);
  const flows = one.trace ? codeFlows(one.trace, place) : [];
  const related = relatedLocations(one);
  const logical = one.resources.slice(0, 1).map(logicalLocation);
  return {
    ruleId: one.rule,
    ...(index !== undefined && { ruleIndex: index }),
    message: { text: `${sarifText(text)}.` },
    locations: [
      {
        physicalLocation: physicalLocation(place),
        ...(logical.length > 0 && { logicalLocations: logical }),
      },
    ],
    ...(related.length > 0 && { relatedLocations: related }),
    ...(flows.length > 0 && { codeFlows: flows }),
    partialFingerprints: { primaryLocationLineHash: one.fingerprint },
    ...(hasBaseline && { baselineState: one.suppression?.kind === 'baseline' ? 'unchanged' : 'new' }),
    ...(one.suppression && { suppressions: [suppressionOf(one.suppression)] }),
  };
}

const suppressionOf = (suppression: SuppressionReport) => ({
  kind: 'external',
  status: 'accepted',
  justification: sarifText(suppressionText(suppression)),
  ...(suppression.place &&
    isInRepository(suppression.place) && {
      location: { physicalLocation: physicalLocation(suppression.place) },
    }),
});

/** The other resources, and the lines that speak, where they stand in a file of the repository. */
function relatedLocations({ resources, trace, ...one }: Finding | UndecidedReport) {
  const lines = 'lines' in one ? (one.lines ?? []) : [];
  const at = (resource: ResourceReport) => decidingPlace(resource, trace);
  const named = [
    ...resources.slice(1).map((resource) => ({ place: at(resource), text: resourceName(resource) })),
    ...lines.map(({ place, text }) => ({ place, text })),
  ];
  return named
    .flatMap(({ place, text }) => (place && isInRepository(place) ? [{ place, text }] : []))
    .map(({ place, text }, id) => ({
      id,
      physicalLocation: physicalLocation(place),
      message: { text: sarifText(text) },
    }));
}
