import { expect, test } from 'vitest';
import { check } from '../../src/reporters/junit.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';
import { elementsOf } from './xml.ts';

const [target = reports.cleanTarget] = reports.broken.targets;
const all = reports.reportOf({
  ...target,
  outcomes: [
    { rule: 'administration-port-open', outcome: 'fail' },
    { rule: 'cidr-overlap', outcome: 'skipped', why: 'no range in use elsewhere is named' },
    { rule: 'dns-support-off', outcome: 'pass' },
    { rule: 'nat-in-another-zone', outcome: 'fail' },
    { rule: 'no-egress', outcome: 'undecided' },
    { rule: 'scheduler-unreachable', outcome: 'fail' },
  ],
  findings: target.findings.map((one) =>
    one.severity === 'note' ? { ...one, suppression: { kind: 'baseline', reason: 'known before' } } : one,
  ),
});

test('passed, failed, undecided and skipped are all there', async () => {
  const xml = check(all, OPTIONS);
  const elements = elementsOf(xml);
  expect(elements[0]?.attributes).toEqual({
    name: 'byo-net',
    tests: '6',
    failures: '1',
    errors: '1',
    skipped: '2',
  });
  expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(6);
  expect(elements.filter(({ name }) => name === 'error').map(({ attributes }) => attributes.type)).toEqual([
    'undecided',
  ]);
  expect(elements.filter(({ name }) => name === 'skipped')).toHaveLength(2);
  await expect(xml).toMatchFileSnapshot('golden/all.junit.xml');
});

test('what fails is what --fail-on says', () => {
  const elements = elementsOf(check(all, { ...OPTIONS, fails: () => true }));
  expect(elements[0]?.attributes.failures).toBe('2');
});

test.each(['clean', 'broken', 'undecided', 'long', 'hostile'] as const)(
  'a %s report is well-formed',
  (name) => {
    expect(elementsOf(check(reports.NAMED[name], OPTIONS))[0]?.name).toBe('testsuites');
  },
);
