/** A NAT gateway where there is none that works: made in a public subnet. */
import { type Change, NEW_NAT } from '../model/change.ts';
import { isKnown } from '../model/known.ts';
import type { Network, RouteTable, Subnet } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';

/** The change that makes one for the VMs behind a table; undefined where no subnet can hold it. */
export function newNat(network: Network, table: RouteTable, subnetId: string): Change | undefined {
  const zone = network.subnets.get(subnetId)?.zone;
  const homes = [...network.subnets.values()]
    .filter((subnet) => subnet.vpc === table.vpc && isPublic(network, table, subnet))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const home = homes.find((subnet) => subnet.zone === zone) ?? homes[0];
  return home && { kind: 'create-nat-gateway', id: NEW_NAT, subnet: home.id };
}

/** It has an address left, and another table than the one that will lead to the gateway sends IPv4 to the internet. */
function isPublic(network: Network, behind: RouteTable, subnet: Subnet): boolean {
  const table = tableOf(network, subnet.id);
  const vpc = network.vpcs.get(subnet.vpc);
  const gateway = vpc && isKnown(vpc.internetGateway) ? vpc.internetGateway.value : undefined;
  if (!table || table.id === behind.id || subnet.state.is !== 'usable' || subnet.free.count === 0)
    return false;
  return table.routes.some(
    ({ destination, target, state }) =>
      state.is === 'usable' &&
      destination.length === 0 &&
      destination.family === 4 &&
      target.kind === 'gateway' &&
      target.id === gateway,
  );
}
