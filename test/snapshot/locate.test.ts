import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPositions, locateIn, pointerSegment } from '../../src/snapshot/locate.ts';
import { folderOf } from '../support/folder.ts';

const TEXT = `{
  "Vpcs": [
    { "VpcId": "vpc-1" },
    { "VpcId": "vpc-2", "a/b": { "~": [true, null] } }
  ],
  "": 1
}`;

test.each([
  ['', 1, 1],
  ['/Vpcs', 2, 11],
  ['/Vpcs/0', 3, 5],
  ['/Vpcs/1/VpcId', 4, 16],
  ['/Vpcs/1/a~1b/~0/1', 4, 46],
  ['/', 6, 7],
])('%s is at line %i, column %i', async (pointer, line, column) => {
  expect(await locateIn(TEXT, pointer)).toEqual({ line, column });
});

test.each(['/Subnets', '/Vpcs/2', '/Vpcs/0/VpcId/0'])('%s is nowhere', async (pointer) => {
  expect(await locateIn(TEXT, pointer)).toBeUndefined();
});

test('several pointers of a file are found together', async () => {
  const file = join(await folderOf({ 'x.json': TEXT }), 'x.json');
  const positions = await findPositions(file, ['/Vpcs/1', '/Vpcs/1/VpcId', '/Subnets']);
  expect([...positions]).toEqual([
    ['/Vpcs/1', { line: 4, column: 5 }],
    ['/Vpcs/1/VpcId', { line: 4, column: 16 }],
  ]);
});

test('what cannot be read again has no lines', async () => {
  expect(await findPositions('-', ['/Vpcs'])).toEqual(new Map());
});

/** Every value of a JSON document with the pointer to it. */
function* values(value: unknown, pointer = ''): Generator<readonly [string, unknown]> {
  yield [pointer, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value)) yield* values(field, `${pointer}/${pointerSegment(key)}`);
}

test('where a pointer leads, its value begins', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (document) => {
      const text = JSON.stringify(document, undefined, 2);
      const lines = text.split('\n');
      const parsed: unknown = JSON.parse(text);
      for (const [pointer, value] of values(parsed)) {
        const at = await locateIn(text, pointer);
        const rest = lines[(at?.line ?? 0) - 1]?.slice((at?.column ?? 0) - 1);
        const [first = ''] = JSON.stringify(value, undefined, 2).split('\n');
        expect(rest?.startsWith(first)).toBe(true);
      }
    }),
  );
});
