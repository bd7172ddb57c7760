/**
 * AWS to the provider-neutral network: the only place where EC2's shapes become model/network.ts. Each subject has
 * its file in lower/. What was not read or refused becomes unknown, with the command or permission that settles it;
 * nothing is guessed but the short list in `assumed`.
 */

import { sortById } from '../../model/lists.ts';
import type { Gateway, Network } from '../../model/network.ts';
import { lowerAcls } from './lower/acls.ts';
import { assumptions } from './lower/assumptions.ts';
import { type Context, contextOf } from './lower/context.ts';
import { gapsOf } from './lower/gaps.ts';
import { lowerGateways } from './lower/gateways.ts';
import { lowerGroups } from './lower/groups.ts';
import { lowerInterfaces, type Sightings, sightings } from './lower/interfaces.ts';
import { lowerNatGateways } from './lower/nat.ts';
import { lowerPeerings } from './lower/peerings.ts';
import { lowerRouteTables } from './lower/routes.ts';
import { edgeTables, lowerSubnets } from './lower/subnets.ts';
import { forwarders, standIn, targetOf } from './lower/targets.ts';
import { lowerTransitGateways } from './lower/transit.ts';
import { lowerVpcs } from './lower/vpcs.ts';
import type { AwsResources } from './resources.ts';

export function lower(resources: AwsResources): Network {
  const context = contextOf(resources);
  const seen = sightings(resources);
  const gateways = lowerAllGateways(context, seen);
  return {
    provider: 'aws',
    vpcs: lowerVpcs(context),
    subnets: lowerSubnets(context),
    filters: sortById([...lowerGroups(context).values(), ...lowerAcls(context).values()]),
    routeTables: lowerRouteTables(context),
    gateways,
    interfaces: lowerInterfaces(context, seen),
    gaps: gapsOf(context, gateways),
    assumed: assumptions(context),
  };
}

function lowerAllGateways(context: Context, seen: Sightings): ReadonlyMap<string, Gateway> {
  const described = [
    ...lowerGateways(context, edgeTables(context)),
    ...lowerNatGateways(context),
    ...lowerPeerings(context),
    ...lowerTransitGateways(context),
  ];
  const named = standIns(context, seen, new Set(described.map(({ id }) => id)));
  return sortById([...forwarders(seen), ...described, ...named]);
}

/** Every target that a route names has its gateway, described or not. */
function standIns(context: Context, seen: Sightings, described: ReadonlySet<string>): readonly Gateway[] {
  const made = new Map<string, Gateway>();
  for (const table of context.resources.routeTables.values()) {
    for (const route of table.value.Routes ?? []) {
      const target = targetOf(route);
      if (target === 'local' || described.has(target.id) || made.has(target.id)) continue;
      made.set(target.id, standIn(context, seen, target, table));
    }
  }
  return [...made.values()];
}
