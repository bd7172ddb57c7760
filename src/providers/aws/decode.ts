/** A snapshot's EC2 answers to typed resources, each by its id and with its place. */
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { withCaller } from './caller.ts';
import type { AwsResources } from './resources.ts';
import {
  type Documents,
  decodeInstances,
  decodePrefixListEntries,
  decodePublicAccessOptions,
  decodeTransitAssociations,
  decodeTransitRoutes,
  table,
} from './tables.ts';

/** Throws a `ByoNetError` where two answers of one account and region contradict each other. */
export function decode(snapshot: Snapshot): AwsResources {
  const documents = withCaller(snapshot.documents.filter(({ provider }) => provider === 'aws'));
  return {
    ...decodeVpcs(documents),
    ...decodeFilters(documents),
    ...decodeGateways(documents),
    ...decodeTransit(documents),
    ...decodeMachines(documents),
    ...decodePublicAccess(documents),
    read: new Set(documents.map(({ call }) => call)),
    answered: documents.map(({ call, account, region }) => ({ call, account, region })),
    refused: snapshot.gaps.filter(({ provider }) => provider === 'aws'),
  };
}

const decodeVpcs = (all: Documents) => ({
  vpcs: table(
    all,
    'DescribeVpcs',
    (body) => body.Vpcs,
    (vpc) => vpc.VpcId,
  ),
  subnets: table(
    all,
    'DescribeSubnets',
    (body) => body.Subnets,
    (subnet) => subnet.SubnetId,
  ),
  routeTables: table(
    all,
    'DescribeRouteTables',
    (body) => body.RouteTables,
    (each) => each.RouteTableId,
  ),
  dhcpOptions: table(
    all,
    'DescribeDhcpOptions',
    (body) => body.DhcpOptions,
    (each) => each.DhcpOptionsId,
  ),
  vpcAttributes: table(
    all,
    'DescribeVpcAttribute',
    (body) => [body],
    (each) => each.VpcId,
    'parts',
  ),
  availabilityZones: table(
    all,
    'DescribeAvailabilityZones',
    (body) => body.AvailabilityZones,
    (zone) => zone.ZoneName,
  ),
});

const decodeFilters = (all: Documents) => ({
  securityGroups: table(
    all,
    'DescribeSecurityGroups',
    (body) => body.SecurityGroups,
    (group) => group.GroupId,
  ),
  securityGroupVpcAssociations: [
    ...table(
      all,
      'DescribeSecurityGroupVpcAssociations',
      (body) => body.SecurityGroupVpcAssociations,
      (each) => `${each.GroupId} in ${each.VpcId}`,
    ).values(),
  ],
  // A group in two VPCs stands in the answers for both, with the rules that are stale in each.
  staleSecurityGroups: table(
    all,
    'DescribeStaleSecurityGroups',
    (body) => body.StaleSecurityGroupSet,
    (group) => group.GroupId,
    'elements',
  ),
  networkAcls: table(
    all,
    'DescribeNetworkAcls',
    (body) => body.NetworkAcls,
    (acl) => acl.NetworkAclId,
  ),
  prefixLists: table(
    all,
    'DescribePrefixLists',
    (body) => body.PrefixLists,
    (list) => list.PrefixListId,
  ),
  managedPrefixLists: table(
    all,
    'DescribeManagedPrefixLists',
    (body) => body.PrefixLists,
    (list) => list.PrefixListId,
  ),
  prefixListEntries: decodePrefixListEntries(all),
});

const decodeGateways = (all: Documents) => ({
  natGateways: table(
    all,
    'DescribeNatGateways',
    (body) => body.NatGateways,
    (each) => each.NatGatewayId,
  ),
  internetGateways: table(
    all,
    'DescribeInternetGateways',
    (body) => body.InternetGateways,
    (each) => each.InternetGatewayId,
  ),
  egressOnlyInternetGateways: table(
    all,
    'DescribeEgressOnlyInternetGateways',
    (body) => body.EgressOnlyInternetGateways,
    (each) => each.EgressOnlyInternetGatewayId,
  ),
  vpnGateways: table(
    all,
    'DescribeVpnGateways',
    (body) => body.VpnGateways,
    (each) => each.VpnGatewayId,
  ),
  carrierGateways: table(
    all,
    'DescribeCarrierGateways',
    (body) => body.CarrierGateways,
    (each) => each.CarrierGatewayId,
  ),
  peerings: table(
    all,
    'DescribeVpcPeeringConnections',
    (body) => body.VpcPeeringConnections,
    (each) => each.VpcPeeringConnectionId,
  ),
  vpcEndpoints: table(
    all,
    'DescribeVpcEndpoints',
    (body) => body.VpcEndpoints,
    (each) => each.VpcEndpointId,
  ),
});

const decodeTransit = (all: Documents) => ({
  transitGateways: table(
    all,
    'DescribeTransitGateways',
    (body) => body.TransitGateways,
    (each) => each.TransitGatewayId,
  ),
  transitGatewayVpcAttachments: table(
    all,
    'DescribeTransitGatewayVpcAttachments',
    (body) => body.TransitGatewayVpcAttachments,
    (each) => each.TransitGatewayAttachmentId,
  ),
  transitGatewayAttachments: table(
    all,
    'DescribeTransitGatewayAttachments',
    (body) => body.TransitGatewayAttachments,
    // A peering is one attachment of two gateways.
    (each) => `${each.TransitGatewayAttachmentId} ${each.TransitGatewayId}`,
  ),
  transitGatewayRouteTables: table(
    all,
    'DescribeTransitGatewayRouteTables',
    (body) => body.TransitGatewayRouteTables,
    (each) => each.TransitGatewayRouteTableId,
  ),
  transitGatewayRoutes: decodeTransitRoutes(all),
  transitGatewayAssociations: decodeTransitAssociations(all),
});

const decodeMachines = (all: Documents) => ({
  networkInterfaces: table(
    all,
    'DescribeNetworkInterfaces',
    (body) => body.NetworkInterfaces,
    (each) => each.NetworkInterfaceId,
  ),
  instances: decodeInstances(all),
});

const decodePublicAccess = (all: Documents) => ({
  blockPublicAccessExclusions: table(
    all,
    'DescribeVpcBlockPublicAccessExclusions',
    (body) => body.VpcBlockPublicAccessExclusions,
    (each) => each.ExclusionId,
  ),
  blockPublicAccessOptions: decodePublicAccessOptions(all),
});
