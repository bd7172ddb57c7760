import { expect, test } from 'vitest';
import { appendices, check } from '../../src/reporters/github.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';

/** What GitHub's runner makes of a line (actions/runner, ActionCommand.cs), by the documented grammar. */
function parse(line: string) {
  const match = /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line);
  if (!match) return undefined;
  const [, command, properties = '', data = ''] = match;
  const undo = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => pair.split('='));
  return {
    command,
    properties: Object.fromEntries(pairs.map(([key = '', ...value]) => [key, undo(value.join('='))])),
    data: undo(data),
  };
}
const commands = (text: string) => text.split('\n').flatMap((line) => parse(line) ?? []);
const summaryOf = (report: typeof reports.broken) => {
  const [summary, outputs] = appendices(report, OPTIONS);
  return { summary: summary?.text ?? '', outputs: outputs?.text ?? '' };
};

test.each(['clean', 'broken', 'undecided'] as const)('the annotations of a %s network', async (name) => {
  await expect(check(reports.NAMED[name])).toMatchFileSnapshot(`golden/github-${name}.txt`);
});

test('an annotation stands at the line that decides', () => {
  expect(commands(check(reports.broken))[0]).toMatchObject({
    command: 'error',
    properties: { file: 'net/groups.json', line: '12', col: '5', title: 'scheduler-unreachable' },
  });
});

test('ten of a kind at most, and the tenth counts the rest', () => {
  const warnings = commands(check(reports.long)).filter(({ command }) => command === 'warning');
  expect(warnings).toHaveLength(10);
  expect(warnings.at(-1)?.data).toContain('and 31 more');
});

test('names of a cloud make no command of their own', () => {
  const text = check(reports.hostile);
  const lines = text.trimEnd().split('\n');
  expect(commands(text)).toHaveLength(lines.length - 1);
  expect(text).not.toMatch(/##\[/);
});

test('the outputs', () => {
  expect(summaryOf(reports.broken).outputs).toBe(
    'carries=no\nerrors=1\nwarnings=1\nnotes=1\nundecided=1\nundecided-required=1\nsuppressed=0\nconfig-ready=false\n',
  );
});

test('a summary stays below 1 MiB, however large the report is', () => {
  const [target = reports.cleanTarget] = reports.broken.targets;
  const findings = Array.from({ length: 5_000 }, (_, i) => ({
    ...reports.unreachable,
    message: `number ${i} ${'é'.repeat(1_000)}`,
  }));
  const { summary } = summaryOf(reports.reportOf({ ...target, findings }));
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  expect(summary).toContain('number 0 ');
  expect(summary).toMatch(/… and 4\d{3} more/);
  const huge = reports.reportOf({
    ...target,
    findings: [{ ...reports.unreachable, message: 'x'.repeat(3_000_000) }],
  });
  expect(Buffer.byteLength(summaryOf(huge).summary)).toBeLessThan(1024 * 1024);
  expect(summaryOf(huge).summary).toContain('larger than a job summary');
});
