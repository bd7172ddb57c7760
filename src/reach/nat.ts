/** Across a NAT gateway: another source address, another port, and out again by the route of its own subnet. */
import { describeAddresses, ofFamily } from '../ip/address.ts';
import { isIcmp } from '../ip/icmp.ts';
import { interval, isEmpty, isSubset, union } from '../ip/interval.ts';
import {
  ICMP,
  intersectTraffic,
  type PortSet,
  type ProtocolSet,
  subtractTraffic,
  TCP,
  UDP,
} from '../ip/traffic.ts';
import { isKnown } from '../model/known.ts';
import type { Gateway, NatGateway, RegionalNat } from '../model/network.ts';
import { border } from './border.ts';
import { type Arrival, type Goal, leave, type Position } from './path.ts';
import { askPublicAccess } from './public-access.ts';
import type { Ref } from './trace.ts';
import {
  ANY_CLIENT_PORTS,
  byHealth,
  doubt,
  family,
  hideGroups,
  pass,
  refOf,
  type Station,
  stop,
  throughNat,
  type Walk,
  type World,
} from './walk.ts';

export function* crossNat(
  world: World,
  walk: Walk,
  gateway: NatGateway,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(gateway);
  if (walk.mode === 'reply') {
    yield { walk: leavesTranslated(walk, gateway) };
    return;
  }
  if (from.nat !== undefined) {
    yield { walk: notFromNat(walk, gateway, from.nat) };
    return;
  }
  const note = `translates to ${gateway.connectivity === 'public' ? describeAddresses(gateway.publicAddresses) : describeAddresses(gateway.privateAddresses)}`;
  let inward = byHealth(walk, gateway.state, { resource, side: 'through', note });
  inward = natLimits(inward, gateway, at);
  if (gateway.regional) {
    yield* crossRegional(world, inward, gateway, gateway.regional, at, from, goal);
    return;
  }
  if (!isKnown(gateway.subnet)) {
    yield { walk: doubt(inward, gateway.subnet.unknown, { resource, side: 'through' }) };
    return;
  }
  const subnet = gateway.subnet.value;
  const station: Station = {
    kind: 'station',
    label: gateway.id,
    vpc: gateway.vpc,
    subnet,
    addresses: gateway.privateAddresses,
    publicAddress: gateway.connectivity === 'public' ? gateway.publicAddresses : false,
    nat: gateway.id,
  };
  if (at.subnet !== subnet) inward = border(world, inward, subnet, 'in');
  yield* leave(world, translated(inward, from, station), station, goal);
}

/** Past no subnet's border, and out by the gateway's own table. */
function* crossRegional(
  world: World,
  walk: Walk,
  gateway: NatGateway,
  { table, zones, publicAccess }: RegionalNat,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(gateway);
  const served = servesZone(walk, gateway, zones, world.network.subnets.get(at.subnet)?.zone);
  const open = askPublicAccess(served, resource, publicAccess, 'out', true);
  if (!isKnown(table)) {
    yield { walk: doubt(open, table.unknown, { resource, side: 'through' }) };
    return;
  }
  const station: Station = {
    kind: 'station',
    label: gateway.id,
    vpc: gateway.vpc,
    subnet: '',
    table: table.value,
    addresses: isEmpty(gateway.privateAddresses) ? spokenFor(world, gateway) : gateway.privateAddresses,
    publicAddress: isEmpty(gateway.publicAddresses) ? true : gateway.publicAddresses,
    nat: gateway.id,
  };
  yield* leave(world, translated(open, from, station), station, goal);
}

/** Inside the network it has addresses that no answer tells. */
const spokenFor = ({ network }: World, { vpc, publicAddresses }: NatGateway) =>
  isEmpty(publicAddresses) ? ofFamily(network.vpcs.get(vpc)?.cidrs ?? [], 4) : publicAddresses;

function servesZone(
  walk: Walk,
  gateway: NatGateway,
  zones: RegionalNat['zones'],
  zone: string | undefined,
): Walk {
  const resource = refOf(gateway);
  if (!isKnown(zones)) return doubt(walk, zones.unknown, { resource, side: 'through' });
  if (zones.value === undefined || (zone !== undefined && zones.value.includes(zone))) return walk;
  return stop(walk, {
    resource,
    side: 'through',
    cause: 'REGIONAL_NGW_ROUTE_AZ_RESTRICTION',
    note: `serves ${zones.value.join(', ') || 'no zone'}, and not ${zone ?? 'a zone that is not known'}`,
  });
}

const NAT_PROTOCOLS: ProtocolSet = union(interval(ICMP), interval(TCP), interval(UDP));

/** A NAT gateway sends to the internet, a transit gateway or a virtual private gateway, and to nothing else. */
export const notFromNat = (walk: Walk, gateway: Gateway, nat: string): Walk =>
  stop(walk, {
    resource: refOf(gateway),
    side: 'through',
    cause: 'NO_ROUTE_TO_DESTINATION',
    note: `${nat} cannot send through ${gateway.id}: its own subnet needs a route to an internet gateway`,
  });

/** The source is the gateway now, on a port of its own; who sent it is no longer visible. */
function translated(walk: Walk, from: Station, station: Station): Walk {
  const hidden = hideGroups(walk, `${station.label} translates the source, no group is recognised behind it`);
  return {
    ...hidden,
    legs: [...walk.legs, { from, to: station, packet: walk.packet, lift: walk.lift }],
    packet: { ...walk.packet, src: station.addresses, srcPort: sourcePorts(walk) },
    lift: throughNat(walk),
  };
}

/** A port of its own; ICMP has none. */
const sourcePorts = ({ packet }: Walk): PortSet =>
  packet.protocol.some((protocol) => isIcmp(Number(protocol))) ? packet.srcPort : ANY_CLIENT_PORTS;

function natLimits(walk: Walk, gateway: NatGateway, at: Position): Walk {
  const resource = refOf(gateway);
  if (family(walk) === 6) {
    return stop(walk, {
      resource,
      side: 'through',
      cause: 'PROTOCOL_RESTRICTION',
      note: 'carries IPv6 only as NAT64',
    });
  }
  if (at.vpc !== gateway.vpc) {
    return stop(walk, {
      resource,
      side: 'through',
      cause: 'NGW_REQUIRES_SOURCE_IN_VPC',
      note: `serves ${gateway.vpc} only`,
    });
  }
  return protocolLimit(walk, resource);
}

/** No NAT translates anything but these. */
export function protocolLimit(walk: Walk, resource: Ref): Walk {
  if (isSubset(walk.packet.protocol, NAT_PROTOCOLS)) return walk;
  const served = intersectTraffic([walk.packet], [{ ...walk.packet, protocol: NAT_PROTOCOLS }]);
  const refused = subtractTraffic([walk.packet], served);
  return pass(walk, {
    resource,
    side: 'through',
    blocked: refused,
    cause: 'PROTOCOL_RESTRICTION',
    note: 'carries TCP, UDP and ICMP only',
  });
}

const leavesTranslated = (walk: Walk, gateway: NatGateway): Walk =>
  stop(walk, {
    resource: refOf(gateway),
    side: 'through',
    cause: 'NO_ROUTE_TO_DESTINATION',
    note: `the reply leaves by ${gateway.id}, under another address than the one that the sender waits for`,
  });
