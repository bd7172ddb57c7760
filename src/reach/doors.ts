/** What each kind of gateway does to packets: translate, hand on, refuse, or hide what lies behind. */
import { type AddressSet, describeAddresses, type Family, familyOf, INTERNET } from '../ip/address.ts';
import { intersect, interval, isEmpty, isSubset, subtract, union } from '../ip/interval.ts';
import { ICMP, intersectTraffic, type ProtocolSet, subtractTraffic, TCP, UDP } from '../ip/traffic.ts';
import { isKnown, type Unknown } from '../model/known.ts';
import type {
  Gateway,
  InternetGateway,
  NatGateway,
  Opaque,
  Peering,
  ServiceEndpoint,
} from '../model/network.ts';
import { border, missing, publicSet } from './border.ts';
import {
  type Arrival,
  arrive,
  enterFromInternet,
  type Goal,
  hideGroups,
  leave,
  notPublic,
  type Position,
  publicAccess,
  standsIn,
} from './path.ts';
import { crossTransit } from './transit.ts';
import {
  ANY_CLIENT_PORTS,
  byHealth,
  doubt,
  outside,
  pass,
  refOf,
  type Station,
  stop,
  throughInternet,
  throughNat,
  type Walk,
  type World,
} from './walk.ts';

export function* crossGateway(
  world: World,
  walk: Walk,
  id: string,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const gateway = world.network.gateways.get(id);
  if (!gateway) {
    const why = `${id} is not in the input`;
    const reason: Unknown = {
      cause: 'UNKNOWN_RESOURCE',
      why,
      settle: `add the description of ${id} to the input`,
    };
    yield { walk: doubt(walk, reason, { resource: missing(id, 'gateway'), side: 'through', note: why }) };
    return;
  }
  if (walk.visited.includes(gateway.id)) {
    yield { walk: loop(walk, gateway) };
    return;
  }
  const door = walk.door ?? refOf(gateway);
  yield* cross(world, { ...walk, door, visited: [...walk.visited, gateway.id] }, gateway, at, from, goal);
}

const loop = (walk: Walk, gateway: Gateway): Walk =>
  stop(walk, {
    resource: refOf(gateway),
    side: 'through',
    cause: 'ROUTING_LOOP',
    note: `the packets come back to ${gateway.id}`,
  });

function* cross(
  world: World,
  walk: Walk,
  gateway: Gateway,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  switch (gateway.kind) {
    case 'internet':
      yield* crossInternet(world, walk, gateway, at, from, goal);
      return;
    case 'nat':
      yield* crossNat(world, walk, gateway, at, from, goal);
      return;
    case 'peering':
      yield* crossPeering(world, walk, gateway, at, from, goal);
      return;
    case 'transit':
      yield* crossTransit(world, walk, gateway, at, from, goal);
      return;
    case 'service':
      yield crossService(walk, gateway, goal);
      return;
    case 'opaque':
      yield crossOpaque(world, walk, gateway, at);
      return;
  }
}

const family = (walk: Walk): Family => familyOf(walk.packet.dst[0] ?? 0);

export const wrongFamily = (walk: Walk, gateway: Gateway & { readonly families: readonly Family[] }): Walk =>
  gateway.families.includes(family(walk))
    ? walk
    : stop(walk, {
        resource: refOf(gateway),
        side: 'through',
        cause: 'PROTOCOL_RESTRICTION',
        note: `carries no IPv${family(walk)}`,
      });

function* crossInternet(
  world: World,
  walk: Walk,
  gateway: InternetGateway,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(gateway);
  const attached = gateway.attached.get(at.vpc) ?? {
    is: 'unusable' as const,
    cause: 'BAD_STATE_ATTACHMENT' as const,
    why: `is not attached to ${at.vpc}`,
  };
  const note =
    from.publicAddress === false ? 'attached' : `attached, translates to the public address of ${from.label}`;
  let out = wrongFamily(byHealth(walk, attached, { resource, side: 'through', note }), gateway);
  const inner = notPublic(out);
  if (inner.length > 0) {
    out = pass(out, {
      resource,
      side: 'through',
      blocked: inner,
      cause: 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
      note: `${describeAddresses(union(...inner.map((box) => box.dst)))} is not on the internet`,
    });
  }
  if (family(walk) === 4 && (from.publicAddress === false || at.byTransit)) {
    out = stop(out, {
      resource,
      side: 'through',
      cause: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
      note: at.byTransit
        ? 'what comes by a transit gateway has no public address here'
        : `${from.label} has no public address`,
    });
  }
  const survivor = from.nat !== undefined || gateway.direction === 'out';
  out = publicAccess(world, out, at.subnet, 'out', survivor);
  yield goal.kind === 'away'
    ? { walk: out, end: { kind: 'internet', addresses: out.packet.dst } }
    : { walk: out };
}

/** The public path to a machine of another network: out to the internet as somebody, and in by its own gateway. */
export function* byPublicAddress(world: World, walk: Walk, from: Station, goal: Station): Generator<Arrival> {
  const destinations = publicSet(goal.publicAddress) ?? INTERNET;
  const reachable = intersect(destinations, INTERNET);
  const outbound: Walk = { ...walk, packet: { ...walk.packet, dst: reachable } };
  const away: Goal = { kind: 'away', spot: { kind: 'internet', label: goal.label, addresses: reachable } };
  for (const arrival of leave(world, outbound, from, away)) {
    if (arrival.end?.kind !== 'internet') yield arrival;
    else yield enterFromInternet(world, comeBack(arrival.walk, walk, from), goal);
  }
}

/** The sender is its own public address now, or the one of the NAT gateway that spoke for it. */
function comeBack(out: Walk, original: Walk, from: Station): Walk {
  const sender = out.legs.at(-1)?.to;
  const speaker = sender?.kind === 'station' ? sender : from;
  const candidates = publicSet(speaker.publicAddress) ?? INTERNET;
  const packet = { ...out.packet, src: candidates, dst: original.packet.dst };
  const leg = {
    from: speaker,
    to: { kind: 'internet' as const, addresses: out.packet.dst },
    packet: out.packet,
    lift: out.lift,
  };
  return {
    ...out,
    packet,
    legs: [...out.legs, leg],
    lift: throughInternet({ ...out, packet: { ...out.packet, src: original.packet.src } }, candidates),
  };
}

const NAT_PROTOCOLS: ProtocolSet = union(interval(ICMP), interval(TCP), interval(UDP));

function* crossNat(
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
  if (!isKnown(gateway.subnet)) {
    yield {
      walk: doubt(inward, gateway.subnet.unknown, {
        resource,
        side: 'through',
        note: gateway.subnet.unknown.why,
      }),
    };
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

/** A NAT gateway sends to the internet, a transit gateway or a virtual private gateway, and to nothing else. */
const notFromNat = (walk: Walk, gateway: Gateway, nat: string): Walk =>
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
    packet: { ...walk.packet, src: station.addresses, srcPort: ANY_CLIENT_PORTS },
    lift: throughNat(walk),
  };
}

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

function* crossPeering(
  world: World,
  walk: Walk,
  gateway: Peering,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(gateway);
  const [one, two] = gateway.sides;
  const [near, far] = one.vpc === at.vpc ? [one, two] : [two, one];
  let over = byHealth(walk, gateway.state, { resource, side: 'through', note: `to ${far.vpc}` });
  const foreign = outside(over.packet, 'dst', far.cidrs);
  if (foreign.length > 0) {
    const note = `carries only ${describeAddresses(far.cidrs)} of ${far.vpc}`;
    over = pass(over, {
      resource,
      side: 'through',
      blocked: foreign,
      cause: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      note,
    });
  }
  const strangers = outside(over.packet, 'src', near.cidrs);
  if (at.byTransit || strangers.length > 0) {
    const note = `carries only what starts in ${near.vpc}: peering is not transitive`;
    over = pass(over, {
      resource,
      side: 'through',
      blocked: at.byTransit ? [over.packet] : strangers,
      cause: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      note,
    });
  }
  if (from.nat !== undefined) over = notFromNat(over, gateway, from.nat);
  const visible = {
    ...over,
    senderVisible: worse(over.senderVisible, gateway),
    receiverVisible: worse(over.receiverVisible, gateway),
  };
  yield farSide(world, visible, gateway, far.vpc, goal);
}

const worse = (now: Walk['senderVisible'], gateway: Peering): Walk['senderVisible'] =>
  now.is === 'usable' ? gateway.groupReferences : now;

function farSide(world: World, walk: Walk, gateway: Peering, farVpc: string, goal: Goal): Arrival {
  if (goal.kind === 'station' && goal.vpc === farVpc) return arrive(world, walk, goal, undefined);
  const resource = refOf(gateway);
  if (goal.kind === 'station' || world.network.vpcs.has(farVpc)) {
    const label = goal.kind === 'station' ? goal.label : describeAddresses(walk.packet.dst);
    return {
      walk: stop(walk, {
        resource,
        side: 'through',
        cause: 'DISCONNECTED_VPCS',
        note: `${label} is not in ${farVpc}`,
      }),
    };
  }
  return behind(world, walk, gateway, {
    cause: 'UNKNOWN_DESTINATION',
    why: `${farVpc} behind ${gateway.id} is not in the input`,
    settle: `add the description of ${farVpc} to the input, or declare it: --assume reach:${describeAddresses(walk.packet.dst, 1)}@${gateway.id}`,
  });
}

function crossService(walk: Walk, gateway: ServiceEndpoint, goal: Goal): Arrival {
  const through = byHealth(walk, gateway.state, {
    resource: refOf(gateway),
    side: 'through',
    note: `to ${gateway.service}`,
  });
  return goal.kind === 'away'
    ? { walk: through, end: { kind: 'service', gateway: gateway.id } }
    : { walk: loop(through, gateway) };
}

function crossOpaque(world: World, walk: Walk, gateway: Opaque, at: Position): Arrival {
  const home = standsIn(world, gateway.id);
  const there = home === undefined || home === at.subnet ? walk : border(world, walk, home, 'in');
  const through = byHealth(wrongFamily(there, gateway), gateway.state, {
    resource: refOf(gateway),
    side: 'through',
    note: 'hands the packets on',
  });
  return behind(world, through, gateway, gateway.unknown);
}

/** What lies behind a gateway that nothing shows: unknown, but for what a person declared. */
export function behind(
  world: World,
  walk: Walk,
  gateway: Gateway,
  reason: Unknown,
  ids: readonly string[] = [gateway.id],
): Arrival {
  const declarations = ids.flatMap((id) => world.declared.get(id) ?? []);
  const seen = declaredDestinations(declarations);
  const rest = outside(walk.packet, 'dst', seen);
  const texts = declarations.map((declaration) => declaration.text);
  const noted = isEmpty(intersect(walk.packet.dst, seen))
    ? walk
    : { ...walk, declared: [...walk.declared, ...texts] };
  const hidden = hideGroups(noted, `${gateway.id} hides who is behind it`);
  const end = { kind: 'beyond', gateway: gateway.id } as const;
  const stage = { resource: refOf(gateway), side: 'through' as const };
  if (rest.length === 0)
    return { walk: pass(hidden, { ...stage, note: `declared: ${texts.join(', ')}` }), end };
  return { walk: pass(hidden, { ...stage, note: reason.why, unknown: rest, reason }), end };
}

/** `egress:<hop>` puts the whole internet behind it, `reach:<range>@<hop>` the range. */
const declaredDestinations = (declarations: readonly { readonly reach?: AddressSet }[]): AddressSet =>
  union(...declarations.map((declaration) => declaration.reach ?? INTERNET));

/** Addresses that a person declared to lie behind some hop, and the hop. */
export function* declaredRanges(
  world: World,
  addresses: AddressSet,
): Generator<readonly [string, AddressSet, string]> {
  for (const [hop, declarations] of world.declared) {
    for (const { reach, text } of declarations) {
      const covered = reach ? intersect(addresses, reach) : [];
      if (!isEmpty(covered)) yield [hop, covered, text];
    }
  }
}

export const withoutDeclared = (world: World, addresses: AddressSet): AddressSet =>
  subtract(addresses, union(...[...declaredRanges(world, addresses)].map(([, covered]) => covered)));
