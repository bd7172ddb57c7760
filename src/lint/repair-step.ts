/** One step of a fix: a change, or why there is none. */
import type { Change } from '../model/change.ts';
import type { VmSpot } from '../model/endpoint.ts';
import type { Blocker } from '../reach/trace.ts';
import type { Context, Role, TracedFlow } from './rule-types.ts';

export type Step = { readonly change: Change } | { readonly none: string };

export const change = (made: Change): Step => ({ change: made });
export const none = (why: string): Step => ({ none: why });

/** What no change to this network alone removes. */
export const cannotChange = (blocker: Blocker): Step =>
  none(`${blocker.resource.id}: ${blocker.note}; no change to this network alone removes that`);

export const roleOf = (context: Context, label: string): Role | undefined =>
  context.workload.roles.find((role) => role.spot.label === label);

/** The machine that sends in the direction of the blocker, if it is one. */
export function senderOf(traced: TracedFlow, blocker: Blocker): VmSpot | undefined {
  const path = traced.trace.paths[blocker.path];
  const spot = blocker.direction === 'forward' ? path?.from : path?.to;
  return spot?.kind === 'vm' ? spot : undefined;
}
