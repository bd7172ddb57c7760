import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns, few, list, wrap } from '../../src/reporters/text/page.ts';

test('wrapping keeps every character and no line is too wide', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 4, max: 30 }),
      (text, width) => {
        const lines = wrap(text, width);
        expect(lines.every((line) => columns(line) <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      },
    ),
  );
});

test('a space of another script is kept at the end of a line', () => {
  expect(wrap('a\u1680 b', 3)).toEqual(['a\u1680', 'b']);
});

test.each([
  ['abc', 3],
  ['東京', 4],
  ['e\u0301', 1],
  ['→│◄', 3],
  ['😀', 2],
])('%s takes %i columns', (text, width) => {
  expect(columns(text)).toBe(width);
});

test.each([
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd'], 'a, b, c, d'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('%j reads "%s"', (items, text) => {
  expect(list(items)).toBe(text);
});

test('one item is never hidden behind a line that counts it', () => {
  expect(few([1, 2, 3], 2)).toEqual({ shown: [1, 2, 3], left: 0 });
  expect(few([1, 2, 3, 4], 2)).toEqual({ shown: [1, 2], left: 2 });
});
