/**
 * A placement where parts of it were left out: tries a bounded number of combinations, takes the one with the fewest
 * and least severe findings, ties by id, and says so. What the person did name is never changed.
 */
import { type Analysis, type AnalysisInput, analyse } from './analyse.ts';
import type { Rule } from './lint/rule-types.ts';
import { firewallsOf } from './model/carried.ts';
import type { Network } from './model/network.ts';
import { type Choice, candidates, type Options, type Search } from './propose/candidates.ts';
import { compare, describeScore, scoreOf, type Tried } from './propose/score.ts';
import { placementReport } from './report/target.ts';
import type { ProposalReport } from './report/types.ts';
import type { PlacementRequest } from './run-types.ts';
import type { Parsed } from './workload/parse.ts';
import type { Placement } from './workload/workload.ts';

export interface Proposal {
  readonly report: ProposalReport;
}

export interface Completed {
  readonly input: AnalysisInput;
  readonly analysis: Analysis;
  readonly proposal?: Proposal;
}

const RUNNERS_UP = 3;

/** The analysis of the placement as asked, or of the best one that fits what was asked. */
export function complete(
  asked: AnalysisInput,
  request: PlacementRequest,
  rules: readonly Rule[],
): Parsed<Completed> {
  const input = { ...asked, placement: withNetwork(asked.placement, asked.network) };
  // What runs is written down, job by job: there is nothing to choose.
  if (input.network.plan) return analysed(input, rules);
  if (isComplete(input.placement) || namesUnknown(input) || isTorn(input)) return analysed(input, rules);
  const search = candidates(input, request);
  if ('error' in search) return search;
  return best(input, search.value, rules);
}

/** The analysis of the placement as it is. */
export function analysed(input: AnalysisInput, rules: readonly Rule[]): Parsed<Completed> {
  const analysis = analyse(input, rules);
  return 'error' in analysis ? analysis : { value: { input, analysis: analysis.value } };
}

/** The network of the subnets, where only those were named. */
function withNetwork(placement: Placement, network: Network): Placement {
  if (placement.networkId !== undefined) return placement;
  const subnet = network.subnets.get(placement.schedulerSubnetId ?? placement.workerSubnetId ?? '');
  const group = firewallsOf(network).get(placement.firewallId ?? '');
  const networkId = subnet?.vpc ?? (group?.vpcs.length === 1 ? group.vpcs[0] : undefined);
  return networkId === undefined ? placement : { ...placement, networkId };
}

const isComplete = ({ schedulerSubnetId, workerSubnetId, firewallId }: Placement): boolean =>
  schedulerSubnetId !== undefined && workerSubnetId !== undefined && firewallId !== undefined;

/** An id that is not there is a finding of its own; nothing is proposed around it. */
function namesUnknown({ placement, network }: AnalysisInput): boolean {
  const missing = (id: string | undefined, map: ReadonlyMap<string, unknown>) =>
    id !== undefined && !map.has(id);
  return (
    missing(placement.networkId, network.vpcs) ||
    missing(placement.schedulerSubnetId, network.subnets) ||
    missing(placement.workerSubnetId, network.subnets) ||
    // A label that nothing names yet can still be carried.
    (!network.labels && missing(placement.firewallId, network.filters)) ||
    (!network.labels && missing(placement.schedulerFirewallId, network.filters))
  );
}

/** Subnets of another network than the named one are a finding too, and nothing fits around them. */
const isTorn = ({ placement, network }: AnalysisInput): boolean =>
  [placement.schedulerSubnetId, placement.workerSubnetId].some(
    (id) => id !== undefined && network.subnets.get(id)?.vpc !== placement.networkId,
  );

/** Limits of the search; what lies beyond them is counted in the report. */
const MOST_NETWORKS = 8;
const MOST_PROBED = 32;

/** In the likeliest networks: the best subnets for some groups, the best groups for those, and once more. */
function best(input: AnalysisInput, { networks, all }: Search, rules: readonly Rule[]): Parsed<Completed> {
  const tried = new Map<string, Tried>();
  const likely = likeliest(input, networks, rules, tried);
  if ('error' in likely) return likely;
  for (const options of likely.value) {
    const failed = explore(input, options, rules, tried);
    if (failed) return failed;
  }
  const [first, ...others] = [...tried.values()].sort(compare);
  if (!first)
    return {
      error: 'no placement could be tried',
      remedy: 'name one: --scheduler-subnet-id, --worker-subnet-id, --firewall-id',
    };
  const runnersUp = others.slice(0, RUNNERS_UP).map((one) => ({
    placement: placementReport({ ...input.placement, ...one.choice }, input.client),
    why: describeScore(one.score),
  }));
  const report: ProposalReport = {
    chosen: chosenKeys(input.placement, first.choice),
    why: describeScore(first.score),
    tried: tried.size,
    ...(all > tried.size && { untried: all - tried.size }),
    runnersUp,
  };
  return {
    value: {
      input: { ...input, placement: { ...input.placement, ...first.choice } },
      analysis: first.analysis,
      proposal: { report },
    },
  };
}

/** Of more networks than are searched, those whose likeliest placement does best. */
function likeliest(
  input: AnalysisInput,
  networks: readonly Options[],
  rules: readonly Rule[],
  tried: Map<string, Tried>,
): Parsed<readonly Options[]> {
  if (networks.length <= MOST_NETWORKS) return { value: networks };
  const probes: { readonly options: Options; readonly probe: Tried }[] = [];
  for (const options of networks.slice(0, MOST_PROBED)) {
    const choice = firstOf(options);
    const probe = choice && evaluate(input, choice, rules, tried);
    if (probe && 'error' in probe) return probe;
    if (probe) probes.push({ options, probe: probe.value });
  }
  const ordered = probes.sort((a, b) => compare(a.probe, b.probe));
  return { value: ordered.slice(0, MOST_NETWORKS).map(({ options }) => options) };
}

function firstOf({ subnets: [pair], groups: [groups], addresses: [address] }: Options): Choice | undefined {
  return pair && groups && address && { ...pair, ...groups, ...address };
}

function explore(input: AnalysisInput, options: Options, rules: readonly Rule[], tried: Map<string, Tried>) {
  const first = firstOf(options);
  if (!first) return undefined;
  let now: Choice = first;
  let found: Tried | undefined;
  const usual = [options.subnets, options.groups, options.addresses, options.subnets];
  for (const axis of [...usual, onePublicSubnet(options)]) {
    // The last one is for networks where nothing else works.
    if (!usual.includes(axis) && found?.score.errors === 0) break;
    const attempts: Tried[] = [];
    for (const option of axis) {
      const attempt = evaluate(input, replace(now, option), rules, tried);
      if ('error' in attempt) return attempt;
      attempts.push(attempt.value);
    }
    found = attempts.sort(compare)[0] ?? found;
    now = found?.choice ?? now;
  }
  return undefined;
}

/**
 * One subnet for both roles, and public addresses: where a private subnet and a public one without addresses fail alike,
 * no single step leads from the one to this.
 */
const onePublicSubnet = ({ subnets, addresses }: Options): readonly Partial<Choice>[] =>
  subnets
    .filter(({ schedulerSubnetId, workerSubnetId }) => schedulerSubnetId === workerSubnetId)
    .flatMap((pair) =>
      addresses.filter(({ workersPublicIp }) => workersPublicIp).map((address) => ({ ...pair, ...address })),
    );

/** Another pair of groups may have no group for the scheduler: the old one goes. */
function replace(now: Choice, option: Partial<Choice>): Choice {
  if (!('firewallId' in option)) return { ...now, ...option };
  const { schedulerFirewallId: _, ...rest } = now;
  return { ...rest, ...option };
}

function evaluate(
  input: AnalysisInput,
  choice: Choice,
  rules: readonly Rule[],
  tried: Map<string, Tried>,
): Parsed<Tried> {
  const key = keyOf(choice);
  const known = tried.get(key);
  if (known) return { value: known };
  const analysis = analyse({ ...input, placement: { ...input.placement, ...choice } }, rules);
  if ('error' in analysis) return analysis;
  const result = {
    choice,
    key,
    score: scoreOf(analysis.value, choice, input.network),
    analysis: analysis.value,
  };
  tried.set(key, result);
  return { value: result };
}

const keyOf = (choice: Choice): string =>
  [
    choice.networkId,
    choice.workersPublicIp,
    choice.schedulerFirewallId ?? '',
    choice.schedulerSubnetId,
    choice.workerSubnetId,
    choice.firewallId,
  ].join(' ');

const KEYS = {
  networkId: 'network_id',
  schedulerSubnetId: 'scheduler_subnet_id',
  workerSubnetId: 'worker_subnet_id',
  firewallId: 'firewall_id',
  schedulerFirewallId: 'scheduler_firewall_id',
} as const;

function chosenKeys(asked: Placement, choice: Choice): readonly string[] {
  const ids = Object.entries(KEYS).flatMap(([key, name]) => {
    const one = key as keyof typeof KEYS;
    return asked[one] === undefined && choice[one] !== undefined ? [name] : [];
  });
  return choice.workersPublicIp !== asked.workersPublicIp ? [...ids, 'give_workers_public_ip'] : ids;
}
