/** A private address is not reached by the public one that its machine may have besides. */
import { expect, test } from 'vitest';
import { run } from '../support/command-line.ts';

const FIXTURE = 'fixtures/gcp/peering-inactive';

test.each([
  ['a private address', '10.60.0.5', 'blocked', 'to-analytics is not used: to-analytics is INACTIVE'],
  ['a private block', '10.60.0.0/24', 'blocked', 'to-analytics is not used: to-analytics is INACTIVE'],
  ['the machines of its network', 'vpc:analytics', 'blocked', 'in: denied: implied rule deny all traffic'],
])('%s behind a peering that is not active', async (_what, to, verdict, told) => {
  const { out } = await run(`trace ${FIXTURE} --from role:worker --to ${to} --port 5432`);
  expect(out.split(':')[0]).toBe(verdict);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(told);
});

test('a flow to a private address that must work does not work by the internet', async () => {
  const { code, out } = await run(
    `check ${FIXTURE} --client internet --require role:worker=10.60.0.0/24:5432`,
  );
  expect(code).toBe(1);
  expect(out).toMatch(/blocked +role:worker=10\.60\.0\.0\/24:5432/);
});
