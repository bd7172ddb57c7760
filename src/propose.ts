/**
 * A placement where parts of it were left out: tries a bounded number of combinations, takes the one with the fewest
 * and least severe findings, ties by id, and says so. What the person did name is never changed.
 */
import { type Analysis, type AnalysisInput, analyse } from './analyse.ts';
import { fromIntervals, isEmpty, overlaps } from './ip/interval.ts';
import type { Rule } from './lint/rule-types.ts';
import { knownValue } from './model/known.ts';
import type { Filter, Network, Subnet } from './model/network.ts';
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

/** Limits of the search; what lies beyond them is counted in the report. */
const MOST_NETWORKS = 8;
const MOST_SUBNETS = 6;
const MOST_GROUPS = 8;
const RUNNERS_UP = 3;

/** The analysis of the placement as asked, or of the best one that fits what was asked. */
export function complete(
  asked: AnalysisInput,
  request: PlacementRequest,
  rules: readonly Rule[],
): Parsed<Completed> {
  const input = { ...asked, placement: withNetwork(asked.placement, asked.network) };
  if (isComplete(input.placement) || namesUnknown(input)) return analysed(input, rules);
  const search = candidates(input, request);
  if ('error' in search) return search;
  return best(input, search.value, rules);
}

function analysed(input: AnalysisInput, rules: readonly Rule[]): Parsed<Completed> {
  const analysis = analyse(input, rules);
  return 'error' in analysis ? analysis : { value: { input, analysis: analysis.value } };
}

/** The network of the subnets, where only those were named. */
function withNetwork(placement: Placement, network: Network): Placement {
  if (placement.networkId !== undefined) return placement;
  const subnet = network.subnets.get(placement.schedulerSubnetId ?? placement.workerSubnetId ?? '');
  const group = network.filters.get(placement.firewallId ?? '');
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
    missing(placement.firewallId, network.filters) ||
    missing(placement.schedulerFirewallId, network.filters)
  );
}

type Choice = Pick<
  Placement,
  | 'networkId'
  | 'schedulerSubnetId'
  | 'workerSubnetId'
  | 'firewallId'
  | 'schedulerFirewallId'
  | 'workersPublicIp'
>;

/** For one network: the answers for each part of the placement, the most likely first. */
interface Options {
  readonly subnets: readonly Pick<Choice, 'networkId' | 'schedulerSubnetId' | 'workerSubnetId'>[];
  readonly groups: readonly Pick<Choice, 'firewallId' | 'schedulerFirewallId'>[];
  readonly addresses: readonly Pick<Choice, 'workersPublicIp'>[];
}

interface Search {
  readonly networks: readonly Options[];
  readonly untried: number;
}

function candidates(
  { network, placement, requirements }: AnalysisInput,
  request: PlacementRequest,
): Parsed<Search> {
  const vpcs = placement.networkId === undefined ? [...network.vpcs.keys()] : [placement.networkId];
  const addresses =
    request.workersPublicIp === undefined
      ? [{ workersPublicIp: false }, { workersPublicIp: true }]
      : [{ workersPublicIp: request.workersPublicIp }];
  const fitting = vpcs.flatMap((vpc) => {
    const subnets = subnetPairs(network, vpc, placement);
    const groups = groupPairs(network, vpc, placement, requirements.client);
    return subnets.all > 0 && groups.all > 0 ? [{ subnets, groups }] : [];
  });
  if (fitting.length === 0) return nothingFits(network, vpcs);
  const tried = fitting.slice(0, MOST_NETWORKS);
  const whole = fitting.reduce((sum, one) => sum + one.subnets.all * one.groups.all, 0);
  const kept = tried.reduce((sum, one) => sum + one.subnets.pairs.length * one.groups.pairs.length, 0);
  return {
    value: {
      networks: tried.map((one) => ({ subnets: one.subnets.pairs, groups: one.groups.pairs, addresses })),
      untried: (whole - kept) * addresses.length,
    },
  };
}

function nothingFits(network: Network, vpcs: readonly string[]): Parsed<never> {
  const [first] = vpcs;
  if (first === undefined) {
    return {
      error: 'the input holds no network to place a cluster in',
      remedy: readOr(network, 'vpc', 'add the descriptions of your networks'),
    };
  }
  const place = vpcs.length === 1 ? first : 'the input';
  const other = 'create one, or name another network with --network-id';
  const hasSubnet = [...network.subnets.values()].some((subnet) => vpcs.includes(subnet.vpc));
  return hasSubnet
    ? {
        error: `${place} has no security group or firewall to place a cluster in`,
        remedy: readOr(network, 'filter', other),
      }
    : { error: `${place} has no subnet to place a cluster in`, remedy: readOr(network, 'subnet', other) };
}

/** What is not there may only be unread: then the commands that read it. */
function readOr(network: Network, kind: Network['gaps'][number]['hides'][number], otherwise: string): string {
  const commands = network.gaps.filter((gap) => gap.hides.includes(kind)).map((gap) => gap.settle);
  return commands.length > 0 ? `read what may be there: ${commands.join('; ')}` : otherwise;
}

function subnetPairs(network: Network, vpc: string, placement: Placement) {
  const own = [...network.subnets.values()].filter((subnet) => subnet.vpc === vpc);
  const named = (id: string | undefined) => own.filter((subnet) => id === undefined || subnet.id === id);
  const scheduler = representatives(named(placement.schedulerSubnetId), placement.workers);
  const worker = representatives(named(placement.workerSubnetId), placement.workers);
  const pairs = scheduler.flatMap((s) =>
    worker.map((w) => ({ networkId: vpc, schedulerSubnetId: s.id, workerSubnetId: w.id })),
  );
  return { pairs, all: named(placement.schedulerSubnetId).length * named(placement.workerSubnetId).length };
}

/** Of subnets that the network treats alike, the first by id stands for all. */
function representatives(subnets: readonly Subnet[], workers = 0): readonly Subnet[] {
  const alike = new Map<string, Subnet>();
  for (const subnet of [...subnets].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const key = JSON.stringify([
      knownValue(subnet.routeTable),
      knownValue(subnet.filters),
      knownValue(subnet.publicAccess),
      subnet.state.is,
      subnet.specialZone,
      subnet.free.count > workers,
    ]);
    if (!alike.has(key)) alike.set(key, subnet);
  }
  return [...alike.values()].slice(0, MOST_SUBNETS);
}

function groupPairs(network: Network, vpc: string, placement: Placement, client: readonly number[]) {
  const own = [...network.filters.values()].filter((filter) => filter.stateful && filter.vpcs.includes(vpc));
  const likely = [...own]
    .sort((a, b) => likelihood(b, client) - likelihood(a, client) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_GROUPS);
  const cluster =
    placement.firewallId === undefined ? likely.map((filter) => filter.id) : [placement.firewallId];
  const scheduler =
    placement.schedulerFirewallId !== undefined
      ? [placement.schedulerFirewallId]
      : [undefined, ...(placement.firewallId === undefined ? likely.map((filter) => filter.id) : [])];
  const pairs = cluster.flatMap((firewallId) =>
    scheduler
      .filter((id) => id !== firewallId)
      .map((id) => ({ firewallId, ...(id !== undefined && { schedulerFirewallId: id }) })),
  );
  return { pairs, all: placement.firewallId === undefined ? own.length * own.length : pairs.length };
}

/** A cluster's group refers to itself; a scheduler's admits the client's ports. */
function likelihood(filter: Filter, client: readonly number[]): number {
  const toItself = filter.ingress.some((rule) =>
    rule.peer.groups.some((reference) => reference.group === filter.id),
  );
  const wanted = fromIntervals(client.map((port) => [port, port] as const));
  const toClient = filter.ingress.some(
    (rule) => !isEmpty(rule.peer.addresses) && overlaps(rule.ports, wanted),
  );
  return (toItself ? 2 : 0) + (toClient ? 1 : 0);
}

interface Tried {
  readonly choice: Choice;
  readonly key: string;
  readonly score: Score;
  readonly analysis: Analysis;
}

/** In each network: the best subnets for some groups, the best groups for those, and once more. */
function best(
  input: AnalysisInput,
  { networks, untried }: Search,
  rules: readonly Rule[],
): Parsed<Completed> {
  const tried = new Map<string, Tried>();
  for (const options of networks) {
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
    ...(untried > 0 && { untried }),
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

function explore(input: AnalysisInput, options: Options, rules: readonly Rule[], tried: Map<string, Tried>) {
  const [subnets] = options.subnets;
  const [groups] = options.groups;
  const [addresses] = options.addresses;
  if (!subnets || !groups || !addresses) return undefined;
  let now: Choice = { ...subnets, ...groups, ...addresses };
  for (const axis of [options.subnets, options.groups, options.addresses, options.subnets]) {
    const attempts: Tried[] = [];
    for (const option of axis) {
      const attempt = evaluate(input, replace(now, option), rules, tried);
      if ('error' in attempt) return attempt;
      attempts.push(attempt.value);
    }
    now = attempts.sort(compare)[0]?.choice ?? now;
  }
  return undefined;
}

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
  const result = { choice, key, score: scoreOf(analysis.value, choice), analysis: analysis.value };
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

/**
 * The lower the better, the first number that differs decides: errors, open required flows, warnings, other open
 * questions; then one group rather than two, so that none is added just to silence a note; then notes.
 */
function scoreOf({ problems, undecided }: Analysis, choice: Choice): Score {
  const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
  const open = undecided.filter((one) => one.undecided.required).length;
  return {
    errors: count('error'),
    open,
    warnings: count('warning'),
    questions: undecided.length - open,
    groups: choice.schedulerFirewallId === undefined ? 1 : 2,
    notes: count('note'),
  };
}

const WEIGHTS = ['errors', 'open', 'warnings', 'questions', 'groups', 'notes'] as const;
type Score = Readonly<Record<(typeof WEIGHTS)[number], number>>;

function compare(a: Tried, b: Tried): number {
  const difference = WEIGHTS.map((weight) => a.score[weight] - b.score[weight]).find((value) => value !== 0);
  return difference ?? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function describeScore({ errors, open, warnings, notes }: Score): string {
  const some = (count: number, word: string) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  const parts = [
    ...some(errors, 'error'),
    ...some(open, 'undecided flow'),
    ...some(warnings, 'warning'),
    ...some(notes, 'note'),
  ];
  return parts.length === 0 ? 'no finding' : parts.join(', ');
}

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
