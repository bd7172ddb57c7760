/**
 * Google Cloud to the provider-neutral network: the only place where Compute's shapes become model/network.ts. Each
 * subject has its file in lower/. What was not read or refused becomes unknown, with what settles it.
 */
import { known } from '../../model/known.ts';
import type { Network } from '../../model/network.ts';
import { assumptions } from './lower/assumptions.ts';
import { CAUSES } from './lower/causes.ts';
import { contextOf, networkOf, sortById } from './lower/context.ts';
import { lowerFirewalls } from './lower/firewall.ts';
import { gapsOf } from './lower/gaps.ts';
import { lowerInterfaces } from './lower/interfaces.ts';
import { internetGateway, metadataServer } from './lower/internet.ts';
import { labelsOf } from './lower/labels.ts';
import { unroutedHops } from './lower/next-hops.ts';
import { lowerPeerings } from './lower/peerings.ts';
import { idLookup } from './lower/references.ts';
import { lowerRouting } from './lower/routes.ts';
import { lowerSubnets } from './lower/subnets.ts';
import { lowerVpcs } from './lower/vpcs.ts';
import type { GcpResources } from './resources.ts';

export function lower(resources: GcpResources): Network {
  const context = contextOf(resources);
  const firewalls = lowerFirewalls(context);
  const routing = lowerRouting(context);
  const subnets = lowerSubnets(context, (entry) => {
    const network = networkOf(entry);
    const { region } = entry.link;
    return {
      routeTable: known(routing.idOf(network, region)),
      machineFilters: [firewalls.idOf(network, region)],
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
