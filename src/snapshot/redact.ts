/** A snapshot travels: into a repository, to a colleague, into a ticket. What looks like a secret does not travel with it. */
import { isObject, type JsonObject } from './canonical.ts';
import { hideTokensIn, REDACTED } from './tokens.ts';

const SECRET =
  /passw(or)?d|passphrase|secret|credential|private[-_. ]?key|api[-_. ]?key|access[-_. ]?key|pre[-_. ]?shared[-_. ]?key|key[-_. ]?material|tokens?$|user[-_. ]?data$|startup[-_. ]?script/i;
/** Fields of the providers' own that only sound like a secret. */
const HARMLESS = new Set(['NextToken', 'nextPageToken', 'HttpTokens', 'ClientToken', 'SecretArn']);
/** "password=hunter2", "token: abc" within a sentence. */
const SPOKEN =
  /((?:passw(?:or)?d|passphrase|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key)\s*[=:]\s*)\S+/gi;

const isSecret = (key: string): boolean => SECRET.test(key) && !HARMLESS.has(key);

/**
 * `value` without the values of secret-looking keys, tags and labels, without what descriptions spell out, and without
 * what is a token by its shape.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return hideTokensIn(value);
  if (Array.isArray(value)) return value.map(redact);
  return isObject(value) ? redactObject(value) : value;
}

export function redactObject(value: JsonObject): JsonObject {
  const tag = secretTag(value);
  const fields = Object.entries(value);
  return Object.fromEntries(
    fields.map(([key, field]) => [key, key === tag ? REDACTED : redactField(key, field)]),
  );
}

/** The field that holds the value of a `{Key, Value}` pair with a secret's name. */
function secretTag(value: JsonObject): string | undefined {
  const pairs = [
    ['Key', 'Value'],
    ['key', 'value'],
  ] as const;
  return pairs.find(
    ([name, field]) => typeof value[name] === 'string' && isSecret(value[name]) && field in value,
  )?.[1];
}

function redactField(key: string, field: unknown): unknown {
  if (isSecret(key) && !isEmpty(field)) return REDACTED;
  if (typeof field === 'string' && /^description$/i.test(key))
    return hideTokensIn(field).replace(SPOKEN, `$1${REDACTED}`);
  return redact(field);
}

/** Nothing is no secret, and a list that is empty keeps its shape. */
const isEmpty = (field: unknown): boolean =>
  field === null ||
  field === '' ||
  typeof field === 'boolean' ||
  (Array.isArray(field) && field.length === 0);
