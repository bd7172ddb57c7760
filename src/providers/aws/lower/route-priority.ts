/**
 * Which route wins (aws.md 11): longest prefix, then rank. The two points in which AWS departs from that are brought
 * here into a form in which longest prefix and rank give the right answer.
 */
import type { Cidr } from '../../../ip/address.ts';
import { unusable } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type { Route, RouteTarget } from '../../../model/network.ts';

/** Of equal prefixes: a route by block, by prefix list, of a virtual private gateway, of a route server. */
export const RANK = { block: 0, list: 1, propagated: 2, advertised: 3 } as const;

/**
 * A local route beats propagated routes, even more specific ones: those inside its block never win. They leave the
 * table (a longer prefix would win otherwise) and are kept beside it, with the reason.
 */
export function withoutOverruled(routes: readonly Route[]): {
  readonly standing: readonly Route[];
  readonly overruled: readonly Route[];
} {
  const locals = routes.filter(({ target }) => target.kind === 'local');
  const standing: Route[] = [];
  const overruled: Route[] = [];
  for (const route of routes) {
    const local =
      route.rank === RANK.propagated
        ? locals.find(({ destination }) => encloses(destination, route.destination))
        : undefined;
    if (local)
      overruled.push({ ...route, state: unusable('HIGHER_PRIORITY_ROUTE', `${local.id} wins over it`) });
    else standing.push(route);
  }
  return { standing, overruled };
}

const encloses = (outer: Cidr, inner: Cidr): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

const isSameTarget = (a: RouteTarget, b: RouteTarget): boolean =>
  a.kind === 'local' || b.kind === 'local' ? a.kind === b.kind : a.id === b.id;

/**
 * Where two prefix lists with different targets overlap, AWS does not define which wins. The inner block is what
 * they share, and longest prefix gives it to the inner route: so that route alone is undecided, or both when the
 * blocks are equal. All other destinations keep their answer.
 */
export function settleListOverlaps(routes: readonly Route[]): readonly Route[] {
  const rivals = new Map<Route, Route>();
  const listed = routes.filter(({ prefixList }) => prefixList !== undefined).sort(outerFirst);
  const open: Route[] = [];
  for (const route of listed) {
    while (open.length > 0 && !encloses((open.at(-1) ?? route).destination, route.destination)) open.pop();
    for (const outer of open.filter(({ target }) => !isSameTarget(target, route.target))) {
      rivals.set(route, outer);
      if (outer.destination.length === route.destination.length) rivals.set(outer, route);
    }
    open.push(route);
  }
  if (rivals.size === 0) return routes;
  return routes.map((route) => {
    const rival = rivals.get(route);
    return rival ? undecided(route, rival) : route;
  });
}

const outerFirst = (a: Route, b: Route): number => {
  const [x, y] = [a.destination, b.destination];
  if (x.first !== y.first) return x.first < y.first ? -1 : 1;
  return x.length - y.length || compare(a.prefixList ?? '', b.prefixList ?? '');
};

const undecided = (route: Route, rival: Route): Route => ({
  ...route,
  state: {
    is: 'unknown',
    unknown: {
      cause: 'HIGHER_PRIORITY_ROUTE',
      why: `${route.prefixList} and ${rival.prefixList} overlap here with different targets; AWS does not say which wins`,
      settle: `give ${route.prefixList} and ${rival.prefixList} one target, or take the overlap out of one of them`,
    },
  },
});
