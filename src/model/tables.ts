/** Which route table a subnet asks. */
import { isKnown } from './known.ts';
import type { Network, RouteTable } from './network.ts';

/** The table of a subnet, where both are known. */
export function tableOf(network: Network, subnetId: string): RouteTable | undefined {
  const subnet = network.subnets.get(subnetId);
  const id = subnet && isKnown(subnet.routeTable) ? subnet.routeTable.value : undefined;
  return id === undefined ? undefined : network.routeTables.get(id);
}
