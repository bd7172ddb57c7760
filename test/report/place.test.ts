/** Places are collected while a report is built, and get their lines all at once. */
import { expect, it } from 'vitest';
import { lateLocator } from '../../src/report/place.ts';

it('asks each file once, for every pointer once, and fills in what it finds', async () => {
  const { locate, settle } = lateLocator();
  const places = [
    locate({ file: 'a.json', pointer: '/Vpcs/0' }),
    locate({ file: 'b.json', pointer: '/Vpcs/0' }),
    locate({ file: 'a.json', pointer: '/Vpcs/1' }),
    locate({ file: 'a.json', pointer: '/Vpcs/0' }),
  ];
  const asked: (readonly [string, readonly string[]])[] = [];
  await settle(async (file, pointers) => {
    asked.push([file, pointers]);
    return new Map([['/Vpcs/0', { line: file === 'a.json' ? 3 : 5, column: 7 }]]);
  });
  expect(asked).toEqual([
    ['a.json', ['/Vpcs/0', '/Vpcs/1']],
    ['b.json', ['/Vpcs/0']],
  ]);
  expect(places).toEqual([
    { file: 'a.json', pointer: '/Vpcs/0', line: 3, column: 7 },
    { file: 'b.json', pointer: '/Vpcs/0', line: 5, column: 7 },
    { file: 'a.json', pointer: '/Vpcs/1' },
    { file: 'a.json', pointer: '/Vpcs/0', line: 3, column: 7 },
  ]);
});
