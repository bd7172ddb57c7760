/** Addresses placed: name servers, and everybody who may be a client when nobody was named. */
import { type AddressSet, ALL_V4, INTERNET } from '../ip/address.ts';
import { fromIntervals, interval, intervals, overlaps, subtract, union } from '../ip/interval.ts';
import type { InternetSpot, Spot } from '../model/endpoint.ts';
import type { Network, Vpc } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { placeAddresses, placeRange } from './place.ts';
import { spotsOfVpc, subnetsOf } from './spots.ts';
import type { Role } from './workload.ts';

export const INTERNET_SPOT: InternetSpot = { kind: 'internet', label: 'the internet', addresses: INTERNET };

/**
 * Each server by itself: a server that no machine has is not left out beside one that a machine has. An address of the
 * asking network's range is asked for there, whoever else has the same range.
 */
export const placeServers = (network: Network, asking: Vpc, servers: AddressSet): readonly Spot[] =>
  [...eachAddress(servers)].flatMap((server) =>
    overlaps(asking.cidrs, server)
      ? placeRange(network, asking, server, 'destination').spots
      : placeAddresses(network, server, 'destination').spots,
  );

function* eachAddress(addresses: AddressSet): Generator<AddressSet> {
  for (const [first, last] of intervals(addresses)) {
    for (let at = first; at <= last; at = typeof at === 'number' ? at + 1 : at + 1n) yield interval(at);
  }
}

/**
 * Everybody who could be a client when nobody was named: the internet, any machine of the scheduler's network that
 * is not of the cluster, and the ranges that its route table names.
 */
export function everybody(network: Network, scheduler: Role): readonly Spot[] {
  const vpc = network.vpcs.get(scheduler.subnet.vpc);
  // Of a network that nobody read it is not known who is in it.
  const isRead = vpc !== undefined && !vpc.unread;
  const own = isRead ? spotsOfVpc(network, vpc, vpc.cidrs) : strangers(network, scheduler, vpc);
  const routed = subtract(routedRanges(network, scheduler), vpc?.cidrs ?? []);
  const spots = [
    INTERNET_SPOT,
    ...own,
    ...placeAddresses(network, subtract(routed, INTERNET), 'source').spots,
  ];
  return spots.map((spot) => (spot.kind === 'vm' ? { ...spot, memberOf: [] } : spot));
}

function strangers(network: Network, { subnet }: Role, vpc: Vpc | undefined): readonly Spot[] {
  const gap = network.gaps.find(({ hides }) => hides.includes('vpc'));
  const unknown = vpc?.unread ?? {
    cause: 'UNKNOWN_RESOURCE' as const,
    why: `${subnet.vpc === '' ? 'the network' : subnet.vpc} is not in the input`,
    settle: gap?.settle ?? `add the description of ${subnet.vpc} to the input`,
  };
  const addresses = union(...subnetsOf(network, subnet.vpc).map((one) => one.addresses));
  return [{ kind: 'nowhere', label: subnet.vpc, addresses, vpc: subnet.vpc, unknown }];
}

/** What the scheduler's table names besides the default route. */
function routedRanges(network: Network, scheduler: Role): AddressSet {
  const table = tableOf(network, scheduler.subnet.id);
  // Whoever has a private address may be behind a route that nobody read.
  if (!table || table.unread.length > 0) return subtract(ALL_V4, INTERNET);
  // Behind a door to a service of the provider nobody is a client.
  const named = table.routes.filter(
    ({ target, destination }) =>
      target.kind === 'gateway' &&
      destination.length > 0 &&
      network.gateways.get(target.id)?.kind !== 'service',
  );
  return fromIntervals(named.map(({ destination }) => [destination.first, destination.last] as const));
}
