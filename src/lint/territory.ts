/** The address ranges around a network: what it can send to, and who has them. For rules about overlaps. */
import { type AddressSet, addressSet } from '../ip/address.ts';
import { isEmpty, subtract, union } from '../ip/interval.ts';
import type { Gateway, Network, Vpc } from '../model/network.ts';
import type { Ref } from '../reach/trace.ts';
import { refOf } from '../reach/walk.ts';
import type { Context } from './rule-types.ts';

/** A set of addresses that one owner has. */
export interface Territory {
  /** For people: "vpc-1", "vpc-2 behind pcx-1", "on-premises". */
  readonly label: string;
  readonly addresses: AddressSet;
  readonly ref: Ref;
  /** The network and the hops that lead to it alone. */
  readonly ids: readonly string[];
  /** Hops on the way that lead to others as well. */
  readonly hops: readonly string[];
}

/** Whether two territories are one and the same, seen twice: a range declared behind a peer is that peer's. */
export const isSameGround = (one: Territory, two: Territory): boolean =>
  one.ids.some((id) => two.ids.includes(id) || two.hops.includes(id)) ||
  one.hops.some((id) => two.ids.includes(id));

/** The network's own ranges first, then its neighbours by id, then what a person declared. */
export function territoriesOf(context: Context, vpc: Vpc): readonly Territory[] {
  const own: Territory = { label: vpc.id, addresses: vpc.cidrs, ref: refOf(vpc), ids: [vpc.id], hops: [] };
  const gateways = [...context.network.gateways.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const near = gateways.flatMap((gateway) => neighbours(context.network, vpc, gateway));
  return [own, ...distinct(near), ...declared(context, vpc)].filter(({ addresses }) => !isEmpty(addresses));
}

function neighbours(network: Network, vpc: Vpc, gateway: Gateway): readonly Territory[] {
  if (gateway.kind === 'peering') {
    const far = gateway.sides.find((side) => side.vpc !== vpc.id);
    const mine = gateway.sides.some((side) => side.vpc === vpc.id);
    if (!mine || !far || gateway.state.is === 'unusable') return [];
    return [
      {
        label: `${far.vpc} behind ${gateway.id}`,
        addresses: far.cidrs,
        ref: refOf(gateway),
        ids: [far.vpc, gateway.id],
        hops: [],
      },
    ];
  }
  if (gateway.kind !== 'transit' || !gateway.attachments.some((one) => one.vpc === vpc.id)) return [];
  return gateway.attachments.flatMap((attachment) => {
    const other = attachment.vpc === vpc.id ? undefined : network.vpcs.get(attachment.vpc ?? '');
    if (!other || attachment.state.is === 'unusable') return [];
    const ids = [other.id, attachment.id];
    return [
      {
        label: `${other.id} behind ${gateway.id}`,
        addresses: other.cidrs,
        ref: refOf(attachment),
        ids,
        hops: [gateway.id],
      },
    ];
  });
}

/** A network that is reached by a peering and by a transit gateway is one territory. */
function distinct(territories: readonly Territory[]): readonly Territory[] {
  const byNetwork = new Map<string, Territory>();
  for (const one of territories) {
    const network = one.ids[0] ?? one.label;
    const known = byNetwork.get(network);
    byNetwork.set(network, known ? join(known, one) : one);
  }
  return [...byNetwork.values()];
}

const join = (one: Territory, two: Territory): Territory => ({
  ...one,
  addresses: union(one.addresses, two.addresses),
  ids: [...one.ids, ...two.ids],
  hops: [...one.hops, ...two.hops],
});

/** What a person said is in use elsewhere, in one territory: their own ranges do not compete with each other. */
function declared({ onPremises, declarations, network }: Context, vpc: Vpc): readonly Territory[] {
  const behind = declarations.flatMap(({ reach, hop }) =>
    reach ? [{ reach: standsInside(network, hop, vpc) ? subtract(reach, vpc.cidrs) : reach, hop }] : [],
  );
  const addresses = union(addressSet(onPremises), ...behind.map(({ reach }) => reach));
  return [
    { label: 'the declared ranges', addresses, ref: refOf(vpc), ids: behind.map(({ hop }) => hop), hops: [] },
  ];
}

/**
 * A firewall between two subnets has each of them behind it: that is the network's own range and nobody else's. Of one
 * whose subnet nobody read nothing else is known.
 */
function standsInside({ gateways, subnets }: Network, hop: string, vpc: Vpc): boolean {
  const gateway = gateways.get(hop);
  const box = gateway?.kind === 'opaque' ? gateway.middlebox : undefined;
  const home = subnets.get(box?.subnet ?? '');
  return box !== undefined && (home === undefined || home.vpc === vpc.id);
}
