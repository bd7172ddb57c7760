/** A network that carries a cluster, in few words: what tests of whole reports vary is added to it. */
import * as build from './build.ts';
import type { RawWorld, VmEnd } from './world.ts';

export const HOME = build.vpc('vpc-home', '10.0.0.0/24');
export const SUBNETS = {
  public: build.subnet('subnet-public', 'vpc-home', '10.0.0.0/26'),
  private: build.subnet('subnet-private', 'vpc-home', '10.0.0.64/26'),
  endpoints: build.subnet('subnet-endpoints', 'vpc-home', '10.0.0.128/26'),
} as const;

export const LOCAL = build.route('10.0.0.0/24', 'local');
const CLUSTER = build.permission('all', ['sg-cluster']);

/** The placement that reports are asked about. */
export const PLACEMENT = {
  schedulerSubnetId: 'subnet-public',
  workerSubnetId: 'subnet-private',
  firewallId: 'sg-cluster',
} as const;

/** Where what a client connects to stands: no address of anybody else's. */
export const SCHEDULER_ADDRESS = '192.0.2.77';

export const scheduler = (offset: number, isPublic: boolean): VmEnd => ({
  kind: 'vm',
  subnet: 'subnet-public',
  address: `10.0.0.${offset}`,
  groups: ['sg-cluster'],
  ...(isPublic ? { publicAddress: SCHEDULER_ADDRESS } : {}),
});
export const worker = (offset: number): VmEnd => ({
  kind: 'vm',
  subnet: 'subnet-private',
  address: `10.0.0.${64 + offset}`,
  groups: ['sg-cluster'],
});

/** `ingress` and `egress` are of the cluster's group, beside what its members send each other. */
export const clusterWorld = (
  ingress: RawWorld['SecurityGroups'][number]['IpPermissions'] = [],
  egress: RawWorld['SecurityGroups'][number]['IpPermissionsEgress'] = [build.ANYWHERE],
): RawWorld => ({
  Vpcs: [HOME],
  Subnets: Object.values(SUBNETS),
  RouteTables: [
    build.table('rtb-public', 'vpc-home', [LOCAL, build.route('0.0.0.0/0', 'igw-1')], {
      subnets: ['subnet-public'],
    }),
    build.table('rtb-private', 'vpc-home', [LOCAL, build.route('0.0.0.0/0', 'nat-1')], { main: true }),
  ],
  SecurityGroups: [build.group('sg-cluster', 'vpc-home', [...ingress, CLUSTER], egress)],
  NetworkAcls: [
    build.acl(
      'acl-home',
      'vpc-home',
      Object.values(SUBNETS).map(({ SubnetId }) => SubnetId),
      undefined,
      true,
    ),
  ],
  NatGateways: [build.natGateway('nat-1', SUBNETS.public, '10.0.0.60', '192.0.2.14')],
  InternetGateways: [build.internetGateway('igw-1', 'vpc-home')],
  VpcPeeringConnections: [],
  VpnGateways: [
    { VpnGatewayId: 'vgw-1', State: 'available', VpcAttachments: [{ VpcId: 'vpc-home', State: 'attached' }] },
  ],
  NetworkInterfaces: [],
  PrefixListEntries: {},
});
