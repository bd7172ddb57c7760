import { expect, test } from 'vitest';
import { emitConfig } from '../../src/emit/index.ts';
import { type Paint, PLAIN, type ReporterOptions, type Tone } from '../../src/reporters/reporter.ts';
import { columns } from '../../src/reporters/text/page.ts';
import { check, trace } from '../../src/reporters/text.ts';
import * as reports from './reports.ts';

const options: ReporterOptions = {
  paint: PLAIN,
  unicode: true,
  width: 100,
  rules: [],
  fails: () => true,
  config: (target) => (target.config.state === 'ready' ? emitConfig(target, 'python') : undefined),
};

const named = {
  clean: reports.clean,
  broken: reports.broken,
  proposed: reports.proposed,
  undecided: reports.undecided,
  long: reports.long,
};
const names = Object.keys(named) as readonly (keyof typeof named)[];

test.each(names)('the page of a %s network', async (name) => {
  await expect(check(named[name], options)).toMatchFileSnapshot(`golden/${name}.txt`);
});

test.each([
  ['partial', reports.partialTrace],
  ['unknown', reports.unknownTrace],
])('the page of a %s trace', async (name, traced) => {
  await expect(trace(traced, options)).toMatchFileSnapshot(`golden/trace-${name}.txt`);
});

test('the ASCII page', async () => {
  const page = check(reports.broken, { ...options, unicode: false });
  expect(page).toMatch(/^[\x20-\x7e\n]*$/);
  await expect(page).toMatchFileSnapshot('golden/broken-ascii.txt');
});

const PASTED = /^( {10}(aws|#)| {3}fix\s+aws)/;

test.each([40, 60, 100, 120])('no line of prose is wider than %i columns', (width) => {
  const settled = { ...options, width, config: () => undefined };
  for (const report of [...Object.values(named), reports.hostile]) {
    const wide = check(report, settled)
      .split('\n')
      .filter((line) => columns(line) > width && !PASTED.test(line));
    expect(wide).toEqual([]);
  }
});

test('a name from a cloud cannot act on the terminal, nor start a line', () => {
  const page = check(reports.hostile, options);
  expect(page.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)?.filter((one) => one !== '\n') ?? []).toEqual([]);
  expect(page).toContain('\\u{1b}[2J');
  expect(page).toContain('\\u{202e}evil');
  expect(page.split('\n').some((line) => line.startsWith('\\r'))).toBe(false);
});

/** Writes the tone around the text, so that a test can read it. */
const tagged = (): Paint => {
  const tag = (tone: Tone) => (text: string) => `<${tone}>${text}</${tone}>`;
  return {
    error: tag('error'),
    warning: tag('warning'),
    note: tag('note'),
    undecided: tag('undecided'),
    good: tag('good'),
    dim: tag('dim'),
    strong: tag('strong'),
  };
};

test.each([...names, 'hostile'] as const)('colour adds nothing but colour to the %s page', (name) => {
  const report = name === 'hostile' ? reports.hostile : named[name];
  const painted = check(report, { ...options, paint: tagged() });
  expect(painted.replace(/<\/?(error|warning|note|undecided|good|dim|strong)>/g, '')).toBe(
    check(report, options),
  );
});

test('tones say what words say', () => {
  const painted = check(reports.broken, { ...options, paint: tagged() });
  expect(painted).toContain('<error>error[scheduler-unreachable]:</error>');
  expect(painted).toContain('<warning>warning[administration-port-open]:</warning>');
  expect(painted).toContain('<note>note[nat-in-another-zone]:</note>');
  expect(painted).toContain('<undecided>undecided[no-egress]:</undecided>');
  expect(painted).toContain('<error>◄ ENI_SG_RULES_MISMATCH</error>');
});

test('what is left out is counted', () => {
  const page = check(reports.long, options);
  const warnings = page.match(/^warning\[/gm)?.length ?? 0;
  expect(page).toContain(`and ${40 - warnings} more warnings: -f json shows all of them`);
  expect(page).toContain('more gaps: -f json shows all of them');
  const evidence = check(
    reports.reportOf({
      ...reports.cleanTarget,
      findings: [{ ...reports.unreachable, trace: reports.manyPaths }],
    }),
    options,
  );
  expect(evidence).toContain('and 18 more paths: -f json shows all of them');
  const traced = trace(reports.manyPaths, options);
  expect(traced).toContain('and 14 more paths: -f json shows all of them');
  expect(traced).toContain('and 8 more parts: -f json shows all of them');
});

test('a network is not said to carry a cluster while a flow fails, whatever the rules found', () => {
  const silent = reports.reportOf({
    ...reports.cleanTarget,
    requirements: { ...reports.cleanTarget.requirements, passes: 'no' },
  });
  expect(check(silent, options)).toContain('this network does not carry the cluster');
});

test('a placement that is not complete is not a pass', () => {
  const { config } = reports.cleanTarget;
  const half = reports.reportOf({
    ...reports.cleanTarget,
    flows: [],
    config: { ...config, state: 'withheld', missing: ['the placement is not complete'] },
  });
  const page = check(half, options);
  expect(page).toContain('is not decided');
  expect(page).toContain('the placement is not complete');
});

test('another answer in the placement is told in words, not as a comment to paste', () => {
  const fix = {
    changes: ['check with --workers-public-ip'],
    commands: ['# then check with --workers-public-ip'],
    proven: true,
  } as const;
  const page = check(
    reports.reportOf({ ...reports.cleanTarget, findings: [{ ...reports.unreachable, fix }] }),
    options,
  );
  expect(page).toContain('fix    check with --workers-public-ip\n');
});
