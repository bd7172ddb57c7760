/** Repairs of what is declared: networks are made anew in the ranges that are planned for them, jobs move to others. */
import type { Change } from '../model/change.ts';
import type { DeclaredNetwork, Job } from '../model/plan.ts';
import type { Context, Fix } from './rule-types.ts';

/**
 * Makes a network that is missing. All fixes take their ranges from one plan, so that two of them never take the same
 * one. `otherwise`: what is said where the plan has nothing for it.
 */
export function makeNetwork({ planned }: Context, network: string, otherwise: string): Fix {
  const cidr = planned.get(network);
  return cidr === undefined ? { none: otherwise } : { changes: [{ kind: 'create-network', network, cidr }] };
}

/** Makes a network again with the range that is planned for it, where that is another one. */
export function makeAnew({ planned }: Context, before: DeclaredNetwork, otherwise: string): Fix {
  const { name: network, cidr: old, builtin } = before;
  const cidr = planned.get(network);
  if (builtin || cidr === undefined || cidr === old) return { none: otherwise };
  const remove: Change = { kind: 'remove-network', network };
  return { changes: [remove, { kind: 'create-network', network, cidr }] };
}

/** Puts a job on another network, where it names one now: a job that is on `none` is there on purpose. */
export const moveJob = ({ on, network }: Job, to: string, otherwise: string): Fix =>
  network && on !== 'none' && to !== 'none'
    ? { changes: [{ kind: 'edit', place: network.place, before: on, after: to }] }
    : { none: otherwise };
