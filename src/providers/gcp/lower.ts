/**
 * Google Cloud to the provider-neutral network: the only place where Compute's shapes become model/network.ts. Each
 * subject has its file in lower/. What was not read or refused becomes unknown, with what settles it.
 */
import { known, type Unknown } from '../../model/known.ts';
import { sortById } from '../../model/lists.ts';
import type { Network } from '../../model/network.ts';
import type * as compute from './documents.ts';
import { assumptions } from './lower/assumptions.ts';
import { CAUSES } from './lower/causes.ts';
import { type Context, contextOf, networkOf, reference } from './lower/context.ts';
import { lowerFirewalls } from './lower/firewall.ts';
import { gapsOf } from './lower/gaps.ts';
import { lowerInterfaces } from './lower/interfaces.ts';
import { internetGateway, metadataServer } from './lower/internet.ts';
import { labelsOf } from './lower/labels.ts';
import { unroutedHops } from './lower/next-hops.ts';
import { lowerPeerings } from './lower/peerings.ts';
import { unreadCall, unreadOf } from './lower/reading.ts';
import { idLookup } from './lower/references.ts';
import { lowerRouting } from './lower/routes.ts';
import { lowerSubnets } from './lower/subnets.ts';
import { lowerVpcs } from './lower/vpcs.ts';
import type { Entry, GcpResources } from './resources.ts';

const nameOf = ({ networkId }: Context, { value, link }: Subnet): string => {
  const network = reference(value.network, link);
  return network ? networkId(network) : 'its network';
};

function unreadTable(context: Context, subnet: Subnet): { readonly unknown: Unknown } {
  const call = 'networks.list';
  const network = reference(subnet.value.network, subnet.link);
  const scope = { project: network?.project ?? subnet.link.project };
  const why = `${nameOf(context, subnet)} is not in the input`;
  return {
    unknown: unreadCall(context.resources, call, scope) ?? unreadOf(call, scope, why, 'UNKNOWN_NETWORK'),
  };
}

type Subnet = Entry<compute.Subnetwork>;

export function lower(resources: GcpResources): Network {
  const context = contextOf(resources);
  const firewalls = lowerFirewalls(context);
  const routing = lowerRouting(context);
  const subnets = lowerSubnets(context, (entry) => {
    const network = networkOf(entry);
    const { region } = entry.link;
    const table = routing.idOf(network, region);
    return {
      routeTable: table === undefined ? unreadTable(context, entry) : known(table),
      // Of a network that nobody read, the name of what is missing.
      machineFilters: [firewalls.idOf(network, region) ?? `${nameOf(context, entry)}/firewall`],
    };
  });
  // The later of two gateways with one id is the better known.
  const gateways = [
    ...unroutedHops(context),
    internetGateway(context),
    metadataServer,
    ...lowerPeerings(context),
    ...routing.gateways,
  ];
  return {
    provider: 'gcp',
    vpcs: lowerVpcs(context),
    subnets,
    filters: sortById(firewalls.filters),
    routeTables: routing.tables,
    gateways: sortById(gateways),
    interfaces: lowerInterfaces(context, (subnet) => subnets.get(subnet)?.machineFilters ?? []),
    gaps: gapsOf(context),
    assumed: assumptions(context),
    labels: labelsOf(context),
    idOf: idLookup(context),
    causes: CAUSES,
  };
}
