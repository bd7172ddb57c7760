/** Why an answer is not the whole answer: more pages, a region or zone that did not answer (gcp.md 1). */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import type { Unanswered } from '../../snapshot/recogniser.ts';
import { objectsIn } from './elements.ts';
import { regionOfZone } from './links.ts';

export const incomplete = (body: JsonObject): readonly Unanswered[] => [
  ...strangeLists(body),
  ...unreadPages(body),
  ...warningsOf(body),
  ...unreachable(body),
];

/** What is no list of resources does not say that there are none. */
const strangeLists = (body: JsonObject): readonly Unanswered[] =>
  ('items' in body || 'policyBasedRoutes' in body) && objectsIn(body) === undefined
    ? [{ why: 'the answer has a shape that is not known: its list is no list of resources' }]
    : [];

const unreadPages = ({ nextPageToken }: JsonObject): readonly Unanswered[] =>
  typeof nextPageToken === 'string' && nextPageToken !== ''
    ? [{ why: 'the answer has a nextPageToken: its later pages were not read' }]
    : [];

function warningsOf({ items, warning }: JsonObject): readonly Unanswered[] {
  const scopes = isObject(items) ? Object.entries(items) : [];
  const ofScopes = scopes.flatMap(([scope, value]) =>
    isObject(value)
      ? told(value.warning).map((text) => ({ why: `${scope} was not read: ${text}`, ...placeOf(scope) }))
      : [],
  );
  return [...told(warning).map((text) => ({ why: `the answer warns: ${text}` })), ...ofScopes];
}

/** A scope with nothing in it carries a warning too, and says nothing else. */
function told(warning: unknown): readonly string[] {
  if (!isObject(warning) || warning.code === 'NO_RESULTS_ON_PAGE') return [];
  const words = [warning.code, warning.message].filter((word) => typeof word === 'string');
  return [words.length === 0 ? 'no reason is given' : words.join(': ')];
}

/** Compute has the plural; Network Connectivity has not. */
const unreachable = ({ unreachables, unreachable: other }: JsonObject): readonly Unanswered[] =>
  [unreachables, other]
    .flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))
    .map(String)
    .sort()
    .map((scope) => ({ why: `not reached: ${scope}`, ...placeOf(scope) }));

/** "regions/us-east1", "zones/us-east1-b", alone or at the end of a link. */
function placeOf(scope: string): { readonly region?: string } {
  const [, kind, name] = /(?:^|\/)(regions|zones)\/([^/]+)$/.exec(scope) ?? [];
  if (name === undefined) return {};
  return { region: kind === 'zones' ? regionOfZone(name) : name };
}
