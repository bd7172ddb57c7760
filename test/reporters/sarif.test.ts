import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { Report, TargetReport } from '../../src/report.ts';
import { check } from '../../src/reporters/sarif.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';

// Microsoft's, of the package @microsoft/sarif-multitool 5.7.0; scripts/check-sarif.mjs runs the validator itself.
const schema = JSON.parse(
  readFileSync(new URL('../support/schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const validate = ajv.compile(schema);

/** Fits the schema, or says where not. */
function valid(report: Report) {
  const log = JSON.parse(check(report, OPTIONS));
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  return log;
}

const [brokenTarget = reports.cleanTarget] = reports.broken.targets;
const withTarget = (change: Partial<TargetReport>): Report =>
  reports.reportOf({ ...brokenTarget, ...change });
const known = { kind: 'baseline', reason: 'known before' } as const;
const ignored = {
  kind: 'ignored',
  reason: 'the bastion needs it',
  expires: '2026-12-31',
  place: { file: 'byo-net.config.yaml', pointer: '/ignores/0', line: 12, column: 5 },
} as const;
const [first = reports.unreachable, second = reports.unreachable, ...rest] = brokenTarget.findings;
const suppressed = withTarget({
  name: 'production',
  asked: { file: 'byo-net.config.yaml', pointer: '/targets/0', line: 4, column: 5 },
  findings: [{ ...first, suppression: known }, { ...second, suppression: ignored }, ...rest],
});

test.each(['clean', 'broken', 'proposed', 'undecided', 'long', 'hostile'] as const)(
  'a %s report fits',
  (name) => {
    valid(reports.NAMED[name]);
  },
);

test('the whole of it', async () => {
  valid(suppressed);
  await expect(check(suppressed, OPTIONS)).toMatchFileSnapshot('golden/suppressed.sarif');
  await expect(check(reports.broken, OPTIONS)).toMatchFileSnapshot('golden/broken.sarif');
});

test('rules that found nothing are there, so that fixed alerts close', () => {
  const [run] = valid(reports.clean).runs;
  expect(run.results).toEqual([]);
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
    OPTIONS.rules.map(({ id }) => id),
  );
});

test('a run a target, each of its own category', () => {
  const named = (name: string): TargetReport => ({ ...reports.cleanTarget, name });
  const { runs } = valid(reports.reportOf(named('a'), named('b'), named('a'), named('a')));
  expect(runs.map(({ automationDetails }: { automationDetails: unknown }) => automationDetails)).toEqual([
    { id: 'byo-net/a/' },
    { id: 'byo-net/b/' },
    { id: 'byo-net/a 2/' },
    { id: 'byo-net/a 3/' },
  ]);
});

const group = (file: string) => ({ ...reports.group, place: { file, pointer: '/a', line: 7, column: 3 } });
const asked = { file: 'byo-net.config.json', pointer: '/targets/0', line: 4, column: 5 };

test.each([
  ['a file of the repository', 'net/a b#1.json', asked, 'net/a%20b%231.json', 7],
  ['standard input', '-', asked, 'byo-net.config.json', 4],
  ['a file elsewhere', '/etc/net.json', asked, 'byo-net.config.json', 4],
  ['a file above', '../net.json', asked, 'byo-net.config.json', 4],
  ['nothing at all', '../net.json', undefined, 'byo-net.config.yaml', 1],
])('a finding in %s', (_, file, at, uri, startLine) => {
  const { trace: __, ...finding } = reports.unreachable;
  const report = withTarget({
    findings: [{ ...finding, resources: [group(file)] }],
    undecided: [],
    ...(at && { asked: at }),
  });
  const [{ physicalLocation }] = valid(report).runs[0].results[0].locations;
  expect(physicalLocation.artifactLocation.uri).toBe(uri);
  expect(physicalLocation.region.startLine).toBe(startLine);
});

test("the fingerprint is the report's own", () => {
  const results = valid(reports.broken).runs[0].results;
  const mine = [...brokenTarget.findings, ...brokenTarget.undecided].map(({ fingerprint }) => fingerprint);
  expect(results.map((one: { partialFingerprints: unknown }) => one.partialFingerprints)).toEqual(
    mine.map((fingerprint) => ({ primaryLocationLineHash: fingerprint })),
  );
});

test('an open question is open, and no pass', () => {
  const [result] = valid(reports.undecided).runs[0].results;
  expect(result).toMatchObject({ ruleId: 'no-egress', kind: 'open', properties: { required: true } });
});

test('links and placeholders of others stay text', () => {
  const report = withTarget({ findings: [{ ...first, message: 'a [b](http://c) {0}' }] });
  expect(valid(report).runs[0].results[0].message.text).toContain('a \\[b\\](http://c) {{0}}');
});
