import { describe, expect, test } from 'vitest';
import { describeAddresses } from '../../../src/ip/address.ts';
import type { Network } from '../../../src/model/network.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  ACCOUNT,
  type AwsBodies,
  add,
  GUIDE,
  guideNetwork,
  merge,
  REGION,
  type Reader,
  resourcesOf,
  route,
} from '../../support/aws.ts';

const network = (bodies: AwsBodies, reader?: Reader): Network => lower(resourcesOf(bodies, reader));
const guide = guideNetwork();

describe("Coiled's guide network, every call answered", () => {
  const lowered = network(guide);

  test('leaves nothing open and assumes nothing', () => {
    expect(lowered.gaps).toEqual([]);
    expect(lowered.assumed).toEqual([]);
  });

  test('holds every resource under its id, in order of id', () => {
    const ids = (map: ReadonlyMap<string, unknown>) => [...map.keys()];
    expect(lowered.provider).toBe('aws');
    expect(ids(lowered.vpcs)).toEqual([GUIDE.vpc]);
    expect(ids(lowered.subnets)).toEqual([GUIDE.publicSubnet, GUIDE.privateSubnet]);
    expect(ids(lowered.routeTables)).toEqual([GUIDE.mainTable, GUIDE.publicTable, GUIDE.privateTable]);
    expect(ids(lowered.filters)).toEqual([GUIDE.acl, GUIDE.group, GUIDE.defaultGroup]);
    expect(ids(lowered.gateways)).toEqual([GUIDE.internetGateway, GUIDE.natGateway]);
    expect(ids(lowered.interfaces)).toEqual([GUIDE.natInterface]);
  });

  test('says of each resource what it is, whose, where, and where it was read', () => {
    expect(lowered.subnets.get(GUIDE.privateSubnet)).toMatchObject({
      id: GUIDE.privateSubnet,
      word: 'subnet',
      name: 'coiled-private',
      account: ACCOUNT,
      region: REGION,
      place: { file: 'Subnets.json', pointer: '/Subnets/1' },
    });
  });

  test('does not depend on the order in which AWS answers', () => {
    const backwards = {
      ...guide,
      Subnets: [...(guide.Subnets ?? [])].reverse(),
      RouteTables: [...(guide.RouteTables ?? [])].reverse(),
      SecurityGroups: [...(guide.SecurityGroups ?? [])].reverse(),
    };
    const keys = ({ subnets, routeTables, filters }: Network) =>
      [subnets, routeTables, filters].map((map) => [...map.keys()]);
    expect(keys(network(backwards))).toEqual(keys(lowered));
  });
});

describe('interfaces and instances', () => {
  const interfaceOf = (id: string, address: string) => ({
    NetworkInterfaceId: id,
    VpcId: GUIDE.vpc,
    SubnetId: GUIDE.publicSubnet,
    OwnerId: ACCOUNT,
    PrivateIpAddress: address,
    Groups: [{ GroupId: GUIDE.group }],
  });
  const instance = (state: string) => ({
    InstanceId: 'i-1',
    State: { Name: state },
    Tags: [{ Key: 'Name', Value: 'bastion' }],
    NetworkInterfaces: [{ ...interfaceOf('eni-1', '10.0.0.20'), Association: { PublicIp: '198.51.100.20' } }],
  });
  const withInstance = (state: string) => ({ ...guide, Reservations: [{ Instances: [instance(state)] }] });

  test('an interface of an instance is one of the network, with both its addresses', () => {
    expect(network(withInstance('running')).interfaces.get('eni-1')).toMatchObject({
      word: 'network interface',
      name: 'bastion',
      vpc: GUIDE.vpc,
      subnet: GUIDE.publicSubnet,
      instance: 'i-1',
      filters: [GUIDE.group],
      place: { pointer: '/Reservations/0/Instances/0/NetworkInterfaces/0' },
    });
    const { addresses = [], publicAddresses = [] } =
      network(withInstance('running')).interfaces.get('eni-1') ?? {};
    expect([describeAddresses(addresses), describeAddresses(publicAddresses)]).toEqual([
      '10.0.0.20',
      '198.51.100.20',
    ]);
  });

  test('seen in both answers it is one interface; its own answer counts where they differ', () => {
    const moved = add(withInstance('running'), 'NetworkInterfaces', {
      ...interfaceOf('eni-1', '10.0.0.21'),
      Ipv6Addresses: [{ Ipv6Address: '2600:1f18::21' }],
      Groups: [{ GroupId: GUIDE.defaultGroup }],
      TagSet: [{ Key: 'Name', Value: 'bastion-eth0' }],
    });
    const merged = network(moved).interfaces.get('eni-1');
    expect(merged).toMatchObject({ name: 'bastion-eth0', instance: 'i-1', filters: [GUIDE.defaultGroup] });
    expect(describeAddresses(merged?.addresses ?? [])).toBe('10.0.0.21, 2600:1f18::21');
    expect(describeAddresses(merged?.publicAddresses ?? [])).toBe('198.51.100.20');
  });

  test('a terminated instance has none, a stopped one has', () => {
    expect(network(withInstance('terminated')).interfaces.has('eni-1')).toBe(false);
    expect(network(withInstance('stopped')).interfaces.has('eni-1')).toBe(true);
  });
});

describe('several networks in one input', () => {
  const second: AwsBodies = {
    Vpcs: [{ VpcId: 'vpc-2', CidrBlock: '10.2.0.0/16', OwnerId: ACCOUNT, DhcpOptionsId: GUIDE.dhcpOptions }],
    RouteTables: [
      { RouteTableId: 'rtb-2', VpcId: 'vpc-2', Routes: [route('0.0.0.0/0', { GatewayId: 'igw-2' })] },
    ],
  };

  test('each VPC knows its own internet gateway, and a VPC without one is known to have none', () => {
    const lowered = network(merge(guide, second));
    expect(lowered.vpcs.get(GUIDE.vpc)?.internetGateway).toEqual({ value: GUIDE.internetGateway });
    expect(lowered.vpcs.get('vpc-2')?.internetGateway).toEqual({ value: undefined });
  });
});
