/**
 * The network of the oracle's own table tests: one ordinary home VPC that carries everything, with a public subnet
 * (NAT gateway, internet gateway), a private one, a peer VPC and a VPC behind a transit gateway.
 */
import {
  acl,
  associated,
  attachment,
  gatewayRoute,
  group,
  internetGateway,
  natGateway,
  peering,
  permission,
  route,
  subnet,
  table,
  transitGateway,
  vpc,
} from './build.ts';
import type { InternetEnd, RawWorld, VmEnd } from './world.ts';

const home = vpc('vpc-home', '10.0.0.0/24');
const peer = vpc('vpc-peer', '10.1.0.0/24');
const spoke = vpc('vpc-spoke', '10.2.0.0/24');

const publicSubnet = subnet('subnet-public', 'vpc-home', '10.0.0.0/28');
const privateSubnet = subnet('subnet-private', 'vpc-home', '10.0.0.16/28');
const otherZone = subnet('subnet-zone-b', 'vpc-home', '10.0.0.32/28', 'b');

const homeAttachment = attachment('tgw-attach-home', 'tgw-1', 'vpc-home', ['subnet-public']);
const spokeAttachment = attachment('tgw-attach-spoke', 'tgw-1', 'vpc-spoke', ['subnet-spoke-tgw']);

const LOCAL = route('10.0.0.0/24', 'local');
const ACROSS = [route('10.1.0.0/24', 'pcx-1'), route('10.2.0.0/24', 'tgw-1')];

const inside = permission('all', ['10.0.0.0/8']);
const service = permission([8786, 8787], ['10.0.0.0/8', '203.0.113.0/24']);

export const WORLD: RawWorld = {
  Vpcs: [home, peer, spoke],
  Subnets: [
    publicSubnet,
    privateSubnet,
    otherZone,
    subnet('subnet-peer', 'vpc-peer', '10.1.0.0/28'),
    subnet('subnet-spoke', 'vpc-spoke', '10.2.0.0/28'),
    subnet('subnet-spoke-tgw', 'vpc-spoke', '10.2.0.16/28'),
  ],
  RouteTables: [
    table('rtb-public', 'vpc-home', [LOCAL, route('0.0.0.0/0', 'igw-1'), ...ACROSS], {
      subnets: ['subnet-public'],
    }),
    table('rtb-private', 'vpc-home', [LOCAL, route('0.0.0.0/0', 'nat-1'), ...ACROSS], { main: true }),
    table('rtb-peer', 'vpc-peer', [route('10.1.0.0/24', 'local'), route('10.0.0.0/24', 'pcx-1')], {
      main: true,
    }),
    table('rtb-spoke', 'vpc-spoke', [route('10.2.0.0/24', 'local'), route('0.0.0.0/0', 'tgw-1')], {
      main: true,
    }),
    table('rtb-spoke-tgw', 'vpc-spoke', [route('10.2.0.0/24', 'local')], { subnets: ['subnet-spoke-tgw'] }),
  ],
  SecurityGroups: [
    group('sg-vm', 'vpc-home', [service]),
    group('sg-none', 'vpc-home', []),
    group('sg-no-egress', 'vpc-home', [inside], []),
    group('sg-peer', 'vpc-peer', [inside]),
    group('sg-spoke', 'vpc-spoke', [inside]),
  ],
  NetworkAcls: [
    acl('acl-public', 'vpc-home', ['subnet-public']),
    acl('acl-private', 'vpc-home', ['subnet-private', 'subnet-zone-b'], undefined, true),
    acl('acl-peer', 'vpc-peer', ['subnet-peer'], undefined, true),
    acl('acl-spoke', 'vpc-spoke', ['subnet-spoke'], undefined, true),
    acl('acl-spoke-tgw', 'vpc-spoke', ['subnet-spoke-tgw']),
  ],
  NatGateways: [natGateway('nat-1', publicSubnet, '10.0.0.14', '192.0.2.14')],
  InternetGateways: [internetGateway('igw-1', 'vpc-home')],
  VpcPeeringConnections: [peering('pcx-1', home, peer)],
  TransitGateways: [transitGateway('tgw-1')],
  TransitGatewayVpcAttachments: [homeAttachment, spokeAttachment],
  TransitGatewayRouteTables: [
    { TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1', State: 'available' },
  ],
  TransitGatewayRoutes: {
    'tgw-rtb-1': [
      gatewayRoute('10.0.0.0/24', homeAttachment),
      gatewayRoute('10.2.0.0/24', spokeAttachment),
      gatewayRoute('0.0.0.0/0', homeAttachment, 'static'),
    ],
  },
  TransitGatewayAssociations: { 'tgw-rtb-1': [associated(homeAttachment), associated(spokeAttachment)] },
  PrefixListEntries: {},
};

const vm = (subnetId: string, address: string, groups: readonly string[] = ['sg-vm']): VmEnd => ({
  kind: 'vm',
  subnet: subnetId,
  address,
  groups,
});

export const PUBLIC_VM: VmEnd = { ...vm('subnet-public', '10.0.0.5'), publicAddress: '192.0.2.5' };
export const HIDDEN_VM = vm('subnet-public', '10.0.0.6');
export const PRIVATE_VM = vm('subnet-private', '10.0.0.21');
export const NEIGHBOUR = vm('subnet-private', '10.0.0.22');
export const ZONE_B_VM = vm('subnet-zone-b', '10.0.0.37');
export const PEER_VM = vm('subnet-peer', '10.1.0.5', ['sg-peer']);
export const SPOKE_VM = vm('subnet-spoke', '10.2.0.5', ['sg-spoke']);
export const CLIENT: InternetEnd = { kind: 'internet', address: '203.0.113.7' };
export const SITE: InternetEnd = { kind: 'internet', address: '198.51.100.9' };
