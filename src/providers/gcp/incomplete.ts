/** Why an answer is not the whole answer: more pages, a region or zone that did not answer (gcp.md 1). */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';
import { objectsIn } from './elements.ts';

export function incomplete(body: JsonObject): string | undefined {
  const reasons = [...strangeLists(body), ...unreadPages(body), ...warningsOf(body), ...unreachable(body)];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** What is no list of resources does not say that there are none. */
const strangeLists = (body: JsonObject): readonly string[] =>
  ('items' in body || 'policyBasedRoutes' in body) && objectsIn(body) === undefined
    ? ['the answer has a shape that is not known: its list is no list of resources']
    : [];

const unreadPages = ({ nextPageToken }: JsonObject): readonly string[] =>
  typeof nextPageToken === 'string' && nextPageToken !== ''
    ? ['the answer has a nextPageToken: its later pages were not read']
    : [];

function warningsOf({ items, warning }: JsonObject): readonly string[] {
  const scopes = isObject(items) ? Object.entries(items) : [];
  const ofScopes = scopes.flatMap(([scope, value]) =>
    isObject(value) ? told(value.warning).map((text) => `${scope} was not read: ${text}`) : [],
  );
  return [...told(warning).map((text) => `the answer warns: ${text}`), ...ofScopes];
}

/** A scope with nothing in it carries a warning too, and says nothing else. */
function told(warning: unknown): readonly string[] {
  if (!isObject(warning) || warning.code === 'NO_RESULTS_ON_PAGE') return [];
  const words = [warning.code, warning.message].filter((word) => typeof word === 'string');
  return [words.length === 0 ? 'no reason is given' : words.join(': ')];
}

/** Compute has the plural; Network Connectivity has not. */
function unreachable({ unreachables, unreachable: other }: JsonObject): readonly string[] {
  const places = [unreachables, other].flatMap((list): readonly unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return places.length > 0 ? [`not reached: ${places.map(String).sort().join(', ')}`] : [];
}
