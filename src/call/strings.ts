/** String literals of Python, decoded as Python does. */
import { endOfQuoted, type Skip } from '../depth.ts';

const LITERAL = /^([a-z]*)('''|"""|'|")([\s\S]*)\2$/i;

/** The text of a literal with its quotes; undefined for bytes and for what does not end. */
export function decodeString(literal: string): string | undefined {
  const [, prefix = '', , body = ''] = LITERAL.exec(literal) ?? [];
  if (!LITERAL.test(literal) || /b/i.test(prefix)) return undefined;
  const lines = body.replace(/\r\n?/g, '\n');
  return /r/i.test(prefix) ? lines : lines.replace(ESCAPE, unescaped);
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\n)|([\s\S]))/g;
const SHORT: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function unescaped(whole: string, ...[x, u, long, octal, newline, short]: (string | undefined)[]): string {
  if (newline !== undefined) return '';
  if (short !== undefined) return SHORT[short] ?? whole;
  const code = octal === undefined ? Number.parseInt(x ?? u ?? long ?? '', 16) : Number.parseInt(octal, 8);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** Texts and comments of Python: what is in them is no bracket. */
export const skipPython: Skip = (text, at) => {
  const char = text.charAt(at);
  if (char === '#') return text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
  if (char !== '"' && char !== "'") return at;
  const long = char.repeat(3);
  return text.startsWith(long, at) ? endOfQuoted(text, at, long) : endOfQuoted(text, at, char, false);
};
