/**
 * JUnit's XML, as CI servers read it: a suite a target; a case for every finding and open question, and one for every
 * rule that had none. Passed, failed, undecided and skipped are all there.
 */
import { targetName } from '../report/name.ts';
import { counts } from '../report/summary.ts';
import type { Finding, Report, RuleOutcome, TargetReport, UndecidedReport } from '../report.ts';
import { resourceName, sharedFix, suppressionText } from './answer.ts';
import { visible } from './escape.ts';
import { fileAndLine, placeOf } from './place.ts';
import type { ReporterOptions } from './reporter.ts';

interface Case {
  readonly name: string;
  readonly state: 'passed' | 'failure' | 'error' | 'skipped';
  /** What kind of failure: a severity, "undecided". */
  readonly type?: string;
  readonly message?: string;
  readonly details?: readonly string[];
}

export function check(report: Report, options: ReporterOptions): string {
  const suites = report.targets.map((target) => ({
    name: targetName(target),
    cases: casesOf(target, options),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="byo-net" ${tally(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${xml(name)}" ${tally(cases)}>`,
      ...cases.flatMap((one) => caseLines(name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

const tally = (cases: readonly Case[]): string => {
  const number = (state: Case['state']) => cases.filter((one) => one.state === state).length;
  return `tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`;
};

const casesOf = (target: TargetReport, options: ReporterOptions): readonly Case[] =>
  target.outcomes.flatMap((outcome) => {
    const found = target.findings.filter(({ rule }) => rule === outcome.rule);
    const open = target.undecided.filter(({ rule }) => rule === outcome.rule);
    if (found.length + open.length === 0) return [ruleCase(outcome)];
    return [...found.map((one) => findingCase(one, options)), ...open.map(undecidedCase)];
  });

/** What a rule did not look at it did not pass: the test has no result. */
function ruleCase({ rule, outcome, why }: RuleOutcome): Case {
  if (outcome === 'undecided')
    return { name: rule, state: 'skipped', message: `undecided: ${why ?? 'not read'}` };
  return outcome === 'skipped'
    ? { name: rule, state: 'skipped', message: why ?? 'not applicable' }
    : { name: rule, state: 'passed' };
}

function findingCase(one: Finding, { fails }: ReporterOptions): Case {
  const { message, symptom, severity, suppression } = one;
  if (suppression)
    return { name: nameOf(one), state: 'skipped', message: `${message}; ${suppressionText(suppression)}` };
  const details = [
    ...whereabouts(one),
    ...(symptom === undefined ? [] : [`what happens: ${symptom}`]),
    ...fixLines(one),
  ];
  return {
    name: nameOf(one),
    state: fails(severity) ? 'failure' : 'passed',
    type: severity,
    message,
    details,
  };
}

function fixLines(one: Finding): readonly string[] {
  if ('none' in one.fix) return [`no change repairs it: ${one.fix.none}`];
  const shared = sharedFix(one);
  return [...(shared === undefined ? [] : [`fix: ${shared}`]), ...one.fix.commands];
}

/** A required flow that nobody can judge is an error of the test, not a failure: the test has no result. */
function undecidedCase(one: UndecidedReport): Case {
  const details = [
    ...whereabouts(one),
    ...one.reasons.map(({ why, settle }) => `${why}; to settle it: ${settle}`),
  ];
  const about = { name: nameOf(one), type: 'undecided', details };
  if (counts(one) && one.required) return { ...about, state: 'error', message: one.message };
  const why = one.suppression ? `; ${suppressionText(one.suppression)}` : '';
  return { ...about, state: 'skipped', message: `undecided: ${one.message}${why}` };
}

/** Stable from run to run: CI servers tell a test by its name. */
const nameOf = ({ rule, resources, fingerprint }: Finding | UndecidedReport): string => {
  const [first] = resources;
  return `${rule}: ${first ? `${first.id} ` : ''}(${fingerprint})`;
};

function whereabouts(one: Finding | UndecidedReport): readonly string[] {
  const place = placeOf(one);
  return [...(place ? [fileAndLine(place)] : []), ...one.resources.map(resourceName)];
}

function caseLines(
  suite: string,
  { name, state, type, message = '', details = [] }: Case,
): readonly string[] {
  const head = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
  if (state === 'passed' && message === '') return [`${head}/>`];
  const inside =
    state === 'passed'
      ? `<system-out>${body([`${type}: ${message}`, ...details])}</system-out>`
      : state === 'skipped'
        ? `<skipped message="${xml(message)}"/>`
        : `<${state} type="${xml(type ?? '')}" message="${xml(message)}">${body(details)}</${state}>`;
  return [`${head}>`, `      ${inside}`, '    </testcase>'];
}

const body = (lines: readonly string[]): string => lines.map(xml).join('\n');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** U+FFFE and U+FFFF are no characters of XML, however they are written. */
const xml = (text: string): string =>
  visible(text, true)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
