/** What many rules ask of a cluster's network: its groups, its route tables, its networks, and lines as evidence. */
import { ALL_V4, ALL_V6, INTERNET } from '../ip/address.ts';
import { intersect, isSubset, overlaps } from '../ip/interval.ts';
import { TCP } from '../ip/traffic.ts';
import { carriesOne } from '../model/labels.ts';
import type { Filter, FilterRule, Resource, RouteTable, Vpc } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { refOf } from '../reach/walk.ts';
import type { Context, Problem, Role } from './rule-types.ts';

const distinct = <T extends Resource>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];

/** The groups that the roles carry, each once. */
export const clusterFilters = ({ network, workload }: Context): readonly Filter[] =>
  distinct(
    workload.roles.flatMap((role) => role.spot.filters ?? []).flatMap((id) => network.filters.get(id) ?? []),
  );

/** The rules for what comes to a role's VMs: in a firewall that chooses machines by label, those that choose these. */
export const ingressOf = ({ network }: Context, { spot }: Role): readonly FilterLine[] =>
  (spot.filters ?? [])
    .flatMap((id) => network.filters.get(id) ?? [])
    .flatMap((filter) => filter.ingress.map((line) => ({ filter, line })))
    .filter(({ line: { target } }) => !target || carriesOne(spot, target.labels) === true);

/** The rules for what comes to the cluster, each once. */
export const clusterIngress = (context: Context): readonly FilterLine[] => [
  ...new Map(
    context.workload.roles.flatMap((role) => ingressOf(context, role)).map((one) => [one.line, one]),
  ).values(),
];

export interface FilterLine {
  readonly filter: Filter;
  readonly line: FilterRule;
}

/** How a new rule lets something in: to the scheduler, to all of the cluster; and how rules name the cluster itself. */
export function clusterDoors({ network: { labels }, placement }: Context, filter: Filter) {
  const { firewallId, schedulerFirewallId = firewallId } = placement;
  const door = { kind: 'allow', filter: filter.id, direction: 'ingress' } as const;
  if (!labels) return { scheduler: door, all: door, cluster: filter.id };
  const label = (id: string | undefined) => `${labels.firewall}${id}`;
  return {
    scheduler: { ...door, target: [label(schedulerFirewallId)] },
    all: { ...door, target: [label(firewallId)] },
    cluster: label(firewallId),
  };
}

/** The route tables of the roles' subnets, each once. */
export const clusterTables = ({ network, workload }: Context): readonly RouteTable[] =>
  distinct(workload.roles.flatMap((role) => tableOf(network, role.subnet.id) ?? []));

/** The networks that the roles stand in, each once. */
export const clusterVpcs = ({ network, workload }: Context): readonly Vpc[] =>
  distinct(workload.roles.flatMap((role) => network.vpcs.get(role.subnet.vpc) ?? []));

/** Whether a rule admits the whole internet of either family over tcp. */
export const admitsInternet = (line: FilterRule): boolean =>
  line.action === 'allow' &&
  overlaps(line.protocol, [TCP, TCP]) &&
  [ALL_V4, ALL_V6].some((family) => isSubset(intersect(INTERNET, family), line.peer.addresses));

type EvidenceLine = NonNullable<Problem['lines']>[number];

/** A filter's rule as a line of evidence. */
export const ruleEvidence = (filter: Filter, { id, text, place }: FilterRule): EvidenceLine => ({
  kind: 'rule',
  id,
  text,
  resource: refOf(filter),
  ...(place && { place }),
});

/** A resource's own setting as a line of evidence. */
export const settingEvidence = (resource: Resource, id: string, text: string): EvidenceLine => ({
  kind: 'setting',
  id,
  text,
  resource: refOf(resource),
  ...(resource.place && { place: resource.place }),
});
