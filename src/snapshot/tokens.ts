/**
 * Secrets that show what they are by their shape, in whatever value they stand: a name, a tag, a policy. Each shape is
 * narrow: an id, a hash or a sentence that only looks like one stays.
 */
import { isObject, type JsonObject } from './canonical.ts';

export const REDACTED = '[redacted]';

interface Shape {
  /** One of them stands in whatever has the shape. */
  readonly marks: readonly string[];
  /** What is found goes whole, but for a group named `kept`. */
  readonly shape: RegExp;
  /** The mark stands in every second file, and says nothing alone. */
  readonly isCommon?: true;
}

/** After no letter or digit: no part of a longer word. */
const word = (rest: string): RegExp => new RegExp(`(?<![A-Za-z0-9])${rest}`, 'g');
const END = '(?![A-Za-z0-9_-])';

const SHAPES: readonly Shape[] = [
  // AWS: the id of an access key, long-lived, temporary, a bearer's or a context's; not those of users and roles.
  {
    marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    shape: word('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  },
  // GitHub: personal, OAuth, user, server and refresh tokens; fine-grained ones. GitLab, npm.
  {
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    shape: word('gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9])'),
  },
  { marks: ['github_pat_'], shape: word('github_pat_[A-Za-z0-9_]{36,255}(?![A-Za-z0-9_])') },
  {
    marks: ['glpat-', 'npm_'],
    shape: word('(?:glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}(?![A-Za-z0-9]))'),
  },
  // Slack: tokens of bots, users, apps; the address of a webhook, which is all that one needs.
  { marks: ['xox', 'xapp-'], shape: word('(?:xox[a-z]|xapp-\\d)-[A-Za-z0-9-]{10,}') },
  {
    marks: ['hooks.slack.com'],
    shape: /(?<kept>hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,}/g,
  },
  // Google: API keys, secrets of OAuth clients, access tokens.
  {
    marks: ['AIza', 'GOCSPX-', 'ya29.'],
    shape: word(`(?:AIza[A-Za-z0-9_-]{35}${END}|GOCSPX-[A-Za-z0-9_-]{28}${END}|ya29\\.[A-Za-z0-9_-]{20,})`),
  },
  // A JSON Web Token: its header is JSON that begins with {", in base64.
  { marks: ['eyJ'], shape: word('eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}') },
  // Private keys of every kind; a certificate and a public key are no secret.
  {
    marks: ['PRIVATE KEY'],
    shape:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  // The password of a URL: user and host stay.
  {
    marks: ['://'],
    isCommon: true,
    shape: /(?<kept>:\/\/[^\s/?#:@"'<>]{0,256}:)[^\s/?#"'<>]{1,1024}(?=@)/g,
  },
];

const isMarked = (text: string, { marks }: Shape): boolean => marks.some((mark) => text.includes(mark));

/** Without the tokens that it holds, each in place of itself. */
export function hideTokensIn(text: string): string {
  const hidden = SHAPES.reduce(
    (rest, one) =>
      isMarked(rest, one)
        ? rest.replace(one.shape, (...found) => `${keptOf(found.at(-1))}${REDACTED}`)
        : rest,
    text,
  );
  return secretKeysIn(hidden).reduce((rest, key) => rest.replaceAll(key, REDACTED), hidden);
}

const keptOf = (groups: unknown): string =>
  isObject(groups) && typeof groups.kept === 'string' ? groups.kept : '';

const KEY_LENGTH = 40;
const FEWEST_LETTERS = 24;

const isMixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);

/**
 * A secret access key of AWS has no mark: it is 40 letters of base64 at random, in which small and capital ones and
 * digits are mixed and few come twice. A hash has sixteen letters, a path has words.
 */
const isSecretKey = (text: string): boolean =>
  /^[A-Za-z0-9/+]{40}$/.test(text) && isMixed(text) && new Set(text).size >= FEWEST_LETTERS;

const secretKeysIn = (text: string): readonly string[] => [...longWords(text)].filter(isSecretKey);

/** The words that are long enough; each covers one of every 40 places, and only there is looked. */
function* longWords(text: string): Iterable<string> {
  for (let at = KEY_LENGTH - 1; at < text.length; at += KEY_LENGTH) {
    let from = at + 1;
    while (isWordy(text.charCodeAt(from - 1))) from -= 1;
    let to = at;
    while (isWordy(text.charCodeAt(to))) to += 1;
    // Padding makes it the end of something longer.
    if (to - from >= KEY_LENGTH && text[to] !== '=') yield text.slice(from, to);
    at = Math.max(at, to);
  }
}

/** Letters of base64, of either alphabet. */
const isWordy = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 47 && code <= 57) ||
  code === 43 ||
  code === 45 ||
  code === 95;

/** What a line break or a tab adds to the word behind it, as JSON writes them. */
const ESCAPE_LENGTH = 5;

/** Whether a file as it is written may hold any: where not, none of its values need be looked at. */
export function mayHoldTokens(text: string): boolean {
  if (SHAPES.some((one) => isMarked(text, one) && (!one.isCommon || text.search(one.shape) >= 0)))
    return true;
  for (const found of longWords(text))
    if (found.length <= KEY_LENGTH + ESCAPE_LENGTH && isMixed(found)) return true;
  return false;
}

/** `value` without tokens, wherever they stand. */
export function hideTokens(value: unknown): unknown {
  if (typeof value === 'string') return hideTokensIn(value);
  if (Array.isArray(value)) return value.map(hideTokens);
  return isObject(value) ? hideTokensOf(value) : value;
}

export const hideTokensOf = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, field]) => [key, hideTokens(field)]));
