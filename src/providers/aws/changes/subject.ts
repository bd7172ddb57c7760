/** What a change alters, as the network knows it: whose it is and where. */
import type { Change } from '../../../model/change.ts';
import type { Network, Resource } from '../../../model/network.ts';

export function subjectOf(network: Network, change: Change): Resource | undefined {
  switch (change.kind) {
    case 'allow':
    case 'remove-rule':
      return network.filters.get(change.filter);
    case 'raise-rule':
      return network.filters.get(change.filter);
    case 'add-route':
    case 'replace-route':
    case 'remove-route':
    case 'propagate-routes':
      return network.routeTables.get(change.table);
    case 'create-nat-gateway':
    case 'exclude-from-public-access-block':
    case 'translate':
      return network.subnets.get(change.subnet);
    case 'create-subnet':
      return network.subnets.get(change.like);
    case 'attach-gateway':
      return network.gateways.get(change.gateway);
    case 'add-transit-route':
      return transitTable(network, change.table);
    case 'enable-dns':
    case 'use-provider-resolver':
    case 'share-routes-among-regions':
      return network.vpcs.get(change.vpc);
    case 'create-network':
    case 'remove-network':
    case 'edit':
    case 'place':
    case 'edit-call':
    case 'declare':
      return undefined;
  }
}

const transitTable = ({ gateways }: Network, id: string): Resource | undefined =>
  [...gateways.values()].find((gateway) => gateway.kind === 'transit' && gateway.tables.has(id));
