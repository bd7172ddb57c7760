/** Which field of a route, and which flag of the AWS CLI, names a gateway of each kind. */
import { NEW_NAT } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';

type TargetField = Extract<
  keyof ec2.Route,
  | 'GatewayId'
  | 'NatGatewayId'
  | 'VpcPeeringConnectionId'
  | 'TransitGatewayId'
  | 'EgressOnlyInternetGatewayId'
  | 'NetworkInterfaceId'
>;

const FLAGS: Readonly<Record<TargetField, string>> = {
  GatewayId: '--gateway-id',
  NatGatewayId: '--nat-gateway-id',
  VpcPeeringConnectionId: '--vpc-peering-connection-id',
  TransitGatewayId: '--transit-gateway-id',
  EgressOnlyInternetGatewayId: '--egress-only-internet-gateway-id',
  NetworkInterfaceId: '--network-interface-id',
};

export function targetField(network: Network, id: string): TargetField {
  if (id === NEW_NAT) return 'NatGatewayId';
  const gateway = network.gateways.get(id);
  switch (gateway?.kind) {
    case 'internet':
      return gateway.direction === 'out' ? 'EgressOnlyInternetGatewayId' : 'GatewayId';
    case 'nat':
      return 'NatGatewayId';
    case 'peering':
      return 'VpcPeeringConnectionId';
    case 'transit':
      return 'TransitGatewayId';
    default:
      return id.startsWith('eni-') ? 'NetworkInterfaceId' : 'GatewayId';
  }
}

/** An endpoint stands among the gateways of a route, and has a flag of its own. */
export const targetFlag = (network: Network, id: string): string =>
  id.startsWith('vpce-') ? '--vpc-endpoint-id' : FLAGS[targetField(network, id)];
