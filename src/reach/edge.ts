/** Ingress routing: the edge table of an internet gateway sends what enters for a machine to an appliance first. */
import { type AddressSet, ALL_V4, INTERNET } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, union } from '../ip/interval.ts';
import { knownValue, type Unknown } from '../model/known.ts';
import type { Gateway, Route, RouteTable } from '../model/network.ts';
import { declarable, rangesOf } from './behind.ts';
import { border, missing } from './border.ts';
import { isRemembered, middleboxOf, receiveFromOutside, record, remember } from './middlebox.ts';
import { routeLine } from './path.ts';
import { lookup } from './routes.ts';
import { byHealth, outside, pass, refOf, type Station, type Walk, type World } from './walk.ts';

interface Detour {
  readonly table: RouteTable;
  readonly routes: readonly Route[];
  readonly hop: string;
}

/** Where what enters by the internet gateway of a machine's network goes before it comes to the machine. */
export function detourOf(world: World, { vpc, addresses }: Station): Detour | undefined {
  const { vpcs, gateways, routeTables } = world.network;
  const own = vpcs.get(vpc)?.internetGateway;
  const gateway = gateways.get((own && knownValue(own)) ?? '');
  const table =
    gateway?.kind === 'internet' ? routeTables.get(gateway.edgeTables?.get(vpc) ?? '') : undefined;
  const wins = table ? lookup(table.routes, addresses).wins.map(({ route }) => route) : [];
  const routes = wins.filter(({ target }) => target.kind === 'gateway');
  const target = routes[0]?.target;
  return table && target?.kind === 'gateway' ? { table, routes, hop: target.id } : undefined;
}

/** Into the network from the internet, by the edge table if there is one. */
export function throughEdge(world: World, walk: Walk, goal: Station): Walk {
  const detour = detourOf(world, goal);
  if (!detour) return walk;
  const { table, routes, hop } = detour;
  const lines = routes.map(routeLine);
  const routed = pass(walk, { resource: refOf(table), side: 'in', note: `to ${hop}`, lines });
  const gateway = world.network.gateways.get(hop);
  const home = middleboxOf(world, hop)?.subnet;
  const there = home === undefined ? routed : border(world, routed, home, 'in');
  const entered = gateway ? letIn(world, there, gateway) : there;
  const passed = told(world, entered, gateway, hop);
  return home === undefined || home === goal.subnet ? passed : border(world, passed, home, 'out');
}

function letIn(world: World, walk: Walk, gateway: Gateway): Walk {
  if (gateway.kind !== 'opaque' || walk.mode === 'reply') return walk;
  const note = 'hands the packets on';
  const alive = byHealth(walk, gateway.state, { resource: refOf(gateway), side: 'through', note });
  return gateway.middlebox ? receiveFromOutside(world, alive, gateway, gateway.middlebox) : alive;
}

/** What nothing shows of the appliance, but for the clients that a person declared behind it. */
function told(world: World, walk: Walk, gateway: Gateway | undefined, hop: string): Walk {
  if (gateway && isRemembered(walk, gateway)) return record(remember(walk, gateway), gateway, [walk.packet]);
  const resource = gateway ? refOf(gateway) : missing(hop, 'gateway');
  const declarations = (world.declared.get(hop) ?? []).filter(({ reach }) => reach || walk.mode === 'reply');
  const known = intersect(walk.packet.src, union(...declarations.map(({ reach }) => reach ?? INTERNET)));
  const rest = outside(walk.packet, 'src', known);
  const sure = isEmpty(known) ? [] : [{ ...walk.packet, src: known }];
  const texts = declarations.map(({ text }) => text);
  const noted = isEmpty(known) ? walk : { ...walk, declared: [...walk.declared, ...texts] };
  const reason = unseen(world, walk.packet.src, hop);
  const stage = { resource, side: 'through' as const };
  const seen =
    rest.length === 0
      ? pass(noted, { ...stage, note: `declared: ${texts.join(', ')}` })
      : pass(noted, { ...stage, note: reason.why, unknown: rest, reason });
  return record(seen, { id: hop }, sure);
}

function unseen(world: World, sources: AddressSet, hop: string): Unknown {
  const isEverybody = isSubset(intersect(INTERNET, ALL_V4), sources);
  const ranges = isEverybody ? ['0.0.0.0/0'] : rangesOf(world.network, sources);
  const why = `what enters by the internet gateway goes to ${hop} first, and nothing shows what that lets through`;
  const texts = ranges.map((range) => `reach:${range}@${hop}`);
  return declarable({ cause: 'UNKNOWN_DESTINATION', why }, texts);
}
