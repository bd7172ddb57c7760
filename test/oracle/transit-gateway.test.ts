import { attachment, entry, gatewayRoute, OPEN, permission, route } from './build.ts';
import { all, type Case, edit, entries, remove, routes, rules, testCases } from './cases.ts';
import { PRIVATE_VM, PUBLIC_VM, SITE, SPOKE_VM, ZONE_B_VM } from './home.ts';
import type { RawWorld } from './world.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED = ['blocked', 'blocked'] as const;
const FORWARD = ['blocked', 'reachable'] as const;
const NO_REPLY = ['reachable', 'blocked'] as const;

const LOCAL = route('10.0.0.0/24', 'local');

const away = attachment('tgw-attach-home', 'tgw-1', 'vpc-home', ['subnet-private']);
const spoke = attachment('tgw-attach-spoke', 'tgw-1', 'vpc-spoke', ['subnet-spoke-tgw']);
/** Spokes leave through the home VPC's NAT gateway: arriving traffic uses the private subnet's table. */
const CENTRAL_EGRESS = edit('TransitGatewayVpcAttachments', 'tgw-attach-home', {
  SubnetIds: ['subnet-private'],
});
const tableRoutes =
  (...list: readonly ReturnType<typeof gatewayRoute>[]) =>
  (world: RawWorld) => ({
    ...world,
    TransitGatewayRoutes: { 'tgw-rtb-1': list },
  });

const TRANSIT_GATEWAY: readonly Case[] = [
  {
    line: 31,
    name: 'attachments, association and routes on both sides',
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: OK,
  },
  {
    line: 31,
    name: 'no attachment subnet in the zone of the sender',
    from: ZONE_B_VM,
    to: SPOKE_VM,
    is: FORWARD,
    blockers: ['tgw-zone:tgw-attach-home'],
  },
  {
    line: 31,
    name: 'arriving in a zone without an attachment subnet is fine, replying is not',
    change: rules('sg-vm', [permission('all', ['10.2.0.0/24'])]),
    from: SPOKE_VM,
    to: ZONE_B_VM,
    is: NO_REPLY,
    blockers: ['tgw-zone:tgw-attach-home'],
  },
  {
    line: 31,
    name: 'an attachment that is not available',
    change: edit('TransitGatewayVpcAttachments', 'tgw-attach-spoke', { State: 'pendingAcceptance' }),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED,
    blockers: ['tgw-attachment:tgw-attach-spoke'],
  },
  {
    line: 31,
    name: 'a VPC without an attachment',
    engine: { says: 'unknown', because: 'the association still names the attachment, so it is somewhere' },
    change: remove('TransitGatewayVpcAttachments', 'tgw-attach-home'),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: ['blocked', 'unknown'],
    blockers: ['tgw-attachment:tgw-1'],
    unknowns: ['tgw-attachment:tgw-attach-home'],
  },
  {
    line: 31,
    name: 'an attachment without an association',
    change: (world) => ({ ...world, TransitGatewayAssociations: { 'tgw-rtb-1': [] } }),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED,
    blockers: ['tgw-association:tgw-attach-home', 'tgw-association:tgw-attach-spoke'],
  },
  {
    line: 31,
    name: 'forward works and the return is black-holed',
    change: tableRoutes(
      gatewayRoute('10.2.0.0/24', spoke),
      gatewayRoute('10.0.0.16/28', undefined, 'static'),
    ),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: NO_REPLY,
    blockers: ['tgw-route:tgw-rtb-1'],
  },
  {
    line: 31,
    name: 'at equal length a static route beats a propagated one',
    change: tableRoutes(
      gatewayRoute('10.2.0.0/24', spoke),
      gatewayRoute('10.2.0.0/24', undefined, 'static'),
      gatewayRoute('10.0.0.0/24', away),
    ),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: FORWARD,
    blockers: ['tgw-route:tgw-rtb-1'],
  },
  {
    line: 31,
    name: "what arrives uses the attachment subnet's table",
    change: routes('rtb-spoke-tgw'),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: FORWARD,
    blockers: ['route:rtb-spoke-tgw'],
  },
  {
    line: 31,
    name: "the attachment subnet's ACL checks inbound from VMs and outbound to VMs, and nothing else",
    change: entries(
      'acl-spoke-tgw',
      entry(1, 'out', 'allow', '10.2.0.0/28'),
      entry(1, 'in', 'allow', '10.2.0.0/28'),
    ),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: OK,
  },
  {
    line: 31,
    name: "the attachment subnet's ACL can stop both",
    change: entries(
      'acl-spoke-tgw',
      entry(1, 'out', 'allow', '10.0.0.0/24'),
      entry(1, 'in', 'allow', '10.0.0.0/24'),
    ),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED,
    blockers: ['acl-out:acl-spoke-tgw', 'acl-in:acl-spoke-tgw'],
  },
  {
    line: 31,
    name: 'to a VM in the attachment subnet itself no ACL is asked',
    change: all(
      entries('acl-public', entry(1, 'in', 'deny', '10.2.0.0/24', 8786), ...OPEN),
      rules('sg-vm', [permission(8786, ['10.2.0.0/24'])]),
    ),
    from: SPOKE_VM,
    to: PUBLIC_VM,
    is: OK,
  },
  { line: 19, name: 'central egress', change: CENTRAL_EGRESS, from: SPOKE_VM, to: SITE, is: OK },
  {
    line: 19,
    name: 'central egress without the return route in the NAT gateway’s subnet',
    change: all(CENTRAL_EGRESS, routes('rtb-public', LOCAL, route('0.0.0.0/0', 'igw-1'))),
    from: SPOKE_VM,
    to: SITE,
    is: NO_REPLY,
    blockers: ['igw-destination:igw-1'],
  },
  {
    line: 19,
    name: 'an internet gateway translates nobody of another VPC',
    from: { ...SPOKE_VM, publicAddress: '192.0.2.99' },
    to: SITE,
    is: BLOCKED,
    blockers: ['public-address', 'local:vpc-home'],
  },
  {
    line: 17,
    name: 'nor anybody of its own who comes back by a transit gateway',
    change: routes('rtb-private', LOCAL, route('0.0.0.0/0', 'tgw-1')),
    from: { ...PRIVATE_VM, publicAddress: '192.0.2.99' },
    to: SITE,
    is: FORWARD,
    blockers: ['public-address'],
  },
  {
    line: 15,
    name: 'an appliance of central egress answers into the subnet that asked, not into that of the attachment',
    change: all(
      CENTRAL_EGRESS,
      routes('rtb-private', LOCAL, route('0.0.0.0/0', 'eni-1')),
      entries('acl-spoke', entry(1, 'in', 'deny', '198.51.100.0/24'), ...OPEN),
      (world) => ({
        ...world,
        NetworkInterfaces: [
          {
            NetworkInterfaceId: 'eni-1',
            VpcId: 'vpc-home',
            SubnetId: 'subnet-private',
            SourceDestCheck: false,
          },
        ],
      }),
    ),
    from: SPOKE_VM,
    to: SITE,
    is: ['unknown', 'blocked'],
    blockers: ['acl-in:acl-spoke'],
    unknowns: ['interface:eni-1'],
  },
  {
    line: 31,
    name: 'a transit gateway whose tables nobody read',
    engine: { says: 'blocked', because: 'the documents answer the search with no route' },
    change: (world) => ({ ...world, TransitGatewayRoutes: {} }),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: ['unknown', 'unknown'],
    unknowns: ['tgw-route:tgw-rtb-1'],
  },
];

testCases(TRANSIT_GATEWAY);
