/** Routes that are asked before a table's others and look at more than the destination. */
import type { AddressSet } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, overlaps, subtract, union } from '../ip/interval.ts';
import type { Box } from '../ip/traffic.ts';
import type { Carrier } from '../model/labels.ts';
import type { PolicyRoute, Route } from '../model/network.ts';
import { routesOf } from './routes.ts';

interface Taken {
  readonly wins: readonly { readonly route: Route; readonly addresses: AddressSet }[];
  /** What the table's other routes are asked for. */
  readonly rest: AddressSet;
}

/** Splits the destinations: each goes to the first route that takes it. */
export function takeByPolicy(routes: readonly PolicyRoute[], packet: Box, machine: Carrier): Taken {
  const wins: { route: Route; addresses: AddressSet }[] = [];
  let open = packet.dst;
  let exempt: AddressSet = [];
  for (const policy of routes) {
    const [route] = routesOf([policy], machine);
    const addresses = intersect(open, [policy.destination.first, policy.destination.last]);
    if (!route || isEmpty(addresses) || !touches(policy, packet)) continue;
    open = subtract(open, addresses);
    if (policy.exempt) exempt = union(exempt, addresses);
    else wins.push({ route: covers(policy, packet) ? route : inDoubt(route), addresses });
  }
  return { wins, rest: union(open, exempt) };
}

const touches = (policy: PolicyRoute, packet: Box): boolean =>
  overlaps(policy.source, packet.src) && overlaps(policy.protocol, packet.protocol);
const covers = (policy: PolicyRoute, packet: Box): boolean =>
  isSubset(packet.src, policy.source) && isSubset(packet.protocol, policy.protocol);

/** Some of the packets take it and some do not. */
const inDoubt = (route: Route): Route => ({
  ...route,
  state: {
    is: 'unknown',
    unknown: {
      cause: 'UNSUPPORTED',
      why: `${route.id} takes the packets of some of these machines only`,
      settle: 'ask for the machines that it takes and for the others apart',
    },
  },
});
