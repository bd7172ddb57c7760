/** A rule that found nothing where nothing was read passed nowhere. */
import { expect, test } from 'vitest';
import { check as junit } from '../../src/reporters/junit.ts';
import { check as markdown } from '../../src/reporters/markdown.ts';
import { check as sarif } from '../../src/reporters/sarif.ts';
import { check as text } from '../../src/reporters/text.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';

const WHY = 'security groups were not read (DescribeSecurityGroups)';
const report = reports.reportOf({
  ...reports.cleanTarget,
  outcomes: [
    { rule: 'admin-ports-open', outcome: 'undecided', why: WHY },
    { rule: 'cluster-open-to-world', outcome: 'undecided', why: WHY },
    { rule: 'scheduler-unreachable', outcome: 'pass' },
  ],
});

test('JUnit skips it', () => {
  const xml = junit(report, OPTIONS);
  expect(xml).toContain('tests="3" failures="0" errors="0" skipped="2"');
  expect(xml).toContain(`<skipped message="undecided: ${WHY}"/>`);
  expect(xml).not.toContain('name="admin-ports-open"/>');
});

test('SARIF notes it, by rule', () => {
  const [run] = JSON.parse(sarif(report, OPTIONS)).runs;
  expect(run.results).toEqual([]);
  expect(run.invocations[0].toolExecutionNotifications).toEqual([
    {
      descriptor: { id: 'rule-undecided' },
      level: 'warning',
      message: { text: `admin-ports-open is undecided: ${WHY}` },
      associatedRule: { id: 'admin-ports-open' },
    },
    expect.objectContaining({ associatedRule: { id: 'cluster-open-to-world' } }),
  ]);
});

test('text and Markdown list it and count it', () => {
  const page = text(report, OPTIONS);
  expect(page).toContain(
    'rules that cannot tell\n  - admin-ports-open, cluster-open-to-world: security groups',
  );
  expect(page).toContain('this network carries the cluster: 2 rules undecided');
  expect(markdown(report, OPTIONS)).toContain(`- \`admin-ports-open\` ${WHY}`);
});
