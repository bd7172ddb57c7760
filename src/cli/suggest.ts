/** Near misses of a word. The library is loaded only when somebody missed. */
export async function didYouMean(word: string, known: readonly string[], otherwise: string): Promise<string> {
  const { nearest } = await import('../workload/near.ts');
  const near = nearest(word, known);
  return near === undefined ? otherwise : `did you mean ${near}? ${otherwise}`;
}
