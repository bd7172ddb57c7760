/** Machines in generated worlds: interfaces of several types, with and without public addresses, and what was read of them. */
import fc from 'fast-check';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { toNumber, toText } from './address.ts';
import {
  ANY_CLIENT,
  LINUX,
  mostly,
  portIn,
  servicePort,
  type WorldPlan,
  weighted,
  worldPlan,
} from './plan.ts';
import { worldOf } from './universe.ts';
import { eased } from './universe-eased.ts';
import { ACCOUNT, type RawWorld } from './world.ts';

const machine = fc.record({
  vpc: fc.nat(2),
  subnet: fc.nat(2),
  /** Within the subnet; 11-14 are kept for others. */
  offset: fc.integer({ min: 4, max: 10 }),
  groups: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
  isPublic: fc.boolean(),
  type: weighted([10, 'interface'], [1, 'network_load_balancer'], [1, 'vpc_endpoint']),
  /** A managed database has an interface and no instance. */
  hasInstance: mostly(8),
});
export type MachinePlan = typeof machine extends fc.Arbitrary<infer T> ? T : never;

export interface Setting {
  readonly plan: WorldPlan;
  readonly machines: readonly MachinePlan[];
}

/** A world of which the plan is changed first, with machines in it. */
export const settings = (
  change: (plan: WorldPlan) => WorldPlan = (plan) => plan,
  most = 8,
): fc.Arbitrary<Setting> =>
  fc.record({
    plan: eased(worldPlan).map(change),
    machines: fc.array(machine, { minLength: 2, maxLength: most, size: 'max' }),
  });

/** What a packet has beside its ends. */
export const packetPlan = fc.record({
  port: servicePort,
  ephemeralPort: portIn(LINUX),
  clientPort: portIn(ANY_CLIENT),
  natPort: portIn(ANY_CLIENT),
});

export function worldWithMachines({ plan, machines }: Setting): RawWorld {
  const world = worldOf(plan);
  const own = machines.map((one) => interfaceOf(world, one));
  const first = own.filter(
    (one, i) => own.findIndex((other) => other.NetworkInterfaceId === one.NetworkInterfaceId) === i,
  );
  return {
    ...world,
    NetworkInterfaces: [...(world.NetworkInterfaces ?? []).map(inAGroup), ...natInterfaces(world), ...first],
  };
}

/** Every interface carries a group at least. */
const inAGroup = (one: ec2.NetworkInterface): ec2.NetworkInterface => ({
  ...one,
  Groups: [{ GroupId: `sg-${one.VpcId?.slice(4)}-0` }],
});

const natInterfaces = (world: RawWorld): readonly ec2.NetworkInterface[] =>
  world.NatGateways.map((nat) => {
    const address = nat.NatGatewayAddresses?.[0];
    return {
      ...interfaceAt(
        `eni-${nat.NatGatewayId}`,
        nat.VpcId ?? '',
        nat.SubnetId ?? '',
        address?.PrivateIp ?? '',
      ),
      InterfaceType: 'nat_gateway',
      SourceDestCheck: false,
      ...(address?.PublicIp === undefined ? {} : { Association: { PublicIp: address.PublicIp } }),
    };
  });

export function interfaceAt(id: string, VpcId: string, SubnetId: string, address: string) {
  return {
    NetworkInterfaceId: id,
    VpcId,
    SubnetId,
    OwnerId: ACCOUNT,
    Status: 'in-use',
    InterfaceType: 'interface',
    SourceDestCheck: true,
    PrivateIpAddress: address,
    Groups: [] as readonly { readonly GroupId: string }[],
  };
}

function interfaceOf(world: RawWorld, plan: MachinePlan): ec2.NetworkInterface {
  const v = plan.vpc % world.Vpcs.length;
  const own = world.Subnets.filter(({ VpcId }) => VpcId === `vpc-${v}`);
  const s = plan.subnet % own.length;
  const subnet = own[s];
  const base = toNumber(subnet?.CidrBlock?.split('/')[0] ?? '');
  const name = `${v}-${s}-${plan.offset}`;
  const address = toText(base + plan.offset);
  // A load balancer is an interface of nobody's instance; so is an endpoint, which has no public address either.
  const isMachine = plan.type === 'interface';
  return {
    ...interfaceAt(`eni-${name}`, `vpc-${v}`, subnet?.SubnetId ?? '', address),
    InterfaceType: plan.type,
    Groups: plan.groups.map((g) => ({ GroupId: `sg-${v}-${g}` })),
    ...(isMachine && plan.hasInstance ? { Attachment: { InstanceId: `i-${name}`, Status: 'attached' } } : {}),
    ...(plan.isPublic && plan.type !== 'vpc_endpoint'
      ? { Association: { PublicIp: `192.0.2.${v * 48 + s * 16 + plan.offset}` } }
      : {}),
  };
}

/** The machines of a world that a person can name: by the instance where there is one. */
export const namedMachines = (
  world: RawWorld,
): readonly { readonly id: string; readonly one: ec2.NetworkInterface }[] =>
  (world.NetworkInterfaces ?? [])
    .filter(({ InterfaceType }) => InterfaceType === 'interface')
    .map((one) => ({ id: one.Attachment?.InstanceId ?? one.NetworkInterfaceId, one }));
