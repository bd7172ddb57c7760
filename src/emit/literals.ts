/**
 * Literals and comments of other languages. Ids and names may hold anything; what is printed here stays inside its
 * literal, on its line, and within ASCII.
 */
const NOT_PLAIN = /[^\x20-\x7e]/gu;

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

/** Python and HCL write characters alike: `\u2028`, `\U0001f600`. */
const longEscape = (character: string): string =>
  hex(character).length > 4
    ? `\\U${hex(character).padStart(8, '0')}`
    : `\\u${hex(character).padStart(4, '0')}`;

const quoted = (text: string): string =>
  `"${text.replace(/["\\]/g, (character) => `\\${character}`).replace(NOT_PLAIN, longEscape)}"`;

export const pythonString = quoted;

/** HCL also interpolates: `${…}` and `%{…}` are doubled to stay text. */
export const hclString = (text: string): string => quoted(text).replace(/[$%](?=\{)/g, (sign) => sign + sign);

export const jsonString = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

type Value = string | number | boolean;

export const pythonValue = (value: Value): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? pythonString(value) : String(value);
};
export const hclValue = (value: Value): string =>
  typeof value === 'string' ? hclString(value) : String(value);
export const jsonValue = (value: Value): string =>
  typeof value === 'string' ? jsonString(value) : String(value);

const COMMENT_COLUMNS = 98;
const SYMBOLS: Readonly<Record<string, string>> = { '→': '->', '↔': '<->', '…': '...' };

/** `# …` lines, wrapped at words; the same in Python and HCL. */
export function comment(text: string): readonly string[] {
  const plain = text.replace(NOT_PLAIN, (character) => SYMBOLS[character] ?? longEscape(character));
  const lines: string[] = [];
  for (const word of plain.split(' ')) {
    const last = lines.pop();
    if (last === undefined) lines.push(`# ${word}`);
    else if (last.length + 1 + word.length <= COMMENT_COLUMNS) lines.push(`${last} ${word}`);
    else lines.push(last, `# ${word}`);
  }
  return lines;
}
