import { expect, test } from 'vitest';
import { inOrder } from '../../src/report/order.ts';
import type { Finding, PlaceReport, TargetReport } from '../../src/report.ts';

const at = (file: string, line?: number): PlaceReport => ({
  file,
  pointer: '',
  ...(line !== undefined && { line, column: 1 }),
});
const finding = (
  fingerprint: string,
  severity: Finding['severity'],
  rule: string,
  ...places: readonly (PlaceReport | undefined)[]
): Finding => ({
  rule,
  severity,
  message: fingerprint,
  resources: places.map((place, i) => ({ id: `r${i}`, word: 'network', ...(place && { place }) })),
  fix: { none: '' },
  fingerprint,
});
const TARGET: Pick<TargetReport, 'undecided'> = { undecided: [] };
const order = (...findings: readonly Finding[]): string =>
  inOrder({ ...(TARGET as TargetReport), findings })
    .findings.map(({ fingerprint }) => fingerprint)
    .join('');

test.each([
  [
    'the worst first',
    [finding('a', 'note', 'x'), finding('b', 'error', 'x'), finding('c', 'warning', 'x')],
    'bca',
  ],
  [
    'rules together',
    [finding('a', 'error', 'y'), finding('b', 'error', 'x'), finding('c', 'error', 'y')],
    'bac',
  ],
  ['down the file', [finding('a', 'error', 'x', at('f', 10)), finding('b', 'error', 'x', at('f', 9))], 'ba'],
  [
    'by the second thing where the first is one',
    [finding('a', 'error', 'x', at('f', 1), at('g', 5)), finding('b', 'error', 'x', at('f', 1), at('f', 7))],
    'ba',
  ],
  [
    'without a place last',
    [finding('a', 'error', 'x', undefined), finding('b', 'error', 'x', at('f', 1))],
    'ba',
  ],
  [
    'by fingerprint else',
    [finding('b', 'error', 'x', at('f', 1)), finding('a', 'error', 'x', at('f', 1))],
    'ab',
  ],
])('%s', (_what, findings, expected) => {
  expect(order(...findings)).toBe(expected);
  expect(order(...[...findings].reverse())).toBe(expected);
});
