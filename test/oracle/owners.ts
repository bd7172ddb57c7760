/** Who has an address: read from interfaces and NAT gateways as EC2 lists them (domain/aws.md 17, 18, 33c). */
import type { NetworkInterface, Subnet } from '../../src/providers/aws/documents.ts';
import { inCidr, prefixLength, toNumber, toText } from './address.ts';
import { holds } from './walk.ts';
import type { RawWorld, VmEnd } from './world.ts';

/**
 * `service`: something of AWS that listens where nothing shows (a load balancer). `endpoint`: of a service, which takes
 * what its groups let in where the service listens. `nobody`: read, and no interface has it. `unread`: perhaps somebody.
 */
export type Owner =
  | { readonly kind: 'machine' | 'service' | 'endpoint'; readonly vm: VmEnd }
  | { readonly kind: 'nat gateway' | 'nobody' | 'unread' };

/** Interface types whose listeners stand in no answer of EC2. */
const SERVICES = ['network_load_balancer', 'gateway_load_balancer', 'load_balancer'];

export function ownerOf(world: RawWorld, subnet: Subnet, address: number): Owner {
  const text = toText(address);
  const interfaces = readInterfaces(world);
  const found = interfaces.find((one) => one.SubnetId === subnet.SubnetId && one.PrivateIpAddress === text);
  if (found !== undefined) return ownerBehind(found);
  const isNat = world.NatGateways.some(
    (nat) =>
      nat.SubnetId === subnet.SubnetId && nat.NatGatewayAddresses?.some((one) => one.PrivateIp === text),
  );
  if (isNat) return { kind: 'nat gateway' };
  return { kind: world.interfaces === undefined ? 'nobody' : 'unread' };
}

/** Undefined: the public address is none of this account's machines, as far as was read. */
export function publicOwnerOf(world: RawWorld, address: string): Owner | undefined {
  const found = readInterfaces(world).find((one) => one.Association?.PublicIp === address);
  if (found !== undefined) return ownerBehind(found);
  const isNat = world.NatGateways.some((nat) =>
    nat.NatGatewayAddresses?.some((one) => one.PublicIp === address),
  );
  return isNat ? { kind: 'nat gateway' } : undefined;
}

/** The machine that an instance's or an interface's id names. */
export function machineNamed(world: RawWorld, id: string): VmEnd | undefined {
  const found = readInterfaces(world).find(
    (one) => one.NetworkInterfaceId === id || one.Attachment?.InstanceId === id,
  );
  return found && endOf(found);
}

export const readInterfaces = (world: RawWorld): readonly NetworkInterface[] =>
  world.interfaces === 'unread' || world.interfaces === 'refused' ? [] : (world.NetworkInterfaces ?? []);

function ownerBehind(one: NetworkInterface): Owner {
  if (one.InterfaceType === 'nat_gateway') return { kind: 'nat gateway' };
  if (one.InterfaceType === 'vpc_endpoint') return { kind: 'endpoint', vm: endOf(one) };
  return { kind: SERVICES.includes(one.InterfaceType ?? '') ? 'service' : 'machine', vm: endOf(one) };
}

const endOf = (one: NetworkInterface): VmEnd => ({
  kind: 'vm',
  subnet: one.SubnetId ?? '',
  address: one.PrivateIpAddress ?? '',
  groups: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  ...(one.Association?.PublicIp === undefined ? {} : { publicAddress: one.Association.PublicIp }),
});

/** An address of a subnet as a machine that may come to it: without a public address, whatever it will carry. */
export const machineToCome = (subnet: Subnet, address: number): VmEnd => ({
  kind: 'vm',
  subnet: subnet.SubnetId,
  address: toText(address),
  groups: [],
  toCome: true,
});

/** What a machine of the subnet can get: all but the first four addresses and the last. */
export function usableOf({ CidrBlock = '' }: Subnet): readonly number[] {
  const first = toNumber(CidrBlock.split('/')[0] ?? '');
  const size = 2 ** (32 - prefixLength(CidrBlock));
  return Array.from({ length: size - 5 }, (_, i) => first + 4 + i);
}

export const subnetsWith = (world: RawWorld, address: number): readonly Subnet[] =>
  world.Subnets.filter((subnet) => holds(subnet, address));

export const vpcsWith = (world: RawWorld, address: number): readonly string[] =>
  world.Vpcs.filter((vpc) =>
    (vpc.CidrBlockAssociationSet ?? []).some(({ CidrBlock }) => inCidr(address, CidrBlock)),
  ).map(({ VpcId }) => VpcId);
