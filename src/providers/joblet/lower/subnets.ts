/** Subnets: the networks, and stand-ins where a job is put on something that has no range of its own. */
import { type Address, type Cidr, cidrSet, parseAddress } from '../../../ip/address.ts';
import { contains, type IntervalSet, size, subtract, union } from '../../../ip/interval.ts';
import { type Health, known, USABLE, unknown, unusable } from '../../../model/known.ts';
import type { Interface, PublicAccess, Subnet } from '../../../model/network.ts';
import type { JobEntry, JobletResources } from '../resources.ts';
import type { Declared } from './declared.ts';
import {
  BRIDGE,
  bridgeOf,
  FORWARD,
  HOST,
  HOST_ADDRESSES,
  INPUT,
  ISOLATED,
  ISOLATED_CHAIN,
  missing,
  NO_INTERFACE,
  NONE,
} from './words.ts';

/** Undefined for a declaration without a range, and for a repeated one. */
export function subnetOf(network: Declared): Subnet | undefined {
  const { block, subnet: id } = network;
  if (!block || id === undefined) return undefined;
  const addresses = cidrSet(block);
  const usable = usableOf(block);
  return {
    ...base(id, network.name),
    word: 'network',
    ...(network.place && { place: network.place }),
    blocks: [block],
    addresses,
    usable,
    free: { count: size(usable), exact: false },
    routeTable: known(tableOf(network.name)),
    filters: known([network.name === ISOLATED ? ISOLATED_CHAIN : FORWARD]),
  };
}

/** All but the network's, the broadcast and the gateway's address. */
function usableOf(block: Cidr): IntervalSet {
  if (block.length >= 31) return [];
  const { first, last } = block;
  return subtract(
    cidrSet(block),
    [first, first, last, last, gatewayOf(block), gatewayOf(block)].toSorted(byValue),
  );
}

const byValue = (a: Address, b: Address): number => (a < b ? -1 : a > b ? 1 : 0);

/** The address with its last octet made 1, wherever the range begins; outside it, jobs find no gateway. */
export const gatewayOf = ({ first }: Cidr): number => Math.floor(Number(first) / 256) * 256 + 1;

/** The host's own addresses: the gateway of each bridge, by the bridge's name. */
export const hostInterfaces = (subnets: readonly Subnet[]): readonly Interface[] =>
  subnets.flatMap(({ id, name = id, blocks }) =>
    blocks
      .filter((block) => contains(cidrSet(block), gatewayOf(block)))
      .map((block) => ({
        id: bridgeOf(name),
        word: 'bridge',
        vpc: HOST,
        subnet: HOST_ADDRESSES,
        addresses: [gatewayOf(block), gatewayOf(block)],
        publicAddresses: [],
        filters: [INPUT],
      })),
  );

/** Where those stand: what the host answers passes no FORWARD chain. */
export function hostSubnet(subnets: readonly Subnet[]): Subnet {
  const addresses = union(...hostInterfaces(subnets).map((one) => one.addresses));
  return {
    ...base(HOST_ADDRESSES, HOST_ADDRESSES),
    word: 'host',
    blocks: [],
    addresses,
    usable: addresses,
    free: { count: 0, exact: true },
    routeTable: known(tableOf(ISOLATED)),
    filters: known([]),
  };
}

/** The routes of a kind of network, as its jobs see them. */
export const tableOf = (name: string): string =>
  name === BRIDGE || name === ISOLATED ? `routes of ${name}` : 'routes of custom networks';

const base = (id: string, name: string) =>
  ({ id, name, vpc: HOST, state: USABLE, publicAccess: known<PublicAccess>('open') }) as const;

/** Where a job is put; what has no subnet of its own gets a stand-in with that name. */
export function jobSubnet(job: JobEntry, { version }: JobletResources): string {
  const name = job.network?.text || BRIDGE;
  // All isolated jobs have the same address: none is another's neighbour.
  return name === ISOLATED && version.profile === 'S' ? `${ISOLATED} (${job.id})` : name;
}

/** A range that no packet of a network ever has: its owner is found, and nothing gets there. */
const NO_ADDRESS: IntervalSet = loopback();

function loopback(): IntervalSet {
  const address = parseAddress('127.0.0.1') ?? 0;
  return [address, address];
}

/** For jobs without an interface, for jobs on networks that are not there, and for each isolated job. */
export function standInSubnets(
  resources: JobletResources,
  made: ReadonlyMap<string, Subnet>,
): readonly Subnet[] {
  const stands = new Map<string, Subnet>();
  for (const job of resources.workflows.flatMap(({ jobs }) => jobs)) {
    const id = jobSubnet(job, resources);
    if (made.has(id) || stands.has(id)) continue;
    const isolated = made.get(ISOLATED);
    const name = job.network?.text || BRIDGE;
    stands.set(
      id,
      name === ISOLATED && isolated
        ? { ...isolated, id, name: ISOLATED, blocks: [] }
        : standIn(id, resources, name),
    );
  }
  return [...stands.values()];
}

function standIn(id: string, resources: JobletResources, name: string): Subnet {
  const noInterface = name === NONE || name === ISOLATED;
  const absent = noInterface || resources.complete || name === 'host' || declares(resources);
  return {
    ...base(id, name),
    word: noInterface ? 'network mode' : 'network',
    state: health(name, noInterface),
    blocks: [],
    addresses: NO_ADDRESS,
    usable: NO_ADDRESS,
    free: { count: 0, exact: true },
    routeTable: known(tableOf(name)),
    filters: absent
      ? known([noInterface ? NO_INTERFACE : missing(name)])
      : unknown(
          'UNKNOWN_RESOURCE',
          `network ${name} is not in the input`,
          'rnx network list --json > networks.json',
        ),
  };
}

/** Somebody wrote networks down: what is not among them was forgotten. */
const declares = ({ networks }: JobletResources): boolean => networks.length > 0;

const health = (name: string, noInterface: boolean): Health =>
  noInterface ? USABLE : unusable('UNKNOWN_RESOURCE', `network ${name} does not exist`);
