/** Endpoints in the network of a cluster: interface endpoints of services, with and without private DNS; one of S3's gateway. */
import fc from 'fast-check';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import * as build from './build.ts';
import { clusterWorld, SUBNETS, scheduler, worker } from './cluster.ts';
import { judgeForEveryNatPort } from './oracle.ts';
import { mostly, weighted } from './plan.ts';
import { interfaceAt } from './universe-machines.ts';
import { ACCOUNT, type RawWorld, REGION, type VmEnd } from './world.ts';

const endpoint = fc.record({
  service: fc.constantFrom('ecr.api', 'ecr.dkr', 'sts', 'logs'),
  privateDns: mostly(8),
  state: weighted([9, 'available'], [1, 'Available']),
  subnets: fc.uniqueArray(fc.constantFrom('private', 'public', 'endpoints'), { minLength: 1, maxLength: 2 }),
  group: fc.nat(1),
});

const ENTRIES = {
  open: [],
  'workers out': [build.entry(1, 'in', 'deny', '10.0.0.64/26')],
  'https out': [build.entry(1, 'in', 'deny', '10.0.0.0/24', 443)],
  'half out': [build.entry(1, 'in', 'deny', '10.0.0.64/27', 443)],
  'no replies': [build.entry(1, 'out', 'deny', '10.0.0.0/24', [32768, 65535])],
} as const;

const source = fc.constantFrom(
  '10.0.0.0/24',
  '10.0.0.0/26',
  '10.0.0.64/26',
  '10.0.0.64/27',
  'sg-cluster',
  'sg-other',
);
export const endpointPlan = fc.record({
  endpoints: fc.uniqueArray(endpoint, { selector: ({ service }) => service, minLength: 1, maxLength: 3 }),
  groups: fc.tuple(
    fc.array(fc.record({ ports: fc.constantFrom<build.Ports>(443, 'all', 80), source }), { maxLength: 2 }),
    fc.array(fc.record({ ports: fc.constantFrom<build.Ports>(443, 'all', 80), source }), { maxLength: 2 }),
  ),
  entries: weighted<keyof typeof ENTRIES>(
    [5, 'open'],
    [1, 'workers out'],
    [1, 'https out'],
    [1, 'half out'],
    [1, 'no replies'],
  ),
});
export type EndpointPlan = typeof endpointPlan extends fc.Arbitrary<infer T> ? T : never;

const HOSTS = { private: '10.0.0.115', public: '10.0.0.45', endpoints: '10.0.0.150' } as const;
const idOf = (service: string): string => `vpce-${service.replace('.', '-')}`;

export function endpointWorld(plan: EndpointPlan): RawWorld {
  const world = clusterWorld([build.permission([8786, 8787], ['0.0.0.0/0'])]);
  const members = Object.values(SUBNETS).map(({ SubnetId }) => SubnetId);
  const interfaces = plan.endpoints.flatMap((one, i) =>
    one.subnets.map((name) => {
      const [a, b, c, last] = HOSTS[name].split('.').map(Number);
      return {
        ...interfaceAt(
          `eni-${idOf(one.service)}-${name}`,
          'vpc-home',
          `subnet-${name}`,
          `${a}.${b}.${c}.${(last ?? 0) + i}`,
        ),
        InterfaceType: 'vpc_endpoint',
        Groups: [{ GroupId: `sg-endpoint-${one.group}` }],
      };
    }),
  );
  return {
    ...world,
    SecurityGroups: [
      ...world.SecurityGroups,
      build.group('sg-other', 'vpc-home', []),
      ...plan.groups.map((rules, g) =>
        build.group(
          `sg-endpoint-${g}`,
          'vpc-home',
          rules.map((rule) => build.permission(rule.ports, [rule.source])),
        ),
      ),
    ],
    NetworkAcls: [
      build.acl('acl-home', 'vpc-home', members.slice(0, 2), undefined, true),
      build.acl('acl-endpoints', 'vpc-home', ['subnet-endpoints'], [...ENTRIES[plan.entries], ...build.OPEN]),
    ],
    NetworkInterfaces: interfaces,
    VpcEndpoints: plan.endpoints.map((one) => ({
      VpcEndpointId: idOf(one.service),
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-home',
      OwnerId: ACCOUNT,
      ServiceName: `com.amazonaws.${REGION}.${one.service}`,
      State: one.state,
      SubnetIds: one.subnets.map((name) => `subnet-${name}`),
      Groups: [{ GroupId: `sg-endpoint-${one.group}` }],
      PrivateDnsEnabled: one.privateDns,
      NetworkInterfaceIds: interfaces
        .filter(({ NetworkInterfaceId }) => NetworkInterfaceId.startsWith(`eni-${idOf(one.service)}-`))
        .map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    })),
  };
}

/** The endpoints that take a name over and refuse somebody of the cluster. */
export function refusing(plan: EndpointPlan): readonly string[] {
  const world = endpointWorld(plan);
  const senders = [5, 20, 45, 50].flatMap((offset) => [scheduler(offset, true), worker(offset)]);
  const isReached = (from: VmEnd, one: ec2.NetworkInterface) =>
    judgeForEveryNatPort(world, { from, to: machineOf(one), port: 443, ephemeralPort: 40000 }).verdict ===
    'reachable';
  return (world.VpcEndpoints ?? [])
    .filter(({ PrivateDnsEnabled }) => PrivateDnsEnabled === true)
    .filter(({ NetworkInterfaceIds = [] }) =>
      (world.NetworkInterfaces ?? [])
        .filter((one) => NetworkInterfaceIds.includes(one.NetworkInterfaceId))
        .some((one) =>
          senders.some((from) => from.address !== one.PrivateIpAddress && !isReached(from, one)),
        ),
    )
    .map(({ VpcEndpointId }) => VpcEndpointId);
}

const machineOf = (one: ec2.NetworkInterface): VmEnd => ({
  kind: 'vm',
  subnet: one.SubnetId ?? '',
  address: one.PrivateIpAddress ?? '',
  groups: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
});

export const gatewayPlan = fc.record({
  type: fc.constantFrom('Gateway', 'gateway'),
  state: weighted([9, 'available'], [1, 'deleting']),
  routes: weighted<'active' | 'blackhole' | 'none'>([6, 'active'], [1, 'blackhole'], [1, 'none']),
  /** What the sender's group lets out, and what its subnet's ACL refuses first. */
  egress: fc.constantFrom<readonly string[]>(
    ['0.0.0.0/0'],
    ['pl-s3'],
    ['52.216.0.0/15'],
    ['10.0.0.0/24', '203.0.113.0/24'],
    [],
  ),
  entry: fc.option(
    fc.record({
      side: fc.constantFrom('in', 'out'),
      cidr: fc.constantFrom('52.216.0.0/15', '52.216.0.0/24', '203.0.113.0/24'),
    }),
    { freq: 2 },
  ),
  to: fc.constantFrom('52.216.0.9', '52.217.3.4', '203.0.113.7'),
  isPublic: fc.boolean(),
  port: fc.constantFrom(443, 80),
});
export type GatewayPlan = typeof gatewayPlan extends fc.Arbitrary<infer T> ? T : never;

/** The sender: a machine of the public subnet, or of the private one. */
export const senderOf = ({ isPublic }: GatewayPlan): VmEnd => (isPublic ? scheduler(10, true) : worker(10));

export function gatewayWorld(plan: GatewayPlan): RawWorld {
  const world = clusterWorld([], plan.egress.length === 0 ? [] : [build.permission('all', plan.egress)]);
  const toService: readonly ec2.Route[] =
    plan.routes === 'none' ? [] : [build.route('pl-s3', 'vpce-s3', { State: plan.routes })];
  const from = senderOf(plan);
  const refused = plan.entry
    ? [build.entry(1, plan.entry.side === 'in' ? 'in' : 'out', 'deny', plan.entry.cidr)]
    : [];
  return {
    ...world,
    RouteTables: world.RouteTables.map((table) => ({
      ...table,
      Routes: [...(table.Routes ?? []), ...toService],
    })),
    NetworkAcls: [
      build.acl(
        'acl-home',
        'vpc-home',
        Object.values(SUBNETS).map(({ SubnetId }) => SubnetId),
        [...refused, ...build.OPEN],
        true,
      ),
    ],
    NetworkInterfaces: [
      {
        ...interfaceAt('eni-sender', 'vpc-home', from.subnet, from.address),
        Groups: [{ GroupId: 'sg-cluster' }],
        Attachment: { InstanceId: 'i-sender', Status: 'attached' },
        ...(from.publicAddress === undefined ? {} : { Association: { PublicIp: from.publicAddress } }),
      },
    ],
    PrefixListEntries: { 'pl-s3': [{ Cidr: '52.216.0.0/15' }] },
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-s3',
        VpcEndpointType: plan.type,
        VpcId: 'vpc-home',
        OwnerId: ACCOUNT,
        ServiceName: `com.amazonaws.${REGION}.s3`,
        State: plan.state,
        RouteTableIds: ['rtb-public', 'rtb-private'],
      },
    ],
  };
}
