/** What stands behind an interface: a machine, or a service that takes or starts no connection. */
import { describe, expect, test } from 'vitest';
import { describeAddresses } from '../../src/ip/address.ts';
import { interval } from '../../src/ip/interval.ts';
import { TCP } from '../../src/ip/traffic.ts';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import { type End, resolveEndpoint } from '../../src/workload/endpoint.ts';
import { add, GUIDE, guideNetwork } from '../support/aws.ts';
import { networkOf } from '../support/opened.ts';

const ADDRESS = '10.0.16.50';
const interfaceOf = (more: Partial<ec2.NetworkInterface>): ec2.NetworkInterface => ({
  NetworkInterfaceId: 'eni-0service',
  VpcId: GUIDE.vpc,
  SubnetId: GUIDE.privateSubnet,
  PrivateIpAddress: ADDRESS,
  Groups: [{ GroupId: GUIDE.group }],
  ...more,
});

const resolve = (text: string, end: End, one: ec2.NetworkInterface) => {
  const network = networkOf(add(guideNetwork(), 'NetworkInterfaces', one));
  return { network, resolved: resolveEndpoint(text, { network, roles: [], end }) };
};

/** The verdict of a machine of the cluster that connects to the address. */
function verdict(one: ec2.NetworkInterface): string {
  const { network, resolved: to } = resolve(ADDRESS, 'destination', one);
  const text = `vm:subnet=${GUIDE.publicSubnet},groups=${GUIDE.group}`;
  const from = resolveEndpoint(text, { network, roles: [], end: 'source' });
  if ('error' in from || 'error' in to) throw new Error('no such ends');
  const flow = { from: from.endpoint.spots, to: to.endpoint.spots, protocol: TCP, ports: interval(443) };
  return traceFlow(worldOf(network), flow).verdict;
}

/** Whether it is among those who may be a client of its subnet. */
function startsConnections(one: ec2.NetworkInterface): boolean {
  const { resolved } = resolve(GUIDE.privateSubnet, 'source', one);
  if ('error' in resolved) throw new Error(resolved.error);
  return resolved.endpoint.spots.some(
    (spot) => describeAddresses(spot.addresses, 99).includes(`${ADDRESS}`) && spot.addresses.length === 2,
  );
}

const BY_ELB = { InterfaceType: 'interface', RequesterId: 'amazon-elb' };

describe.each<[string, Partial<ec2.NetworkInterface>, string, boolean]>([
  ['a machine', { Attachment: { InstanceId: 'i-1' } }, 'reachable', true],
  ['an interface that nothing is attached to', { InterfaceType: 'interface' }, 'reachable', true],
  ['a NAT gateway', { InterfaceType: 'nat_gateway', Groups: [] }, 'blocked', false],
  ['a NAT gateway as older answers write it', { InterfaceType: 'natGateway', Groups: [] }, 'blocked', false],
  ['a NAT gateway by its description', { Description: 'Interface for NAT Gateway nat-1' }, 'blocked', false],
  ['an attachment of a transit gateway', { InterfaceType: 'transit_gateway', Groups: [] }, 'blocked', false],
  ['a function', { InterfaceType: 'lambda' }, 'blocked', true],
  ['a network load balancer', { InterfaceType: 'network_load_balancer' }, 'unknown', false],
  [
    'an application load balancer',
    { ...BY_ELB, Description: 'ELB app/web/50dc6c495c0c9188' },
    'unknown',
    false,
  ],
  [
    'a load balancer whose group is closed',
    { ...BY_ELB, Groups: [{ GroupId: GUIDE.defaultGroup }] },
    'blocked',
    false,
  ],
  ['an interface endpoint', { InterfaceType: 'vpc_endpoint' }, 'reachable', false],
  ['a database', { Description: 'RDSNetworkInterface', RequesterId: 'amazon-rds' }, 'reachable', false],
  [
    'a database whose group is closed',
    { Description: 'RDSNetworkInterface', Groups: [{ GroupId: GUIDE.defaultGroup }] },
    'blocked',
    false,
  ],
  [
    'a machine that calls itself one',
    { Description: 'RDSNetworkInterface', Attachment: { InstanceId: 'i-1' } },
    'reachable',
    true,
  ],
])('%s', (_what, more, reached, starts) => {
  test(`is ${reached} from the cluster`, () => {
    expect(verdict(interfaceOf(more))).toBe(reached);
  });
  test(`${starts ? 'may' : 'cannot'} be a client`, () => {
    expect(startsConnections(interfaceOf(more))).toBe(starts);
  });
});

test('a client that starts no connection is refused by name', () => {
  const { resolved } = resolve(ADDRESS, 'source', interfaceOf({ InterfaceType: 'nat_gateway' }));
  expect(resolved).toEqual({
    error: `${ADDRESS} is a NAT gateway (eni-0service), which starts no connection`,
    remedy: 'name the machines behind it',
  });
});

test('an address of a prefix that is delegated to an interface is its machine', () => {
  const node = interfaceOf({
    Attachment: { InstanceId: 'i-node' },
    Ipv4Prefixes: [{ Ipv4Prefix: '10.0.17.16/28' }],
  });
  const { resolved } = resolve('10.0.17.20', 'destination', node);
  expect('endpoint' in resolved && resolved.endpoint.spots).toMatchObject([
    { label: 'i-node', filters: [GUIDE.group] },
  ]);
});

test('a NAT gateway whose interface was not read is known by its own answer', () => {
  const network = networkOf({ ...guideNetwork(), NetworkInterfaces: [] });
  const [nat] = [...network.gateways.values()].filter((gateway) => gateway.kind === 'nat');
  const address = describeAddresses(nat?.privateAddresses ?? []);
  const resolved = resolveEndpoint(address, { network, roles: [], end: 'destination' });
  expect('endpoint' in resolved && resolved.endpoint.spots).toMatchObject([
    { label: nat?.id, service: { word: 'NAT gateway', takes: { is: 'unusable' } } },
  ]);
});
