/** The bodies of EC2's answers, call by call: the types behind `schemas/snapshot.schema.json`. */
import type { LoadedDocument } from '../../snapshot/snapshot.ts';
import type * as ec2 from './documents.ts';

export interface Answers {
  readonly DescribeVpcs: { readonly Vpcs: readonly ec2.Vpc[] };
  readonly DescribeSubnets: { readonly Subnets: readonly ec2.Subnet[] };
  readonly DescribeRouteTables: { readonly RouteTables: readonly ec2.RouteTable[] };
  readonly DescribeSecurityGroups: { readonly SecurityGroups: readonly ec2.SecurityGroup[] };
  readonly DescribeSecurityGroupVpcAssociations: {
    readonly SecurityGroupVpcAssociations: readonly ec2.SecurityGroupVpcAssociation[];
  };
  readonly DescribeStaleSecurityGroups: { readonly StaleSecurityGroupSet: readonly ec2.StaleSecurityGroup[] };
  readonly DescribeNetworkAcls: { readonly NetworkAcls: readonly ec2.NetworkAcl[] };
  readonly DescribeNatGateways: { readonly NatGateways: readonly ec2.NatGateway[] };
  readonly DescribeInternetGateways: { readonly InternetGateways: readonly ec2.InternetGateway[] };
  readonly DescribeEgressOnlyInternetGateways: {
    readonly EgressOnlyInternetGateways: readonly ec2.EgressOnlyInternetGateway[];
  };
  readonly DescribeVpnGateways: { readonly VpnGateways: readonly ec2.VpnGateway[] };
  readonly DescribeCarrierGateways: { readonly CarrierGateways: readonly ec2.CarrierGateway[] };
  readonly DescribeVpcPeeringConnections: {
    readonly VpcPeeringConnections: readonly ec2.VpcPeeringConnection[];
  };
  readonly DescribeTransitGateways: { readonly TransitGateways: readonly ec2.TransitGateway[] };
  readonly DescribeTransitGatewayVpcAttachments: {
    readonly TransitGatewayVpcAttachments: readonly ec2.TransitGatewayVpcAttachment[];
  };
  readonly DescribeTransitGatewayAttachments: {
    readonly TransitGatewayAttachments: readonly ec2.TransitGatewayAttachment[];
  };
  readonly DescribeTransitGatewayRouteTables: {
    readonly TransitGatewayRouteTables: readonly ec2.TransitGatewayRouteTable[];
  };
  readonly SearchTransitGatewayRoutes: {
    readonly Routes: readonly ec2.TransitGatewayRoute[];
    readonly AdditionalRoutesAvailable?: boolean;
  };
  readonly GetTransitGatewayRouteTableAssociations: {
    readonly Associations: readonly ec2.TransitGatewayRouteTableAssociation[];
  };
  readonly DescribeVpcEndpoints: { readonly VpcEndpoints: readonly ec2.VpcEndpoint[] };
  readonly DescribeNetworkInterfaces: { readonly NetworkInterfaces: readonly ec2.NetworkInterface[] };
  readonly DescribeInstances: {
    readonly Reservations: readonly { readonly Instances: readonly ec2.Instance[] }[];
  };
  readonly DescribeDhcpOptions: { readonly DhcpOptions: readonly ec2.DhcpOptions[] };
  readonly DescribeAvailabilityZones: { readonly AvailabilityZones: readonly ec2.AvailabilityZone[] };
  readonly DescribePrefixLists: { readonly PrefixLists: readonly ec2.PrefixList[] };
  readonly DescribeManagedPrefixLists: { readonly PrefixLists: readonly ec2.ManagedPrefixList[] };
  readonly GetManagedPrefixListEntries: { readonly Entries: readonly ec2.PrefixListEntry[] };
  readonly DescribeVpcAttribute: ec2.VpcAttribute;
  readonly DescribeVpcBlockPublicAccessOptions: {
    readonly VpcBlockPublicAccessOptions: ec2.VpcBlockPublicAccessOptions;
  };
  readonly DescribeVpcBlockPublicAccessExclusions: {
    readonly VpcBlockPublicAccessExclusions: readonly ec2.VpcBlockPublicAccessExclusion[];
  };
}

export type AnswerDocument<C extends keyof Answers> = LoadedDocument & {
  readonly call: C;
  readonly body: Answers[C];
};

/** Whether a document answers `call`. Its body has that answer's shape: the schema checked it when it was read. */
export const isAnswerTo = <C extends keyof Answers>(
  document: LoadedDocument,
  call: C,
): document is AnswerDocument<C> => document.provider === 'aws' && document.call === call;
