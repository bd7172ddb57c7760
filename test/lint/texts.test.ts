/** Patterns with stars, against regular expressions that say the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matches } from '../../src/lint/texts.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });

it('a star stands for anything, the empty text included', () => {
  fc.assert(
    fc.property(letters, pattern, (text, one) => {
      expect(matches(text, one)).toBe(new RegExp(`^${one.replaceAll('*', '.*')}$`).test(text));
    }),
    { numRuns: 1000 },
  );
});
