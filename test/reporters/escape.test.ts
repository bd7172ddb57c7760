import { expect, test } from 'vitest';
import { allVisible, safeJson, visible } from '../../src/reporters/escape.ts';

test.each([
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['two\nlines\r\ttab', 'two\\nlines\\r\\ttab'],
  ['\u009b', '\\u{9b}'],
  ['a\u202eb\u2066c\u2069d\u200ee\u200ff', 'a\\u{202e}b\\u{2066}c\\u{2069}d\\u{200e}e\\u{200f}f'],
  ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['\ud800', '\\u{d800}'],
  ['naïve 東京 😀 10.0.0.0/8 → igw-1', 'naïve 東京 😀 10.0.0.0/8 → igw-1'],
])('%j is shown as %j', (hostile, shown) => {
  expect(visible(hostile, true)).toBe(shown);
});

test.each([
  ['worker ↔ worker → x…', 'worker <-> worker -> x...'],
  ['é😀', '\\u{e9}\\u{1f600}'],
])('within ASCII %j is %j', (text, shown) => {
  expect(visible(text, false)).toBe(shown);
});

test('every text of a structure, at every depth', () => {
  expect(allVisible({ a: ['\n', { b: '\u001b' }], c: 1, d: true }, true)).toEqual({
    a: ['\\n', { b: '\\u{1b}' }],
    c: 1,
    d: true,
  });
});

test('JSON keeps its value', () => {
  const value = { a: '\u009b\u202e\u{e0041}\u2028é', b: ['\n', '\ud800'] };
  const text = safeJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('\\udb40\\udc41');
});
