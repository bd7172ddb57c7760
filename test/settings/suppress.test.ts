import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report.ts';
import { baselineFile } from '../../src/settings/baseline.ts';
import type { BaselineFile, Config, IgnoreConfig } from '../../src/settings/config.ts';
import { baselineOf, ignoresOf, matches, suppress } from '../../src/settings/suppress.ts';
import { broken, reportOf } from '../reporters/reports.ts';

const TODAY = '2026-11-21';
const config = (...ignores: readonly IgnoreConfig[]): Config => ({
  file: 'c.yaml',
  content: { ignores },
  at: (path) => ({ file: 'c.yaml', pointer: `/${path.join('/')}`, line: 1, column: 1 }),
});
const states = ({ targets }: Report) =>
  targets.flatMap(({ findings, undecided }) =>
    [...findings, ...undecided].map(({ rule, suppression }) => `${rule} ${suppression?.kind ?? 'counts'}`),
  );
const ignoring = (...ignores: readonly IgnoreConfig[]) =>
  suppress(broken, [ignoresOf(config(...ignores), TODAY, true)]);
const reason = 'the bastion needs it';
const rule = 'scheduler-unreachable';

describe('an entry of the configuration', () => {
  test.each([
    [{ rule, reason }, true],
    [{ rule, resource: 'sg-0a91', reason }, true],
    [{ rule, resource: 'sg-*', reason }, true],
    [{ rule, resource: 'sg-', reason }, false],
    [{ rule: 'no-egress', resource: 'sg-*', reason }, false],
    [{ rule, fingerprint: '5d41402abc4b2a76', reason }, true],
    [{ rule, fingerprint: '5d41', reason }, false],
    [{ rule, reason, expires: '2026-11-21' }, true],
    [{ rule, reason, expires: '2026-11-20' }, false],
  ])('%j', (ignore, holds) => {
    const report = ignoring(ignore);
    expect(states(report)[0]).toBe(`${rule} ${holds ? 'ignored' : 'counts'}`);
    expect(report.summary.errors).toBe(holds ? 0 : 1);
    expect(report.summary.suppressed).toBe(holds ? 1 : 0);
  });

  test('says why, until when and where', () => {
    const report = ignoring({ rule, reason, expires: '2026-12-31' });
    expect(report.targets[0]?.findings[0]?.suppression).toMatchObject({
      kind: 'ignored',
      reason,
      expires: '2026-12-31',
      place: { file: 'c.yaml', pointer: '/ignores/0' },
    });
    expect(report.hints).toEqual([]);
  });

  test('that has expired, or ignores nothing, is reported', () => {
    const report = ignoring({ rule, reason, expires: '2026-01-01' }, { rule, resource: 'sg-other', reason });
    expect(report.hints.map(({ kind, place }) => `${kind} ${place?.pointer}`)).toEqual([
      'ignore-expired /ignores/0',
      'ignore-unused /ignores/1',
    ]);
  });

  test('accepts an open question too', () => {
    expect(ignoring({ rule: 'no-egress', reason }).summary).toMatchObject({
      undecidedRequired: 0,
      suppressed: 1,
    });
  });
});

test.each([
  ['*', '', true],
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*a', 'a', false],
  ['ab*b', 'ab', false],
  ['a*b*b', 'ab', false],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
])('the pattern %s and the id %s', (pattern, id, fits) => {
  expect(matches(pattern, id)).toBe(fits);
});

describe('a baseline', () => {
  const known: BaselineFile = baselineFile(broken);
  const judged = (report: Report, file = known) => suppress(report, [baselineOf('b.json', file.findings)]);

  test('knows everything that it was written from', () => {
    expect(known.findings).toHaveLength(4);
    expect(judged(broken).summary).toEqual({
      errors: 0,
      warnings: 0,
      notes: 0,
      undecided: 0,
      undecidedRequired: 0,
      suppressed: 4,
    });
    expect(judged(broken).hints).toEqual([]);
  });

  test('is the same whatever the order of the findings', () => {
    const [target] = broken.targets;
    if (!target) throw new Error('no target');
    expect(baselineFile(reportOf({ ...target, findings: target.findings.toReversed() }))).toEqual(
      baselineFile(broken),
    );
  });

  test('lets a new finding fail', () => {
    const older = { ...known, findings: known.findings.filter((one) => one.rule !== rule) };
    expect(states(judged(broken, older))).toContain(`${rule} counts`);
    expect(judged(broken, older).summary.errors).toBe(1);
  });

  test('hints at what is gone, of the targets that were checked', () => {
    const [target] = broken.targets;
    if (!target) throw new Error('no target');
    const repaired = reportOf({ ...target, findings: target.findings.slice(1) });
    expect(judged(repaired).hints.map(({ kind, message }) => [kind, message.includes(rule)])).toEqual([
      ['baseline-gone', true],
    ]);
    expect(judged(reportOf({ ...target, name: 'another' })).hints).toEqual([]);
    expect(judged(reportOf({ ...target, name: 'another' })).summary.suppressed).toBe(0);
  });
});
