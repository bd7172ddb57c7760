/**
 * The engine room: a network, a placement and what is required of them in; every rule's outcome out. Pure and
 * synchronous: it reads no file, asks no cloud and prints nothing.
 */

import type { Analysis, Outcome, RuleProblem, RuleUndecided } from './lint/analysis.ts';
import { defaultOptions } from './lint/configure.ts';
import { judge } from './lint/judge.ts';
import { unreadFor } from './lint/reads.ts';
import type { Context, Rule, TracedFlow } from './lint/rule-types.ts';
import type { Allotment } from './model/allotment.ts';
import type { Call } from './model/call.ts';
import { idIn } from './model/carried.ts';
import type { Change } from './model/change.ts';
import type { Declaration, Spot } from './model/endpoint.ts';
import type { Network } from './model/network.ts';
import { traceFlow, worldOf } from './reach/flow.ts';
import { daskWorkload } from './workload/dask.ts';
import { resolveEndpoint } from './workload/endpoint.ts';
import { type Parsed, parseDeclaration, parseRange } from './workload/parse.ts';
import type { Endpoint, Placement, Requirements } from './workload/workload.ts';

export type { Analysis, Outcome, RuleProblem, RuleUndecided };

export interface AnalysisInput {
  readonly network: Network;
  readonly placement: Placement;
  readonly requirements: Requirements;
  /** Endpoint texts; together they are the client. Empty: nobody is named. */
  readonly client: readonly string[];
  readonly require: readonly string[];
  readonly assume: readonly string[];
  readonly onPremises: readonly string[];
  /** A person's own call; flags that beat it are in `placement`. */
  readonly call?: Call;
  readonly allotments?: readonly Allotment[];
  /** What the provider would make of what is declared. */
  readonly planned?: readonly Change[];
}

/** Runs all rules; an error is a text of the input that means nothing (an endpoint, a declaration). */
export function analyse(input: AnalysisInput, rules: readonly Rule[]): Parsed<Analysis> {
  const context = contextOf(input);
  if ('error' in context) return context;
  const results = rules
    .filter((rule) => isAbout(rule, input.network.provider))
    .map((rule) => runRule(rule, context.value));
  return {
    value: {
      context: context.value,
      problems: results.flatMap((result) => result.problems),
      undecided: results.flatMap((result) => result.undecided),
      outcomes: results.map((result) => result.outcome),
    },
  };
}

/** What rules look at: the workload on its network, its flows traced once. */
export function contextOf(input: AnalysisInput): Parsed<Context> {
  const { network, placement, requirements } = input;
  const declarations = declare(input.assume, network);
  if ('error' in declarations) return declarations;
  for (const text of input.onPremises) {
    const range = parseRange(text);
    if ('error' in range) return { error: `--on-premises ${text}: ${range.error}`, remedy: range.remedy };
  }
  const client = clientOf(input.client, network);
  if ('error' in client) return client;
  const endpoint = client.value;
  const workload = daskWorkload({
    network,
    placement,
    requirements,
    require: input.require,
    ...(endpoint && { client: endpoint }),
  });
  if ('error' in workload) return workload;
  const world = worldOf(network, declarations.value);
  const flows = workload.value.flows.map((required): TracedFlow => {
    const trace = traceFlow(world, required.flow);
    return { required, trace, judgement: judge(required, trace) };
  });
  return {
    value: {
      network,
      placement,
      requirements,
      workload: workload.value,
      flows,
      client: endpoint,
      onPremises: input.onPremises,
      declarations: declarations.value,
      call: input.call,
      allotments: input.allotments ?? [],
      planned: rangesOf(input.planned ?? []),
      trace: (flow) => traceFlow(world, flow),
    },
  };
}

const rangesOf = (planned: readonly Change[]): ReadonlyMap<string, string> =>
  new Map(planned.flatMap((one) => (one.kind === 'create-network' ? [[one.network, one.cidr]] : [])));

function clientOf(texts: readonly string[], network: Network): Parsed<Endpoint | undefined> {
  const spots: Spot[] = [];
  const labels: string[] = [];
  for (const text of texts) {
    const resolved = resolveEndpoint(text, { network, roles: [], end: 'source' });
    if ('error' in resolved) return { error: `--client ${text}: ${resolved.error}`, remedy: resolved.remedy };
    spots.push(...resolved.endpoint.spots);
    labels.push(resolved.endpoint.label);
  }
  return { value: texts.length === 0 ? undefined : { label: labels.join(', '), spots, vacant: [] } };
}

/** Declarations must name a hop of the network, or they would settle nothing without a word. */
export function declare(texts: readonly string[], network: Network): Parsed<readonly Declaration[]> {
  const declarations: Declaration[] = [];
  for (const text of texts) {
    const parsed = parseDeclaration(text);
    if ('error' in parsed) return parsed;
    const hop = idIn(network, parsed.value.hop);
    if (!isHop(network, hop)) {
      const hops = [...network.gateways.keys()].sort().join(', ');
      return {
        error: `--assume ${text}: ${hop} is no hop of this network`,
        remedy: hops ? `the hops are ${hops}` : 'the network has no gateway',
      };
    }
    declarations.push({ ...parsed.value, hop });
  }
  return { value: declarations };
}

const isHop = (network: Network, id: string): boolean =>
  network.gateways.has(id) ||
  [...network.gateways.values()].some(
    (gateway) => gateway.kind === 'transit' && gateway.attachments.some((attachment) => attachment.id === id),
  );

interface RuleResult {
  readonly outcome: Outcome;
  readonly problems: readonly RuleProblem[];
  readonly undecided: readonly RuleUndecided[];
}

/** A rule about one provider has nothing to do with another's network: it does not count as skipped there. */
const isAbout = ({ providers }: Rule, provider: string): boolean => providers?.includes(provider) !== false;

function runRule(rule: Rule, context: Context): RuleResult {
  const why = whySkipped(rule, context);
  if (why !== undefined)
    return { outcome: { rule: rule.id, outcome: 'skipped', why }, problems: [], undecided: [] };
  const problems: RuleProblem[] = [];
  const undecided: RuleUndecided[] = [];
  const untold: string[] = [];
  for (const said of rule.check(context, defaultOptions(rule))) {
    if (said.kind === 'cannot-tell') untold.push(said.why);
    else if (said.kind === 'undecided') undecided.push({ rule: rule.id, undecided: said });
    else problems.push({ rule: rule.id, severity: said.severity ?? rule.severity, problem: said });
  }
  if (problems.length > 0) return { outcome: { rule: rule.id, outcome: 'fail' }, problems, undecided };
  if (undecided.length > 0) return { outcome: { rule: rule.id, outcome: 'undecided' }, problems, undecided };
  // Nothing was found; nothing can be found in what nobody read.
  const unread = untold[0] ?? unreadFor(context, rule.reads ?? []);
  const outcome = unread === undefined ? PASS : ({ outcome: 'undecided', why: unread } as const);
  return { outcome: { rule: rule.id, ...outcome }, problems, undecided };
}

const PASS = { outcome: 'pass' } as const;

function whySkipped(rule: Rule, context: Context): string | undefined {
  switch (rule.needs) {
    case 'network':
      return undefined;
    case 'placement':
      if (hasPlacement(context.placement)) return undefined;
      return context.network.plan ? NO_CLUSTER : 'no placement was given';
    case 'allotments':
      return context.allotments.length > 0 ? undefined : 'no plan was given (--plan)';
    case 'takers':
      if (hasTakers(context.network) || context.workload.roles.length > 0) return undefined;
      return context.network.plan ? 'the input has no job' : notPlaced(context.placement);
    case 'roles':
    case 'flows':
      if (context.workload.roles.length > 0) return undefined;
      return context.network.plan ? NO_CLUSTER : notPlaced(context.placement);
    case 'call':
      return context.call ? undefined : 'no call was given (--call setup.py)';
  }
}

/** Where jobs are what runs, a cluster is some of them. */
const NO_CLUSTER = 'no cluster is placed on jobs (--scheduler job:… --worker job:…)';

/** Something that takes addresses is written down. */
const hasTakers = ({ plan }: Network): boolean =>
  plan !== undefined && plan.uses.length + plan.workflows.reduce((sum, { jobs }) => sum + jobs.length, 0) > 0;

const hasPlacement = ({
  workers: _,
  schedulerPublicIp: _s,
  workersPublicIp: _w,
  zone: _z,
  project: _p,
  bareNames: _b,
  ...ids
}: Placement): boolean => Object.values(ids).some((id) => id !== undefined);

function notPlaced(placement: Placement): string {
  const wanted = [
    ['the scheduler subnet', placement.schedulerSubnetId],
    ['the worker subnet', placement.workerSubnetId],
    ['the firewall', placement.firewallId],
  ] as const;
  const absent = wanted.flatMap(([name, id]) => (id === undefined ? [name] : []));
  if (absent.length === 0) return 'a subnet of the placement is not in the input';
  return `${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not named`;
}
