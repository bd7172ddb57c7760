/** The internet gateway, both ways: translation one to one, Block Public Access, and the path by public addresses. */
import {
  type AddressSet,
  describeAddresses,
  familyOf,
  INTERNET,
  NOT_PUBLIC_V4,
  ofFamily,
} from '../ip/address.ts';
import { intersect, isEmpty, isSubset, union } from '../ip/interval.ts';
import type { Cause } from '../model/cause.ts';
import { isKnown } from '../model/known.ts';
import type { InternetGateway, Vpc } from '../model/network.ts';
import { border, missing, publicSet } from './border.ts';
import { type Arrival, type Goal, leave, type Position, routeLine } from './path.ts';
import { lookup } from './routes.ts';
import type { Ref } from './trace.ts';
import { crossTranslator } from './translator.ts';
import {
  byHealth,
  doubt,
  family,
  hideGroups,
  outside,
  pass,
  refOf,
  type Stage,
  type Station,
  stop,
  throughInternet,
  type Walk,
  type World,
  wrongFamily,
} from './walk.ts';

export function* crossInternet(
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
  const isBare = family(walk) === 4 && (from.publicAddress === false || at.byTransit === true);
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
  if (isBare) {
    const translated = at.byTransit ? undefined : crossTranslator(out, gateway, at.subnet);
    out = translated ?? onlyServices(out, gateway, at, from, withoutAddress(resource, at, from));
  }
  const survivor = from.nat !== undefined || gateway.direction === 'out';
  out = publicAccess(world, out, at.subnet, 'out', survivor);
  yield goal.kind === 'away'
    ? { walk: out, end: { kind: 'internet', addresses: out.packet.dst } }
    : { walk: out };
}

const withoutAddress = (resource: Ref, at: Position, from: Station): Stage => ({
  resource,
  side: 'through',
  cause: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
  note: at.byTransit
    ? 'what comes by a transit gateway has no public address here'
    : `${from.label} has no public address`,
});

/** Without a public address a machine reaches the provider's own services at most. */
function onlyServices(
  walk: Walk,
  { services }: InternetGateway,
  at: Position,
  from: Station,
  stage: Stage,
): Walk {
  if (!services || walk.mode === 'reply') return stop(walk, stage);
  const { addresses, subnets, refusal } = services;
  if (subnets.has(at.subnet))
    return pass(walk, { ...stage, blocked: outside(walk.packet, 'dst', addresses) });
  const isForServices = isSubset(walk.packet.dst, addresses);
  return stop(
    walk,
    isForServices ? { ...stage, cause: refusal.cause, note: `${from.label} ${refusal.why}` } : stage,
  );
}

/** Private destinations die at an internet gateway. */
export const notPublic = (walk: Walk) =>
  isEmpty(intersect(walk.packet.dst, NOT_PUBLIC_V4)) ? [] : outsidePublic(walk);

const outsidePublic = (walk: Walk) => {
  const kept = outside(walk.packet, 'dst', NOT_PUBLIC_V4);
  return kept.length === 0
    ? [walk.packet]
    : [{ ...walk.packet, dst: intersect(walk.packet.dst, NOT_PUBLIC_V4) }];
};

/** Block Public Access, at the subnet that faces the gateway. NAT survives `block-ingress`, nothing else does. */
export function publicAccess(
  world: World,
  walk: Walk,
  subnetId: string,
  side: 'in' | 'out',
  survivor: boolean,
): Walk {
  const subnet = world.network.subnets.get(subnetId);
  if (!subnet || walk.mode === 'reply') return walk;
  const resource = refOf(subnet);
  if (!isKnown(subnet.publicAccess)) {
    const { unknown } = subnet.publicAccess;
    return doubt(walk, unknown, { resource, side, note: unknown.why });
  }
  const mode = subnet.publicAccess.value;
  if (mode === 'open' || (mode === 'block-ingress' && survivor)) return walk;
  return stop(walk, {
    resource,
    side,
    cause: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    note: `Block Public Access is ${mode} here`,
    lines: [{ kind: 'setting', id: mode, text: `InternetGatewayBlockMode ${mode}` }],
  });
}

/** In from the internet, by the internet gateway of the destination's network. */
export function enterFromInternet(world: World, walk: Walk, goal: Station): Arrival {
  const vpc = world.network.vpcs.get(goal.vpc);
  if (!vpc)
    return {
      walk: doubt(walk, unreadNetwork(goal.vpc), {
        resource: missing(goal.vpc, 'network'),
        side: 'in',
        note: 'not in the input',
      }),
    };
  const anonymous = hideGroups(walk, 'the sender comes from the internet, where no group is recognised');
  const entered = atInternetGateway(world, anonymous, vpc, goal);
  return { walk: border(world, entered, goal.subnet, 'in'), end: goal };
}

const unreadNetwork = (id: string) => ({
  cause: 'UNKNOWN_RESOURCE' as Cause,
  why: `${id} is not in the input`,
  settle: `add the description of ${id} to the input`,
});

function atInternetGateway(world: World, walk: Walk, vpc: Vpc, goal: Station): Walk {
  if (!isKnown(vpc.internetGateway)) {
    const { unknown } = vpc.internetGateway;
    return doubt(walk, unknown, { resource: refOf(vpc), side: 'in', note: unknown.why });
  }
  const id = vpc.internetGateway.value;
  const gateway = id === undefined ? undefined : world.network.gateways.get(id);
  if (gateway?.kind !== 'internet') {
    return stop(walk, {
      resource: refOf(vpc),
      side: 'in',
      cause: 'NO_ROUTE_TO_DESTINATION',
      note: `no internet gateway is attached to ${vpc.id}`,
    });
  }
  const resource = refOf(gateway);
  const attached = gateway.attached.get(vpc.id) ?? { is: 'usable' as const };
  const through = byHealth(walk, attached, { resource, side: 'through', note: 'attached' });
  const { edgeTables, edgesUnread } = gateway;
  const edge =
    edgesUnread && !edgeTables?.has(vpc.id)
      ? doubt(through, edgesUnread, { resource, side: 'in', note: edgesUnread.why })
      : edgeTable(world, through, edgeTables?.get(vpc.id), goal);
  return publicAccess(world, publicAddress(edge, resource, goal), goal.subnet, 'in', false);
}

/** Ingress routing: an edge table may send what enters to an appliance first. */
function edgeTable(world: World, walk: Walk, tableId: string | undefined, goal: Station): Walk {
  const table = tableId === undefined ? undefined : world.network.routeTables.get(tableId);
  if (!table) return walk;
  const detours = lookup(table.routes, goal.addresses).wins.filter(
    (win) => win.route.target.kind !== 'local',
  );
  const [first] = detours;
  if (!first || first.route.target.kind === 'local') return walk;
  const reason = {
    cause: 'UNKNOWN_DESTINATION' as const,
    why: `what enters by the internet gateway goes to ${first.route.target.id} first, and nothing shows what that lets through`,
    settle: `declare it: --assume reach:<clients>@${first.route.target.id}`,
  };
  return doubt(walk, reason, {
    resource: refOf(table),
    side: 'in',
    note: reason.why,
    lines: detours.map((win) => routeLine(win.route)),
  });
}

/** IPv4 through an internet gateway is translated to the machine's private address, so it needs a public one. */
function publicAddress(walk: Walk, resource: ReturnType<typeof refOf>, goal: Station): Walk {
  const [first] = walk.packet.dst;
  if (first === undefined || familyOf(first) === 6) return walk;
  if (goal.publicAddress !== false) return walk;
  return stop(walk, {
    resource,
    side: 'through',
    cause: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    note: `${goal.label} has no public address`,
  });
}

/** The public path to a machine of another network: out to the internet as somebody, and in by its own gateway. */
export function* byPublicAddress(world: World, walk: Walk, from: Station, goal: Station): Generator<Arrival> {
  const reachable = intersect(publicOf(goal, walk), INTERNET);
  const outbound: Walk = { ...walk, packet: { ...walk.packet, dst: reachable } };
  const away: Goal = { kind: 'away', spot: { kind: 'internet', label: goal.label, addresses: reachable } };
  for (const arrival of leave(world, outbound, from, away)) {
    if (arrival.end?.kind !== 'internet') yield arrival;
    else yield enterFromInternet(world, comeBack(arrival.walk, walk, from), goal);
  }
}

/** The public addresses that a machine can have, of the family that the packets are of. */
const publicOf = (machine: Station, walk: Walk): AddressSet =>
  ofFamily(publicSet(machine.publicAddress) ?? INTERNET, family(walk));

/** The sender is its own public address now, or the one of the NAT gateway that spoke for it. */
function comeBack(out: Walk, original: Walk, from: Station): Walk {
  const sender = out.legs.at(-1)?.to;
  const speaker = sender?.kind === 'station' ? sender : from;
  const candidates = publicOf(speaker, original);
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
