/** Words of a command line that somebody pastes. */

/** An id that came from a file is hostile until it looks like one. */
export const quoted = (word: string): string =>
  /^[\w.,:=/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
