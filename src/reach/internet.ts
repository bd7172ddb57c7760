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
import { absent, isKnown } from '../model/known.ts';
import type { InternetGateway, Vpc } from '../model/network.ts';
import { border, missing, publicSet } from './border.ts';
import { throughEdge } from './edge.ts';
import { type Arrival, type Goal, leave, type Position } from './path.ts';
import { askPublicAccessAt } from './public-access.ts';
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
  translate,
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
  out = askPublicAccessAt(world, out, at.subnet, 'out', survivor);
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

/** In from the internet, by the internet gateway of the destination's network. */
export function enterFromInternet(world: World, walk: Walk, goal: Station): Arrival {
  const vpc = world.network.vpcs.get(goal.vpc);
  if (!vpc)
    return {
      walk: doubt(walk, absent(goal.vpc), {
        resource: missing(goal.vpc, 'network'),
        side: 'in',
        note: 'not in the input',
      }),
    };
  const anonymous = hideGroups(walk, 'the sender comes from the internet, where no group is recognised');
  const entered = toPrivateAddress(atInternetGateway(world, anonymous, vpc, goal), goal);
  return { walk: border(world, entered, goal.subnet, 'in'), end: goal };
}

/** Inside the network a packet to a machine's public address has its private one. */
const toPrivateAddress = (walk: Walk, goal: Station): Walk =>
  isSubset(walk.packet.dst, goal.addresses)
    ? walk
    : translate(walk, 'dst', ofFamily(goal.addresses, family(walk)));

function atInternetGateway(world: World, walk: Walk, vpc: Vpc, goal: Station): Walk {
  if (!isKnown(vpc.internetGateway)) {
    return doubt(walk, vpc.internetGateway.unknown, { resource: refOf(vpc), side: 'in' });
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
  const unread = gateway.edgeTables?.has(vpc.id) ? undefined : gateway.edgesUnread;
  const edge = unread ? doubt(through, unread, { resource, side: 'in' }) : throughEdge(world, through, goal);
  return askPublicAccessAt(world, publicAddress(edge, resource, goal), goal.subnet, 'in', false);
}

/** IPv4 through an internet gateway is translated to the machine's private address, so it needs a public one. */
function publicAddress(walk: Walk, resource: ReturnType<typeof refOf>, goal: Station): Walk {
  const [first] = walk.packet.dst;
  if (first === undefined || familyOf(first) === 6) return walk;
  const isPrivate = goal.asked === 'privately';
  if (goal.publicAddress !== false && !isPrivate) return walk;
  return stop(walk, {
    resource,
    side: 'through',
    cause: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    note: isPrivate
      ? `${describeAddresses(walk.packet.dst)} is private: nothing on the internet can send to it`
      : `${goal.label} has no public address`,
  });
}

/**
 * The public path to a machine: out to the internet as somebody, and in by its own gateway. `walk` goes to its private
 * addresses, or, where it is asked for by them, to its public ones.
 */
export function* byPublicAddress(world: World, walk: Walk, from: Station, goal: Station): Generator<Arrival> {
  const outbound = goal.asked === 'publicly' ? walk : toPublicAddress(walk, goal);
  const { dst } = outbound.packet;
  const away: Goal = { kind: 'away', spot: { kind: 'internet', label: goal.label, addresses: dst } };
  for (const arrival of leave(world, outbound, from, away)) {
    // No machine has an address of the provider's own services.
    if (arrival.end?.kind === 'service' && goal.publicAddress === true) continue;
    if (arrival.end?.kind !== 'internet') yield { walk: arrival.walk };
    else yield enterFromInternet(world, asPublicSender(arrival.walk, walk, from), goal);
  }
}

function toPublicAddress(walk: Walk, goal: Station): Walk {
  const candidates = intersect(publicOf(goal, walk), INTERNET);
  return { ...translate(walk, 'dst', candidates), sentTo: candidates };
}

/** The public addresses that a machine can have, of the family that the packets are of. */
const publicOf = (machine: Station, walk: Walk): AddressSet =>
  ofFamily(publicSet(machine.publicAddress) ?? INTERNET, family(walk));

/** The sender is its own public address now, or the one of the NAT gateway that spoke for it. */
function asPublicSender(out: Walk, original: Walk, from: Station): Walk {
  const sender = out.legs.at(-1)?.to;
  const speaker = sender?.kind === 'station' ? sender : from;
  const leg = {
    from: speaker,
    to: { kind: 'internet' as const, addresses: out.packet.dst },
    packet: out.packet,
    lift: out.lift,
  };
  const sent = { ...out, packet: { ...out.packet, src: original.packet.src } };
  return { ...translate(sent, 'src', publicOf(speaker, original)), legs: [...out.legs, leg] };
}
