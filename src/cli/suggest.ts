/** Near misses of a word. The library is loaded only when somebody missed. */
export async function didYouMean(word: string, known: readonly string[], otherwise: string): Promise<string> {
  const { closest, distance } = await import('fastest-levenshtein');
  const near = known.length > 0 ? closest(word, [...known]) : undefined;
  const isNear = near !== undefined && distance(word, near) <= Math.max(2, Math.floor(near.length / 3));
  return isNear ? `did you mean ${near}? ${otherwise}` : otherwise;
}
