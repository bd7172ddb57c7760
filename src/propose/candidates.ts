/** What a placement may be completed with, network by network, the most likely first. */
import type { AnalysisInput } from '../analyse.ts';
import { fromIntervals, isEmpty, overlaps } from '../ip/interval.ts';
import { type Firewall, firewallsOf } from '../model/carried.ts';
import { knownValue } from '../model/known.ts';
import type { Network, Subnet } from '../model/network.ts';
import type { PlacementRequest } from '../run-types.ts';
import type { Parsed } from '../workload/parse.ts';
import type { Placement } from '../workload/workload.ts';

/** Limits of the search; what lies beyond them is counted in the report. */
const MOST_NETWORKS = 8;
const MOST_SUBNETS = 6;
const MOST_GROUPS = 8;

export type Choice = Pick<
  Placement,
  | 'networkId'
  | 'schedulerSubnetId'
  | 'workerSubnetId'
  | 'firewallId'
  | 'schedulerFirewallId'
  | 'workersPublicIp'
>;

/** For one network: the answers for each part of the placement, the most likely first. */
export interface Options {
  readonly subnets: readonly Pick<Choice, 'networkId' | 'schedulerSubnetId' | 'workerSubnetId'>[];
  readonly groups: readonly Pick<Choice, 'firewallId' | 'schedulerFirewallId'>[];
  readonly addresses: readonly Pick<Choice, 'workersPublicIp'>[];
}

export interface Search {
  readonly networks: readonly Options[];
  /** How many combinations there are in all. */
  readonly all: number;
}

/** What can be combined with what was named; an error says what is missing, and the next step. */
export function candidates(
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
  const all = fitting.reduce((sum, one) => sum + one.subnets.all * one.groups.all, 0);
  const networks = fitting
    .slice(0, MOST_NETWORKS)
    .map((one) => ({ subnets: one.subnets.pairs, groups: one.groups.pairs, addresses }));
  return { value: { networks, all: all * addresses.length } };
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
        error: `${place} has no security group or network tag to place a cluster in`,
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
  const { firewallId, schedulerFirewallId } = placement;
  const own = [...firewallsOf(network).values()].filter(({ vpcs }) => vpcs.includes(vpc));
  const likely = [...own]
    .sort((a, b) => likelihood(b, client) - likelihood(a, client) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_GROUPS)
    .map(({ id }) => id);
  const cluster = firewallId === undefined ? likely : [firewallId];
  const isFree = firewallId === undefined && schedulerFirewallId === undefined;
  const scheduler = isFree ? [undefined, ...likely] : [schedulerFirewallId];
  const pairs = cluster.flatMap((id) =>
    scheduler
      .filter((other) => !isFree || other !== id)
      .map((other) => ({ firewallId: id, ...(other !== undefined && { schedulerFirewallId: other }) })),
  );
  // Each group for the cluster with none or each of the others for the scheduler: n × n.
  return { pairs, all: isFree ? own.length ** 2 : firewallId === undefined ? own.length : 1 };
}

/** A cluster's group refers to itself; a scheduler's admits the client's ports. */
function likelihood(filter: Firewall, client: readonly number[]): number {
  const toItself = filter.ingress.some((rule) =>
    rule.peer.groups.some((reference) => reference.group === filter.group),
  );
  const wanted = fromIntervals(client.map((port) => [port, port] as const));
  const toClient = filter.ingress.some(
    (rule) => !isEmpty(rule.peer.addresses) && overlaps(rule.ports, wanted),
  );
  return (toItself ? 2 : 0) + (toClient ? 1 : 0);
}
