/** A NAT gateway that a fix makes: as EC2 would describe it, and the commands that make it. */
import { formatAddress } from '../../../ip/address.ts';
import type { Change } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type { AwsResources } from '../resources.ts';
import { type Aws, keep } from './command.ts';

type CreateNat = Extract<Change, { kind: 'create-nat-gateway' }>;

/** Which Elastic IP address it will have nobody knows, and nothing that is checked depends on it. */
const SOME_PUBLIC_ADDRESS = '198.51.100.1';

/** The account with the gateway; undefined where its subnet is not there, or has no address for it. */
export function createNat(
  now: AwsResources,
  network: Network,
  { id, subnet }: CreateNat,
): AwsResources | undefined {
  const home = now.subnets.get(subnet);
  const address = network.subnets.get(subnet)?.usable[0];
  if (!home || typeof address !== 'number' || home.value.AvailableIpAddressCount === 0) return undefined;
  const value = {
    NatGatewayId: id,
    VpcId: home.value.VpcId,
    SubnetId: subnet,
    State: 'available',
    ConnectivityType: 'public',
    NatGatewayAddresses: [{ PrivateIp: formatAddress(address), PublicIp: SOME_PUBLIC_ADDRESS }],
  };
  return { ...now, natGateways: new Map([...now.natGateways, [id, { ...home, value }]]) };
}

/** A route to a gateway that is still pending works once it is there. */
export const natCommands = (aws: Aws, { subnet }: CreateNat): readonly string[] => [
  keep('ADDRESS', aws, 'AllocationId', 'allocate-address', '--domain', 'vpc'),
  keep(
    'NAT',
    aws,
    'NatGateway.NatGatewayId',
    'create-nat-gateway',
    '--subnet-id',
    subnet,
    '--allocation-id',
    { variable: 'ADDRESS' },
  ),
  aws('wait nat-gateway-available', '--nat-gateway-ids', { variable: 'NAT' }),
];
