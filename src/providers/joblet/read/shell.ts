/**
 * The commands of a shell text, word by word, with their places. No shell: what a variable holds is not known, and a
 * word with one keeps its `$`.
 */
export interface Word {
  readonly text: string;
  /** From 1, in the text. */
  readonly line: number;
  readonly column: number;
}

export type Command = readonly Word[];

const SEPARATORS = new Set(['|', ';', '&', '(', ')', '`', '\n']);

interface Scanner {
  readonly commands: Word[][];
  words: Word[];
  word: { text: string; line: number; column: number } | undefined;
  quote: string | undefined;
}

/** A word that holds something only the shell, or only the reader of a guide, knows. */
export const isUnknown = (text: string): boolean => /[$`{}*]/.test(text) || isPlaceholder(text);

/** `<name>`, `[name]`, `…`: how a reference writes "yours here". A shell would take `<` for the name of a file to read. */
export const isPlaceholder = (text: string): boolean => /[<>[\]…]|^\.{3}$/.test(text);

/** All commands, those inside `$(…)` and after `|`, `;`, `&&` among them; comments and quotes taken away. */
export function commandsOf(text: string): readonly Command[] {
  const scanner: Scanner = { commands: [], words: [], word: undefined, quote: undefined };
  let line = 1;
  let column = 1;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const skip = step(scanner, char, text, at, { line, column });
    for (const passed of text.slice(at, at + skip)) {
      column = passed === '\n' ? 1 : column + 1;
      if (passed === '\n') line++;
    }
    at += skip - 1;
  }
  endCommand(scanner);
  return scanner.commands;
}

/** Takes one character, or several that belong together; says how many. */
function step(
  scanner: Scanner,
  char: string,
  text: string,
  at: number,
  place: { readonly line: number; readonly column: number },
): number {
  if (char === '\\' && scanner.quote !== "'") {
    const next = /^\\\r?\n/.exec(text.slice(at, at + 3))?.[0];
    if (next !== undefined) {
      if (scanner.quote === undefined) endWord(scanner);
      return next.length;
    }
    add(scanner, text.charAt(at + 1), place);
    return 2;
  }
  if (scanner.quote !== undefined) {
    if (char === scanner.quote) scanner.quote = undefined;
    else add(scanner, char, place);
  } else if (char === '"' || char === "'") {
    scanner.quote = char;
    add(scanner, '', place);
  } else if (char === '#' && scanner.word === undefined) {
    const end = text.indexOf('\n', at);
    return Math.max(1, (end < 0 ? text.length : end) - at);
  } else if (SEPARATORS.has(char)) endCommand(scanner);
  else if (/\s/.test(char)) endWord(scanner);
  else add(scanner, char, place);
  return 1;
}

function add(
  scanner: Scanner,
  text: string,
  place: { readonly line: number; readonly column: number },
): void {
  scanner.word ??= { text: '', ...place };
  scanner.word.text += text;
}

function endWord(scanner: Scanner): void {
  if (scanner.word) scanner.words.push(scanner.word);
  scanner.word = undefined;
}

function endCommand(scanner: Scanner): void {
  endWord(scanner);
  if (scanner.words.length > 0) scanner.commands.push(scanner.words);
  scanner.words = [];
}
