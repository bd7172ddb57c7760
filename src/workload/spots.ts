/** Addresses as spots: machines of a network, the internet, and what is beyond or nowhere. */
import { type AddressSet, ALL_V4, describeAddresses, INTERNET, ofFamily } from '../ip/address.ts';
import { equals, intersect, isEmpty, isSubset, subtract, union } from '../ip/interval.ts';
import type { NowhereSpot, Spot, VmSpot } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { Interface, Network, Subnet, Vpc } from '../model/network.ts';

/**
 * Any machine at some addresses of a subnet: what it is given of its own is not part of the question, what every machine
 * of the subnet has is.
 */
export const anyMachine = (subnet: Subnet, addresses: AddressSet, publicAddress: boolean): VmSpot => ({
  kind: 'vm',
  label: isSubset(subnet.usable, addresses) ? subnet.id : describeAddresses(addresses),
  vpc: subnet.vpc,
  subnet: subnet.id,
  addresses,
  filters: subnet.machineFilters,
  publicAddress,
});

/** The machine behind an interface, with its filters. */
export const interfaceSpot = (one: Interface): VmSpot => ({
  kind: 'vm',
  label: one.instance ?? one.id,
  vpc: one.vpc,
  subnet: one.subnet,
  addresses: one.addresses,
  filters: one.filters,
  ...(one.labels && { labels: one.labels }),
  ...(one.service && { service: one.service }),
  publicAddress: isEmpty(one.publicAddresses) ? false : one.publicAddresses,
});

/** A range of one network: what of it each subnet has, and what of it is in none. */
export interface Parts {
  readonly inside: readonly { readonly subnet: Subnet; readonly addresses: AddressSet }[];
  readonly nowhere: readonly NowhereSpot[];
}

/**
 * Between subnets no machine can be, so that is nobody's failure, unless the whole range is there: then it is what was
 * asked about.
 */
export function divideRange(network: Network, vpc: Vpc, wanted: AddressSet): Parts {
  const subnets = subnetsOf(network, vpc.id);
  const inside = subnets.flatMap((subnet) => {
    const addresses = intersect(union(subnet.usable, subnet.aliases ?? []), wanted);
    return isEmpty(addresses) ? [] : [{ subnet, addresses }];
  });
  const unread = unreadSubnets(network, vpc);
  if (inside.length > 0 && !unread) return { inside, nowhere: [] };
  const rest = subtract(intersect(wanted, vpc.cidrs), union(...subnets.map((subnet) => subnet.addresses)));
  if (isEmpty(rest)) return { inside, nowhere: [] };
  const spot = { kind: 'nowhere', label: describeAddresses(rest), addresses: rest, vpc: vpc.id } as const;
  return { inside, nowhere: [unread ? { ...spot, unknown: unread } : spot] };
}

const subnetIndexes = new WeakMap<Network, ReadonlyMap<string, readonly Subnet[]>>();

/** The subnets of a network. */
export function subnetsOf(network: Network, vpc: string): readonly Subnet[] {
  const known = subnetIndexes.get(network) ?? groupBy(network.subnets.values(), (subnet) => subnet.vpc);
  subnetIndexes.set(network, known);
  return known.get(vpc) ?? [];
}

/** Machines to come at a range of a network, each without a public address. */
export function spotsOfVpc(network: Network, vpc: Vpc, wanted: AddressSet): readonly Spot[] {
  const { inside, nowhere } = divideRange(network, vpc, wanted);
  return [...inside.map(({ subnet, addresses }) => anyMachine(subnet, addresses, false)), ...nowhere];
}

/** A network that was not read whole may have further private ranges. */
export function unreadRanges({ id, cidrs, unread }: Vpc): readonly Spot[] {
  if (!unread) return [];
  const addresses = subtract(subtract(ALL_V4, INTERNET), cidrs);
  return [{ kind: 'nowhere', label: `other ranges of ${id}`, addresses, vpc: id, unknown: unread }];
}

/** Set where subnets of this network may exist that nobody read. */
function unreadSubnets({ gaps }: Network, { id, account, region }: Vpc): Unknown | undefined {
  const gap = gaps.find(
    (one) =>
      one.hides.includes('subnet') &&
      (one.account ?? account) === account &&
      (one.region ?? region) === region,
  );
  return (
    gap && {
      cause: 'UNKNOWN_RESOURCE',
      why: `not all subnets of ${id} are in the input`,
      settle: gap.settle,
    }
  );
}

/** Public addresses are on the internet; private ones that nobody owns are behind something. */
export function outsideSpots(addresses: AddressSet): readonly Spot[] {
  const pub = intersect(addresses, INTERNET);
  const priv = subtract(addresses, INTERNET);
  const label = (set: AddressSet) => (equals(set, INTERNET) ? 'the internet' : describeAddresses(set));
  return [
    ...(isEmpty(pub) ? [] : [{ kind: 'internet' as const, label: label(pub), addresses: pub }]),
    ...(isEmpty(priv) ? [] : [{ kind: 'beyond' as const, label: label(priv), addresses: priv }]),
  ];
}

/** Any address that a VM of this subnet can get; IPv6 only where the subnet has no IPv4 (engine.md). */
export function plannedVm(
  label: string,
  subnet: Subnet,
  carried: Pick<VmSpot, 'filters' | 'labels' | 'untold'>,
  publicAddress: boolean,
): VmSpot {
  const v4 = ofFamily(subnet.usable, 4);
  const addresses = isEmpty(v4) ? subnet.usable : v4;
  return { kind: 'vm', label, vpc: subnet.vpc, subnet: subnet.id, addresses, ...carried, publicAddress };
}

/**
 * Planned machines as the other end sees them: by IPv6 where it has no IPv4 and their subnet has both. A spot keeps
 * its IPv4 addresses beside them when some of the others speak IPv4.
 */
export function inFamilyOf(
  network: Network,
  spots: readonly Spot[],
  others: readonly Spot[],
): readonly Spot[] {
  const v6Only = others.filter(isV6Only).length;
  return v6Only === 0 ? spots : spots.map((spot) => withV6(network, spot, v6Only < others.length));
}

export const isV6Only = (spot: Spot): boolean => isEmpty(ofFamily(spot.addresses, 4));

function withV6(network: Network, spot: Spot, both: boolean): Spot {
  if (spot.kind !== 'vm' || spot.filters === undefined) return spot;
  const usable = network.subnets.get(spot.subnet)?.usable ?? [];
  const v6 = ofFamily(usable, 6);
  const planned = equals(spot.addresses, ofFamily(usable, 4));
  if (!planned || isEmpty(v6)) return spot;
  return { ...spot, addresses: both ? union(spot.addresses, v6) : v6 };
}
