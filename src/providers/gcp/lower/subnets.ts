/** Subnets: addresses, purpose, and what every machine in them meets (gcp.md 18, 21, 22). */
import { type Cidr, ofFamily } from '../../../ip/address.ts';
import { EMPTY, type IntervalSet, interval, size, union } from '../../../ip/interval.ts';
import { type Health, known, USABLE, unusable } from '../../../model/known.ts';
import { sortById } from '../../../model/lists.ts';
import type { Subnet } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import type { Entry } from '../resources.ts';
import { addressesOf, blocksOf, type Context, reference, resourceOf } from './context.ts';

/** What the other parts of the lowering made for a subnet. */
export interface Surroundings {
  readonly routeTable: Subnet['routeTable'];
  readonly machineFilters: readonly string[];
}

export const lowerSubnets = (
  context: Context,
  around: (entry: Entry<compute.Subnetwork>) => Surroundings,
): ReadonlyMap<string, Subnet> =>
  sortById(
    [...context.resources.subnetworks.values()].map((entry) => lowerSubnet(context, entry, around(entry))),
  );

function lowerSubnet(
  context: Context,
  entry: Entry<compute.Subnetwork>,
  { routeTable, machineFilters }: Surroundings,
): Subnet {
  const { value, link } = entry;
  const id = context.subnetId(link);
  const primary = primaryBlocks(value);
  const usable = union(...primary.map(usableOf));
  const network = reference(value.network, link);
  return {
    ...resourceOf(entry, id, 'subnet'),
    vpc: network ? context.networkId(network) : '',
    blocks: primary,
    addresses: addressesOf(allBlocks(value)),
    usable,
    ...(value.allowSubnetCidrRoutesOverlap === true && { hybrid: true as const }),
    aliases: addressesOf(secondaryBlocks(value)),
    free: freeOf(value, usable),
    state: stateOf(id, value),
    routeTable,
    filters: known([]),
    machineFilters,
    publicAccess: known('open'),
  };
}

const primaryBlocks = (value: compute.Subnetwork): readonly Cidr[] =>
  blocksOf([value.ipCidrRange, ...ipv6Of(value)]);
const ipv6Of = ({ ipv6CidrRange, internalIpv6Prefix, externalIpv6Prefix }: compute.Subnetwork) => [
  ...new Set([ipv6CidrRange, internalIpv6Prefix, externalIpv6Prefix]),
];
export const secondaryBlocks = ({ secondaryIpRanges = [] }: compute.Subnetwork): readonly Cidr[] =>
  blocksOf(secondaryIpRanges.map(({ ipCidrRange }) => ipCidrRange));
/** All ranges that are routed to the subnet. */
export const allBlocks = (value: compute.Subnetwork): readonly Cidr[] => [
  ...primaryBlocks(value),
  ...secondaryBlocks(value),
];

/** Google keeps the first two and the last two addresses of the primary range. */
const KEPT = 2;

function usableOf({ first, last }: Cidr): IntervalSet {
  if (typeof first !== 'number') return interval(first, last);
  const [from, to] = [first + KEPT, Number(last) - KEPT];
  return from <= to ? interval(from, to) : EMPTY;
}

/** What Google counts is exact; otherwise the range is the upper bound. */
function freeOf(value: compute.Subnetwork, usable: IntervalSet): Subnet['free'] {
  const counted = value.utilizationDetails?.ipv4Utilizations ?? value.ipv4Utilizations ?? [];
  const primary = counted.find(({ rangeName }) => rangeName === undefined || rangeName === '');
  if (primary?.totalFreeIp !== undefined) return { count: primary.totalFreeIp, exact: true };
  const v4 = ofFamily(usable, 4);
  return { count: size(v4.length > 0 ? v4 : usable), exact: false };
}

const FOR_MACHINES = ['PRIVATE', 'PRIVATE_RFC_1918'];

function stateOf(id: string, { purpose, state }: compute.Subnetwork): Health {
  if (purpose !== undefined && !FOR_MACHINES.includes(purpose))
    return unusable('UNSUPPORTED', `${id} has the purpose ${purpose}: no VM can be in it`);
  return state === undefined || state === 'READY' ? USABLE : unusable('BAD_STATE', `${id} is ${state}`);
}
