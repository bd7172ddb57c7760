/** One step of a fix: changes that remove one blocker together, or why there are none. */
import type { AddressSet, Cidr } from '../ip/address.ts';
import { equals, union } from '../ip/interval.ts';
import type { Change } from '../model/change.ts';
import type { VmSpot } from '../model/endpoint.ts';
import type { RouteTable } from '../model/network.ts';
import type { Blocker } from '../reach/trace.ts';
import type { Context, Role, TracedFlow } from './rule-types.ts';

export type Step = { readonly changes: readonly Change[] } | { readonly none: string };

export const change = (...made: readonly [Change, ...Change[]]): Step => ({ changes: made });
export const none = (why: string): Step => ({ none: why });

/** What no change to this network alone removes. */
export const cannotChange = (blocker: Blocker): Step =>
  none(`${subjectOf(blocker)}; no change to this network alone removes that`);

/** What blocks, and why; many notes name it themselves. */
const subjectOf = ({ resource, note }: Blocker): string =>
  note.includes(resource.id) ? note : `${resource.id}: ${note}`;

export const roleOf = (context: Context, label: string): Role | undefined =>
  context.workload.roles.find((role) => role.spot.label === label);

/** The machine that sends in the direction of the blocker, if it is one. */
export function senderOf(traced: TracedFlow, blocker: Blocker): VmSpot | undefined {
  const path = traced.trace.paths[blocker.path];
  const spot = blocker.direction === 'forward' ? path?.from : path?.to;
  return spot?.kind === 'vm' ? spot : undefined;
}

/** The ranges that a person said to lie behind a hop. */
export const declaredBehind = ({ declarations }: Context, hop: string): AddressSet =>
  union(...declarations.flatMap((one) => (one.hop === hop && one.reach ? [one.reach] : [])));

/** A route in a table, or another target for the one to the same block. */
export function routeTo(table: RouteTable, destination: Cidr, gateway: string): Change {
  const present = table.routes.find(
    (route) =>
      route.prefixList === undefined &&
      equals([route.destination.first, route.destination.last], [destination.first, destination.last]),
  );
  return present
    ? { kind: 'replace-route', table: table.id, route: present.id, destination, gateway }
    : { kind: 'add-route', table: table.id, destination, gateway };
}
