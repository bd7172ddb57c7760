/** Addresses placed: name servers, and everybody who may be a client when nobody was named. */
import { type AddressSet, ALL_V4, INTERNET } from '../ip/address.ts';
import { fromIntervals, intersect, isEmpty, subtract, union } from '../ip/interval.ts';
import type { InternetSpot, Spot } from '../model/endpoint.ts';
import type { Interface, Network, Vpc } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { interfaceSpot, outsideSpots, spotsOfVpc } from './spots.ts';
import type { Role } from './workload.ts';

export const INTERNET_SPOT: InternetSpot = { kind: 'internet', label: 'the internet', addresses: INTERNET };

/**
 * Servers that an interface of the input has are that machine, with its own filters. An address of the asking
 * network's range is asked for there, whoever else has the same range.
 */
export function placeServers(network: Network, asking: Vpc, servers: AddressSet): readonly Spot[] {
  const inside = intersect(servers, asking.cidrs);
  const own = [...network.interfaces.values()].filter((one) => one.vpc === asking.id);
  const others = [...network.interfaces.values()].filter((one) => one.vpc !== asking.id);
  return [
    ...placeAmong(own, inside, (rest) => spotsOfVpc(network, asking, rest)),
    ...placeAmong(others, subtract(servers, inside), (rest) => placeAddresses(network, rest)),
  ];
}

function placeAmong(
  interfaces: readonly Interface[],
  addresses: AddressSet,
  otherwise: (rest: AddressSet) => readonly Spot[],
): readonly Spot[] {
  const owned = interfaces
    .map(interfaceSpot)
    .map((spot) => ({ ...spot, addresses: intersect(spot.addresses, addresses) }))
    .filter((spot) => !isEmpty(spot.addresses));
  const rest = subtract(addresses, union(...owned.map((spot) => spot.addresses)));
  return isEmpty(rest) ? owned : [...owned, ...otherwise(rest)];
}

/** Addresses as spots: in the network that owns them, on the internet, or behind something. */
function placeAddresses(network: Network, addresses: AddressSet): readonly Spot[] {
  const owning = [...network.vpcs.values()].filter((vpc) => !isEmpty(intersect(vpc.cidrs, addresses)));
  const inside = owning.flatMap((vpc) => spotsOfVpc(network, vpc, intersect(addresses, vpc.cidrs)));
  return [...inside, ...outsideSpots(subtract(addresses, union(...owning.map((vpc) => vpc.cidrs))))];
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
  const spots = [INTERNET_SPOT, ...own, ...placeAddresses(network, subtract(routed, INTERNET))];
  return spots.map((spot) => (spot.kind === 'vm' ? { ...spot, memberOf: [] } : spot));
}

function strangers(network: Network, { subnet }: Role, vpc: Vpc | undefined): readonly Spot[] {
  const gap = network.gaps.find(({ hides }) => hides.includes('vpc'));
  const unknown = vpc?.unread ?? {
    cause: 'UNKNOWN_RESOURCE' as const,
    why: `${subnet.vpc === '' ? 'the network' : subnet.vpc} is not in the input`,
    settle: gap?.settle ?? `add the description of ${subnet.vpc} to the input`,
  };
  const addresses = union(
    ...[...network.subnets.values()].filter((one) => one.vpc === subnet.vpc).map((one) => one.addresses),
  );
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
