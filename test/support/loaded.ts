/** What a start loads, read off the imports. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** All modules that a start of `file` loads: without those behind `import()` and `import type`. */
export async function loaded(file: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.startsWith('src/')) return seen;
  const source = await readFile(file, 'utf8');
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'/gm))
    await loaded(specifier.startsWith('.') ? join(dirname(file), specifier) : specifier, seen);
  return seen;
}
