/**
 * The way of a packet through a network, from a machine, from the internet or from behind a gateway, to its end:
 * subnet border, route lookup, doors, and in again. The same steps serve the reply; only machines' own filters are
 * not asked there (they are stateful), and a reply goes through no NAT of its own.
 */
import { type AddressSet, cidrSet, describeAddresses } from '../ip/address.ts';
import { intersect, isEmpty, overlaps, subtract, union } from '../ip/interval.ts';
import type { Spot } from '../model/endpoint.ts';
import { absent, isKnown } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { Route, RouteTable } from '../model/network.ts';
import { describeDestinations } from '../model/whole.ts';
import { border, missing } from './border.ts';
import { crossGateway } from './doors.ts';
import { withoutFallen } from './fallen.ts';
import { takeByPolicy } from './policy-routes.ts';
import { lookup, routesOf } from './routes.ts';
import type { DecidingLine } from './trace.ts';
import {
  byHealth,
  doubt,
  type End,
  lose,
  narrow,
  pass,
  refOf,
  type Station,
  stop,
  type Walk,
  type World,
} from './walk.ts';

/** A walk that has come to its end; without an end, it stopped for want of a next hop. */
export interface Arrival {
  readonly walk: Walk;
  readonly end?: End;
}

/** What the packets are on their way to. */
export type Goal = Station | { readonly kind: 'away'; readonly spot: Exclude<Spot, { kind: 'vm' }> };

/** Where in the network packets are when a route table is asked. */
export interface Position {
  readonly vpc: string;
  readonly subnet: string;
  /** They came in by a transit gateway's attachment in this subnet, not from a machine of it. */
  readonly byTransit?: boolean;
  /** The table that is asked, where it is no subnet's: then there is no subnet, and no border of one. */
  readonly table?: string;
}

/** Out of a machine. Inside one subnet packets go straight, past border filters and routes. */
export function* leave(world: World, walk: Walk, from: Station, goal: Goal): Generator<Arrival> {
  if (goal.kind === 'station' && goal.subnet === from.subnet) {
    const subnet = world.network.subnets.get(from.subnet);
    const resource = subnet ? refOf(subnet) : missing(from.subnet, 'subnet');
    const note = 'both ends are in this subnet: no border filter and no route is asked';
    yield { walk: pass(walk, { resource, side: 'through', note }), end: goal };
    return;
  }
  const at = { vpc: from.vpc, subnet: from.subnet, ...(from.table !== undefined && { table: from.table }) };
  yield* route(world, walk, at, from, goal);
}

/** Asks the subnet's route table, and follows each piece of the destinations through its own door. */
export function* route(
  world: World,
  walk: Walk,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const subnet = world.network.subnets.get(at.subnet);
  const own = subnet && isKnown(subnet.routeTable) ? subnet.routeTable.value : undefined;
  const tableId = at.table ?? own;
  const table = tableId === undefined ? undefined : world.network.routeTables.get(tableId);
  if (!table) {
    const resource = subnet ? refOf(subnet) : missing(at.table ?? at.subnet, 'route table');
    const stage = { resource, side: 'out' as const, note: 'its route table is not known' };
    yield { walk: leaveSubnet(world, lose(walk, unreadTable(world, at), stage), at) };
    return;
  }
  for (const piece of byCertainty(table, walk)) yield* byTable(world, piece, table, at, from, goal);
}

/** The packets that the table's known routes decide about, and those that one which nobody read may take. */
function* byCertainty(table: RouteTable, walk: Walk): Generator<Walk> {
  const { dst } = walk.packet;
  const open = table.unread
    .map(({ unknown, destinations }) => ({
      unknown,
      taken: destinations ? intersect(destinations, dst) : dst,
    }))
    .filter(({ taken }) => !isEmpty(taken));
  const taken = union(...open.map((one) => one.taken));
  const certain = subtract(dst, taken);
  if (!isEmpty(certain)) yield narrow(walk, certain);
  if (!isEmpty(taken))
    yield open.reduce(
      (lost, { unknown }) => lose(lost, unknown, { resource: refOf(table), side: 'through' }),
      narrow(walk, taken),
    );
}

function* byTable(
  world: World,
  walk: Walk,
  table: RouteTable,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const policy = takeByPolicy(table.before ?? [], walk.packet, from);
  const routes = goal.kind === 'away' ? (table.unowned ?? table.routes) : table.routes;
  const { wins, unrouted } = lookup(routesOf(routes, from), policy.rest);
  const { kept, fallen } = withoutFallen(world.network, wins, walk.mode);
  for (const group of sameTarget([...policy.wins, ...kept])) {
    const piece = leaveSubnet(
      world,
      narrow(walk, group.addresses),
      at,
      nextSubnet(world, group.routes[0], goal, at.subnet),
    );
    yield* follow(world, piece, table, group.routes, at, from, goal);
  }
  // Where a route may stand that nobody read, nothing says that there is none.
  if (!isEmpty(unrouted) && walk.unsure) yield { walk: leaveSubnet(world, narrow(walk, unrouted), at) };
  else if (!isEmpty(unrouted)) {
    const lines = [{ kind: 'none', id: 'no route', text: 'no route matches' } as const];
    yield { walk: noRoute(world, narrow(walk, unrouted), table, at, lines, '') };
  }
  for (const { routes: lines, addresses } of sameTarget(fallen)) {
    const piece = narrow(walk, addresses);
    const why = ', and the default route leads to the internet';
    yield {
      walk: walk.unsure
        ? leaveSubnet(world, piece, at)
        : noRoute(world, piece, table, at, lines.map(routeLine), why),
    };
  }
}

function noRoute(
  world: World,
  walk: Walk,
  table: RouteTable,
  at: Position,
  lines: readonly DecidingLine[],
  why: string,
): Walk {
  const { dst } = walk.packet;
  return stop(leaveSubnet(world, walk, at), {
    resource: refOf(table),
    side: 'through',
    note: `no route to ${describeDestinations(world.network, dst)}${why}`,
    lines: [...lines, ...unused(table, dst, [])],
    cause: 'NO_ROUTE_TO_DESTINATION',
  });
}

/** Across the border of the subnet, unless what comes next stands in the same one. */
const leaveSubnet = (world: World, walk: Walk, at: Position, next?: string): Walk =>
  next === at.subnet ? walk : border(world, walk, at.subnet, 'out');

/**
 * Where the next hop stands, if it stands in a subnet: the goal itself, a NAT gateway, an appliance. Where it is not
 * known which route wins, or where an appliance stands, that may be this very subnet: then nothing is claimed about
 * the border.
 */
function nextSubnet(world: World, winner: Route | undefined, goal: Goal, here: string): string | undefined {
  if (winner?.state.is === 'unknown') return here;
  if (winner?.target.kind !== 'gateway') return goal.kind === 'station' ? goal.subnet : undefined;
  const { id } = winner.target;
  const gateway = world.network.gateways.get(id);
  const isAppliance = gateway?.kind === 'opaque' && gateway.middlebox !== undefined;
  return standsIn(world, id) ?? (isAppliance ? here : undefined);
}

/** The subnet in which a hop has its interface, if it has one. */
export function standsIn(world: World, hop: string): string | undefined {
  const gateway = world.network.gateways.get(hop);
  if (gateway?.kind === 'nat') return isKnown(gateway.subnet) ? gateway.subnet.value : undefined;
  const box = gateway?.kind === 'opaque' ? gateway.middlebox : undefined;
  return box?.subnet ?? world.network.interfaces.get(hop)?.subnet;
}

function unreadTable(world: World, at: Position) {
  const subnet = world.network.subnets.get(at.subnet);
  if (subnet && !isKnown(subnet.routeTable)) return subnet.routeTable.unknown;
  const id = at.table ?? (subnet && isKnown(subnet.routeTable) ? subnet.routeTable.value : at.subnet);
  return absent(id);
}

interface RouteGroup {
  readonly routes: readonly Route[];
  readonly addresses: AddressSet;
}

/** Pieces that leave by the same door in the same state go on together. */
function sameTarget(
  wins: readonly { readonly route: Route; readonly addresses: AddressSet }[],
): readonly RouteGroup[] {
  const groups = groupBy(
    wins,
    ({ route: { target, state } }) => `${target.kind === 'local' ? 'local' : target.id} ${state.is}`,
  );
  return [...groups.values()].map((group) => ({
    routes: group.map((win) => win.route),
    addresses: union(...group.map(({ addresses }) => addresses)),
  }));
}

export const routeLine = (winner: {
  readonly id: string;
  readonly place?: Route['place'];
}): DecidingLine => ({
  kind: 'route',
  id: winner.id,
  text: winner.id,
  ...(winner.place && { place: winner.place }),
});

/** Routes that would have taken these packets before the winners, but never win: why they do not. */
const unused = (
  { overruled = [] }: RouteTable,
  destinations: AddressSet,
  winners: readonly Route[],
): readonly DecidingLine[] =>
  overruled
    .filter(({ destination }) => overlaps(cidrSet(destination), destinations))
    .filter(({ destination }) => winners.every((winner) => winner.destination.length < destination.length))
    .map((route) => ({
      ...routeLine(route),
      text: `${route.id} is not used${route.state.is === 'unusable' ? `: ${route.state.why}` : ''}`,
    }));

function* follow(
  world: World,
  walk: Walk,
  table: RouteTable,
  routes: readonly Route[],
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const [first] = routes;
  if (!first) return;
  const stage = {
    resource: refOf(table),
    side: 'through' as const,
    note: first.target.kind === 'local' ? 'stays in the network' : `to ${first.target.id}`,
    lines: [...routes.map(routeLine), ...unused(table, walk.packet.dst, routes)],
  };
  const routed = byHealth(walk, first.state, stage);
  if (first.state.is !== 'usable') {
    // Dead, or not known to win: what lies further on says nothing about these packets.
    yield { walk: routed };
  } else if (first.target.kind === 'local') {
    yield* arriveLocally(world, routed, table, at, goal);
  } else {
    yield* crossGateway(world, routed, first.target.id, at, from, goal);
  }
}

/** The network's own routing delivers to the subnets of its ranges, and nowhere else. */
function* arriveLocally(
  world: World,
  walk: Walk,
  table: RouteTable,
  at: Position,
  goal: Goal,
): Generator<Arrival> {
  if (goal.kind === 'station' && goal.vpc === at.vpc) {
    yield arrive(world, walk, goal, at);
    return;
  }
  const inside = describeAddresses(walk.packet.dst);
  const stage = {
    resource: refOf(table),
    side: 'through' as const,
    cause: 'VPC_LOCAL_ROUTE_CIDR_RESTRICTION' as const,
    note:
      goal.kind === 'station'
        ? `the local route keeps ${inside} inside ${at.vpc}, and the destination is in ${goal.vpc}`
        : `the local route keeps ${inside} inside ${at.vpc}, where it is in no subnet`,
  };
  const doubtful = goal.kind === 'away' && goal.spot.kind === 'nowhere' ? goal.spot.unknown : undefined;
  yield { walk: doubtful ? doubt(walk, doubtful, { ...stage, note: doubtful.why }) : stop(walk, stage) };
}

/** Into the destination's subnet. From a transit gateway's attachment in the same subnet no border is crossed. */
export function arrive(world: World, walk: Walk, goal: Station, at: Position | undefined): Arrival {
  return { walk: at?.subnet === goal.subnet ? walk : border(world, walk, goal.subnet, 'in'), end: goal };
}
