/** Repairs of declared networks: each is made anew in the range that is planned for it. */
import type { Change } from '../model/change.ts';
import type { Context, Fix } from './rule-types.ts';

/**
 * Makes a network, or makes it again with another range. All fixes take their ranges from one plan, so that two of
 * them never take the same one. `otherwise`: what is said where the plan has nothing for it.
 */
export function makeAnew({ planned, network: { plan } }: Context, name: string, otherwise: string): Fix {
  const create = planned.find((one) => one.kind === 'create-network' && one.network === name);
  const before = plan?.networks.filter((one) => one.name === name) ?? [];
  if (create?.kind !== 'create-network' || before.some(({ cidr }) => cidr === create.cidr))
    return { none: otherwise };
  const remove: Change = { kind: 'remove-network', network: name };
  return before.length > 0 ? { changes: [remove, create] } : { changes: [create] };
}
