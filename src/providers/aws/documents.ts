/**
 * EC2's answers as far as this tool reads them, with EC2's own field names (API version 2016-11-15). Every field
 * that EC2 may leave out is optional here. `schemas/snapshot.schema.json` checks the same shapes at the door.
 */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}
interface Tagged {
  readonly Tags?: readonly Tag[];
  readonly OwnerId?: string;
}
interface State<S extends string = string> {
  readonly State?: S;
}

export interface Vpc extends Tagged, State {
  readonly VpcId: string;
  readonly CidrBlock: string;
  readonly CidrBlockAssociationSet?: readonly {
    readonly CidrBlock: string;
    readonly CidrBlockState?: State;
  }[];
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6Association[];
  readonly DhcpOptionsId?: string;
  readonly IsDefault?: boolean;
  /** Mode: "monitor" | "enforce". */
  readonly EncryptionControl?: State & { readonly Mode?: string };
}
export interface Ipv6Association {
  readonly Ipv6CidrBlock: string;
  readonly Ipv6CidrBlockState?: State;
}

export interface Subnet extends Tagged, State {
  readonly SubnetId: string;
  readonly VpcId: string;
  /** Absent, or empty, for an IPv6-only subnet (`Ipv6Native`). */
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6Association[];
  readonly Ipv6Native?: boolean;
  readonly AvailabilityZone?: string;
  readonly AvailabilityZoneId?: string;
  readonly AvailableIpAddressCount?: number;
  readonly MapPublicIpOnLaunch?: boolean;
  readonly OutpostArn?: string;
  readonly SubnetArn?: string;
  readonly BlockPublicAccessStates?: { readonly InternetGatewayBlockMode?: string };
}

export interface RouteTable extends Tagged {
  readonly RouteTableId: string;
  readonly VpcId: string;
  readonly Associations?: readonly {
    readonly RouteTableAssociationId?: string;
    readonly RouteTableId?: string;
    readonly SubnetId?: string;
    readonly GatewayId?: string;
    readonly Main?: boolean;
    readonly AssociationState?: State;
  }[];
  readonly Routes?: readonly Route[];
  readonly PropagatingVgws?: readonly { readonly GatewayId?: string }[];
}
export interface Route extends State {
  readonly DestinationCidrBlock?: string;
  readonly DestinationIpv6CidrBlock?: string;
  readonly DestinationPrefixListId?: string;
  readonly Origin?: string;
  readonly GatewayId?: string;
  readonly NatGatewayId?: string;
  readonly EgressOnlyInternetGatewayId?: string;
  readonly VpcPeeringConnectionId?: string;
  readonly TransitGatewayId?: string;
  readonly NetworkInterfaceId?: string;
  readonly InstanceId?: string;
  readonly CarrierGatewayId?: string;
  readonly LocalGatewayId?: string;
  readonly CoreNetworkArn?: string;
}

export interface SecurityGroup extends Tagged {
  readonly GroupId: string;
  readonly GroupName?: string;
  readonly Description?: string;
  readonly VpcId?: string;
  readonly IpPermissions?: readonly IpPermission[];
  readonly IpPermissionsEgress?: readonly IpPermission[];
}
export interface IpPermission {
  /** "tcp", "udp", "icmp", "icmpv6", a protocol number, or "-1" for all. */
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges?: readonly { readonly CidrIp: string; readonly Description?: string }[];
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6: string; readonly Description?: string }[];
  readonly PrefixListIds?: readonly { readonly PrefixListId: string; readonly Description?: string }[];
  readonly UserIdGroupPairs?: readonly {
    readonly GroupId?: string;
    readonly GroupName?: string;
    readonly UserId?: string;
    readonly VpcId?: string;
    readonly VpcPeeringConnectionId?: string;
    /** "active", "deleted", … for a pair across a peering. */
    readonly PeeringStatus?: string;
    readonly Description?: string;
  }[];
}
/** Of `DescribeSecurityGroupVpcAssociations`: a group that serves another VPC too. */
export interface SecurityGroupVpcAssociation extends State {
  readonly GroupId: string;
  readonly VpcId: string;
}
/** Of `DescribeStaleSecurityGroups`. */
export interface StaleSecurityGroup {
  readonly GroupId: string;
  readonly VpcId?: string;
  readonly StaleIpPermissions?: readonly IpPermission[];
  readonly StaleIpPermissionsEgress?: readonly IpPermission[];
}

export interface NetworkAcl extends Tagged {
  readonly NetworkAclId: string;
  readonly VpcId: string;
  readonly IsDefault?: boolean;
  readonly Associations?: readonly {
    readonly NetworkAclAssociationId?: string;
    readonly NetworkAclId?: string;
    readonly SubnetId: string;
  }[];
  readonly Entries?: readonly NetworkAclEntry[];
}
export interface NetworkAclEntry {
  readonly RuleNumber: number;
  readonly Egress: boolean;
  readonly RuleAction: string;
  readonly Protocol: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly PortRange?: { readonly From?: number; readonly To?: number };
  readonly IcmpTypeCode?: { readonly Code?: number; readonly Type?: number };
}

export interface NatGateway extends Tagged, State {
  readonly NatGatewayId: string;
  readonly VpcId?: string;
  /** Absent for a regional NAT gateway. */
  readonly SubnetId?: string;
  readonly ConnectivityType?: string;
  /** "zonal" or "regional". */
  readonly AvailabilityMode?: string;
  readonly RouteTableId?: string;
  /** Of a regional one: "enabled" where it follows the machines from zone to zone. */
  readonly AutoProvisionZones?: string;
  readonly FailureCode?: string;
  readonly FailureMessage?: string;
  readonly NatGatewayAddresses?: readonly {
    readonly AllocationId?: string;
    readonly NetworkInterfaceId?: string;
    readonly PrivateIp?: string;
    readonly PublicIp?: string;
    readonly IsPrimary?: boolean;
    readonly Status?: string;
    /** Of a regional NAT gateway. */
    readonly AvailabilityZone?: string;
  }[];
  readonly AttachedAppliances?: readonly unknown[];
}

export interface InternetGateway extends Tagged {
  readonly InternetGatewayId: string;
  readonly Attachments?: readonly (State & { readonly VpcId?: string })[];
}
export interface EgressOnlyInternetGateway extends Tagged {
  readonly EgressOnlyInternetGatewayId: string;
  readonly Attachments?: readonly (State & { readonly VpcId?: string })[];
}
export interface VpnGateway extends Tagged, State {
  readonly VpnGatewayId: string;
  readonly VpcAttachments?: readonly (State & { readonly VpcId?: string })[];
}
export interface CarrierGateway extends Tagged, State {
  readonly CarrierGatewayId: string;
  readonly VpcId?: string;
}

export interface VpcPeeringConnection extends Tagged {
  readonly VpcPeeringConnectionId: string;
  readonly Status?: { readonly Code?: string; readonly Message?: string };
  readonly RequesterVpcInfo?: PeeringVpcInfo;
  readonly AccepterVpcInfo?: PeeringVpcInfo;
}
export interface PeeringVpcInfo {
  readonly VpcId?: string;
  readonly OwnerId?: string;
  readonly Region?: string;
  readonly CidrBlock?: string;
  readonly CidrBlockSet?: readonly { readonly CidrBlock: string }[];
  readonly Ipv6CidrBlockSet?: readonly { readonly Ipv6CidrBlock: string }[];
}

export interface TransitGateway extends Tagged, State {
  readonly TransitGatewayId: string;
  /** `SecurityGroupReferencingSupport`: "enable" | "disable" (the default). */
  readonly Options?: { readonly SecurityGroupReferencingSupport?: string };
}
export interface TransitGatewayVpcAttachment extends Tagged, State {
  readonly TransitGatewayAttachmentId: string;
  readonly TransitGatewayId: string;
  readonly VpcId: string;
  readonly VpcOwnerId?: string;
  readonly SubnetIds?: readonly string[];
  /** Each "enable" or "disable"; by default references are on and appliance mode is off. */
  readonly Options?: {
    readonly SecurityGroupReferencingSupport?: string;
    readonly ApplianceModeSupport?: string;
  };
}
export interface TransitGatewayAttachment extends Tagged, State {
  readonly TransitGatewayAttachmentId: string;
  readonly TransitGatewayId: string;
  /** "vpc", "vpn", "direct-connect-gateway", "connect", "peering", "tgw-peering". */
  readonly ResourceType?: string;
  readonly ResourceId?: string;
  readonly ResourceOwnerId?: string;
  readonly TransitGatewayOwnerId?: string;
  readonly Association?: State & { readonly TransitGatewayRouteTableId?: string };
}
export interface TransitGatewayRouteTable extends Tagged, State {
  readonly TransitGatewayRouteTableId: string;
  readonly TransitGatewayId?: string;
  readonly DefaultAssociationRouteTable?: boolean;
}
/** An element of `SearchTransitGatewayRoutes`' `Routes`. */
export interface TransitGatewayRoute extends State {
  readonly DestinationCidrBlock?: string;
  readonly PrefixListId?: string;
  /** "static" | "propagated". */
  readonly Type?: string;
  readonly TransitGatewayAttachments?: readonly {
    readonly TransitGatewayAttachmentId?: string;
    readonly ResourceId?: string;
    readonly ResourceType?: string;
  }[];
}
/** An element of `GetTransitGatewayRouteTableAssociations`' `Associations`. */
export interface TransitGatewayRouteTableAssociation extends State {
  readonly TransitGatewayAttachmentId: string;
  readonly ResourceId?: string;
  readonly ResourceType?: string;
}

export interface VpcEndpoint extends Tagged, State {
  readonly VpcEndpointId: string;
  readonly VpcId?: string;
  /** "Interface", "Gateway", "GatewayLoadBalancer", … in more than one letter case. */
  readonly VpcEndpointType?: string;
  readonly ServiceName?: string;
  readonly RouteTableIds?: readonly string[];
  readonly SubnetIds?: readonly string[];
  readonly Groups?: readonly { readonly GroupId?: string }[];
  readonly NetworkInterfaceIds?: readonly string[];
  readonly PrivateDnsEnabled?: boolean;
  readonly DnsOptions?: { readonly PrivateDnsOnlyForInboundResolverEndpoint?: boolean };
  /** A policy as JSON in a text. */
  readonly PolicyDocument?: string;
}

export interface NetworkInterface {
  readonly NetworkInterfaceId: string;
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly OwnerId?: string;
  readonly Status?: string;
  readonly InterfaceType?: string;
  readonly Description?: string;
  readonly RequesterId?: string;
  readonly SourceDestCheck?: boolean;
  readonly PrivateIpAddress?: string;
  readonly PrivateIpAddresses?: readonly {
    readonly PrivateIpAddress?: string;
    readonly Primary?: boolean;
    readonly Association?: { readonly PublicIp?: string };
  }[];
  readonly Ipv6Addresses?: readonly { readonly Ipv6Address?: string }[];
  /** Prefixes delegated to the interface, for the containers of its machine. */
  readonly Ipv4Prefixes?: readonly { readonly Ipv4Prefix?: string }[];
  readonly Ipv6Prefixes?: readonly { readonly Ipv6Prefix?: string }[];
  readonly Association?: { readonly PublicIp?: string };
  readonly Groups?: readonly { readonly GroupId?: string; readonly GroupName?: string }[];
  readonly Attachment?: { readonly InstanceId?: string; readonly Status?: string };
  readonly TagSet?: readonly Tag[];
}
export interface Instance {
  readonly InstanceId: string;
  readonly VpcId?: string;
  readonly SubnetId?: string;
  readonly State?: { readonly Name?: string };
  readonly Tags?: readonly Tag[];
  readonly NetworkInterfaces?: readonly NetworkInterface[];
}

export interface DhcpOptions extends Tagged {
  readonly DhcpOptionsId: string;
  readonly DhcpConfigurations?: readonly {
    readonly Key?: string;
    readonly Values?: readonly { readonly Value?: string }[];
  }[];
}
export interface AvailabilityZone extends State {
  readonly ZoneName: string;
  /** "availability-zone", "local-zone", "wavelength-zone". */
  readonly ZoneType?: string;
  readonly RegionName?: string;
}
/** `DescribePrefixLists`: AWS-managed lists of gateway endpoints, with their CIDRs. */
export interface PrefixList {
  readonly PrefixListId: string;
  readonly PrefixListName?: string;
  readonly Cidrs?: readonly string[];
}
export interface ManagedPrefixList extends State {
  readonly PrefixListId: string;
  readonly PrefixListName?: string;
  readonly OwnerId?: string;
  readonly MaxEntries?: number;
}
export interface PrefixListEntry {
  readonly Cidr: string;
  readonly Description?: string;
}
export interface VpcAttribute {
  readonly VpcId: string;
  readonly EnableDnsSupport?: { readonly Value?: boolean };
  readonly EnableDnsHostnames?: { readonly Value?: boolean };
}
export interface VpcBlockPublicAccessOptions extends State {
  readonly AwsAccountId?: string;
  readonly AwsRegion?: string;
  /** "off" | "block-bidirectional" | "block-ingress". */
  readonly InternetGatewayBlockMode?: string;
  /** "allowed" | "not-allowed". */
  readonly ExclusionsAllowed?: string;
  /** "account" | "declarative-policy". */
  readonly ManagedBy?: string;
}
export interface VpcBlockPublicAccessExclusion extends State {
  readonly ExclusionId: string;
  /** "allow-bidirectional" | "allow-egress". */
  readonly InternetGatewayExclusionMode?: string;
  /** ARN of a VPC or a subnet. */
  readonly ResourceArn?: string;
}
