/**
 * What is likely to carry a cluster, at a glance: by routes, gateways and rules as they stand, no flow is traced. All
 * networks, subnets and groups are looked at, so that the few that are judged are the right few.
 */
import { type AddressSet, ALL_ADDRESSES, cidrSet, INTERNET, parseCidr } from '../ip/address.ts';
import { fromIntervals, interval, isEmpty, isSubset, overlaps, union } from '../ip/interval.ts';
import { type PortSet, TCP } from '../ip/traffic.ts';
import { type Firewall, firewallsOf } from '../model/carried.ts';
import { isKnown } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { FilterRule, Gateway, Network, Subnet } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';

/** The subnets and firewalls of each network, by its id. */
export interface Belongings {
  readonly subnets: ReadonlyMap<string, readonly Subnet[]>;
  readonly firewalls: ReadonlyMap<string, readonly Firewall[]>;
}

export function belongingsOf(network: Network): Belongings {
  const placed = [...firewallsOf(network).values()].flatMap((firewall) =>
    firewall.vpcs.map((vpc) => ({ vpc, firewall })),
  );
  const firewalls = [...groupBy(placed, ({ vpc }) => vpc)].map(
    ([vpc, all]) => [vpc, all.map(({ firewall }) => firewall)] as const,
  );
  return {
    subnets: groupBy(network.subnets.values(), ({ vpc }) => vpc),
    firewalls: new Map(firewalls),
  };
}

/** How well the subnet suits a VM, 0 to 2, by what its default route leads to. */
export interface Ways {
  /** With a public address that clients reach. */
  readonly scheduler: number;
  /** Without a public address. */
  readonly worker: number;
}

const NO_WAY: Ways = { scheduler: 0, worker: 0 };

export function waysOf(network: Network, subnet: Subnet): Ways {
  if (subnet.state.is === 'unusable') return NO_WAY;
  // A table that nobody read may hold anything.
  if (!isKnown(subnet.routeTable)) return { scheduler: 1, worker: 1 };
  const ways = defaultGateways(network, subnet.id).map((gateway) => waysBy(network, gateway, subnet));
  return {
    scheduler: Math.max(0, ...ways.map(({ scheduler }) => scheduler)),
    worker: Math.max(0, ...ways.map(({ worker }) => worker)),
  };
}

/** Half of all addresses is the longest that a default route is split into. */
const defaultGateways = (network: Network, subnetId: string): readonly Gateway[] =>
  (tableOf(network, subnetId)?.routes ?? []).flatMap(({ destination, state, target, carriers }) =>
    destination.length <= 1 && state.is !== 'unusable' && target.kind === 'gateway' && !carriers
      ? (network.gateways.get(target.id) ?? [])
      : [],
  );

function waysBy(network: Network, gateway: Gateway, subnet: Subnet): Ways {
  switch (gateway.kind) {
    case 'internet':
      if (gateway.attached.get(subnet.vpc)?.is === 'unusable' || !gateway.attached.has(subnet.vpc))
        return NO_WAY;
      if (gateway.direction === 'out') return { scheduler: 0, worker: 2 };
      return { scheduler: 2, worker: isTranslated(gateway, subnet) ? 2 : 1 };
    case 'nat':
      return gateway.state.is !== 'unusable' &&
        gateway.connectivity === 'public' &&
        leadsOut(network, gateway)
        ? { scheduler: 1, worker: 2 }
        : NO_WAY;
    case 'service':
      return NO_WAY;
    case 'peering':
    case 'transit':
    case 'opaque':
      return { scheduler: 1, worker: 1 };
  }
}

function isTranslated({ translators }: Gateway & { readonly kind: 'internet' }, { id }: Subnet): boolean {
  const own = translators?.get(id);
  return own !== undefined && (!isKnown(own) || own.value.length > 0);
}

/** A NAT gateway is worth what the default route of its own subnet leads to. */
function leadsOut(network: Network, { subnet }: Gateway & { readonly kind: 'nat' }): boolean {
  if (!isKnown(subnet)) return true;
  return defaultGateways(network, subnet.value).some(
    (gateway) =>
      gateway.kind !== 'internet' ||
      [...gateway.attached].some(
        ([vpc, { is }]) => vpc === network.subnets.get(subnet.value)?.vpc && is !== 'unusable',
      ),
  );
}

/** What a group is held against. */
export interface Wanted {
  readonly clients: AddressSet;
  readonly clientPorts: PortSet;
  readonly workerPorts: PortSet;
}

export const wantedOf = (
  client: readonly string[],
  clientPorts: readonly number[],
  [first, last]: readonly [number, number],
): Wanted => ({
  clients: client.length === 0 ? ALL_ADDRESSES : union(...client.map(addressesMeant)),
  clientPorts: fromIntervals(clientPorts.map((port) => [port, port] as const)),
  workerPorts: interval(first, last),
});

/** Anybody, where the text is no address. */
function addressesMeant(text: string): AddressSet {
  if (text === 'internet') return INTERNET;
  const cidr = parseCidr(text);
  return cidr ? cidrSet(cidr) : ALL_ADDRESSES;
}

/** A cluster's group refers to itself and lets its VMs out; a scheduler's admits the client. */
export function likelihood(firewall: Firewall, wanted: Wanted): number {
  const { ingress, egress, group } = firewall;
  const open = ingress.filter(({ action, protocol }) => action === 'allow' && overlaps(protocol, [TCP, TCP]));
  const own = open.filter(({ peer }) => peer.groups.some((reference) => reference.group === group));
  return (
    (own.length > 0 ? 4 : 0) +
    (own.some(({ ports }) => isSubset(wanted.workerPorts, ports)) ? 1 : 0) +
    admits(open, wanted) +
    (egress?.some(({ action, ports, peer }) => action === 'allow' && overlaps(ports, HTTPS) && isWide(peer))
      ? 2
      : 0)
  );
}

const HTTPS: PortSet = interval(443);

const isWide = ({ addresses, unread }: FilterRule['peer']): boolean =>
  unread !== undefined || overlaps(addresses, INTERNET);

/** 2 where every client is let in on every port, 1 where somebody is on some. */
function admits(open: readonly FilterRule[], { clients, clientPorts }: Wanted): number {
  const some = open.filter(({ ports, peer }) => !isEmpty(peer.addresses) && overlaps(ports, clientPorts));
  const whole = union(
    ...some.filter(({ ports }) => isSubset(clientPorts, ports)).map(({ peer }) => peer.addresses),
  );
  return some.length === 0 ? 0 : isSubset(clients, whole) ? 2 : 1;
}
