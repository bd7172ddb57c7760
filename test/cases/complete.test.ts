/** No case from the field is skipped: each input has a row, or a test, that names it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tests = readdirSync('test/cases')
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(`test/cases/${file}`, 'utf8'));

test.each(readdirSync('test/cases/inputs').map((file) => file.replace(/\.json$/, '')))('%s', (name) => {
  expect(tests.some((text) => text.includes(`'${name}'`))).toBe(true);
});
