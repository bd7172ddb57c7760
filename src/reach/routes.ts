/** Route lookup over sets: a table is compiled once into the addresses that each route wins. */
import type { AddressSet, Cidr } from '../ip/address.ts';
import { fromIntervals, intersect, isEmpty, type Point, subtract, union } from '../ip/interval.ts';
import { type Carrier, carriesOne } from '../model/labels.ts';
import type { Route } from '../model/network.ts';

/** What a lookup needs of a route, in a VPC's table or a transit gateway's. */
export interface RouteLike {
  readonly id: string;
  readonly destination: Cidr;
  readonly rank: number;
  /** One of several that share the packets of one prefix and rank. */
  readonly shared?: boolean;
}

interface Win<R> {
  readonly route: R;
  readonly addresses: AddressSet;
}

const tables = new WeakMap<readonly RouteLike[], readonly Win<RouteLike>[]>();

/**
 * Splits destinations by the route that wins each: longest prefix first, then the lowest rank.
 * `unrouted` is what no route takes.
 */
export function lookup<R extends RouteLike>(
  routes: readonly R[],
  destinations: AddressSet,
): { readonly wins: readonly Win<R>[]; readonly unrouted: AddressSet } {
  const wins: Win<R>[] = [];
  for (const win of compile(routes)) {
    const addresses = intersect(win.addresses, destinations);
    if (!isEmpty(addresses)) wins.push({ route: win.route, addresses });
  }
  return { wins, unrouted: subtract(destinations, union(...wins.map((win) => win.addresses))) };
}

function compile<R extends RouteLike>(routes: readonly R[]): readonly Win<R>[] {
  const known = tables.get(routes);
  if (known) return known as readonly Win<R>[];
  const result = shareOut(partition(best(routes)), routes);
  tables.set(routes, result);
  return result;
}

/** Equal routes share the packets: each of them wins all that one of them wins. */
function shareOut<R extends RouteLike>(wins: readonly Win<R>[], routes: readonly R[]): readonly Win<R>[] {
  if (!routes.some(({ shared }) => shared)) return wins;
  return wins.flatMap((win) => [
    win,
    ...routes.filter((route) => isEqual(route, win.route)).map((route) => ({ ...win, route })),
  ]);
}

const isEqual = (a: RouteLike, b: RouteLike): boolean =>
  a !== b && a.shared === true && b.shared === true && a.rank === b.rank && prefixOf(a) === prefixOf(b);

const prefixOf = ({ destination }: RouteLike): string => `${destination.first}/${destination.length}`;

/** One route a prefix, in order of first address and then of length: an enclosing block comes before its parts. */
function best<R extends RouteLike>(routes: readonly R[]): readonly R[] {
  const byPrefix = new Map<string, R>();
  for (const route of routes) {
    const key = prefixOf(route);
    const other = byPrefix.get(key);
    if (!other || route.rank < other.rank || (route.rank === other.rank && route.id < other.id)) {
      byPrefix.set(key, route);
    }
  }
  return [...byPrefix.values()].sort(
    (a, b) =>
      compare(a.destination.first, b.destination.first) || a.destination.length - b.destination.length,
  );
}

const compare = (a: Point, b: Point): number => (a < b ? -1 : a > b ? 1 : 0);
const after = (point: Point): Point => (typeof point === 'number' ? point + 1 : point + 1n);
const before = (point: Point): Point => (typeof point === 'number' ? point - 1 : point - 1n);

/** One sweep over nested prefixes; the innermost open block owns each stretch of the line. */
function partition<R extends RouteLike>(sorted: readonly R[]): readonly Win<R>[] {
  const owned = new Map<R, [Point, Point][]>(sorted.map((route) => [route, []]));
  const open: R[] = [];
  let at: Point = 0;
  const own = (route: R, last: Point) => {
    if (at <= last) owned.get(route)?.push([at, last]);
    at = after(last);
  };
  const close = (route: R) => own(route, route.destination.last);
  for (const route of sorted) {
    for (let top = open.at(-1); top && top.destination.last < route.destination.first; top = open.at(-1)) {
      close(top);
      open.pop();
    }
    const enclosing = open.at(-1);
    if (enclosing && at < route.destination.first) own(enclosing, before(route.destination.first));
    at = route.destination.first;
    open.push(route);
  }
  for (const route of open.reverse()) close(route);
  return sorted
    .map((route) => ({ route, addresses: fromIntervals(owned.get(route) ?? []) }))
    .filter((win) => !isEmpty(win.addresses));
}

const byCarrier = new WeakMap<readonly Route[], Map<string, readonly Route[]>>();

/** The routes of a table that a machine uses; of those that nobody said it uses, it is not known that they win. */
export function routesOf(routes: readonly Route[], machine: Carrier): readonly Route[] {
  if (!routes.some(({ carriers }) => carriers)) return routes;
  const known = byCarrier.get(routes) ?? new Map<string, readonly Route[]>();
  byCarrier.set(routes, known);
  const key = JSON.stringify([machine.labels, machine.untold]);
  const own = known.get(key) ?? routes.flatMap((route) => usedBy(route, machine));
  known.set(key, own);
  return own;
}

function usedBy(route: Route, machine: Carrier): readonly Route[] {
  if (!route.carriers) return [route];
  const uses = machine.labels ? carriesOne(machine, route.carriers) : undefined;
  if (uses !== undefined) return uses ? [route] : [];
  const labels = route.carriers.join(', ');
  const why = `${route.id} is for machines with ${labels}, and nobody said whether this one is`;
  const settle = 'name the machine with what it carries';
  return [{ ...route, state: { is: 'unknown', unknown: { cause: 'UNKNOWN_RESOURCE', why, settle } } }];
}
