/** One flow, every pair of its spots, forward and back: the walks and what they add up to. */
import { type AddressSet, ALL_V4, ALL_V6 } from '../ip/address.ts';
import { intersect, interval, isEmpty } from '../ip/interval.ts';
import { type Box, reverseBox } from '../ip/traffic.ts';
import type { Declaration, Flow, Spot, VmSpot } from '../model/endpoint.ts';
import type { Network } from '../model/network.ts';
import { border, machine, membershipOf, missing } from './border.ts';
import { enter } from './entry.ts';
import type { Membership } from './filters.ts';
import { byPublicAddress } from './internet.ts';
import { type Arrival, type Goal, leave, standsIn } from './path.ts';
import { type Branch, summarise } from './summary.ts';
import type { Trace } from './trace.ts';
import {
  doubt,
  type End,
  ephemeralPorts,
  family,
  identity,
  type Leg,
  reversed,
  type Station,
  type Step,
  start,
  stationOf,
  stop,
  trafficOf,
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
  const branches = flow.from.flatMap((from) => flow.to.flatMap((to) => branchesOf(world, flow, from, to)));
  return summarise(flow, branches);
}

/** Two flows with the same key are the same question. */
const keyOf = ({ from, to, protocol, ports }: Flow): string =>
  JSON.stringify([from.map(spotKey), to.map(spotKey), protocol, String(ports)]);

function spotKey(spot: Spot): readonly unknown[] {
  const own = [spot.kind, spot.label, String(spot.addresses)];
  if (spot.kind === 'nowhere') return [...own, spot.vpc, spot.unknown];
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
  ];
}

function branchesOf(world: World, flow: Flow, from: Spot, to: Spot): readonly Branch[] {
  const boxes = [ALL_V4, ALL_V6].flatMap((family) => {
    const src = intersect(from.addresses, family);
    const dst = intersect(to.addresses, family);
    return isEmpty(src) || isEmpty(dst) ? [] : [boxOf(flow, from, src, dst)];
  });
  if (boxes.length === 0) return [noCommonFamily(world, flow, from, to)];
  return boxes.flatMap((box) =>
    [...forward(world, start('forward', box, identity), from, to)].map((arrival) => {
      const there = atMachines(world, arrival, from, to);
      return branch(world, from, to, there, [...reply(world, there, from, to)]);
    }),
  );
}

const boxOf = (flow: Flow, from: Spot, src: AddressSet, dst: AddressSet): Box => ({
  src,
  dst,
  protocol: interval(flow.protocol),
  srcPort: ephemeralPorts(from),
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
  else yield { walk: nothingBetween(walk, from, to) };
}

function* fromMachine(world: World, walk: Walk, from: VmSpot, to: Spot): Generator<Arrival> {
  const goal: Goal = to.kind === 'vm' ? stationOf(to) : { kind: 'away', spot: to };
  const arrivals = [...leave(world, walk, stationOf(from), goal)];
  const isPublic = goal.kind === 'station' && goal.publicAddress !== false;
  // An IPv6 address is the same one inside and outside.
  const isPrivate = to.kind === 'vm' && to.privately === true && family(walk) === 4;
  const elsewhere = isPublic && goal.vpc !== from.vpc && !isPrivate;
  const around =
    elsewhere && arrivals.every(isStranded) ? [...byPublicAddress(world, walk, stationOf(from), goal)] : [];
  // Where no way leads there, the private one is what the person meant to build.
  yield* around.every(isStranded) ? arrivals : around;
}

/** No way leads on; where one may that nobody read, nobody knows. */
const isStranded = ({ end, walk }: Arrival): boolean =>
  end === undefined && walk.steps.every(({ unknown }) => unknown.length === 0);

function nothingBetween(walk: Walk, from: Spot, to: Spot): Walk {
  const why = `neither ${from.label} nor ${to.label} is a machine of this network`;
  const reason = {
    cause: 'UNKNOWN_DESTINATION' as const,
    why,
    settle: 'name a machine, a subnet or a role as one end',
  };
  return doubt(walk, reason, { resource: missing(from.label, 'endpoint'), side: 'out', note: why });
}

/** The machines' own filters, asked last because only the whole path shows whether groups are still recognised. */
function atMachines(world: World, arrival: Arrival, from: Spot, to: Spot): Arrival {
  const { walk, end } = arrival;
  const sent = from.kind === 'vm' ? sending(world, walk, from, to) : [];
  const received =
    to.kind === 'vm' && end?.kind === 'station'
      ? machine(world, walk, to, 'in', membership(world, from), walk.senderVisible)
      : walk;
  return { ...arrival, walk: { ...received, steps: [...sent, ...received.steps] } };
}

function sending(world: World, walk: Walk, from: VmSpot, to: Spot): readonly Step[] {
  const isMember = to.kind === 'vm' ? membershipOf(world, to) : NOBODY;
  return trafficOf(walk).flatMap(
    (box) =>
      machine(world, start('forward', box, identity), from, 'out', isMember, walk.receiverVisible).steps,
  );
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
  for (const leg of [...legs].reverse()) yield* replyLeg(world, leg, unsure);
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

function* replyLeg(world: World, leg: Leg, unsure: Walk['unsure']): Generator<Walk> {
  const back = {
    ...start('reply', reverseBox(leg.packet), reversed(leg.lift)),
    ...(unsure && { unsure }),
  };
  if (leg.to.kind !== 'station') {
    if (leg.from.kind === 'station') yield comesBack(world, back, leg.to, leg.from);
    return;
  }
  for (const arrival of leave(world, back, leg.to, goalOf(leg.from, leg.packet.src))) {
    yield arrives(arrival, leg.from) ? arrival.walk : astray(arrival.walk, leg.from);
  }
}

/** In again from outside, or from the subnet of an appliance; from one in the same subnet no border is crossed. */
function comesBack(world: World, walk: Walk, far: End, near: Station): Walk {
  const home = far.kind === 'beyond' && far.gateway !== undefined ? standsIn(world, far.gateway) : undefined;
  if (home === near.subnet) return walk;
  const out = home === undefined ? walk : border(world, walk, home, 'out');
  return border(world, out, near.subnet, 'in');
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

/** A reply that stopped, or went out of sight, has said so; one that went elsewhere has not. */
const arrives = ({ end }: Arrival, wanted: End): boolean =>
  end === undefined || end.kind === 'beyond' || wanted.kind !== 'internet' || end.kind === 'internet';

const astray = (walk: Walk, wanted: End): Walk =>
  stop(walk, {
    resource: walk.door ?? missing('route', 'route'),
    side: 'through',
    cause: 'NO_ROUTE_TO_DESTINATION',
    note: `the reply leaves here, and the sender waits for it ${wanted.kind === 'internet' ? 'from the public address' : 'elsewhere'}`,
  });

const branch = (world: World, from: Spot, to: Spot, { walk }: Arrival, replies: readonly Walk[]): Branch => ({
  from,
  to,
  traffic: trafficOf(walk),
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
