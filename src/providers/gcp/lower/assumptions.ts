/** What is taken for granted because nobody read it (DESIGN.md): a refused read is never an assumption. */

import { compare } from '../../../model/lists.ts';
import type { Assumption } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import type { Context } from './context.ts';
import { hierarchyOf, isAbout } from './in-force.ts';
import { isAnswered, refusalOf, type Scope, scopeOf } from './reading.ts';

type Network = Entry<compute.Network>;

const OF_NETWORK = 'networks.getEffectiveFirewalls';
const OF_REGION = 'regionNetworkFirewallPolicies.getEffectiveFirewalls';
const LISTED = 'networkFirewallPolicies.aggregatedList';

export function assumptions(context: Context): readonly Assumption[] {
  const networks = [...context.resources.networks.values()];
  const ids = networks.map(({ link }) => context.networkId(link)).sort(compare);
  return [
    ...hierarchy(context, networks),
    ...regional(context, networks),
    ...(ids.length > 0 ? [resolver(ids)] : []),
  ];
}

const resolver = (vpcs: readonly string[]): Assumption => ({
  about: 'names',
  vpcs,
  text: `Google's resolver is in use in ${vpcs.join(', ')}: DNS server policies are not read`,
});

/** A list that shows policies of an organisation, or an answer about a region, contradicts it. */
function hierarchy(context: Context, networks: readonly Network[]): readonly Assumption[] {
  const { resources, networkId } = context;
  if (hierarchyOf(context).length > 0) return [];
  const unasked = networks
    .filter((network) => !resources.effectiveFirewalls.some((answer) => isAbout(answer, network)))
    .filter((network) => !refusalOf(resources, OF_NETWORK, scopeOf(network)))
    .map(({ link }) => networkId(link));
  const fact = 'no hierarchical firewall policy';
  return assumed(fact, `${fact} applies`, unasked.sort(compare), `${OF_NETWORK} was not read`);
}

/** By region: the answer about a network leaves the policies of its regions out. */
function regional(context: Context, networks: readonly Network[]): readonly Assumption[] {
  const byRegion = new Map<string, string[]>();
  for (const network of networks) {
    const subnets = context.subnetsOf.get(linkText(network.link)) ?? [];
    for (const region of new Set(subnets.flatMap(({ link }) => link.region ?? []))) {
      if (isRegionRead(context, network, region)) continue;
      const ids = byRegion.get(region) ?? [];
      byRegion.set(region, [...ids, context.networkId(network.link)]);
    }
  }
  const fact = 'no regional firewall policy';
  return [...byRegion]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([region, ids]) =>
      assumed(fact, `${fact} of ${region} applies`, ids.sort(compare), `${OF_REGION} was not read`),
    );
}

function isRegionRead({ resources }: Context, network: Network, region: string): boolean {
  const scope: Scope = { ...scopeOf(network), region };
  return (
    resources.effectiveFirewalls.some((one) => one.region === region && isAbout(one, network)) ||
    refusalOf(resources, OF_REGION, scope) !== undefined ||
    isAnswered(resources, LISTED, { project: scope.project, region })
  );
}

const assumed = (
  fact: string,
  sentence: string,
  vpcs: readonly string[],
  why: string,
): readonly Assumption[] =>
  vpcs.length === 0
    ? []
    : [{ fact, about: 'packets', vpcs, text: `${sentence} in ${vpcs.join(', ')}: ${why}` }];
