/** NAT gateways (aws.md 18, 19). */
import { addressSet } from '../../../ip/address.ts';
import { type Health, known, USABLE, unusable } from '../../../model/known.ts';
import type { NatGateway, Opaque } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeOf } from './context.ts';
import { opaque, unseenBehind, unsupported } from './opaque.ts';
import { missing } from './reading.ts';

export const lowerNatGateways = ({ resources }: Context): readonly (NatGateway | Opaque)[] =>
  [...resources.natGateways.values()].map(lowerNat);

function lowerNat(entry: Entry<ec2.NatGateway>): NatGateway | Opaque {
  const nat = entry.value;
  const id = nat.NatGatewayId;
  const resource = resourceOf(entry, nat, id, 'NAT gateway');
  const state = natState(nat);
  const attached = nat.VpcId === undefined ? [] : [nat.VpcId];
  if (nat.AvailabilityMode?.toLowerCase() === 'regional') {
    return opaque(resource, { state, attached, unknown: unsupported('a regional NAT gateway', id) });
  }
  if (nat.AttachedAppliances?.length) {
    return opaque(resource, { state, attached, unknown: unseenBehind('the appliances of NAT gateway', id) });
  }
  return { ...resource, ...zonal(entry), state };
}

type Zonal = Omit<NatGateway, 'id' | 'word' | 'state'>;

function zonal(entry: Entry<ec2.NatGateway>): Zonal {
  const { SubnetId, VpcId, ConnectivityType, NatGatewayId: id } = entry.value;
  const addresses = (entry.value.NatGatewayAddresses ?? []).filter(
    ({ Status }) => Status === undefined || Status === 'succeeded',
  );
  const noSubnet = missing(
    'DescribeNatGateways',
    scopeOf(entry, VpcId),
    `the answer names no subnet for ${id}`,
  );
  return {
    kind: 'nat',
    vpc: VpcId ?? '',
    connectivity: ConnectivityType === 'private' ? 'private' : 'public',
    subnet: SubnetId === undefined ? { unknown: noSubnet } : known(SubnetId),
    privateAddresses: addressSet(addresses.flatMap(({ PrivateIp }) => PrivateIp ?? [])),
    publicAddresses: addressSet(addresses.flatMap(({ PublicIp }) => PublicIp ?? [])),
  };
}

/** "nat-1 is failed: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached". */
function natState({ NatGatewayId: id, State, FailureCode, FailureMessage }: ec2.NatGateway): Health {
  if (State === undefined || State === 'available') return USABLE;
  const reason = [FailureCode, FailureMessage].filter((part) => part !== undefined);
  return unusable('BAD_STATE', [`${id} is ${State}`, ...reason].join(': '));
}
