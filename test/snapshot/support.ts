/** Reads as the product does, with EC2's recogniser. */
import { expect } from 'vitest';
import { ByoNetError } from '../../src/errors.ts';
import { recogniser } from '../../src/providers/aws/recognise.ts';
import { readSnapshot } from '../../src/snapshot/read.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';

export const read = (inputs: readonly string[], stdin = ''): Promise<Snapshot> =>
  readSnapshot(inputs, { readStdin: async () => stdin }, [recogniser]);

/** The error that `action` ends with. */
export async function failureOf(action: () => unknown): Promise<ByoNetError> {
  const error = await Promise.resolve()
    .then(action)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(ByoNetError);
  return error instanceof ByoNetError ? error : expect.unreachable();
}
