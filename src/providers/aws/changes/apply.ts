/** Changes applied to the decoded account, for the proof of a fix: a copy, with one thing different each. */
import { type Cidr, familyOf, formatCidr, toCidrs } from '../../../ip/address.ts';
import { intervals } from '../../../ip/interval.ts';
import type { AllowChange, Change, FilterDirection } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources, Table } from '../resources.ts';
import { aclEntries } from './acl-entries.ts';
import { targetField } from './targets.ts';

/** The account after the changes; undefined where one of them names something that is not there. */
export function applyChanges(
  resources: AwsResources,
  network: Network,
  changes: readonly Change[],
): AwsResources | undefined {
  return changes.reduce<AwsResources | undefined>(
    (now, change) => now && applyChange(now, network, change),
    resources,
  );
}

function applyChange(resources: AwsResources, network: Network, change: Change): AwsResources | undefined {
  switch (change.kind) {
    case 'allow':
      return resources.networkAcls.has(change.filter)
        ? openAcl(resources, change)
        : openGroup(resources, change);
    case 'remove-rule':
      return removeRule(resources, network, change);
    case 'add-route':
      return editRoutes(resources, change.table, (routes) => [
        ...routes,
        routeOf(network, change.destination, change.gateway),
      ]);
    case 'replace-route':
      return editRoutes(resources, change.table, (routes) => [
        ...routes.filter((route) => !isTo(route, change.destination)),
        routeOf(network, change.destination, change.gateway),
      ]);
    case 'remove-route':
      return editRoutes(resources, change.table, (routes) =>
        routes.filter((route) => !isTo(route, change.destination)),
      );
    case 'attach-gateway':
      return attach(resources, change.gateway, change.vpc);
    case 'enable-dns':
      return enableDns(resources, change.vpc, change.attribute);
    case 'exclude-from-public-access-block':
      return exclude(resources, change.subnet, change.mode === 'bidirectional' ? 'off' : 'block-ingress');
    case 'place':
      return resources;
  }
}

/** A table with one thing changed; undefined where it is not there. */
function edit<T>(table: Table<T>, id: string, change: (value: T) => T): Table<T> | undefined {
  const entry = table.get(id);
  return entry && new Map([...table, [id, { ...entry, value: change(entry.value) }]]);
}

function attach(resources: AwsResources, gateway: string, vpc: string): AwsResources | undefined {
  const Attachments = [{ VpcId: vpc, State: 'available' }];
  const internetGateways = edit(resources.internetGateways, gateway, (value) => ({ ...value, Attachments }));
  return internetGateways && { ...resources, internetGateways };
}

function enableDns(
  resources: AwsResources,
  vpc: string,
  attribute: 'support' | 'hostnames',
): AwsResources | undefined {
  const on = { Value: true };
  const vpcAttributes = edit(resources.vpcAttributes, vpc, (value) =>
    attribute === 'support' ? { ...value, EnableDnsSupport: on } : { ...value, EnableDnsHostnames: on },
  );
  return vpcAttributes && { ...resources, vpcAttributes };
}

/** The subnet states its effective mode itself; an exclusion shows there. */
function exclude(resources: AwsResources, subnet: string, mode: string): AwsResources | undefined {
  const BlockPublicAccessStates = { InternetGatewayBlockMode: mode };
  const subnets = edit(resources.subnets, subnet, (value) => ({ ...value, BlockPublicAccessStates }));
  return subnets && { ...resources, subnets };
}

function editRoutes(
  resources: AwsResources,
  table: string,
  change: (routes: readonly ec2.Route[]) => readonly ec2.Route[],
): AwsResources | undefined {
  const routeTables = edit(resources.routeTables, table, (value) => ({
    ...value,
    Routes: change(value.Routes ?? []),
  }));
  return routeTables && { ...resources, routeTables };
}

const isTo = (route: ec2.Route, destination: Cidr): boolean =>
  (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) === formatCidr(destination);

function routeOf(network: Network, destination: Cidr, gateway: string): ec2.Route {
  const block = formatCidr(destination);
  return {
    ...(destination.family === 4 ? { DestinationCidrBlock: block } : { DestinationIpv6CidrBlock: block }),
    [targetField(network, gateway)]: gateway,
    State: 'active',
    Origin: 'CreateRoute',
  };
}

const permissionsKey = (direction: FilterDirection) =>
  direction === 'ingress' ? 'IpPermissions' : 'IpPermissionsEgress';

function openGroup(resources: AwsResources, change: AllowChange): AwsResources | undefined {
  const key = permissionsKey(change.direction);
  const securityGroups = edit(resources.securityGroups, change.filter, (group) => ({
    ...group,
    [key]: [...(group[key] ?? []), ...permissionsOf(change)],
  }));
  return securityGroups && { ...resources, securityGroups };
}

/** One permission a range of ports; all peers of a change stand in each. */
export function permissionsOf(change: AllowChange): readonly ec2.IpPermission[] {
  const peers = peersOf(change.peer);
  if (change.protocol === undefined) return [{ IpProtocol: '-1', ...peers }];
  const protocol = PROTOCOL_NAMES[change.protocol] ?? String(change.protocol);
  return [...intervals(change.ports)].map(([from, to]) => ({
    IpProtocol: protocol,
    FromPort: Number(from),
    ToPort: Number(to),
    ...peers,
  }));
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

function peersOf(peer: AllowChange['peer']): Partial<ec2.IpPermission> {
  if ('group' in peer) return { UserIdGroupPairs: [{ GroupId: peer.group }] };
  const cidrs = toCidrs(peer.addresses);
  const v4 = cidrs.filter((cidr) => familyOf(cidr.first) === 4).map((cidr) => ({ CidrIp: formatCidr(cidr) }));
  const v6 = cidrs
    .filter((cidr) => familyOf(cidr.first) === 6)
    .map((cidr) => ({ CidrIpv6: formatCidr(cidr) }));
  return { ...(v4.length > 0 && { IpRanges: v4 }), ...(v6.length > 0 && { Ipv6Ranges: v6 }) };
}

function openAcl(resources: AwsResources, change: AllowChange): AwsResources | undefined {
  return editEntries(resources, change.filter, (entries) => [...entries, ...aclEntries(entries, change)]);
}

/** The rule remembers its place; the tail of the pointer leads to the very line. */
function removeRule(
  resources: AwsResources,
  network: Network,
  change: Extract<Change, { kind: 'remove-rule' }>,
): AwsResources | undefined {
  const filter = network.filters.get(change.filter);
  const rules = change.direction === 'ingress' ? filter?.ingress : filter?.egress;
  const rule = rules?.find((one) => one.id === change.rule);
  const tail = rule?.place?.pointer.split('/').slice(-4) ?? [];
  if (resources.networkAcls.has(change.filter)) {
    return editEntries(resources, change.filter, (entries) =>
      entries.filter((_, i) => i !== Number(tail.at(-1))),
    );
  }
  const [, permission, list = '', index] = tail;
  const key = permissionsKey(change.direction);
  const securityGroups = edit(resources.securityGroups, change.filter, (group) => ({
    ...group,
    [key]: (group[key] ?? []).map((one, i) =>
      i === Number(permission) ? withoutLine(one, list, Number(index)) : one,
    ),
  }));
  return securityGroups && { ...resources, securityGroups };
}

const LISTS = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

function withoutLine(permission: ec2.IpPermission, list: string, index: number): ec2.IpPermission {
  const key = LISTS.find((one) => one === list);
  return key ? { ...permission, [key]: (permission[key] ?? []).filter((_, i) => i !== index) } : permission;
}

function editEntries(
  resources: AwsResources,
  acl: string,
  change: (entries: readonly ec2.NetworkAclEntry[]) => readonly ec2.NetworkAclEntry[],
): AwsResources | undefined {
  const networkAcls = edit(resources.networkAcls, acl, (value) => ({
    ...value,
    Entries: change(value.Entries ?? []),
  }));
  return networkAcls && { ...resources, networkAcls };
}
