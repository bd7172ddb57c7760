/** EC2 documents in few words, as EC2 would write them: for tables of cases and for generated worlds. */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { ACCOUNT, REGION } from './world.ts';

export function vpc(id: string, ...cidrs: readonly string[]): ec2.Vpc {
  const CidrBlockAssociationSet = cidrs.map((CidrBlock) => ({
    CidrBlock,
    CidrBlockState: { State: 'associated' },
  }));
  return {
    VpcId: id,
    State: 'available',
    OwnerId: ACCOUNT,
    CidrBlock: cidrs[0] ?? '',
    CidrBlockAssociationSet,
  };
}

export const subnet = (id: string, vpcId: string, cidr: string, zone = 'a'): ec2.Subnet => ({
  SubnetId: id,
  VpcId: vpcId,
  State: 'available',
  OwnerId: ACCOUNT,
  CidrBlock: cidr,
  AvailabilityZone: `${REGION}${zone}`,
  AvailabilityZoneId: `use1-az${zone === 'a' ? 1 : 2}`,
  AvailableIpAddressCount: 11,
  SubnetArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:subnet/${id}`,
});

/** A route to a target that its id's prefix tells; `dst` is a CIDR or a prefix list's id. */
export function route(dst: string, target: string, more: Partial<ec2.Route> = {}): ec2.Route {
  const destination = dst.startsWith('pl-')
    ? { DestinationPrefixListId: dst }
    : { DestinationCidrBlock: dst };
  const Origin = target === 'local' ? 'CreateRouteTable' : 'CreateRoute';
  return { ...destination, ...targetField(target), Origin, State: 'active', ...more };
}

function targetField(target: string): Partial<ec2.Route> {
  if (target.startsWith('nat-')) return { NatGatewayId: target };
  if (target.startsWith('pcx-')) return { VpcPeeringConnectionId: target };
  if (target.startsWith('tgw-')) return { TransitGatewayId: target };
  if (target.startsWith('eni-')) return { NetworkInterfaceId: target };
  return { GatewayId: target };
}

/** `subnets` are associated explicitly; `main` serves the others. */
export function table(
  id: string,
  vpcId: string,
  routes: readonly ec2.Route[],
  { main = false, subnets = [] as readonly string[], gateway = '' } = {},
): ec2.RouteTable {
  const association = (target: object, suffix: string) => ({
    RouteTableAssociationId: `rtbassoc-${id.slice(4)}-${suffix}`,
    AssociationState: { State: 'associated' },
    ...target,
  });
  return {
    RouteTableId: id,
    VpcId: vpcId,
    OwnerId: ACCOUNT,
    Routes: routes,
    Associations: [
      ...(main ? [association({ Main: true }, 'main')] : []),
      ...subnets.map((SubnetId) => association({ Main: false, SubnetId }, SubnetId)),
      ...(gateway ? [association({ Main: false, GatewayId: gateway }, gateway)] : []),
    ],
  };
}

export type Ports = readonly [from: number, to: number] | number | 'all';

export function entry(
  ruleNumber: number,
  side: 'in' | 'out',
  action: 'allow' | 'deny',
  cidr: string,
  ports: Ports = 'all',
  protocol = ports === 'all' ? '-1' : '6',
): ec2.NetworkAclEntry {
  const [From, To] = ports === 'all' ? [0, 65535] : typeof ports === 'number' ? [ports, ports] : ports;
  return {
    RuleNumber: ruleNumber,
    Egress: side === 'out',
    RuleAction: action,
    Protocol: protocol,
    CidrBlock: cidr,
    ...(protocol === '-1' ? {} : { PortRange: { From, To } }),
  };
}

export const OPEN: readonly ec2.NetworkAclEntry[] = [
  entry(100, 'in', 'allow', '0.0.0.0/0'),
  entry(100, 'out', 'allow', '0.0.0.0/0'),
];

/** The entries, and the two that every ACL ends with. */
export const acl = (
  id: string,
  vpcId: string,
  subnets: readonly string[],
  entries: readonly ec2.NetworkAclEntry[] = OPEN,
  isDefault = false,
): ec2.NetworkAcl => ({
  NetworkAclId: id,
  VpcId: vpcId,
  OwnerId: ACCOUNT,
  IsDefault: isDefault,
  Associations: subnets.map((SubnetId) => ({
    NetworkAclAssociationId: `aclassoc-${SubnetId}`,
    SubnetId,
  })),
  Entries: [...entries, entry(32767, 'in', 'deny', '0.0.0.0/0'), entry(32767, 'out', 'deny', '0.0.0.0/0')],
});

/** Where a rule's traffic comes from or goes to: CIDRs, groups ("sg-…") and prefix lists ("pl-…"), mixed. */
export function permission(
  ports: Ports,
  remotes: readonly (string | NonNullable<ec2.IpPermission['UserIdGroupPairs']>[number])[],
  protocol = ports === 'all' ? '-1' : 'tcp',
): ec2.IpPermission {
  const texts = remotes.filter((remote) => typeof remote === 'string');
  const pairs = remotes.filter((remote) => typeof remote !== 'string');
  const [FromPort, ToPort] = ports === 'all' ? [-1, -1] : typeof ports === 'number' ? [ports, ports] : ports;
  return {
    IpProtocol: protocol,
    ...(protocol === '-1' ? {} : { FromPort, ToPort }),
    IpRanges: texts.filter((text) => text.includes('/')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: [],
    PrefixListIds: texts.filter((text) => text.startsWith('pl-')).map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: [
      ...texts.filter((text) => text.startsWith('sg-')).map((GroupId) => ({ GroupId, UserId: ACCOUNT })),
      ...pairs,
    ],
  };
}

export const ANYWHERE = permission('all', ['0.0.0.0/0']);

export const group = (
  id: string,
  vpcId: string,
  ingress: readonly ec2.IpPermission[],
  egress: readonly ec2.IpPermission[] = [ANYWHERE],
): ec2.SecurityGroup => ({
  GroupId: id,
  GroupName: id.slice(3),
  Description: id,
  OwnerId: ACCOUNT,
  VpcId: vpcId,
  IpPermissions: ingress,
  IpPermissionsEgress: egress,
});

export const internetGateway = (id: string, vpcId: string, state = 'available'): ec2.InternetGateway => ({
  InternetGatewayId: id,
  OwnerId: ACCOUNT,
  Attachments: [{ VpcId: vpcId, State: state }],
});

/** A zonal NAT gateway; without a public address it is a private one. */
export const natGateway = (
  id: string,
  { VpcId: vpcId, SubnetId: subnetId }: ec2.Subnet,
  privateIp: string,
  publicIp?: string,
  state = 'available',
): ec2.NatGateway => ({
  NatGatewayId: id,
  VpcId: vpcId,
  SubnetId: subnetId,
  State: state,
  ConnectivityType: publicIp === undefined ? 'private' : 'public',
  AvailabilityMode: 'zonal',
  NatGatewayAddresses: [
    {
      PrivateIp: privateIp,
      IsPrimary: true,
      Status: 'succeeded',
      ...(publicIp ? { PublicIp: publicIp } : {}),
    },
  ],
});

export function peering(
  id: string,
  requester: ec2.Vpc,
  accepter: ec2.Vpc,
  { state = 'active', accepterRegion = REGION } = {},
): ec2.VpcPeeringConnection {
  const side = ({ VpcId, CidrBlock, CidrBlockAssociationSet = [] }: ec2.Vpc, Region: string) => ({
    VpcId,
    OwnerId: ACCOUNT,
    Region,
    CidrBlock,
    CidrBlockSet: CidrBlockAssociationSet.map((one) => ({ CidrBlock: one.CidrBlock })),
  });
  return {
    VpcPeeringConnectionId: id,
    Status: { Code: state, Message: state },
    RequesterVpcInfo: side(requester, REGION),
    AccepterVpcInfo: side(accepter, accepterRegion),
  };
}

export const transitGateway = (id: string, groupReferences = 'disable'): ec2.TransitGateway => ({
  TransitGatewayId: id,
  State: 'available',
  OwnerId: ACCOUNT,
  Options: { SecurityGroupReferencingSupport: groupReferences },
});

export const attachment = (
  id: string,
  gateway: string,
  vpcId: string,
  subnetIds: readonly string[],
  { state = 'available', groupReferences = 'enable' } = {},
): ec2.TransitGatewayVpcAttachment => ({
  TransitGatewayAttachmentId: id,
  TransitGatewayId: gateway,
  VpcId: vpcId,
  VpcOwnerId: ACCOUNT,
  SubnetIds: subnetIds,
  State: state,
  Options: { SecurityGroupReferencingSupport: groupReferences },
});

/** A route of a transit gateway's table; without an attachment it is a blackhole. */
export const gatewayRoute = (
  dst: string,
  to: ec2.TransitGatewayVpcAttachment | undefined,
  type: 'static' | 'propagated' = 'propagated',
): ec2.TransitGatewayRoute => ({
  DestinationCidrBlock: dst,
  Type: type,
  State: to === undefined ? 'blackhole' : 'active',
  ...(to === undefined
    ? {}
    : {
        TransitGatewayAttachments: [
          {
            TransitGatewayAttachmentId: to.TransitGatewayAttachmentId,
            ResourceId: to.VpcId,
            ResourceType: 'vpc',
          },
        ],
      }),
});

export const associated = (to: ec2.TransitGatewayVpcAttachment): ec2.TransitGatewayRouteTableAssociation => ({
  TransitGatewayAttachmentId: to.TransitGatewayAttachmentId,
  ResourceId: to.VpcId,
  ResourceType: 'vpc',
  State: 'associated',
});
