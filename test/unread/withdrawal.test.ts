/**
 * Taking data away decides nothing. For every fixture, every document in turn is missing, is refused, and every element
 * of it stands on a page that nobody read: no packet that was blocked or unknown becomes reachable by it, none that was
 * reachable or unknown becomes blocked, no rule begins to pass or to complain.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FIXTURES } from '../support/fixtures/catalogue.ts';
import { requestOf } from '../support/fixtures/request.ts';
import {
  type Answer,
  answerTo,
  changes,
  cutShort,
  networkOf,
  type Question,
  questionOf,
  readWhole,
  traceBetween,
  type Withdrawal,
  withoutDocuments,
} from '../support/withdraw.ts';

/** The documents behind the short table of assumptions, and the fact that is then assumed. Only an absent one is. */
const ASSUMED: Readonly<Record<string, string>> = {
  DescribeVpcBlockPublicAccessOptions: 'Block Public Access is off',
  DescribeDhcpOptions: "Amazon's resolver is in use",
  DescribeVpcAttribute: 'the DNS attributes are on',
  'networks.getEffectiveFirewalls': 'no hierarchical firewall policy',
  'regionNetworkFirewallPolicies.getEffectiveFirewalls': 'no regional firewall policy',
};

/** The list of a gateway endpoint holds one service's addresses: unread, it casts no doubt on the rest of the internet. */
const isServiceList = (folder: string, call: string): boolean =>
  folder === 'aws/endpoints-only' && call === 'DescribePrefixLists';

interface Run {
  readonly folder: string;
  readonly args: readonly string[];
}

const JOBLET: readonly Run[] = readdirSync('fixtures/joblet').map((name) => ({
  folder: `joblet/${name}`,
  args: [],
}));

const RUNS: readonly Run[] = [...FIXTURES, ...JOBLET];
const foldersOf = (provider: string): readonly string[] => [
  ...new Set(RUNS.map(({ folder }) => folder).filter((folder) => folder.startsWith(`${provider}/`))),
];

const WAYS: Readonly<
  Record<string, (snapshot: Awaited<ReturnType<typeof readWhole>>) => Iterable<Withdrawal>>
> = { 'missing or refused': withoutDocuments, 'cut short': cutShort };

describe.each(['aws', 'gcp', 'joblet'])('of %s', (provider) => {
  describe.each(Object.keys(WAYS))('what is %s decides nothing', (way) => {
    test.each(foldersOf(provider))('%s', { timeout: 300_000 }, async (folder) => {
      const found: string[] = [];
      for await (const violation of violations(folder, WAYS[way] ?? withoutDocuments)) found.push(violation);
      expect(found).toEqual([]);
    });
  });
});

/** A guide in Markdown is named itself: a folder is searched for other files. */
const filesOf = (folder: string): readonly string[] =>
  readdirSync(`fixtures/${folder}`).some((file) => /\.(?:json|ya?ml|sh)$/.test(file))
    ? [`fixtures/${folder}`]
    : readdirSync(`fixtures/${folder}`).map((file) => `fixtures/${folder}/${file}`);

interface Asked {
  readonly question: Question;
  readonly args: string;
  readonly before: Answer;
  readonly ends: readonly (readonly [string, string])[];
}

async function* violations(folder: string, withdraw: (typeof WAYS)[string]): AsyncGenerator<string> {
  const snapshot = await readWhole(...filesOf(folder));
  const asked = await questions(folder, snapshot);
  const [first] = asked;
  if (!first) throw new Error(`${folder} asks nothing`);
  for (const withdrawal of withdraw(snapshot)) {
    const network = await networkOf(withdrawal.snapshot, first.before.network, first.question.version);
    // A refusal differs from a document that is missing for what may be assumed, whatever is asked.
    for (const one of withdrawal.name.endsWith(' refused') ? asked.slice(0, 1) : asked) {
      const after = answerTo(one.question, network);
      // What the question names may be gone with the document: then there is no answer, right or wrong.
      if (typeof after === 'string') continue;
      if (isAssumed(withdrawal, one.before, after)) continue;
      for (const said of differences(folder, withdrawal, one, after))
        yield `${one.args} without ${withdrawal.name}: ${said}`;
    }
  }
}

async function questions(folder: string, snapshot: Question['snapshot']): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const { args } of RUNS.filter((run) => run.folder === folder)) {
    const question = await questionOf(snapshot, requestOf(`fixtures/${folder}`, args));
    const before = answerTo(question, question.input.network);
    if (typeof before === 'string') throw new Error(before);
    const ends = asked.length === 0 ? endsOf(before) : [];
    asked.push({ question, args: args.join(' '), before, ends });
  }
  return asked;
}

/** A few traces besides the flows of the check: from outside, between subnets, to a machine. */
function endsOf({ network, context }: Answer): readonly (readonly [string, string])[] {
  const subnets = [...network.subnets.keys()].slice(0, 3).map((id) => `subnet:${id}`);
  const roles = context.workload.roles.map(({ name }) => `role:${name}`);
  const ends = [...subnets, ...[...network.interfaces.keys()].slice(0, 1), ...roles];
  const inside = ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => [from, to] as const));
  return [
    ...inside,
    ...ends.flatMap((end) => [['internet', end] as const, [end, '198.51.100.7'] as const]),
    ...ends.map((end) => [end, '10.99.0.1'] as const),
  ];
}

const isAssumed = ({ call, name }: Withdrawal, before: Answer, after: Answer): boolean => {
  // Of Joblet, what no list and no command shows is taken not to exist, and the report says so.
  if (before.network.provider === 'joblet' && call === 'commands')
    return after.network.assumed.some(({ text }) => text.startsWith('networks that no list and no command'));
  const fact = ASSUMED[call];
  if (fact === undefined || name.endsWith(' refused')) return false;
  const count = ({ network }: Answer) => network.assumed.filter((one) => one.fact === fact).length;
  return count(after) > count(before);
};

function* differences(folder: string, { call }: Withdrawal, asked: Asked, after: Answer): Generator<string> {
  const { before, ends } = asked;
  const service = isServiceList(folder, call);
  for (const { required, trace, judgement } of after.context.flows) {
    const was = before.context.flows.find((one) => one.required.name === required.name);
    if (!was) continue;
    if (was.judgement.holds !== judgement.holds && judgement.holds !== 'undecided')
      yield `${required.name} holds: ${was.judgement.holds} → ${judgement.holds}`;
    if (!service) for (const change of changes(was.trace, trace)) yield `${required.name}: ${change}`;
  }
  for (const [from, to] of service ? [] : ends) {
    const [was, is] = [traceBetween(before, from, to), traceBetween(after, from, to)];
    if (was && is) for (const change of changes(was, is)) yield `${from} → ${to}: ${change}`;
  }
  // Where jobs are written down, a file less is a plan with less in it: there is less to find.
  if (!before.network.plan) yield* rules(before, after);
}

function* rules(before: Answer, after: Answer): Generator<string> {
  const outcomes = new Map(before.analysis.outcomes.map(({ rule, outcome }) => [rule, outcome]));
  for (const { rule, outcome } of after.analysis.outcomes) {
    const was = outcomes.get(rule);
    if (outcome === 'pass' && (was === 'fail' || was === 'undecided')) yield `${rule}: ${was} → pass`;
  }
  const known = new Set(before.analysis.problems.map(keyOf));
  for (const one of after.analysis.problems)
    if (one.severity !== 'note' && !known.has(keyOf(one))) yield `${one.rule}: ${one.problem.message}`;
}

const keyOf = ({ rule, severity, problem }: Answer['analysis']['problems'][number]): string =>
  `${severity} ${rule} ${problem.key}`;
