/** What each kind of gateway does to packets: translate, hand on, refuse, or hide what lies behind. */
import { intersect, isEmpty, subtract } from '../ip/interval.ts';
import { absent } from '../model/known.ts';
import type { Gateway, Opaque, ServiceEndpoint } from '../model/network.ts';
import { behind, declaredBehind } from './behind.ts';
import { border, missing } from './border.ts';
import { crossInternet } from './internet.ts';
import { crossMiddlebox, hiddenBehind } from './middlebox.ts';
import { crossNat } from './nat.ts';
import { type Arrival, arrive, type Goal, type Position, standsIn } from './path.ts';
import { crossPeering } from './peering.ts';
import { crossTransit } from './transit.ts';
import {
  byHealth,
  doubt,
  narrow,
  refOf,
  type Station,
  stop,
  type Walk,
  type World,
  wrongFamily,
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
    yield { walk: doubt(walk, absent(id), { resource: missing(id, 'gateway'), side: 'through' }) };
    return;
  }
  // The same gateway from another subnet is no circle: traffic can pass an inspection network on its way.
  const step = `${gateway.id} from ${at.subnet}`;
  if (walk.visited.includes(step)) {
    yield { walk: loop(walk, gateway) };
    return;
  }
  const door = walk.door ?? refOf(gateway);
  yield* cross(world, { ...walk, door, visited: [...walk.visited, step] }, gateway, at, from, goal);
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
      yield* crossOpaque(world, walk, gateway, at, from, goal);
      return;
  }
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

function* crossOpaque(
  world: World,
  walk: Walk,
  gateway: Opaque,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const home = standsIn(world, gateway.id);
  const there = home === undefined || home === at.subnet ? walk : border(world, walk, home, 'in');
  const through = byHealth(wrongFamily(there, gateway), gateway.state, {
    resource: refOf(gateway),
    side: 'through',
    note: 'hands the packets on',
  });
  if (gateway.middlebox) {
    yield* crossMiddlebox({ world, gateway, box: gateway.middlebox, at, from, goal }, through);
    return;
  }
  const declared = intersect(walk.packet.dst, declaredBehind(world, [gateway.id]));
  const isThere = goal.kind === 'station' && !isEmpty(declared);
  const seen = (piece: Walk) => behind(world, piece, gateway, hiddenBehind(world, piece, gateway));
  // A machine of the input that is declared to be behind it still has its own subnet and filters.
  if (isThere) yield arrive(world, seen(narrow(through, declared)).walk, goal, undefined);
  const rest = isThere ? narrow(through, subtract(walk.packet.dst, declared)) : through;
  if (!isEmpty(rest.packet.dst)) yield seen(rest);
}
