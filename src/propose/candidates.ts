/** What a placement may be completed with, network by network, the most likely first. */
import type { AnalysisInput } from '../analyse.ts';
import { type Firewall, newFirewall } from '../model/carried.ts';
import { knownValue } from '../model/known.ts';
import type { Network, Subnet } from '../model/network.ts';
import type { PlacementRequest } from '../run-types.ts';
import type { Parsed } from '../workload/parse.ts';
import type { Placement } from '../workload/workload.ts';
import { belongingsOf, likelihood, type Wanted, type Ways, wantedOf, waysOf } from './likely.ts';

/** Limits of the search; what lies beyond them is counted in the report. */
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
  /** All networks that fit, the most likely first. */
  readonly networks: readonly Options[];
  /** How many combinations there are in all. */
  readonly all: number;
}

/** One network as it looks at a glance. */
interface Glance {
  readonly vpc: string;
  readonly subnets: ReturnType<typeof subnetPairs>;
  readonly groups: ReturnType<typeof groupPairs>;
}

/** What can be combined with what was named; an error says what is missing, and the next step. */
export function candidates(
  { network, placement, requirements, client }: AnalysisInput,
  request: PlacementRequest,
): Parsed<Search> {
  const vpcs = placement.networkId === undefined ? [...network.vpcs.keys()] : [placement.networkId];
  const { subnets, firewalls } = belongingsOf(network);
  const wanted = wantedOf(client, requirements.client, requirements.workers);
  const fitting = vpcs
    .map(
      (vpc): Glance => ({
        vpc,
        subnets: subnetPairs(network, vpc, subnets.get(vpc) ?? [], placement),
        groups: groupPairs(network, vpc, firewalls.get(vpc) ?? [], placement, wanted),
      }),
    )
    .filter((one) => one.subnets.all > 0 && one.groups.all > 0)
    .sort((a, b) => rankOf(b) - rankOf(a) || (a.vpc < b.vpc ? -1 : 1));
  if (fitting.length === 0) return nothingFits(network, vpcs);
  const isSettled = fitting.some(({ groups }) => groups.isTargeted);
  const all = fitting.reduce((sum, one) => sum + one.subnets.all * one.groups.all, 0);
  const networks = fitting.map((one) => ({
    subnets: one.subnets.pairs,
    groups: one.groups.pairs,
    addresses: addressesFor(one, request, isSettled),
  }));
  return { value: { networks, all: all * (request.workersPublicIp === undefined ? 2 : 1) } };
}

/** A way out weighs more than a group: rules are sooner written than gateways made. */
const rankOf = ({ subnets, groups }: Glance): number => subnets.rank * 16 + groups.rank;

/**
 * Workers without public addresses first, unless nothing here takes them out. Where rules of another network are made
 * for a cluster, one is not moved out of it and given addresses besides.
 */
function addressesFor(
  { subnets, groups }: Glance,
  { workersPublicIp }: PlacementRequest,
  isSettled: boolean,
): Options['addresses'] {
  if (workersPublicIp !== undefined) return [{ workersPublicIp }];
  if (groups.isMadeUp && isSettled) return [{ workersPublicIp: false }];
  return subnets.isTranslated
    ? [{ workersPublicIp: false }, { workersPublicIp: true }]
    : [{ workersPublicIp: true }, { workersPublicIp: false }];
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
        error: `${place} has no security group to place a cluster in`,
        remedy: readOr(network, 'filter', other),
      }
    : { error: `${place} has no subnet to place a cluster in`, remedy: readOr(network, 'subnet', other) };
}

/** What is not there may only be unread: then the commands that read it. */
function readOr(network: Network, kind: Network['gaps'][number]['hides'][number], otherwise: string): string {
  const commands = network.gaps.filter((gap) => gap.hides.includes(kind)).map((gap) => gap.settle);
  return commands.length > 0 ? `read what may be there: ${commands.join('; ')}` : otherwise;
}

function subnetPairs(network: Network, vpc: string, own: readonly Subnet[], placement: Placement) {
  const named = (id: string | undefined) => own.filter((subnet) => id === undefined || subnet.id === id);
  const ways = new Map(own.map((subnet) => [subnet.id, waysOf(network, subnet)]));
  const best = (id: string | undefined, role: keyof Ways): readonly Subnet[] => {
    const worth = (subnet: Subnet) => ways.get(subnet.id)?.[role] ?? 0;
    return representatives(named(id), placement.workers)
      .toSorted((a, b) => worth(b) - worth(a))
      .slice(0, MOST_SUBNETS);
  };
  const scheduler = best(placement.schedulerSubnetId, 'scheduler');
  const worker = best(placement.workerSubnetId, 'worker');
  const pairs = scheduler.flatMap((s) =>
    worker.map((w) => ({ networkId: vpc, schedulerSubnetId: s.id, workerSubnetId: w.id })),
  );
  const [forScheduler, forWorker] = [
    ways.get(scheduler[0]?.id ?? '')?.scheduler ?? 0,
    ways.get(worker[0]?.id ?? '')?.worker ?? 0,
  ];
  return {
    pairs,
    all: named(placement.schedulerSubnetId).length * named(placement.workerSubnetId).length,
    rank: forScheduler + forWorker,
    isTranslated: forWorker === 2,
  };
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
  return [...alike.values()];
}

function groupPairs(
  network: Network,
  vpc: string,
  own: readonly Firewall[],
  { firewallId, schedulerFirewallId }: Placement,
  wanted: Wanted,
) {
  const ranked = own
    .map((firewall) => ({ id: firewall.id, rank: likelihood(firewall, wanted) }))
    .sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_GROUPS);
  const likely = ranked.map(({ id }) => id);
  const fresh = firewallId === undefined ? newFirewall(network, vpc) : undefined;
  const isFree = firewallId === undefined && schedulerFirewallId === undefined;
  const scheduler = isFree ? [undefined, ...likely] : [schedulerFirewallId];
  const pairs = (firewallId === undefined ? likely : [firewallId]).flatMap((id) =>
    scheduler.filter((other) => !isFree || other !== id).map((other) => pairOf(id, other)),
  );
  // Each group for the cluster with none or each of the others for the scheduler: n × n.
  const all = isFree ? own.length ** 2 : firewallId === undefined ? own.length : 1;
  return {
    pairs: fresh === undefined ? pairs : [...pairs, pairOf(fresh, schedulerFirewallId)],
    all: fresh === undefined ? all : all + 1,
    rank: ranked[0]?.rank ?? 0,
    isTargeted: own.some(({ ingress }) => ingress.some(({ action }) => action === 'allow')),
    isMadeUp: fresh !== undefined && likely.length === 0,
  };
}

const pairOf = (firewallId: string, schedulerFirewallId: string | undefined) => ({
  firewallId,
  ...(schedulerFirewallId !== undefined && { schedulerFirewallId }),
});
