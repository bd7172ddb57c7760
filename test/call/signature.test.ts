/** `signature.json` is the client's signature for readers of other languages (`--update` rewrites it). */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CLIENT } from '../../src/call/client.ts';

it('is what the linter holds calls against', async () => {
  const file = fileURLToPath(new URL('../../src/call/signature.json', import.meta.url));
  await expect(`${JSON.stringify(CLIENT, undefined, 2)}\n`).toMatchFileSnapshot(file);
});
