/** A change that repairs several findings is printed once, and every format says where. */
import { expect, test } from 'vitest';
import type { Finding, FixReport } from '../../src/report/types.ts';
import { REPORTERS } from '../../src/reporters/index.ts';
import { PLAIN } from '../../src/reporters/reporter.ts';
import * as reports from './reports.ts';

const options = {
  paint: PLAIN,
  unicode: true,
  width: 200,
  rules: [],
  fails: () => true,
  config: () => undefined,
};
const { rule, fingerprint } = reports.unreachable;

const withFix = (id: string, fix: FixReport): Finding => ({ ...reports.unreachable, rule: id, fix });

async function written(format: string, second: Finding): Promise<string> {
  const reporter = await REPORTERS[format]?.();
  const findings = [reports.unreachable, second];
  const outcomes = [rule, 'required-flow-blocked'].map((id) => ({ rule: id, outcome: 'fail' }) as const);
  const report = reports.reportOf({ ...reports.cleanTarget, findings, outcomes });
  return `${reporter?.check(report, options)}`;
}

const contained = withFix('required-flow-blocked', {
  changes: ['allow tcp 8787'],
  commands: [],
  proven: true,
  containedIn: { rule, fingerprint },
});

test.each(Object.keys(REPORTERS))('%s prints it once and names the finding that has it', async (format) => {
  const text = await written(format, contained);
  expect(text.match(/authorize-security-group-ingress/g)).toHaveLength(1);
  if (format === 'json') expect(text).toContain('"containedIn"');
  else expect(text).toContain('the change that repairs scheduler-unreachable above');
});

test.each(['text', 'github', 'junit', 'markdown'])(
  '%s says after which change the rest comes',
  async (format) => {
    const after = { rule, fingerprint };
    const rest = withFix('required-flow-blocked', {
      changes: ['allow tcp 8787', 'route'],
      commands: ['aws ec2 create-route'],
      proven: true,
      after,
    });
    const text = await written(format, rest);
    expect(text).toContain('aws ec2 create-route');
    expect(text).toContain('the change that repairs scheduler-unreachable above');
  },
);

test('an earlier finding of the same rule is called so', async () => {
  const second = { ...contained, rule };
  expect(await written('text', second)).toContain(
    'fix    the change that repairs an earlier finding of this rule above',
  );
});
