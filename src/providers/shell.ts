/** Words of a command line that somebody pastes. */

/** What a terminal or a runner obeys: controls, format characters, lone surrogates, line separators. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * An id that came from a file is hostile until it looks like one. One that a terminal would obey is written in the
 * bytes of `$'…'`, which bash and zsh read: the same word, and nothing happens where it is shown.
 */
export function quoted(word: string): string {
  if (/^[\w.,:=@/-]+$/.test(word)) return word;
  if (!CONTROL.test(word) && !word.includes('##[')) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${[...Buffer.from(word)].map(byte).join('')}'`;
}

const byte = (code: number): string => {
  const character = String.fromCharCode(code);
  return /[\w ./:=@-]/.test(character) ? character : `\\x${code.toString(16).padStart(2, '0')}`;
};
