/**
 * Coiled's guide network as EC2 prints it, and the pieces to build others of: routes, permissions, ACL entries. What
 * edits and decodes them is in aws-bodies.ts.
 */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { ACCOUNT, type AwsBodies, REGION } from './aws-bodies.ts';

export * from './aws-bodies.ts';

/** Ids of `guideNetwork`. */
export const GUIDE = {
  vpc: 'vpc-0f3c9d1a7b5e24680',
  publicSubnet: 'subnet-0a1f2b3c4d5e6f701',
  privateSubnet: 'subnet-0b2e3d4c5f6a7b802',
  mainTable: 'rtb-01aa2bb3cc4dd5e03',
  publicTable: 'rtb-02bb3cc4dd5ee6f04',
  privateTable: 'rtb-03cc4dd5ee6ff7a05',
  internetGateway: 'igw-0d4e5f6a7b8c9d006',
  natGateway: 'nat-0e5f6a7b8c9d0e107',
  natInterface: 'eni-0f6a7b8c9d0e1f208',
  group: 'sg-0c7d8e9f0a1b2c309',
  defaultGroup: 'sg-0d8e9f0a1b2c3d40a',
  acl: 'acl-0a9b8c7d6e5f4030b',
  dhcpOptions: 'dopt-0b1a2c3d4e5f6070c',
} as const;

const owned = { OwnerId: ACCOUNT };
const named = (name: string) => ({ ...owned, Tags: [{ Key: 'Name', Value: name }] });

/** Route table associations as EC2 prints them. */
export const association = (table: string, subnet?: string) => ({
  Main: subnet === undefined,
  RouteTableAssociationId: `rtbassoc-${(subnet ?? table).split('-')[1]}`,
  RouteTableId: table,
  ...(subnet !== undefined && { SubnetId: subnet }),
  AssociationState: { State: 'associated' },
});

/** The route that every table of a VPC has. */
export const localRoute = (cidr = '10.0.0.0/16'): ec2.Route => ({
  DestinationCidrBlock: cidr,
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
});

/** A route that somebody made: `route('0.0.0.0/0', { GatewayId: 'igw-1' })`. */
export const route = (destination: string, target: Partial<ec2.Route>): ec2.Route => ({
  ...(destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination }),
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});

/** One permission of a group, as EC2 prints it. */
export const permission = (protocol: string, ports: readonly [number, number] | undefined, peers: Peers) => ({
  IpProtocol: protocol,
  ...(ports && { FromPort: ports[0], ToPort: ports[1] }),
  IpRanges: (peers.v4 ?? []).map((CidrIp) => ({ CidrIp })),
  Ipv6Ranges: (peers.v6 ?? []).map((CidrIpv6) => ({ CidrIpv6 })),
  PrefixListIds: (peers.lists ?? []).map((PrefixListId) => ({ PrefixListId })),
  UserIdGroupPairs: (peers.groups ?? []).map((GroupId) => ({ GroupId, UserId: ACCOUNT })),
});
interface Peers {
  readonly v4?: readonly string[];
  readonly v6?: readonly string[];
  readonly lists?: readonly string[];
  readonly groups?: readonly string[];
}

/** An entry of a network ACL. */
export const aclEntry = (
  number: number,
  direction: 'in' | 'out',
  action: 'allow' | 'deny',
  cidr = '0.0.0.0/0',
  rest: { readonly protocol?: string; readonly ports?: readonly [number, number] } = {},
): ec2.NetworkAclEntry => ({
  RuleNumber: number,
  Egress: direction === 'out',
  RuleAction: action,
  Protocol: rest.protocol ?? '-1',
  ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
  ...(rest.ports && { PortRange: { From: rest.ports[0], To: rest.ports[1] } }),
});

const openAcl: readonly ec2.NetworkAclEntry[] = (['out', 'in'] as const).flatMap((direction) => [
  aclEntry(100, direction, 'allow'),
  aclEntry(32767, direction, 'deny'),
]);

const guideSubnet = (id: string, name: string, cidr: string): ec2.Subnet => ({
  ...named(name),
  SubnetId: id,
  SubnetArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:subnet/${id}`,
  VpcId: GUIDE.vpc,
  State: 'available',
  CidrBlock: cidr,
  AvailabilityZone: 'us-east-1a',
  AvailabilityZoneId: 'use1-az4',
  AvailableIpAddressCount: name === 'coiled-public' ? 4090 : 4091,
  MapPublicIpOnLaunch: false,
  Ipv6Native: false,
  Ipv6CidrBlockAssociationSet: [],
  BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
});

/**
 * The network that Coiled's guide builds (domain/coiled.md, clean network 1), every call answered: a public subnet
 * for the scheduler and the NAT gateway, a private one for the workers, one group.
 */
export const guideNetwork = (): AwsBodies => ({
  ...guideVpc,
  ...guideRouting,
  ...guideFilters,
  ...nothingElse,
});

const guideVpc: AwsBodies = {
  Vpcs: [
    {
      ...named('coiled'),
      VpcId: GUIDE.vpc,
      State: 'available',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
      DhcpOptionsId: GUIDE.dhcpOptions,
      IsDefault: false,
    },
  ],
  Subnets: [
    guideSubnet(GUIDE.publicSubnet, 'coiled-public', '10.0.0.0/20'),
    guideSubnet(GUIDE.privateSubnet, 'coiled-private', '10.0.16.0/20'),
  ],
  VpcAttributes: [
    { VpcId: GUIDE.vpc, EnableDnsSupport: { Value: true } },
    { VpcId: GUIDE.vpc, EnableDnsHostnames: { Value: true } },
  ],
  DhcpOptions: [
    {
      ...owned,
      DhcpOptionsId: GUIDE.dhcpOptions,
      DhcpConfigurations: [
        { Key: 'domain-name', Values: [{ Value: 'ec2.internal' }] },
        { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
      ],
    },
  ],
  AvailabilityZones: [
    {
      State: 'available',
      ZoneName: 'us-east-1a',
      ZoneType: 'availability-zone',
      RegionName: REGION,
    },
  ],
  VpcBlockPublicAccessOptions: {
    AwsAccountId: ACCOUNT,
    AwsRegion: REGION,
    State: 'default-state',
    InternetGatewayBlockMode: 'off',
    ExclusionsAllowed: 'allowed',
  },
};

const guideRouting: AwsBodies = {
  RouteTables: [
    {
      ...owned,
      RouteTableId: GUIDE.mainTable,
      VpcId: GUIDE.vpc,
      Associations: [association(GUIDE.mainTable)],
      Routes: [localRoute()],
    },
    {
      ...named('coiled-public'),
      RouteTableId: GUIDE.publicTable,
      VpcId: GUIDE.vpc,
      Associations: [association(GUIDE.publicTable, GUIDE.publicSubnet)],
      Routes: [localRoute(), route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway })],
    },
    {
      ...named('coiled-private'),
      RouteTableId: GUIDE.privateTable,
      VpcId: GUIDE.vpc,
      Associations: [association(GUIDE.privateTable, GUIDE.privateSubnet)],
      Routes: [localRoute(), route('0.0.0.0/0', { NatGatewayId: GUIDE.natGateway })],
    },
  ],
  InternetGateways: [
    {
      ...named('coiled'),
      InternetGatewayId: GUIDE.internetGateway,
      Attachments: [{ State: 'available', VpcId: GUIDE.vpc }],
    },
  ],
  NatGateways: [
    {
      ...named('coiled'),
      NatGatewayId: GUIDE.natGateway,
      VpcId: GUIDE.vpc,
      SubnetId: GUIDE.publicSubnet,
      State: 'available',
      ConnectivityType: 'public',
      AvailabilityMode: 'zonal',
      NatGatewayAddresses: [
        {
          AllocationId: 'eipalloc-0c2d3e4f5a6b7c80d',
          NetworkInterfaceId: GUIDE.natInterface,
          PrivateIp: '10.0.0.10',
          PublicIp: '198.51.100.10',
          IsPrimary: true,
          Status: 'succeeded',
        },
      ],
    },
  ],
};

const guideFilters: AwsBodies = {
  SecurityGroups: [
    {
      ...owned,
      GroupId: GUIDE.group,
      GroupName: 'coiled-cluster',
      Description: 'Scheduler ports from clients, everything inside the cluster',
      VpcId: GUIDE.vpc,
      IpPermissions: [
        permission('tcp', [8786, 8787], { v4: ['0.0.0.0/0'] }),
        permission('-1', undefined, { groups: [GUIDE.group] }),
      ],
      IpPermissionsEgress: [permission('-1', undefined, { v4: ['0.0.0.0/0'] })],
    },
    {
      ...owned,
      GroupId: GUIDE.defaultGroup,
      GroupName: 'default',
      Description: 'default VPC security group',
      VpcId: GUIDE.vpc,
      IpPermissions: [permission('-1', undefined, { groups: [GUIDE.defaultGroup] })],
      IpPermissionsEgress: [permission('-1', undefined, { v4: ['0.0.0.0/0'] })],
    },
  ],
  NetworkAcls: [
    {
      ...owned,
      NetworkAclId: GUIDE.acl,
      VpcId: GUIDE.vpc,
      IsDefault: true,
      Associations: [GUIDE.publicSubnet, GUIDE.privateSubnet].map((subnet) => ({
        NetworkAclAssociationId: `aclassoc-${subnet.split('-')[1]}`,
        NetworkAclId: GUIDE.acl,
        SubnetId: subnet,
      })),
      Entries: openAcl,
    },
  ],
  NetworkInterfaces: [
    {
      OwnerId: ACCOUNT,
      NetworkInterfaceId: GUIDE.natInterface,
      VpcId: GUIDE.vpc,
      SubnetId: GUIDE.publicSubnet,
      Status: 'in-use',
      InterfaceType: 'nat_gateway',
      Description: `Interface for NAT Gateway ${GUIDE.natGateway}`,
      SourceDestCheck: false,
      PrivateIpAddress: '10.0.0.10',
      PrivateIpAddresses: [
        { PrivateIpAddress: '10.0.0.10', Primary: true, Association: { PublicIp: '198.51.100.10' } },
      ],
      Ipv6Addresses: [],
      Association: { PublicIp: '198.51.100.10' },
      Groups: [],
      TagSet: [],
    },
  ],
};

const nothingElse: AwsBodies = {
  SecurityGroupVpcAssociations: [],
  EgressOnlyInternetGateways: [],
  VpnGateways: [],
  CarrierGateways: [],
  VpcPeeringConnections: [],
  TransitGateways: [],
  TransitGatewayVpcAttachments: [],
  TransitGatewayAttachments: [],
  TransitGatewayRouteTables: [],
  VpcEndpoints: [],
  Reservations: [],
  PrefixLists: [],
  ManagedPrefixLists: [],
  VpcBlockPublicAccessExclusions: [],
  StaleSecurityGroupSet: [],
};
