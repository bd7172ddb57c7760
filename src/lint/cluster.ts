/** What many rules ask of a cluster's network: its groups, its route tables, its networks, and lines as evidence. */
import { type AddressSet, ALL_V4, ALL_V6, INTERNET } from '../ip/address.ts';
import { intersect, isSubset, overlaps, size } from '../ip/interval.ts';
import { ALL_PORTS, type Box, type PortSet, TCP } from '../ip/traffic.ts';
import type { VmSpot } from '../model/endpoint.ts';
import { USABLE } from '../model/known.ts';
import { carriesOne } from '../model/labels.ts';
import type { Filter, FilterRule, Resource, RouteTable, Vpc } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { firstMatch } from '../reach/first-match.ts';
import { refOf } from '../reach/walk.ts';
import type { Context, Problem, Role } from './rule-types.ts';

const distinct = <T extends Resource>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];

/** The groups or firewalls that a machine has, as far as they were read. */
export const filtersAt = ({ network }: Context, { filters = [] }: VmSpot): readonly Filter[] =>
  filters.flatMap((id) => network.filters.get(id) ?? []);

/** The groups that the roles carry, each once. */
export const clusterFilters = (context: Context): readonly Filter[] =>
  distinct(context.workload.roles.flatMap(({ spot }) => filtersAt(context, spot)));

/** The rules for what comes to a role's VMs: in a firewall that chooses machines by label, those that choose these. */
export const ingressOf = (context: Context, { spot }: Role): readonly FilterLine[] =>
  filtersAt(context, spot)
    .flatMap((filter) => filter.ingress.map((line) => ({ filter, line })))
    .filter(({ line }) => concerns(line, spot));

const concerns = ({ target }: FilterRule, spot: VmSpot): boolean =>
  !target || carriesOne(spot, target.labels) === true;

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

/**
 * Whether a rule admits the whole internet of either family over tcp on these ports. Where the first match decides,
 * what a rule before it denies is not let in: most of what it says has to be left. What cannot be judged may be let in.
 */
export function admitsInternet(context: Context, { filter, line }: FilterLine, ports: PortSet): boolean {
  if (line.action !== 'allow' || !overlaps(line.protocol, [TCP, TCP])) return false;
  const families = [ALL_V4, ALL_V6].map((family) => intersect(INTERNET, family));
  const open = families.filter((family) => isSubset(family, line.peer.addresses));
  if (filter.reading === 'union') return open.length > 0;
  const before = filter.ingress.slice(0, filter.ingress.indexOf(line)).filter(isNoAllow);
  const machines = context.workload.roles.map(({ spot }) => spot).filter((spot) => concerns(line, spot));
  return open.some((family) => machines.some((spot) => admitsMost([...before, line], family, ports, spot)));
}

/** One that allows the same packets is as open as this one: it takes nothing away. */
const isNoAllow = ({ action }: FilterRule): boolean => action !== 'allow';

/** A list of ranges that are kept out closes no port. */
const MOST = 0.5;

function admitsMost(rules: readonly FilterRule[], src: AddressSet, dstPort: PortSet, near: VmSpot): boolean {
  const all: Box = { protocol: [TCP, TCP], src, srcPort: ALL_PORTS, dst: near.addresses, dstPort };
  const { denied } = firstMatch(rules, all, 'src', {
    near,
    far: { isMember: () => false, references: USABLE },
  });
  return denied.reduce((sum, box) => sum + sizeOf(box), 0) < sizeOf(all) * MOST;
}

const sizeOf = ({ src, dst, dstPort }: Box): number => size(src) * size(dst) * size(dstPort);

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
