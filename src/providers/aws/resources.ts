/**
 * The decoded AWS account: every document of a snapshot typed, merged by id and remembered with its place. Changes
 * are applied here (`changes.ts`), and `lower.ts` makes the provider-neutral network of it.
 */
import type { Place } from '../../model/network.ts';
import type { SnapshotGap } from '../../snapshot/snapshot.ts';
import type * as ec2 from './documents.ts';

/** One decoded resource and where it was read. */
export interface Entry<T> {
  readonly value: T;
  readonly place: Place;
  readonly account?: string;
  readonly region?: string;
}

/** By id, in order of id. */
export type Table<T> = ReadonlyMap<string, Entry<T>>;

/** A call that was answered; what is absent may be anybody's and anywhere. */
export interface Answered {
  readonly call: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export interface AwsResources {
  readonly vpcs: Table<ec2.Vpc>;
  readonly subnets: Table<ec2.Subnet>;
  readonly routeTables: Table<ec2.RouteTable>;
  readonly securityGroups: Table<ec2.SecurityGroup>;
  readonly networkAcls: Table<ec2.NetworkAcl>;
  readonly natGateways: Table<ec2.NatGateway>;
  readonly internetGateways: Table<ec2.InternetGateway>;
  readonly egressOnlyInternetGateways: Table<ec2.EgressOnlyInternetGateway>;
  readonly vpnGateways: Table<ec2.VpnGateway>;
  readonly carrierGateways: Table<ec2.CarrierGateway>;
  readonly peerings: Table<ec2.VpcPeeringConnection>;
  readonly transitGateways: Table<ec2.TransitGateway>;
  readonly transitGatewayVpcAttachments: Table<ec2.TransitGatewayVpcAttachment>;
  /** By attachment and gateway, a blank between them: a peering is one attachment of two gateways. */
  readonly transitGatewayAttachments: Table<ec2.TransitGatewayAttachment>;
  readonly transitGatewayRouteTables: Table<ec2.TransitGatewayRouteTable>;
  readonly vpcEndpoints: Table<ec2.VpcEndpoint>;
  readonly networkInterfaces: Table<ec2.NetworkInterface>;
  readonly instances: Table<ec2.Instance>;
  readonly dhcpOptions: Table<ec2.DhcpOptions>;
  /** By zone name. */
  readonly availabilityZones: Table<ec2.AvailabilityZone>;
  readonly prefixLists: Table<ec2.PrefixList>;
  readonly managedPrefixLists: Table<ec2.ManagedPrefixList>;
  readonly blockPublicAccessExclusions: Table<ec2.VpcBlockPublicAccessExclusion>;
  /** By VPC id; the attributes of several answers together. */
  readonly vpcAttributes: Table<ec2.VpcAttribute>;
  /** By group id. */
  readonly staleSecurityGroups: Table<ec2.StaleSecurityGroup>;
  /** By prefix list id. */
  readonly prefixListEntries: Table<readonly ec2.PrefixListEntry[]>;
  /** By transit gateway route table id; `complete` is false when AWS had more to say (`AdditionalRoutesAvailable`). */
  readonly transitGatewayRoutes: Table<{
    readonly routes: readonly ec2.TransitGatewayRoute[];
    readonly complete: boolean;
    /** The static routes and the others were asked for apart. */
    readonly isInParts: boolean;
  }>;
  /** By transit gateway route table id. */
  readonly transitGatewayAssociations: Table<readonly ec2.TransitGatewayRouteTableAssociation[]>;
  readonly securityGroupVpcAssociations: readonly Entry<ec2.SecurityGroupVpcAssociation>[];
  readonly blockPublicAccessOptions: readonly Entry<ec2.VpcBlockPublicAccessOptions>[];
  /** `call` names that were answered, e.g. "DescribeNatGateways"; a call that is absent here was not read. */
  readonly read: ReadonlySet<string>;
  /** The same with who was asked where: a call that was answered in one region was not read in another. */
  readonly answered?: readonly Answered[];
  /** Calls that were refused. */
  readonly refused: readonly SnapshotGap[];
}
