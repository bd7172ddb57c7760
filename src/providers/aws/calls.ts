/** EC2's calls that this tool reads: what each answers, which permission it takes, and the AWS CLI command that reads it. */
import { quoted } from '../shell.ts';

export interface Call {
  /** "DescribeVpcs"; the IAM action is `permission`. */
  readonly call: string;
  /** The key that its answer stands under; several calls may share one (`PrefixLists`). */
  readonly key: string;
  /** "ec2:DescribeVpcs" */
  readonly permission: string;
  /** What it reads, for people: "NAT gateways". */
  readonly noun: string;
  /** How the call is narrowed to one VPC or told what it is about. */
  readonly target: Target;
}

export type Target =
  | { readonly by: 'nothing' }
  /** A filter whose value is a VPC id; `flag` is the CLI's name for it. */
  | { readonly by: 'filter'; readonly name: string; readonly flag: '--filters' | '--filter' }
  /** A required VPC id. */
  | { readonly by: 'vpc'; readonly eachAttribute?: readonly string[] }
  /** The id of a parent that the answer does not repeat: this argument, an id that begins with `prefix`. */
  | { readonly by: 'parent'; readonly argument: string; readonly flag: string; readonly prefix: string };

const NOTHING: Target = { by: 'nothing' };
const VPC_ID: Target = { by: 'filter', name: 'vpc-id', flag: '--filters' };
const ATTACHED_VPC: Target = { by: 'filter', name: 'attachment.vpc-id', flag: '--filters' };
const PREFIX_LIST: Target = {
  by: 'parent',
  argument: 'PrefixListId',
  flag: '--prefix-list-id',
  prefix: 'pl-',
};
const TRANSIT_TABLE: Target = {
  by: 'parent',
  argument: 'TransitGatewayRouteTableId',
  flag: '--transit-gateway-route-table-id',
  prefix: 'tgw-rtb-',
};

const call = (name: string, noun: string, target: Target, key = name.replace('Describe', '')): Call => ({
  call: name,
  key,
  permission: `ec2:${name}`,
  noun,
  target,
});

/** In the order of aws.md's table; a VPC's peerings have two sides, so no single filter names the VPC. */
export const CALLS: readonly Call[] = [
  call('DescribeVpcs', 'VPCs', VPC_ID),
  call('DescribeSubnets', 'subnets', VPC_ID),
  call('DescribeRouteTables', 'route tables', VPC_ID),
  call('DescribeSecurityGroups', 'security groups', VPC_ID),
  call('DescribeSecurityGroupVpcAssociations', 'security group associations with VPCs', VPC_ID),
  call('DescribeNetworkAcls', 'network ACLs', VPC_ID),
  call('DescribeNatGateways', 'NAT gateways', { by: 'filter', name: 'vpc-id', flag: '--filter' }),
  call('DescribeTransitGatewayVpcAttachments', 'transit gateway VPC attachments', VPC_ID),
  call('DescribeVpcEndpoints', 'VPC endpoints', VPC_ID),
  call('DescribeNetworkInterfaces', 'network interfaces', VPC_ID),
  call('DescribeCarrierGateways', 'carrier gateways', VPC_ID),
  call('DescribeInstances', 'instances', VPC_ID, 'Reservations'),
  call('DescribeInternetGateways', 'internet gateways', ATTACHED_VPC),
  call('DescribeVpnGateways', 'virtual private gateways', ATTACHED_VPC),
  call('DescribeVpcPeeringConnections', 'VPC peering connections', NOTHING),
  call('DescribeTransitGatewayAttachments', 'transit gateway attachments', {
    by: 'filter',
    name: 'resource-id',
    flag: '--filters',
  }),
  call('DescribeEgressOnlyInternetGateways', 'egress-only internet gateways', NOTHING),
  call('DescribeTransitGateways', 'transit gateways', NOTHING),
  call('DescribeTransitGatewayRouteTables', 'transit gateway route tables', NOTHING),
  call('DescribeAddresses', 'Elastic IP addresses', NOTHING),
  call('DescribeDhcpOptions', 'DHCP options', NOTHING),
  call('DescribeAvailabilityZones', 'Availability Zones', NOTHING),
  call('DescribePrefixLists', 'prefix lists of AWS services', NOTHING),
  call('DescribeManagedPrefixLists', 'managed prefix lists', NOTHING, 'PrefixLists'),
  call('GetManagedPrefixListEntries', 'managed prefix list entries', PREFIX_LIST, 'Entries'),
  call('DescribeVpcBlockPublicAccessOptions', 'VPC Block Public Access options', NOTHING),
  call('DescribeVpcBlockPublicAccessExclusions', 'VPC Block Public Access exclusions', NOTHING),
  call('SearchTransitGatewayRoutes', 'transit gateway routes', TRANSIT_TABLE, 'Routes'),
  call(
    'GetTransitGatewayRouteTableAssociations',
    'transit gateway route table associations',
    TRANSIT_TABLE,
    'Associations',
  ),
  call('DescribeVpcAttribute', 'VPC DNS attributes', {
    by: 'vpc',
    eachAttribute: ['enableDnsSupport', 'enableDnsHostnames'],
  }),
  call('DescribeStaleSecurityGroups', 'stale security group rules', { by: 'vpc' }, 'StaleSecurityGroupSet'),
];

const BY_NAME: ReadonlyMap<string, Call> = new Map(CALLS.map((each) => [each.call, each]));

export const callNamed = (name: string): Call | undefined => BY_NAME.get(name);

export interface ReadTarget {
  readonly vpc?: string;
  readonly region?: string;
  /** Where the file goes: the folder that was checked reads it then. Absent: where the command runs. */
  readonly folder?: string;
  /** The file that the answer takes the place of. */
  readonly file?: string;
  /** As in a snapshot's document: `PrefixListId`, `TransitGatewayRouteTableId`. */
  readonly arguments?: Readonly<Record<string, string>>;
}

/**
 * The AWS CLI command, ready to paste, that writes the call's answer to a file this tool reads. What `target`
 * leaves open stands in capitals where the call needs it, and is not filtered by where it does not.
 */
export function readCommand(of: Call, target: ReadTarget = {}): string {
  const attributes = of.target.by === 'vpc' ? of.target.eachAttribute : undefined;
  if (attributes === undefined) return oneCommand(of, target, flagsOf(of, target), '');
  const flags = flagsOf(of, target);
  return inTurn(
    attributes.map((attribute) =>
      oneCommand(of, target, [...flags, '--attribute', attribute], `-${attribute}`),
    ),
  );
}

/** One line that runs several commands. */
export const inTurn = (commands: readonly string[]): string => commands.join(' && ');

/** The parts of a list of routes that is too long for one answer: what tells them apart in a file's name. */
export const ROUTE_TYPES = ['static', 'propagated'] as const;

/** The routes of a transit gateway route table in two answers. */
export const routesInParts = (of: Call, target: ReadTarget): string =>
  inTurn(
    ROUTE_TYPES.map((type) =>
      oneCommand(
        of,
        target,
        [...parentFlags(of, target), '--filters', `Name=type,Values=${type}`],
        `-${type}`,
      ),
    ),
  );

function oneCommand(of: Call, target: ReadTarget, flags: readonly string[], suffix: string): string {
  const region = target.region === undefined ? [] : ['--region', quoted(target.region)];
  const words = ['aws', 'ec2', kebab(of.call), ...flags, ...region, '--output', 'json', '>'];
  const folder = target.folder === undefined ? '' : `${target.folder}/`;
  const file = target.file ?? `${folder}${fileName(of, target)}${suffix}.json`;
  return [...words, quoted(file)].join(' ');
}

function flagsOf(of: Call, target: ReadTarget): readonly string[] {
  switch (of.target.by) {
    case 'nothing':
      return [];
    case 'filter':
      if (target.vpc === undefined) return [];
      return [of.target.flag, quoted(`Name=${of.target.name},Values=${target.vpc}`)];
    case 'vpc':
      return ['--vpc-id', quoted(target.vpc ?? target.arguments?.VpcId ?? 'VPC_ID')];
    case 'parent':
      return [...parentFlags(of, target), ...searchFilter(of)];
  }
}

const parentFlags = (of: Call, target: ReadTarget): readonly string[] =>
  of.target.by === 'parent' ? [of.target.flag, quoted(parentId(of.target, target))] : [];

type ParentTarget = Extract<Target, { readonly by: 'parent' }>;

const parentId = (parent: ParentTarget, target: ReadTarget): string =>
  target.arguments?.[parent.argument] ?? `${parent.prefix}ID`;

/** The one call that EC2 refuses without a filter; this one lets every route through. */
const searchFilter = (of: Call): readonly string[] =>
  of.call === 'SearchTransitGatewayRoutes' ? ['--filters', 'Name=type,Values=static,propagated'] : [];

/** An answer that does not name its parent is told by its file's name. */
function fileName(of: Call, target: ReadTarget): string {
  const name = of.call.replace(/^Describe/, '');
  return of.target.by === 'parent' ? `${name}-${parentId(of.target, target)}` : name;
}

/** The CLI's spelling: "describe-vpcs". */
const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
