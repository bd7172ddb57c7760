/**
 * Changes applied to the decoded account, for the proof of a fix: a copy, with one thing different each. What EC2
 * would refuse cannot be applied here either.
 */
import { type Cidr, formatCidr, parseCidr } from '../../../ip/address.ts';
import type { AllowChange, Change } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import { isWorkingAttachment } from '../lower/context.ts';
import type { AwsResources, Table } from '../resources.ts';
import { aclEntries } from './acl-entries.ts';
import { useAmazonResolver } from './dhcp.ts';
import { aclEntry, groupLine, type Origin, permissionsKey, routeLine } from './lines.ts';
import { createNat } from './nat.ts';
import { permissionsOf } from './permissions.ts';
import { createSubnet } from './subnet.ts';
import { targetField } from './targets.ts';
import { addTransitRoute, propagate } from './taught.ts';

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>;

/** The account after the changes; undefined where one of them cannot be made. */
export function applyChanges(
  resources: AwsResources,
  network: Network,
  changes: readonly Change[],
): AwsResources | undefined {
  const origin = { resources, network };
  return changes.reduce<AwsResources | undefined>(
    (now, change) => now && applyChange(now, origin, change),
    resources,
  );
}

/** One change on an account that earlier changes may have altered already. */
export function applyChange(now: AwsResources, origin: Origin, change: Change): AwsResources | undefined {
  switch (change.kind) {
    case 'allow':
      return now.networkAcls.has(change.filter) ? openAcl(now, change) : openGroup(now, change);
    case 'remove-rule':
      return now.networkAcls.has(change.filter)
        ? removeEntry(now, origin, change)
        : removeLine(now, origin, change);
    case 'add-route':
      return addRoute(now, origin, change);
    case 'replace-route':
      return replaceRoute(now, origin, change);
    case 'remove-route':
      return removeRoute(now, origin, change);
    case 'propagate-routes':
      return propagate(now, change);
    case 'add-transit-route':
      return addTransitRoute(now, origin, change);
    case 'create-nat-gateway':
      return createNat(now, origin.network, change);
    case 'create-subnet':
      return createSubnet(now, origin.network, change);
    case 'attach-gateway':
      return attach(now, change.gateway, change.vpc);
    case 'enable-dns':
      return enableDns(now, change.vpc, change.attribute);
    case 'use-provider-resolver':
      return useAmazonResolver(now, change.vpc);
    case 'exclude-from-public-access-block':
      return exclude(now, change.subnet, change.mode === 'bidirectional' ? 'off' : 'block-ingress');
    case 'raise-rule':
    case 'create-network':
    case 'remove-network':
    case 'edit':
      return undefined;
    case 'place':
    case 'declare':
    case 'edit-call':
      return now;
    case 'share-routes-among-regions':
      return undefined;
    case 'translate':
      // A NAT gateway takes a subnet of its own and an address: more than a change can decide.
      return undefined;
  }
}

/** A table with one thing changed; undefined where it is not there. */
function edit<T>(table: Table<T>, id: string, change: (value: T) => T): Table<T> | undefined {
  const entry = table.get(id);
  return entry && new Map([...table, [id, { ...entry, value: change(entry.value) }]]);
}

/** A gateway serves one VPC, and a VPC has one. */
function attach(now: AwsResources, gateway: string, vpc: string): AwsResources | undefined {
  const taken = [...now.internetGateways.values()].some(({ value }) =>
    (value.Attachments ?? []).some(
      (one) => isWorkingAttachment(one.State) && (value.InternetGatewayId === gateway || one.VpcId === vpc),
    ),
  );
  if (taken || !now.vpcs.has(vpc)) return undefined;
  const Attachments = [{ VpcId: vpc, State: 'available' }];
  const internetGateways = edit(now.internetGateways, gateway, (value) => ({ ...value, Attachments }));
  return internetGateways && { ...now, internetGateways, routeTables: revived(now, gateway, vpc) };
}

/** The routes that were black holes because their gateway was detached forward again. */
function revived(now: AwsResources, gateway: string, vpc: string): AwsResources['routeTables'] {
  const isDead = (route: ec2.Route) => route.GatewayId === gateway && route.State === 'blackhole';
  return new Map(
    [...now.routeTables].map(([id, entry]) => {
      const { VpcId, Routes = [] } = entry.value;
      if (VpcId !== vpc || !Routes.some(isDead)) return [id, entry];
      const routes = Routes.map((route) => (isDead(route) ? { ...route, State: 'active' } : route));
      return [id, { ...entry, value: { ...entry.value, Routes: routes } }];
    }),
  );
}

/** EC2 gives names to hosts only where its resolver is on. */
function enableDns(
  now: AwsResources,
  vpc: string,
  attribute: 'support' | 'hostnames',
): AwsResources | undefined {
  const on = { Value: true };
  if (attribute === 'hostnames' && now.vpcAttributes.get(vpc)?.value.EnableDnsSupport?.Value === false)
    return undefined;
  const vpcAttributes = edit(now.vpcAttributes, vpc, (value) =>
    attribute === 'support' ? { ...value, EnableDnsSupport: on } : { ...value, EnableDnsHostnames: on },
  );
  return vpcAttributes && { ...now, vpcAttributes };
}

/** The subnet states its effective mode itself; an exclusion shows there. One that is open stays open. */
function exclude(now: AwsResources, subnet: string, mode: string): AwsResources | undefined {
  if (now.subnets.get(subnet)?.value.BlockPublicAccessStates?.InternetGatewayBlockMode === 'off') return now;
  const BlockPublicAccessStates = { InternetGatewayBlockMode: mode };
  const subnets = edit(now.subnets, subnet, (value) => ({ ...value, BlockPublicAccessStates }));
  return subnets && { ...now, subnets };
}

function addRoute(
  now: AwsResources,
  { network }: Origin,
  change: ChangeOf<'add-route'>,
): AwsResources | undefined {
  if (hasStaticRoute(now, change)) return undefined;
  return editRoutes(now, change.table, (routes) => [...routes, routeOf(network, change)]);
}

/** A route that a virtual private gateway propagates stays; a static one to the same block beats it. */
function replaceRoute(
  now: AwsResources,
  { network }: Origin,
  change: ChangeOf<'replace-route'>,
): AwsResources | undefined {
  return editRoutes(now, change.table, (routes) => [
    ...routes.filter((route) => !isStaticTo(route, change.destination)),
    routeOf(network, change),
  ]);
}

function removeRoute(
  now: AwsResources,
  origin: Origin,
  change: ChangeOf<'remove-route'>,
): AwsResources | undefined {
  const line = routeLine(origin, change);
  if (!line || isPropagated(line)) return undefined;
  return editRoutes(now, change.table, (routes) => routes.filter((route) => route !== line));
}

function editRoutes(
  now: AwsResources,
  table: string,
  change: (routes: readonly ec2.Route[]) => readonly ec2.Route[],
): AwsResources | undefined {
  const routeTables = edit(now.routeTables, table, (value) => ({
    ...value,
    Routes: change(value.Routes ?? []),
  }));
  return routeTables && { ...now, routeTables };
}

const isPropagated = ({ Origin }: ec2.Route): boolean => Origin === 'EnableVgwRoutePropagation';

/** Whether somebody made a route to this very block. */
export const hasStaticRoute = (
  now: AwsResources,
  { table, destination }: { readonly table: string; readonly destination: Cidr },
): boolean =>
  (now.routeTables.get(table)?.value.Routes ?? []).some((route) => isStaticTo(route, destination));

function isStaticTo(route: ec2.Route, destination: Cidr): boolean {
  const cidr = parseCidr(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '');
  return cidr !== undefined && !isPropagated(route) && formatCidr(cidr) === formatCidr(destination);
}

function routeOf(
  network: Network,
  { destination, gateway }: { readonly destination: Cidr; readonly gateway: string },
): ec2.Route {
  const block = formatCidr(destination);
  return {
    ...(destination.family === 4 ? { DestinationCidrBlock: block } : { DestinationIpv6CidrBlock: block }),
    [targetField(network, gateway)]: gateway,
    State: 'active',
    Origin: 'CreateRoute',
  };
}

function openGroup(now: AwsResources, change: AllowChange): AwsResources | undefined {
  const key = permissionsKey(change.direction);
  const securityGroups = edit(now.securityGroups, change.filter, (group) => ({
    ...group,
    [key]: [...(group[key] ?? []), ...permissionsOf(change)],
  }));
  return securityGroups && { ...now, securityGroups };
}

function openAcl(now: AwsResources, change: AllowChange): AwsResources | undefined {
  const added = aclEntries(now.networkAcls.get(change.filter)?.value.Entries ?? [], change);
  return added && editEntries(now, change.filter, (entries) => [...entries, ...added]);
}

function removeEntry(
  now: AwsResources,
  origin: Origin,
  change: ChangeOf<'remove-rule'>,
): AwsResources | undefined {
  const entry = aclEntry(origin, change);
  return entry && editEntries(now, change.filter, (entries) => entries.filter((one) => one !== entry));
}

/** Only this line goes: its permission may hold others. */
function removeLine(
  now: AwsResources,
  origin: Origin,
  change: ChangeOf<'remove-rule'>,
): AwsResources | undefined {
  const found = groupLine(origin, change);
  if (!found) return undefined;
  const { list, line } = found;
  const key = permissionsKey(change.direction);
  const securityGroups = edit(now.securityGroups, change.filter, (group) => ({
    ...group,
    [key]: (group[key] ?? []).map((one) => ({ ...one, [list]: one[list]?.filter((each) => each !== line) })),
  }));
  return securityGroups && { ...now, securityGroups };
}

function editEntries(
  now: AwsResources,
  acl: string,
  change: (entries: readonly ec2.NetworkAclEntry[]) => readonly ec2.NetworkAclEntry[],
): AwsResources | undefined {
  const networkAcls = edit(now.networkAcls, acl, (value) => ({
    ...value,
    Entries: change(value.Entries ?? []),
  }));
  return networkAcls && { ...now, networkAcls };
}
