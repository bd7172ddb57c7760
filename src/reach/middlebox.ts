/**
 * Appliances and firewall endpoints on the way. A declaration settles what lies behind one, and nothing else: the
 * filters of its own interface are asked, and the tables of its subnet.
 */
import { type AddressSet, INTERNET } from '../ip/address.ts';
import { intersect, isEmpty, subtract } from '../ip/interval.ts';
import { NOTHING, type Traffic } from '../ip/traffic.ts';
import type { VmSpot } from '../model/endpoint.ts';
import type { Unknown } from '../model/known.ts';
import type { Gateway, Middlebox, Opaque } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { declarable, declaredBehind, lookBehind, undeclared } from './behind.ts';
import { border, machine, membershipOf } from './border.ts';
import type { Membership } from './filters.ts';
import { type Arrival, type Goal, type Position, route } from './path.ts';
import { lookup, routesOf } from './routes.ts';
import { lose, narrow, pass, refOf, type Station, type Walk, type World } from './walk.ts';

export const middleboxOf = (world: World, hop: string): Middlebox | undefined => {
  const gateway = world.network.gateways.get(hop);
  return gateway?.kind === 'opaque' ? gateway.middlebox : undefined;
};

/** What only a declaration settles is told with the declaration that is missing; what can be read, with the command. */
export function hiddenBehind(world: World, walk: Walk, gateway: Opaque): Unknown {
  const { unknown } = gateway;
  const isReadable = unknown.cause === 'UNKNOWN_RESOURCE' || unknown.cause === 'PERMISSION_DENIED';
  return isReadable ? unknown : declarable(unknown, undeclared(world, gateway.id, walk.packet.dst));
}

/** Packets at a middlebox: whence they come to it, from whom, and where they want to go. */
interface Crossing {
  readonly world: World;
  readonly gateway: Opaque;
  readonly box: Middlebox;
  readonly at: Position;
  readonly from: Station;
  readonly goal: Goal;
}

/** Into it, past its own filters, and on, as far as it is known or declared where it hands the packets. */
export function* crossMiddlebox(crossing: Crossing, walk: Walk): Generator<Arrival> {
  const { world, gateway, box, at, from, goal } = crossing;
  const seen = whereItStands(world, walk, gateway, box);
  const received = walk.mode === 'forward' ? receive(world, seen, gateway, box, memberOf(world, from)) : seen;
  for (const piece of pieces(crossing, received)) {
    const met = meet(world, narrow(received, piece.addresses), gateway);
    const away: Arrival = { walk: met, end: { kind: 'beyond', gateway: gateway.id } };
    if (piece.way === 'on') {
      const home = { ...at, subnet: box.subnet ?? at.subnet, vpc: vpcOf(world, box, at) };
      const onward = [...route(world, met, home, from, goal)];
      // Appliances may send packets on by themselves: a way back through the endpoint that leads nowhere is not theirs.
      const isTheirs = box.returns !== 'routed' || onward.every((one) => getsOn(one, met));
      yield* isTheirs ? onward : [away];
    } else yield piece.way === 'internet' ? { ...away, walk: sendOut(world, met, gateway, box) } : away;
  }
}

/** An ACL on the way that leads on stops what takes it; it does not make the way another one. */
const getsOn = ({ walk, end }: Arrival, before: Walk): boolean =>
  end !== undefined &&
  walk.steps
    .slice(before.steps.length)
    .every(({ blocked, hop }) => blocked.length === 0 || hop.cause === 'SUBNET_ACL_RESTRICTION');

/** Of a subnet that nobody read, neither the filters nor the table are known: then nothing is known of what it meets. */
function whereItStands(world: World, walk: Walk, gateway: Opaque, { subnet }: Middlebox): Walk {
  if (world.network.subnets.has(subnet ?? '') || gateway.state.is === 'unknown') return walk;
  const why = `${gateway.id} stands in ${subnet ?? 'a subnet'} that is not in the input`;
  const settle = `add the description of ${subnet ?? gateway.id} to the input`;
  const unread = { cause: 'UNKNOWN_RESOURCE', why, settle } as const;
  return lose(walk, unread, { resource: refOf(gateway), side: 'through' });
}

const vpcOf = (world: World, { subnet }: Middlebox, at: Position): string =>
  world.network.subnets.get(subnet ?? '')?.vpc ?? at.vpc;

interface Piece {
  readonly addresses: AddressSet;
  /** On by the table of its subnet, out to the internet by its interface, or away to where nothing shows. */
  readonly way: 'on' | 'internet' | 'away';
}

function pieces(crossing: Crossing, walk: Walk): readonly Piece[] {
  const { world, gateway, box } = crossing;
  const { dst } = walk.packet;
  const on = onward(crossing, walk);
  const rest = subtract(dst, on);
  const declared = box.isAlone ? intersect(declaredBehind(world, [gateway.id]), INTERNET) : [];
  const internet = walk.mode === 'forward' ? intersect(rest, declared) : [];
  const all: readonly Piece[] = [
    { addresses: on, way: 'on' },
    { addresses: internet, way: 'internet' },
    { addresses: subtract(rest, internet), way: 'away' },
  ];
  return all.filter(({ addresses }) => !isEmpty(addresses));
}

/** What comes out again in its own subnet and goes on from there. */
function onward({ world, gateway, box, from, goal }: Crossing, walk: Walk): AddressSet {
  const subnet = world.network.subnets.get(box.subnet ?? '');
  const { dst } = walk.packet;
  if (!subnet) return [];
  if (box.returns === 'all') return dst;
  if (box.returns === 'routed') {
    const table = tableOf(world.network, subnet.id);
    return table ? subtract(dst, lookup(routesOf(table.routes, from), dst).unrouted) : dst;
  }
  // An appliance may translate; what it is said to hand to a machine of its own network comes by its own subnet.
  const isHome = goal.kind === 'station' && goal.vpc === subnet.vpc;
  if (!isHome) return [];
  return isRemembered(walk, gateway) ? dst : intersect(dst, declaredBehind(world, [gateway.id]));
}

/** What it lets pass: what it remembers, and what a person declared; that it was met is noted. */
function meet(world: World, walk: Walk, gateway: Opaque): Walk {
  if (isRemembered(walk, gateway)) return record(remember(walk, gateway), gateway, [walk.packet]);
  const declared = intersect(walk.packet.dst, declaredBehind(world, [gateway.id]));
  const seen = lookBehind(world, walk, gateway, hiddenBehind(world, walk, gateway));
  return record(seen, gateway, isEmpty(declared) ? NOTHING : [{ ...walk.packet, dst: declared }]);
}

export const remember = (walk: Walk, gateway: Gateway): Walk =>
  pass(walk, { resource: refOf(gateway), side: 'through', note: 'knows the connection' });

export const isRemembered = (walk: Walk, { id }: Gateway): boolean =>
  walk.mode === 'reply' && walk.request?.some((one) => one.id === id) === true;

/** `sure`: the packets that it lets pass, as far as anybody said. */
export const record = (walk: Walk, { id }: { readonly id: string }, sure: Traffic): Walk => ({
  ...walk,
  boxes: [...walk.boxes, { id, leg: walk.legs.length, sure }],
});

/** Its own filters, asked for what comes to it. */
function receive(world: World, walk: Walk, gateway: Opaque, box: Middlebox, isMember: Membership): Walk {
  const host = hostOf(world, gateway, box);
  if (!host) return walk;
  const asked = atHost(walk, machine(world, walk, host, 'in', isMember, walk.senderVisible), gateway);
  return box.interface === undefined ? onlyCertain(walk, asked) : asked;
}

/** The same for what comes from the internet. */
export const receiveFromOutside = (world: World, walk: Walk, gateway: Opaque, box: Middlebox): Walk =>
  receive(world, walk, gateway, box, NOBODY);

/** Whichever machines stand there, one of them may have what a rule asks for: only what stops them all stops packets. */
function onlyCertain(before: Walk, asked: Walk): Walk {
  const steps = asked.steps.slice(before.steps.length);
  const stops = steps.some((step) => step.blocked.length > 0);
  return stops
    ? { ...asked, steps: [...before.steps, ...steps.map((step) => ({ ...step, unknown: NOTHING }))] }
    : before;
}

/** What filters said of packets on their way says where. */
function atHost(before: Walk, asked: Walk, { id }: Gateway): Walk {
  const here = asked.steps.slice(before.steps.length).map(({ hop, ...outcome }) => ({
    ...outcome,
    hop: { ...hop, host: id, note: `${hop.note} at ${id}` },
  }));
  return { ...asked, steps: [...before.steps, ...here] };
}

/** The machine that has the interface, for its filters. */
function hostOf(world: World, gateway: Opaque, box: Middlebox): VmSpot | undefined {
  const own = world.network.interfaces.get(box.interface ?? '');
  const subnet = world.network.subnets.get(own?.subnet ?? box.subnet ?? '');
  const filters = own?.filters ?? subnet?.machineFilters ?? [];
  if (!subnet || filters.length === 0) return undefined;
  return {
    kind: 'vm',
    label: gateway.id,
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: own?.addresses ?? [],
    filters,
    publicAddress: own ? own.publicAddresses : false,
    ...(own?.labels && { labels: own.labels }),
  };
}

/** Past its own filters again, with what it hands on. */
function send(world: World, walk: Walk, gateway: Opaque, box: Middlebox): Walk {
  const host = hostOf(world, gateway, box);
  if (!host) return walk;
  return atHost(walk, machine(world, walk, host, 'out', NOBODY, walk.receiverVisible), gateway);
}

/** Out to the internet by the interface that they came in by. */
function sendOut(world: World, walk: Walk, gateway: Opaque, box: Middlebox): Walk {
  const sent = send(world, walk, gateway, box);
  return box.subnet === undefined ? sent : border(world, sent, box.subnet, 'out');
}

/** What it hands on into the network that it stands in, from behind it. */
export function enterThrough(world: World, walk: Walk, gateway: Opaque, box: Middlebox): Walk {
  const sent = box.returns === undefined ? send(world, walk, gateway, box) : walk;
  return record(sent, gateway, [walk.packet]);
}

/** A reply from the internet to an appliance that went there by the interface that has it now. */
export function backTo(world: World, walk: Walk, gateway: Opaque): Walk {
  const box = gateway.middlebox;
  const isPublic = !isEmpty(intersect(walk.packet.src, INTERNET));
  const home = box?.isAlone && isPublic ? box.subnet : undefined;
  const isSaid = walk.request?.some(({ id, sure }) => id === gateway.id && sure.length > 0);
  const back = home !== undefined && isSaid ? border(world, walk, home, 'in') : walk;
  // From here the table of its subnet must lead away from it.
  const visited = [...back.visited, `${gateway.id} from ${box?.subnet}`];
  return record({ ...back, visited }, gateway, []);
}

/** The interface as one that sends replies on, in the name of those behind it. */
export function stationAt(world: World, gateway: Gateway): Station | undefined {
  const box = gateway.kind === 'opaque' ? gateway.middlebox : undefined;
  const subnet = world.network.subnets.get(box?.subnet ?? '');
  const own = world.network.interfaces.get(box?.interface ?? '');
  return (
    subnet && {
      kind: 'station',
      label: gateway.id,
      vpc: subnet.vpc,
      subnet: subnet.id,
      addresses: own?.addresses ?? [],
      publicAddress: own && !isEmpty(own.publicAddresses) ? own.publicAddresses : false,
    }
  );
}

const NOBODY: Membership = () => false;
const memberOf = (world: World, { spot }: Station): Membership => (spot ? membershipOf(world, spot) : NOBODY);
