/** NAT gateways (aws.md 18, 19). */
import { addressSet } from '../../../ip/address.ts';
import { type Health, isKnown, type Known, known, USABLE, unusable } from '../../../model/known.ts';
import type { NatGateway, Opaque, PublicAccess, RegionalNat } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { type Context, resourceOf, scopeOf } from './context.ts';
import { opaque, unseenBehind } from './opaque.ts';
import { isPublicAccessAssumed, publicAccess } from './public-access.ts';
import { missing } from './reading.ts';

export const lowerNatGateways = (context: Context): readonly (NatGateway | Opaque)[] =>
  [...context.resources.natGateways.values()].map((entry) => lowerNat(context, entry));

function lowerNat(context: Context, entry: Entry<ec2.NatGateway>): NatGateway | Opaque {
  const nat = entry.value;
  const id = nat.NatGatewayId;
  const resource = resourceOf(entry, nat, id, 'NAT gateway');
  const state = natState(nat);
  const attached = nat.VpcId === undefined ? [] : [nat.VpcId];
  if (nat.AttachedAppliances?.length) {
    return opaque(resource, { state, attached, unknown: unseenBehind('the appliances of NAT gateway', id) });
  }
  const isRegional = nat.AvailabilityMode?.toLowerCase() === 'regional';
  return {
    ...resource,
    ...natAddresses(entry),
    ...(isRegional && { regional: regional(context, entry) }),
    state,
  };
}

type Addressed = Omit<NatGateway, 'id' | 'word' | 'state' | 'regional'>;

function natAddresses(entry: Entry<ec2.NatGateway>): Addressed {
  const { SubnetId, VpcId, ConnectivityType, NatGatewayId: id } = entry.value;
  const addresses = workingAddresses(entry.value);
  const noSubnet = missing(CALL, scopeOf(entry, VpcId), `the answer names no subnet for ${id}`);
  return {
    kind: 'nat',
    vpc: VpcId ?? '',
    connectivity: ConnectivityType === 'private' ? 'private' : 'public',
    subnet: SubnetId === undefined ? { unknown: noSubnet } : known(SubnetId),
    privateAddresses: addressSet(addresses.flatMap(({ PrivateIp }) => PrivateIp ?? [])),
    publicAddresses: addressSet(addresses.flatMap(({ PublicIp }) => PublicIp ?? [])),
  };
}

const CALL = 'DescribeNatGateways';

const workingAddresses = ({ NatGatewayAddresses = [] }: ec2.NatGateway) =>
  NatGatewayAddresses.filter(({ Status }) => Status === undefined || Status === 'succeeded');

/** It has no subnet, but a route table that AWS made with it (aws.md 18). */
function regional(context: Context, entry: Entry<ec2.NatGateway>): RegionalNat {
  const { RouteTableId: table, NatGatewayId: id, VpcId } = entry.value;
  const noTable = missing(CALL, scopeOf(entry, VpcId), `the answer names no route table for ${id}`);
  return {
    table: table === undefined ? { unknown: noTable } : known(table),
    zones: zonesOf(entry),
    publicAccess: networkAccess(context, entry),
  };
}

/** With zones of its own choice it follows the machines; otherwise somebody gave it addresses zone by zone. */
function zonesOf(entry: Entry<ec2.NatGateway>): RegionalNat['zones'] {
  const { AutoProvisionZones: mode, NatGatewayId: id, VpcId } = entry.value;
  if (mode === 'enabled') return known(undefined);
  if (mode === 'disabled')
    return known(workingAddresses(entry.value).flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []));
  return {
    unknown: missing(CALL, scopeOf(entry, VpcId), `whether ${id} serves every zone is not in the answer`),
  };
}

/** Of no subnet: what the account says of the VPC, or all of its subnets alike. */
function networkAccess(context: Context, entry: Entry<ec2.NatGateway>): Known<PublicAccess> {
  const { VpcId = '', OwnerId, NatGatewayId } = entry.value;
  const own = [...context.resources.subnets.values()].filter(({ value }) => value.VpcId === VpcId);
  const [first, ...rest] = own.map((one) => publicAccess(context, one));
  if (first && isKnown(first) && rest.every((one) => isKnown(one) && one.value === first.value)) return first;
  const owner = OwnerId ?? context.resources.vpcs.get(VpcId)?.value.OwnerId;
  const value = { SubnetId: NatGatewayId, VpcId, ...(owner !== undefined && { OwnerId: owner }) };
  const standIn = { ...entry, value };
  if (!isPublicAccessAssumed(context, standIn)) return publicAccess(context, standIn);
  const why = `whether Block Public Access stops ${NatGatewayId} is not in the answers: subnets of ${VpcId} differ`;
  return { unknown: missing('DescribeVpcBlockPublicAccessOptions', scopeOf(entry, VpcId), why) };
}

/** "nat-1 is failed: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached". */
function natState({ NatGatewayId: id, State, FailureCode, FailureMessage }: ec2.NatGateway): Health {
  if (State === undefined || State === 'available') return USABLE;
  const reason = [FailureCode, FailureMessage].filter((part) => part !== undefined);
  return unusable('BAD_STATE', [`${id} is ${State}`, ...reason].join(': '));
}
