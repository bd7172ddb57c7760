/** Private destinations for which a table has no route of their own: they fall to a route that leads to the internet. */
import { type AddressSet, cidrSet, NOT_PUBLIC_V4 } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, subtract, union } from '../ip/interval.ts';
import { isKnown } from '../model/known.ts';
import type { Network, Route } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { lookup } from './routes.ts';
import type { Walk } from './walk.ts';

interface Win {
  readonly route: Route;
  readonly addresses: AddressSet;
}

/** What routes take for good, and what only falls to them: for that the table has no route. */
export function withoutFallen(
  network: Network,
  wins: readonly Win[],
  mode: Walk['mode'],
): { readonly kept: readonly Win[]; readonly fallen: readonly Win[] } {
  const split = wins.map(({ route, addresses }) => {
    const lost = fallenTo(network, route, addresses, mode);
    return { route, lost, rest: isEmpty(lost) ? addresses : subtract(addresses, lost) };
  });
  return {
    kept: split.flatMap(({ route, rest }) => (isEmpty(rest) ? [] : [{ route, addresses: rest }])),
    fallen: split.flatMap(({ route, lost }) => (isEmpty(lost) ? [] : [{ route, addresses: lost }])),
  };
}

/** A route that somebody wrote for a private range is a route of its own, wherever it leads. */
function fallenTo(network: Network, route: Route, addresses: AddressSet, mode: Walk['mode']): AddressSet {
  const { target, state, destination } = route;
  if (state.is !== 'usable' || target.kind !== 'gateway') return [];
  if (isSubset(cidrSet(destination), NOT_PUBLIC_V4)) return [];
  const inner = intersect(addresses, NOT_PUBLIC_V4);
  if (isEmpty(inner)) return [];
  const gateway = network.gateways.get(target.id);
  if (gateway?.kind === 'internet') return inner;
  if (gateway?.kind !== 'nat' || !isKnown(gateway.subnet)) return [];
  // A reply never goes by NAT; a request may, where the gateway's own table knows the range.
  if (mode === 'reply') return inner;
  const table = tableOf(network, gateway.subnet.value);
  if (!table || table.unread.length > 0) return [];
  const { wins, unrouted } = lookup(table.routes, inner);
  const lost = wins.filter((win) => leadsOut(network, win.route)).map((win) => win.addresses);
  return union(unrouted, ...lost);
}

const leadsOut = (network: Network, { target, state, destination }: Route): boolean =>
  state.is === 'usable' &&
  target.kind === 'gateway' &&
  !isSubset(cidrSet(destination), NOT_PUBLIC_V4) &&
  network.gateways.get(target.id)?.kind === 'internet';
