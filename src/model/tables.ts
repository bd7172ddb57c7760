/** Which route table a subnet asks. */
import { isKnown } from './known.ts';
import type { NatGateway, Network, RouteTable } from './network.ts';

/** The table of a subnet, where both are known. */
export function tableOf(network: Network, subnetId: string): RouteTable | undefined {
  const subnet = network.subnets.get(subnetId);
  const id = subnet && isKnown(subnet.routeTable) ? subnet.routeTable.value : undefined;
  return id === undefined ? undefined : network.routeTables.get(id);
}

/** The table by which a NAT gateway sends: its subnet's, or its own. */
export function tableOfNat(network: Network, { regional, subnet }: NatGateway): RouteTable | undefined {
  if (regional) return isKnown(regional.table) ? network.routeTables.get(regional.table.value) : undefined;
  return isKnown(subnet) ? tableOf(network, subnet.value) : undefined;
}
