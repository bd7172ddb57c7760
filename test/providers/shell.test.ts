import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from '../../src/providers/shell.ts';

test.each([
  ['subnet-0a', 'subnet-0a'],
  ['Name=vpc-id,Values=vpc-1', 'Name=vpc-id,Values=vpc-1'],
  ['', "''"],
  ["it's", "'it'\\''s'"],
  ['$(id)', "'$(id)'"],
  ['a\u001b[31m\nb', "$'a\\x1b\\x5b31m\\x0ab'"],
  ['\u202eb', "$'\\xe2\\x80\\xaeb'"],
  ['##[error]x', "$'\\x23\\x23\\x5berror\\x5dx'"],
])('%j is written %s', (word, written) => {
  expect(quoted(word)).toBe(written);
});

test('a shell reads every word as it is, and none is obeyed where it is shown', () => {
  const words = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), 300);
  // A shell knows no zero byte, and no half of a character.
  const usable = [...words, '\u001b[2J', "'\n", '\\x41'].filter(
    (word) => !word.includes('\0') && Buffer.from(word).toString() === word,
  );
  const line = usable.map(quoted).join(' ');
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
  const script = `printf '%s\\0' ${line}`;
  const printed = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(usable);
});
