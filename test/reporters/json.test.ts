import { expect, test } from 'vitest';
import { check, trace } from '../../src/reporters/json.ts';
import * as reports from './reports.ts';

test('the JSON is the report, nothing added and nothing cut', () => {
  for (const report of [reports.clean, reports.broken, reports.long, reports.hostile]) {
    expect(JSON.parse(check(report))).toEqual(report);
  }
  expect(JSON.parse(trace(reports.partialTrace))).toEqual(reports.partialTrace);
});

test('a terminal that shows the JSON is not acted upon', () => {
  const text = check(reports.hostile);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('two spaces, and a line break at the end', () => {
  const text = check(reports.clean);
  expect(text).toMatch(/^\{\n {2}"version": 1,/);
  expect(text.endsWith('}\n')).toBe(true);
});
