/**
 * Addresses and ranges that a person names, as ends of flows. An address that an interface has is that interface, with
 * its filters. What no interface has is, as the start of packets, a machine to come; as their end nobody answers there.
 * Where several networks have one range, each gets its spots, and the routes of the other end decide.
 */
import { type AddressSet, describeAddresses } from '../ip/address.ts';
import { EMPTY, intersect, isEmpty, isSubset, subtract, union } from '../ip/interval.ts';
import type { NowhereSpot, Spot, VmSpot } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { Interface, Network, Subnet, Vpc } from '../model/network.ts';
import { findOwners, findPublicOwners } from './owners.ts';
import { splitByNetwork } from './shared-ranges.ts';
import { anyMachine, divideRange, interfaceSpot, outsideSpots } from './spots.ts';

/** Which end of a flow a text names. */
export type End = 'source' | 'destination';

/** Spots that together hold what was asked for, and what of it is left out. */
export interface Placed {
  readonly spots: readonly Spot[];
  /** Destinations: addresses in subnets that no interface has, beside some that one has. */
  readonly vacant: AddressSet;
  /** Sources: what starts no connection of its own, a NAT gateway or a database. */
  readonly silent: readonly Interface[];
}

/** The addresses of a range, wherever they are. */
export function placeAddresses(network: Network, wanted: AddressSet, end: End): Placed {
  const shared = findShared(network, wanted);
  const owning = splitByNetwork(network, subtract(wanted, shared));
  const inside = placeIn(
    network,
    owning.map(({ vpc, addresses, oneOf }) => ({ ...divideRange(network, vpc, addresses), vpc, oneOf })),
    end,
  );
  const rest = subtract(wanted, union(...owning.map(({ addresses }) => addresses)));
  const publicly = placePublic(network, rest, end);
  const outside = outsideSpots(subtract(rest, union(...publicly.map(({ addresses }) => addresses))));
  return {
    ...inside,
    spots: [...inside.spots.map(askPrivately), ...publicly.map(({ spot }) => spot), ...outside],
  };
}

const askPrivately = (spot: Spot): Spot => (spot.kind === 'vm' ? { ...spot, privately: true } : spot);

/** What lies beyond although subnets have its range: in hybrid ones, what none of their interfaces has. */
function findShared(network: Network, wanted: AddressSet): AddressSet {
  const hybrid = [...network.subnets.values()].filter(
    ({ hybrid, vpc }) => hybrid && !network.vpcs.get(vpc)?.unreadInterfaces,
  );
  return union(
    ...hybrid.map(({ id, addresses }) => {
      const asked = intersect(addresses, wanted);
      return subtract(asked, union(...findOwners(network, id, asked).map((one) => one.addresses)));
    }),
  );
}

/** What of a network a range of it holds: the machines there, whichever of their addresses is used. */
export const placeRange = (network: Network, vpc: Vpc, wanted: AddressSet, end: End): Placed =>
  placeIn(network, [{ ...divideRange(network, vpc, wanted), vpc, oneOf: undefined }], end);

/** The machines of a subnet. */
export const placeSubnet = (network: Network, subnet: Subnet, end: End): Placed =>
  placeIn(
    network,
    [
      {
        inside: [{ subnet, addresses: subnet.usable }],
        nowhere: [],
        vpc: network.vpcs.get(subnet.vpc),
        oneOf: undefined,
      },
    ],
    end,
  );

/** A part of the question that lies in one network. */
interface Share {
  readonly inside: readonly { readonly subnet: Subnet; readonly addresses: AddressSet }[];
  readonly nowhere: readonly NowhereSpot[];
  readonly vpc: Vpc | undefined;
  readonly oneOf: readonly string[] | undefined;
}

interface Plot {
  readonly subnet: Subnet;
  readonly addresses: AddressSet;
  readonly owners: readonly Interface[];
  readonly vpc: Vpc | undefined;
  readonly oneOf: readonly string[] | undefined;
}

function placeIn(network: Network, shares: readonly Share[], end: End): Placed {
  const plots = shares.flatMap(({ inside, vpc, oneOf }) =>
    inside.map(({ subnet, addresses }) => {
      const owners = findOwners(network, subnet.id, addresses);
      return { subnet, addresses, owners, vpc, oneOf };
    }),
  );
  const nowhere = shares.flatMap((share) => share.nowhere.map((spot) => among(spot, share.oneOf)));
  const placed = end === 'source' ? placeSources(plots) : placeDestinations(network, plots);
  return { ...placed, spots: [...placed.spots, ...nowhere] };
}

/** Marks a spot as one of several networks'. */
const among = <S extends VmSpot | NowhereSpot>(spot: S, oneOf: readonly string[] | undefined): S =>
  oneOf ? { ...spot, oneOf } : spot;

function placeSources(plots: readonly Plot[]): Placed {
  const silent = plots.flatMap(({ owners }) => owners.filter(({ service }) => service?.starts === false));
  const spots = plots.flatMap((plot) => {
    const machines = plot.owners.filter(({ service }) => service?.starts !== false);
    const toCome = emptyPart(plot);
    return [
      ...machineSpots(machines, plot),
      ...(isEmpty(toCome) ? [] : [among(anyMachine(plot.subnet, toCome, false), plot.oneOf)]),
    ];
  });
  return { spots, vacant: EMPTY, silent };
}

const emptyPart = ({ addresses, owners }: Plot): AddressSet =>
  subtract(addresses, union(...owners.map((one) => one.addresses)));

/** Beside machines, what takes no connection is as good as empty; by itself it is what was asked for. */
function placeDestinations(network: Network, plots: readonly Plot[]): Placed {
  const carried = network.labels ? 'tags' : 'groups';
  const answering = new Set(plots.filter(({ owners }) => owners.some(takesConnections)).map(scopeOf));
  const placed = plots.map((plot) => {
    const isAnybodyThere = answering.has(scopeOf(plot));
    const owners = isAnybodyThere ? plot.owners.filter(takesConnections) : plot.owners;
    const rest = emptyPart({ ...plot, owners });
    const isListed = !plot.vpc?.unreadInterfaces && !plot.vpc?.unlistedMachines;
    const isLeftOut = isEmpty(rest) || (isListed && isAnybodyThere);
    const empty = isLeftOut ? [] : [among(emptySpot(plot, rest, carried), plot.oneOf)];
    return { spots: [...machineSpots(owners, plot), ...empty], vacant: isLeftOut ? rest : EMPTY };
  });
  return {
    spots: placed.flatMap(({ spots }) => spots),
    vacant: union(...placed.map(({ vacant }) => vacant)),
    silent: [],
  };
}

/** Where machines are looked for together: a network that is one of several is asked by itself. */
const scopeOf = ({ oneOf, vpc }: Plot): string => (oneOf ? (vpc?.id ?? '') : '');

const takesConnections = ({ service }: Interface): boolean => service?.takes.is !== 'unusable';

function emptySpot({ subnet, vpc }: Plot, rest: AddressSet, carried: string): VmSpot {
  const spot = anyMachine(subnet, rest, true);
  if (vpc?.unlistedMachines) return spot;
  const unread = vpc?.unreadInterfaces;
  return { ...spot, vacant: unread ? unreadOwner(rest, unread) : nobodyHas(rest, subnet, carried) };
}

const unreadOwner = (addresses: AddressSet, { cause, why, settle }: Unknown): Unknown => ({
  cause,
  why: `whose ${describeAddresses(addresses)} is and which rules filter it is not known: ${why}`,
  settle,
});

const nobodyHas = (addresses: AddressSet, { id, usable }: Subnet, carried: string): Unknown => ({
  cause: 'UNKNOWN_DESTINATION',
  why: isSubset(usable, addresses)
    ? `no interface is in ${id}`
    : `no interface has ${describeAddresses(addresses)}`,
  settle: `name a machine that exists, or one that is to come: vm:subnet=${id},${carried}=<a>+<b>`,
});

/** Machines that nothing here tells apart are one spot. */
function machineSpots(owners: readonly Interface[], { addresses, oneOf }: Plot): readonly VmSpot[] {
  const groups = groupBy(owners, ({ id, filters, labels, service, publicAddresses }) =>
    isEmpty(publicAddresses) ? JSON.stringify([filters, labels, service?.word]) : id,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const own = union(...group.map((one) => intersect(one.addresses, addresses)));
    if (isEmpty(own)) return [];
    const spot = { ...interfaceSpot(first), addresses: own };
    return [among(group.length === 1 ? spot : { ...spot, label: describeAddresses(own) }, oneOf)];
  });
}

/** Machines that are asked for by a public address; a NAT gateway's stands for those whose packets it translates. */
function placePublic(network: Network, wanted: AddressSet, end: End) {
  return findPublicOwners(network, wanted).flatMap((owner) => {
    if (end === 'source' && owner.service) return [];
    const addresses = intersect(owner.publicAddresses, wanted);
    return [{ addresses, spot: { ...interfaceSpot(owner), publicly: addresses, publicAddress: addresses } }];
  });
}
