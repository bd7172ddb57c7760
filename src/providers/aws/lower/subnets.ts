/** Subnets: addresses, zone, and what stands at their border (aws.md 7, 8, 10, 27). */
import { type Cidr, cidrSet } from '../../../ip/address.ts';
import { type IntervalSet, interval, type Point, size, union } from '../../../ip/interval.ts';
import { type Known, known } from '../../../model/known.ts';
import { groupBy, sortById } from '../../../model/lists.ts';
import type { Subnet } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeOf, stateHealth } from './context.ts';
import { publicAccess } from './public-access.ts';
import { missing, unreadCall } from './reading.ts';
import { ipv6Blocks, isAssociated, parseBlocks } from './vpcs.ts';

export function lowerSubnets(context: Context): ReadonlyMap<string, Subnet> {
  const borders = { tables: tablesOf(context), acls: aclsOf(context) };
  return sortById(
    [...context.resources.subnets.values()].map((entry) => lowerSubnet(context, borders, entry)),
  );
}

/** What subnets use, by subnet id, and what they use when nothing names them, by VPC id. */
interface Users {
  readonly bySubnet: ReadonlyMap<string, string>;
  readonly byVpc: ReadonlyMap<string, string>;
}
interface Borders {
  readonly tables: Users;
  readonly acls: Users;
}

function lowerSubnet(context: Context, borders: Borders, entry: Entry<ec2.Subnet>): Subnet {
  const subnet = entry.value;
  const blocks = parseBlocks([
    ...(subnet.CidrBlock ? [subnet.CidrBlock] : []),
    ...ipv6Blocks(subnet.Ipv6CidrBlockAssociationSet),
  ]);
  const usable = union(...blocks.map(usableOf));
  const special = specialZone(context, subnet);
  return {
    ...resourceOf(entry, subnet, subnet.SubnetId, 'subnet'),
    vpc: subnet.VpcId,
    blocks,
    addresses: union(...blocks.map(cidrSet)),
    usable,
    free: freeOf(subnet, blocks, usable),
    ...(subnet.AvailabilityZone !== undefined && { zone: subnet.AvailabilityZone }),
    ...(special !== undefined && { specialZone: special }),
    state: stateHealth(subnet.SubnetId, subnet.State),
    routeTable: routeTableOf(context, borders.tables, entry),
    filters: filtersOf(context, borders.acls, entry),
    publicAccess: publicAccess(context, entry),
  };
}

/** AWS keeps the first four addresses and the last one of every block, in both families. */
const KEPT_FIRST = 4;

function usableOf({ first, last }: Cidr): IntervalSet {
  return typeof first === 'number' ? interval(first + KEPT_FIRST, Number(last) - 1) : usableV6(first, last);
}
const usableV6 = (first: bigint, last: Point): IntervalSet =>
  interval(first + BigInt(KEPT_FIRST), BigInt(last) - 1n);

/** What AWS counts is exact; otherwise the IPv4 range is (an IPv6-only subnet never runs out). */
function freeOf(subnet: ec2.Subnet, blocks: readonly Cidr[], usable: IntervalSet): Subnet['free'] {
  const { AvailableIpAddressCount: count } = subnet;
  const v4 = blocks.filter(({ family }) => family === 4).map(usableOf);
  // EC2 prints 0 for a subnet without IPv4, which has all of its IPv6 range.
  if (count !== undefined && v4.length > 0) return { count, exact: true };
  return { count: size(v4.length > 0 ? union(...v4) : usable), exact: false };
}

/** Local and wavelength zones carry their kind in their name: us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1. */
function specialZone(context: Context, subnet: ec2.Subnet): string | undefined {
  if (subnet.OutpostArn) return 'Outpost';
  const zone = subnet.AvailabilityZone ?? '';
  const type = context.resources.availabilityZones.get(zone)?.value.ZoneType;
  if (type !== undefined) return type === 'availability-zone' ? undefined : type.replaceAll('-', ' ');
  if (/-wlz-\d+$/.test(zone)) return 'wavelength zone';
  return /-\d-[a-z]{3,}-\d[a-z]$/.test(zone) ? 'local zone' : undefined;
}

/** An association with a gateway names no subnet and is never the main one: see `edgeTables`. */
function tablesOf(context: Context): Users {
  const bySubnet = new Map<string, string>();
  const byVpc = new Map<string, string>();
  for (const { table, SubnetId, Main } of associations(context)) {
    if (SubnetId !== undefined) bySubnet.set(SubnetId, table.RouteTableId);
    else if (Main) byVpc.set(table.VpcId, table.RouteTableId);
  }
  return { bySubnet, byVpc };
}

/** Route tables for what comes in by a gateway: by gateway id and then by VPC id. */
export type EdgeTables = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function edgeTables(context: Context): EdgeTables {
  const edges = groupBy(
    associations(context).filter(({ GatewayId }) => GatewayId !== undefined),
    ({ GatewayId = '' }) => GatewayId,
  );
  return new Map(
    [...edges].map(([id, found]) => [
      id,
      new Map(found.map(({ table }) => [table.VpcId, table.RouteTableId])),
    ]),
  );
}

const associations = ({ resources }: Context) =>
  [...resources.routeTables.values()].flatMap(({ value: table }) =>
    (table.Associations ?? [])
      .filter(({ AssociationState }) => isAssociated(AssociationState?.State))
      .map((each) => ({ ...each, table })),
  );

function aclsOf({ resources }: Context): Users {
  const bySubnet = new Map<string, string>();
  const byVpc = new Map<string, string>();
  for (const { value: acl } of resources.networkAcls.values()) {
    for (const { SubnetId } of acl.Associations ?? []) bySubnet.set(SubnetId, acl.NetworkAclId);
    if (acl.IsDefault) byVpc.set(acl.VpcId, acl.NetworkAclId);
  }
  return { bySubnet, byVpc };
}

function routeTableOf(context: Context, tables: Users, entry: Entry<ec2.Subnet>): Known<string> {
  return userOf(context, tables, entry, 'DescribeRouteTables', 'route tables');
}

function filtersOf(context: Context, acls: Users, entry: Entry<ec2.Subnet>): Known<readonly string[]> {
  const acl = userOf(context, acls, entry, 'DescribeNetworkAcls', 'network ACLs');
  return 'value' in acl ? known([acl.value]) : acl;
}

/**
 * What names the subnet, else the VPC's default; that only holds where the whole answer is there. A subnet always
 * has a table and an ACL: an answer that names neither is not the whole answer.
 */
function userOf(
  context: Context,
  users: Users,
  entry: Entry<ec2.Subnet>,
  call: string,
  what: string,
): Known<string> {
  const { SubnetId, VpcId } = entry.value;
  const explicit = users.bySubnet.get(SubnetId);
  if (explicit !== undefined) return known(explicit);
  const scope = scopeOf(entry, VpcId);
  const unread = unreadCall(context.resources, call, scope, `${what} of ${VpcId}`);
  if (unread) return { unknown: unread };
  const byDefault = users.byVpc.get(VpcId);
  if (byDefault !== undefined) return known(byDefault);
  const why = `the ${what} that were read name neither ${SubnetId} nor a default for ${VpcId}`;
  return { unknown: missing(call, scope, why) };
}
