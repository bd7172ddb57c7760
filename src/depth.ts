/** How deep a text may be nested. Whoever reads deeper calls itself so often that the stack ends. */

/** Far more than an answer, a configuration or a workflow has, far less than a stack holds; Python's own limit, too. */
export const MOST_LEVELS = 200;

/** Where what begins at an offset ends, if it hides brackets: a text, a comment. Otherwise the offset itself. */
export type Skip = (text: string, at: number) => number;

/** The offset of the first bracket that opens one level too many; undefined where none does. */
export function tooDeepAt(text: string, skip: Skip, levels = MOST_LEVELS): number | undefined {
  let depth = 0;
  for (const { at, opens } of brackets(text, skip)) {
    depth = Math.max(0, depth + (opens ? 1 : -1));
    if (depth > levels) return at;
  }
  return undefined;
}

/** Every bracket that counts, and whether it opens. */
export function* brackets(
  text: string,
  skip: Skip,
): Generator<{ readonly at: number; readonly opens: boolean }> {
  for (let at = 0; at < text.length; at++) {
    const end = skip(text, at);
    if (end > at) at = end - 1;
    else if ('([{'.includes(text.charAt(at))) yield { at, opens: true };
    else if (')]}'.includes(text.charAt(at))) yield { at, opens: false };
  }
}

/** The end of a text that begins at an offset with a mark and ends with the same; a backslash hides what follows it. */
export function endOfQuoted(text: string, at: number, mark: string, lines = true): number {
  for (let end = at + mark.length; end < text.length; end++) {
    const char = text.charAt(end);
    if (char === mark.charAt(0) && text.startsWith(mark, end)) return end + mark.length;
    if (char === '\\') end++;
    else if (!lines && char === '\n') return end;
  }
  return text.length;
}

/** JSON's. */
export const skipJson: Skip = (text, at) => (text.charAt(at) === '"' ? endOfQuoted(text, at, '"') : at);
