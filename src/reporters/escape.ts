/**
 * Names, tags and descriptions come from a cloud and may hold anything: terminal control sequences, line breaks,
 * marks that turn the reading direction. This is the one place that makes them visible instead of effective.
 */

/** Controls (C0, C1), format characters (bidirectional and zero-width marks, tags), lone surrogates, line separators. */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/**
 * GitHub's runner obeys commands in whatever a step prints: `##[…]` anywhere in a line, `::name …::` where a line
 * starts, and a name may be wrapped to there.
 */
const COMMAND =
  /##\[|::(?=(?:error|warning|notice|debug|group|endgroup|(?:add|set|save|remove|stop|echo|internal)\b))/gi;
const NOT_ASCII = /[^\x20-\x7e]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const ASCII: Readonly<Record<string, string>> = { '→': '->', '↔': '<->', '…': '...', '×': 'x', '·': '-' };

const codePoint = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);
const escaped = (character: string): string => SHORT[character] ?? `\\u{${codePoint(character)}}`;

const brokenUp = (command: string): string => `${command.slice(0, -1)}${escaped(command.slice(-1))}`;

/** One line that a terminal shows as it is; without `unicode` also within ASCII. */
export function visible(text: string, unicode: boolean): string {
  const shown = text.replace(HOSTILE, escaped).replace(COMMAND, brokenUp);
  return unicode ? shown : shown.replace(NOT_ASCII, (character) => ASCII[character] ?? escaped(character));
}

/** The same data with every text in it made visible, so that no part of a rendering can forget to. */
export function allVisible<T>(value: T, unicode: boolean): T {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === 'string' ? visible(part, unicode) : part)),
  );
}

/** JSON that a terminal shows as it is: the same value, hostile characters as JSON escapes. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => line.replace(HOSTILE, jsonEscape).replaceAll('##[', '##\\u005b'))
    .join('\n');

const jsonEscape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
