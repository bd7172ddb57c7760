/** `signature.json` is the client's signature for readers of other languages. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENT } from '../../src/call/client.ts';

it('is what the linter holds calls against', () => {
  const text = readFileSync(new URL('../../src/call/signature.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toEqual(CLIENT);
});
