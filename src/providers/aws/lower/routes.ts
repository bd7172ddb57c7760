/** Route tables of VPCs (aws.md 10-15): what each route takes, in which order of rank, and to whom. */
import { ALL_ADDRESSES, type Cidr, cidrSet, formatCidr, parseCidr } from '../../../ip/address.ts';
import { subtract, union } from '../../../ip/interval.ts';
import { type Health, type Unknown, USABLE, unusable } from '../../../model/known.ts';
import { sortById } from '../../../model/lists.ts';
import type { Place, Route, RouteTable, UnreadRoutes } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, resourceOf, scopeAgain, scopeOf } from './context.ts';
import { isGatewayEndpoint } from './gateways.ts';
import type { ReadList } from './prefix-lists.ts';
import { commandOf } from './reading.ts';
import { RANK, settleListOverlaps, withoutOverruled } from './route-priority.ts';
import { targetOf } from './targets.ts';

export const lowerRouteTables = (context: Context): ReadonlyMap<string, RouteTable> =>
  sortById([...context.resources.routeTables.values()].map((entry) => lowerTable(context, entry)));

function lowerTable(context: Context, entry: Entry<ec2.RouteTable>): RouteTable {
  const table = entry.value;
  const unread: Unread[] = [];
  const routes: Route[] = [];
  for (const [index, route] of (table.Routes ?? []).entries()) {
    const { blocks, unread: open } = destinationsOf(context, route, entry);
    const place = below(entry.place, `/Routes/${index}`);
    routes.push(...blocks.map((destination) => lowerRoute(route, destination, place)));
    if (open && !leadsToService(context, route)) unread.push({ route, unknown: open });
  }
  const { standing, overruled } = withoutOverruled(routes);
  const taughtBy = (table.PropagatingVgws ?? []).flatMap(({ GatewayId }) => GatewayId ?? []);
  return {
    ...resourceOf(entry, table, table.RouteTableId, 'route table'),
    vpc: table.VpcId,
    routes: distinct(settleListOverlaps(standing)),
    unread: unread.map((one) => unreadRoutes(one, routes)),
    ...(overruled.length > 0 && { overruled: distinct(overruled) }),
    ...(taughtBy.length > 0 && { taughtBy }),
  };
}

interface Unread {
  readonly route: ec2.Route;
  readonly unknown: Unknown;
}

/** A list takes nothing from the network's own ranges: only a route by block may stand inside a local one (aws.md 14). */
function unreadRoutes({ route, unknown }: Unread, routes: readonly Route[]): UnreadRoutes {
  if (route.DestinationPrefixListId === undefined) return { unknown };
  const local = routes.filter(({ target }) => target.kind === 'local');
  const kept = union(...local.map(({ destination }) => cidrSet(destination)));
  return { unknown, destinations: subtract(ALL_ADDRESSES, kept) };
}

function rankOf({ Origin, DestinationPrefixListId: list }: ec2.Route): number {
  if (Origin === 'EnableVgwRoutePropagation') return RANK.propagated;
  if (Origin === 'Advertisement') return RANK.advertised;
  return list === undefined ? RANK.block : RANK.list;
}

function lowerRoute(route: ec2.Route, destination: Cidr, place: Place): Route {
  const target = targetOf(route);
  const list = route.DestinationPrefixListId;
  return {
    id: `${formatCidr(destination)} → ${target === 'local' ? 'local' : target.id}`,
    destination,
    rank: rankOf(route),
    state: routeHealth(route),
    target: target === 'local' ? { kind: 'local' } : { kind: 'gateway', id: target.id },
    ...(list !== undefined && { prefixList: list }),
    place,
  };
}

function routeHealth({ State }: ec2.Route): Health {
  switch (State) {
    case undefined:
    case 'active':
      return USABLE;
    case 'blackhole':
      return unusable('BAD_STATE_ROUTE', 'blackhole: its target is gone or cannot forward');
    default:
      return unusable('BAD_STATE_ROUTE', `the route is ${State}, not active`);
  }
}

function destinationsOf(context: Context, route: ec2.Route, table: Entry<ec2.RouteTable>): ReadList {
  const { DestinationPrefixListId: list } = route;
  if (list !== undefined) return context.lists(list, scopeOf(table, table.value.VpcId));
  const text = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
  const cidr = parseCidr(text ?? '');
  if (cidr) return { blocks: [cidr] };
  const id = table.value.RouteTableId;
  const why = `a route of ${id} has a destination that this tool cannot read${text ? `: ${text}` : ''}`;
  const settle = text
    ? 'write the destination as in 10.0.0.0/16'
    : commandOf('DescribeRouteTables', scopeAgain(table, 'RouteTables'));
  return { blocks: [], unread: { cause: 'UNSUPPORTED_COMPONENT', why, settle } };
}

/**
 * A gateway endpoint's list holds the addresses of one AWS service: unread, it takes those away and nothing else,
 * so it does not cast doubt on the table (it is a gap all the same).
 */
function leadsToService({ resources }: Context, { GatewayId = '' }: ec2.Route): boolean {
  const endpoint = resources.vpcEndpoints.get(GatewayId);
  return endpoint !== undefined && isGatewayEndpoint(endpoint.value);
}

/** A block can come to the same target twice, by itself and by a list: each keeps an id of its own. */
function distinct(routes: readonly Route[]): readonly Route[] {
  const seen = new Set<string>();
  return routes.map((route) => {
    const id = seen.has(route.id) ? `${route.id} (${route.prefixList ?? 'propagated'})` : route.id;
    seen.add(route.id);
    return { ...route, id };
  });
}
