/** Other answers in a placement, for rules whose repair is another subnet and not another network. */
import type { PlaceChange } from '../model/change.ts';
import { knownValue as settled } from '../model/known.ts';
import type { Network, Subnet } from '../model/network.ts';
import type { Role } from '../workload/workload.ts';

/** Puts one role into another subnet. */
export const placeRole = (role: Role, subnet: Subnet): PlaceChange => ({
  kind: 'place',
  set: role.name === 'scheduler' ? { schedulerSubnetId: subnet.id } : { workerSubnetId: subnet.id },
});

/** A subnet that routes and filters as the role's own does, and has what the role's lacks; the first by id. */
export function anotherSubnet(
  network: Network,
  { subnet: own }: Role,
  suits: (subnet: Subnet) => boolean,
): Subnet | undefined {
  const table = settled(own.routeTable);
  const border = settled(own.filters)?.join(' ');
  return [...network.subnets.values()]
    .filter(({ id, vpc }) => id !== own.id && vpc === own.vpc)
    .filter((subnet) => table !== undefined && settled(subnet.routeTable) === table)
    .filter((subnet) => border !== undefined && settled(subnet.filters)?.join(' ') === border)
    .filter((subnet) => subnet.state.is === 'usable' && suits(subnet))
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}
