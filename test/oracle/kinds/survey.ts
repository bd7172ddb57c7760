/** All that differs between oracle and engine, counted by what it is about, with the shortest example of each; one file a test file. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect } from 'vitest';

const { ORACLE_SURVEY: FILE } = process.env;
export const isSurvey = FILE !== undefined;

const seen = new Map<string, { readonly count: number; readonly example: string }>();

export function survey(about: string, example: string): void {
  const old = seen.get(about);
  const shorter = old !== undefined && old.example.length <= example.length ? old.example : example;
  seen.set(about, { count: (old?.count ?? 0) + 1, example: shorter });
}

if (FILE !== undefined) {
  afterAll(() => {
    const inOrder = [...seen].sort(([, a], [, b]) => b.count - a.count);
    const lines = inOrder.map(([about, { count }]) => `${count} ${about}`);
    const examples = inOrder.map(([about, { count, example }]) => `### ${count} ${about}\n${example}`);
    const of = basename(expect.getState().testPath ?? '', '.test.ts');
    writeFileSync(`${FILE}.${of}`, [...lines, '', ...examples, ''].join('\n'));
  });
}
