/** Why an answer is not the whole answer: more pages, a region or zone that did not answer (gcp.md 1). */
import { isObject, type JsonObject } from '../../snapshot/canonical.ts';

export function incomplete(body: JsonObject): string | undefined {
  const reasons = [...unreadPages(body), ...warningsOf(body), ...unreachable(body)];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

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

const unreachable = ({ unreachables }: JsonObject): readonly string[] =>
  Array.isArray(unreachables) && unreachables.length > 0
    ? [`not reached: ${unreachables.map(String).sort().join(', ')}`]
    : [];
