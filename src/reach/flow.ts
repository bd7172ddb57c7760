/** One flow, every pair of its spots, forward and back: the walks and what they add up to. */
import { type AddressSet, ALL_V4, ALL_V6, describeAddresses, ofFamily } from '../ip/address.ts';
import { answeringMessages, isIcmp } from '../ip/icmp.ts';
import { intersect, interval, isEmpty } from '../ip/interval.ts';
import { type Box, reverseBox } from '../ip/traffic.ts';
import type { Declaration, Flow, Spot, VmSpot } from '../model/endpoint.ts';
import type { Network } from '../model/network.ts';
import { keepMeant } from './ambiguous.ts';
import { declaredBehind } from './behind.ts';
import { border, machine, membershipOf, missing } from './border.ts';
import { throughEdge } from './edge.ts';
import { enter } from './entry.ts';
import type { Membership } from './filters.ts';
import { bothHalves, boxesOn } from './halves.ts';
import { byPublicAddress } from './internet.ts';
import { backTo, record, stationAt } from './middlebox.ts';
import { type Arrival, type Goal, leave } from './path.ts';
import { type Branch, summarise } from './summary.ts';
import type { Trace } from './trace.ts';
import { hopsOf } from './transit-table.ts';
import {
  byHealth,
  doubt,
  type End,
  ephemeralPorts,
  family,
  identity,
  type Leg,
  type PassedBox,
  pass,
  refOf,
  reversed,
  type Station,
  type Step,
  start,
  stationOf,
  stop,
  trafficOf,
  translate,
  type Walk,
  type World,
} from './walk.ts';

const worlds = new WeakMap<Network, Map<string, World>>();

/** Makes a network ready for questions, once for each set of declarations. They name hops by id. */
export function worldOf(network: Network, declarations: readonly Declaration[] = []): World {
  const known = worlds.get(network) ?? new Map<string, World>();
  worlds.set(network, known);
  const key = declarations.map(({ text }) => text).join('\n');
  const world = known.get(key) ?? { network, traced: new Map(), declared: byHop(declarations) };
  known.set(key, world);
  return world;
}

function byHop(declarations: readonly Declaration[]): World['declared'] {
  const declared = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const list = declared.get(declaration.hop);
    if (list) list.push(declaration);
    else declared.set(declaration.hop, [declaration]);
  }
  return declared;
}

/** Traces a flow: every set of packets with its verdict, every blocker, hop by hop, forward and reply. */
export function traceFlow(world: World, flow: Flow): Trace {
  const key = keyOf(flow);
  const trace = world.traced.get(key) ?? walkAll(world, flow);
  world.traced.set(key, trace);
  return trace;
}

function walkAll(world: World, flow: Flow): Trace {
  const pairs = flow.from.flatMap((from) =>
    flow.to.map((to) => ({ from, to, branches: branchesOf(world, flow, from, to) })),
  );
  return summarise(
    flow,
    keepMeant(pairs).flatMap(({ branches }) => branches),
  );
}

/** Two flows with the same key are the same question. */
const keyOf = ({ from, to, protocol, ports }: Flow): string =>
  JSON.stringify([from.map(spotKey), to.map(spotKey), protocol, String(ports)]);

function spotKey(spot: Spot): readonly unknown[] {
  const own = [spot.kind, spot.label, String(spot.addresses)];
  if (spot.kind === 'nowhere') return [...own, spot.vpc, spot.unknown, spot.oneOf];
  if (spot.kind !== 'vm') return own;
  return [
    ...own,
    spot.vpc,
    spot.subnet,
    spot.filters,
    spot.memberOf,
    spot.labels,
    spot.untold,
    String(spot.publicAddress),
    spot.privately,
    String(spot.publicly),
    spot.service,
    spot.vacant,
    spot.oneOf,
  ];
}

function branchesOf(world: World, flow: Flow, from: Spot, to: Spot): readonly Branch[] {
  const boxes = [ALL_V4, ALL_V6].flatMap((family) => {
    const src = intersect(namedAddresses(from), family);
    const dst = intersect(namedAddresses(to), family);
    return isEmpty(src) || isEmpty(dst) ? [] : [boxOf(flow, from, src, dst)];
  });
  if (boxes.length === 0) return [noCommonFamily(world, flow, from, to)];
  return boxes.flatMap((box) =>
    [...forward(world, fromPrivateAddress(start('forward', box, identity), from), from, to)].map(
      (arrival) => {
        const there = atMachines(world, arrival, from, to);
        return branch(world, from, to, there, [...reply(world, there, from, to)]);
      },
    ),
  );
}

/** The addresses that the question names: a machine's public ones where it is asked for by them. */
const namedAddresses = (spot: Spot): AddressSet => (spot.kind === 'vm' && spot.publicly) || spot.addresses;

/** A machine known by its public address sends from its private one. */
const fromPrivateAddress = (walk: Walk, from: Spot): Walk =>
  from.kind === 'vm' && from.publicly ? translate(walk, 'src', ofFamily(from.addresses, 4)) : walk;

const boxOf = (flow: Flow, from: Spot, src: AddressSet, dst: AddressSet): Box => ({
  src,
  dst,
  protocol: interval(flow.protocol),
  srcPort: isIcmp(flow.protocol) ? answeringMessages(flow.protocol, flow.ports) : ephemeralPorts(from),
  dstPort: flow.ports,
});

function noCommonFamily(world: World, flow: Flow, from: Spot, to: Spot): Branch {
  const box = boxOf(flow, from, from.addresses, to.addresses);
  const note = `${from.label} and ${to.label} share no address family`;
  const resource = missing(to.label, 'endpoint');
  const walk = stop(start('forward', box, identity), {
    resource,
    side: 'in',
    note,
    cause: 'PROTOCOL_RESTRICTION',
  });
  return branch(world, from, to, { walk }, []);
}

function* forward(world: World, walk: Walk, from: Spot, to: Spot): Generator<Arrival> {
  if (from.kind === 'vm') yield* fromMachine(world, walk, from, to);
  else if (to.kind === 'vm') yield* enter(world, walk, from, to);
  else yield { walk: betweenOutsiders(walk, from, to) };
}

function* fromMachine(world: World, walk: Walk, from: VmSpot, to: Spot): Generator<Arrival> {
  const sender = stationOf(from);
  if (to.kind !== 'vm') {
    yield* leave(world, walk, sender, { kind: 'away', spot: to });
    return;
  }
  const goal = stationOf(to);
  if (to.publicly || from.publicly) {
    yield* byPublicAddress(world, walk, sender, goal);
    return;
  }
  const arrivals = [...leave(world, walk, sender, goal)];
  // An IPv6 address is the same one inside and outside.
  const isPrivate = to.privately === true && family(walk) === 4;
  const elsewhere = goal.publicAddress !== false && goal.vpc !== from.vpc && !isPrivate;
  const around =
    elsewhere && arrivals.every(isStranded(world)) ? [...byPublicAddress(world, walk, sender, goal)] : [];
  // Where no way leads there, the private one is what the person meant to build.
  yield* around.every(isStranded(world)) ? arrivals : around;
}

/** No way leads on; where one may that nobody read, nobody knows. What forwards nothing has nothing behind it. */
const isStranded =
  ({ network }: World) =>
  ({ end, walk }: Arrival): boolean => {
    if (end === undefined) return walk.steps.every(({ unknown }) => unknown.length === 0);
    const gateway = end.kind === 'beyond' ? network.gateways.get(end.gateway ?? '') : undefined;
    return gateway?.kind === 'opaque' && gateway.state.is === 'unusable' && !walk.unsure;
  };

/** Between ends that are no machine of the input: what is certain all the same. */
function betweenOutsiders(walk: Walk, from: Exclude<Spot, VmSpot>, to: Exclude<Spot, VmSpot>): Walk {
  const resource = missing(to.label, 'endpoint');
  const addresses = describeAddresses(to.addresses);
  if (to.kind === 'nowhere' && !to.unknown)
    return stop(walk, {
      resource,
      side: 'in',
      cause: 'VPC_LOCAL_ROUTE_CIDR_RESTRICTION',
      note: `${addresses} is in no subnet of ${to.vpc}: no machine can have it`,
    });
  if (from.kind === 'internet' && to.kind !== 'internet' && family(walk) === 4)
    return stop(walk, {
      resource,
      side: 'in',
      cause: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
      note: `${addresses} is private: nothing on the internet can send to it`,
    });
  const reason = {
    cause: 'UNKNOWN_DESTINATION' as const,
    why: `neither ${from.label} nor ${to.label} is a machine of this network`,
    settle: 'name a machine, a subnet or a role as one end',
  };
  return doubt(walk, reason, { resource: missing(from.label, 'endpoint'), side: 'out' });
}

/** The machines' own filters, asked last because only the whole path shows whether groups are still recognised. */
function atMachines(world: World, arrival: Arrival, from: Spot, to: Spot): Arrival {
  const { walk, end } = arrival;
  const sent = from.kind === 'vm' ? sending(world, walk, from, to) : [];
  const received = to.kind === 'vm' && end?.kind === 'station' ? receive(world, walk, from, to) : walk;
  return { ...arrival, walk: { ...received, steps: [...sent, ...received.steps] } };
}

function receive(world: World, walk: Walk, from: Spot, to: VmSpot): Walk {
  const filtered = machine(world, walk, to, 'in', membership(world, from), walk.senderVisible);
  const subnet = world.network.subnets.get(to.subnet);
  const stage = { resource: subnet ? refOf(subnet) : missing(to.subnet, 'subnet'), side: 'in' as const };
  if (to.vacant) return doubt(filtered, to.vacant, stage);
  if (!to.service || to.service.takes.is === 'usable') return filtered;
  return byHealth(filtered, to.service.takes, {
    ...stage,
    resource: missing(to.label, to.service.word),
    note: '',
  });
}

/** As the sender writes the packets: to the public address where they take the public path, and from its own. */
function sending(world: World, walk: Walk, from: VmSpot, to: Spot): readonly Step[] {
  const isMember = to.kind === 'vm' ? membershipOf(world, to) : NOBODY;
  return trafficOf(walk).flatMap((box) => {
    const first = fromPrivateAddress(start('forward', box, identity), from);
    const written = walk.sentTo ? translate(first, 'dst', walk.sentTo) : first;
    return machine(world, written, from, 'out', isMember, walk.receiverVisible).steps;
  });
}

const NOBODY: Membership = () => false;
const PERHAPS: Membership = () => undefined;

function membership(world: World, from: Spot): Membership {
  if (from.kind === 'vm') return membershipOf(world, from);
  return from.kind === 'internet' ? NOBODY : PERHAPS;
}

/**
 * The way back, stretch by stretch, from the far end of each to its near end. Where the packets got lost or out of
 * sight on the way to a machine, that machine's own way back is walked all the same: it may need repair too.
 */
function* reply(world: World, { walk, end }: Arrival, from: Spot, to: Spot): Generator<Walk> {
  const lost = end === undefined || end.kind === 'beyond';
  const far = lost && to.kind === 'vm' && walk.legs.length === 0 ? stationOf(to) : end;
  if (!far) return;
  const near: End = walk.legs.at(-1)?.to ?? originOf(from, walk);
  const legs: readonly Leg[] = [...walk.legs, { from: near, to: far, packet: walk.packet, lift: walk.lift }];
  // A machine's own way back is its own; one that a guess at the way there led to is a guess as well.
  const isOwn =
    far.kind === 'station' &&
    walk.legs.length === 0 &&
    from.kind !== 'nowhere' &&
    !(lost && mayGoPublic(from, to));
  const unsure = isOwn ? undefined : walk.unsure;
  for (const [index, leg] of [...legs.entries()].reverse()) {
    // A request that is lost on its way has met nothing that would miss the reply.
    const request = { met: end ? boxesOn(walk, index) : [], isLost: end === undefined, unsure: walk.unsure };
    yield* replyLeg(world, leg, request, unsure);
  }
}

/** What is known of the way of a request, when its reply is held against it. */
interface Request {
  readonly met: readonly PassedBox[];
  /** Nothing shows that it gets there. */
  readonly isLost: boolean;
  readonly unsure: Walk['unsure'];
}

/** Where the private way was not read, the packets may have come by the internet, and the reply goes back by it. */
const mayGoPublic = (from: Spot, to: Spot): boolean =>
  from.kind === 'vm' &&
  to.kind === 'vm' &&
  from.vpc !== to.vpc &&
  to.publicAddress !== false &&
  to.privately !== true;

function originOf(from: Spot, walk: Walk): End {
  if (from.kind === 'vm') return stationOf(from);
  if (from.kind === 'internet' && walk.declared.length === 0)
    return { kind: 'internet', addresses: from.addresses };
  return { kind: 'beyond', gateway: walk.door?.id, ...(from.kind === 'nowhere' && { spot: from }) };
}

function* replyLeg(
  world: World,
  leg: Leg,
  { met, isLost, unsure: unsureThere }: Request,
  unsure: Walk['unsure'],
): Generator<Walk> {
  const back = {
    ...start('reply', reverseBox(leg.packet), reversed(leg.lift)),
    request: met,
    ...(unsure && { unsure }),
  };
  // Where nothing shows how the request came in, or that it came, nothing shows what it met.
  const isSeen = !isLost && (leg.from.kind !== 'beyond' || leg.from.gateway !== undefined);
  // Of two ways that are held against each other, each has to be known.
  const open = unsureThere ?? unreadAt(world, leg.to);
  const check = ({ walk, end }: Arrival): Walk => {
    const held = open ? { ...walk, unsure: walk.unsure ?? open } : walk;
    return isSeen ? bothHalves(world, held, leg, end !== undefined) : walk;
  };
  if (leg.to.kind !== 'station') {
    if (leg.from.kind === 'station')
      for (const arrival of comesBack(world, back, leg.to, leg.from)) yield check(arrival);
    return;
  }
  for (const arrival of leave(world, back, leg.to, goalOf(leg.from, leg.packet.src)))
    yield check({ ...arrival, walk: keepsCourse(world, arrival, leg.from) });
}

/** Why it is not known by what a reply comes in: it comes by a gateway that nobody read. */
function unreadAt({ network }: World, far: End): Walk['unsure'] {
  const gateway = far.kind === 'beyond' ? network.gateways.get(far.gateway ?? '') : undefined;
  return gateway?.kind === 'opaque' && gateway.state.is === 'unknown' ? gateway.state.unknown : undefined;
}

/** In again from outside, or by the table of the subnet that an appliance stands in. */
function* comesBack(world: World, walk: Walk, far: End, near: Station): Generator<Arrival> {
  const gateway = far.kind === 'beyond' ? world.network.gateways.get(far.gateway ?? '') : undefined;
  const appliance = gateway && stationAt(world, gateway);
  if (gateway?.kind === 'opaque' && appliance) {
    yield* leave(world, backTo(world, walk, gateway), appliance, near);
    return;
  }
  const met = gateway?.kind === 'opaque' && gateway.middlebox ? record(walk, gateway, []) : walk;
  const entered = far.kind === 'internet' ? throughEdge(world, met, near) : met;
  yield { walk: border(world, entered, near.subnet, 'in'), end: near };
}

function goalOf(end: End, addresses: AddressSet): Goal {
  if (end.kind === 'station') return end;
  const label = 'the sender';
  return end.kind === 'internet'
    ? { kind: 'away', spot: { kind: 'internet', label, addresses } }
    : {
        kind: 'away',
        spot:
          end.kind === 'beyond' && end.spot
            ? { ...end.spot, addresses }
            : { kind: 'beyond', label, addresses },
      };
}

/**
 * A reply that stopped has said so, and so has one that went out of sight; one that went elsewhere has not. A sender on
 * the internet waits for the machine's public address: whatever a declared way to the internet makes of the reply, it is
 * not that. What remembers connections is asked for both halves.
 */
function keepsCourse(world: World, { walk, end }: Arrival, wanted: End): Walk {
  if (wanted.kind !== 'internet' || end === undefined || end.kind === 'internet') return walk;
  if (end.kind !== 'beyond') return astray(walk, walk.packet.dst);
  const gateway = world.network.gateways.get(end.gateway ?? '');
  if (!gateway || (gateway.kind === 'opaque' && (gateway.middlebox || gateway.unreadKind))) return walk;
  const declared = declaredBehind(world, gateway.kind === 'transit' ? hopsOf(gateway) : [gateway.id]);
  return astray(walk, intersect(walk.packet.dst, declared));
}

const astray = (walk: Walk, dst: AddressSet): Walk =>
  isEmpty(dst)
    ? walk
    : pass(walk, {
        resource: walk.door ?? missing('route', 'route'),
        side: 'through',
        blocked: [{ ...walk.packet, dst }],
        cause: 'NO_ROUTE_TO_DESTINATION',
        note: 'the reply leaves here, and the sender waits for it from the public address',
      });

const branch = (
  world: World,
  from: Spot,
  to: Spot,
  { walk, end }: Arrival,
  replies: readonly Walk[],
): Branch => ({
  from,
  to,
  traffic: trafficOf(walk),
  reached: end !== undefined,
  answered: replies.length > 0,
  forward: inWords(world, walk.steps),
  reply: inWords(
    world,
    replies.flatMap((one) => one.steps),
  ),
  declared: [...walk.declared, ...replies.flatMap((one) => one.declared)],
  ...(walk.door && { door: walk.door }),
});

/** The provider's own words for what the engine found. */
function inWords({ network: { causes } }: World, steps: readonly Step[]): readonly Step[] {
  if (!causes) return steps;
  return steps.map((step) => {
    const { cause } = step.hop;
    return cause ? { ...step, hop: { ...step.hop, cause: causes.get(cause) ?? cause } } : step;
  });
}
