import { ANYWHERE, peering, permission, transitGateway, vpc } from './build.ts';
import { all, type Case, edit, rules, testCases } from './cases.ts';
import { CLIENT, NEIGHBOUR, PEER_VM, PRIVATE_VM, PUBLIC_VM, SPOKE_VM } from './home.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED_OUT = ['blocked', 'reachable'] as const;

const withGroups = <T extends { readonly groups: readonly string[] }>(
  vm: T,
  ...groups: readonly string[]
): T => ({
  ...vm,
  groups,
});

const CROSS_REGION = peering('pcx-1', vpc('vpc-home', '10.0.0.0/24'), vpc('vpc-peer', '10.1.0.0/24'), {
  accepterRegion: 'eu-west-1',
});
const REFERENCE_HOME = permission(8786, [
  { GroupId: 'sg-vm', VpcId: 'vpc-home', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' },
]);
const STALE = permission(8786, [{ GroupId: 'sg-vm', VpcId: 'vpc-home', PeeringStatus: 'deleted' }]);

const SECURITY_GROUPS: readonly Case[] = [
  {
    line: 22,
    name: 'a rule lets the port in, and the reply needs none',
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 22,
    name: 'a port without a rule stays out',
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    port: 8788,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-vm'],
  },
  {
    line: 22,
    name: 'one of two groups is enough',
    from: PRIVATE_VM,
    to: withGroups(NEIGHBOUR, 'sg-none', 'sg-vm'),
    is: OK,
  },
  {
    line: 22,
    name: 'groups without rules are named together',
    change: rules('sg-vm', []),
    from: PRIVATE_VM,
    to: withGroups(NEIGHBOUR, 'sg-vm', 'sg-none'),
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-none+sg-vm'],
  },
  {
    line: 23,
    name: 'a range opens the ports inside it',
    change: rules('sg-vm', [permission([8000, 9000], ['10.0.0.21/32'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 23,
    name: 'two rules cover a range together, neither alone',
    change: rules('sg-vm', [
      permission([8000, 8785], ['10.0.0.0/8']),
      permission([8786, 9000], ['10.0.0.0/8']),
    ]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 23,
    name: 'protocol 6 is tcp',
    change: rules('sg-vm', [permission(8786, ['10.0.0.0/8'], '6')]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 23,
    name: 'a udp rule does not open tcp',
    change: rules('sg-vm', [permission(8786, ['10.0.0.0/8'], 'udp')]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-vm'],
  },
  {
    line: 23,
    name: 'tcp with ports -1 is every port',
    change: rules('sg-vm', [permission([-1, -1], ['10.0.0.0/8'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 23,
    name: 'a reference beside ranges that do not match counts',
    change: rules('sg-vm', [permission(8786, ['192.168.0.0/16', 'sg-vm'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 23,
    name: 'a prefix list is its entries',
    change: all(rules('sg-vm', [permission(8786, ['pl-1'])]), (world) => ({
      ...world,
      PrefixListEntries: { 'pl-1': [{ Cidr: '10.0.0.16/29' }] },
    })),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 3,
    name: 'a prefix list that nobody read decides nothing',
    change: rules('sg-vm', [permission(8786, ['pl-1'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: ['unknown', 'reachable'],
    unknowns: ['sg-in:sg-vm'],
  },
  {
    line: 24,
    name: 'a self-reference opens the group to itself',
    change: rules('sg-vm', [permission('all', ['sg-vm'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: OK,
  },
  {
    line: 24,
    name: 'a reference does not match another group',
    change: rules('sg-vm', [permission('all', ['sg-none'])]),
    from: PRIVATE_VM,
    to: NEIGHBOUR,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-vm'],
  },
  {
    line: 24,
    name: 'an outbound reference matches the other end',
    change: rules('sg-vm', [ANYWHERE], [permission(8786, ['sg-none'])]),
    from: PRIVATE_VM,
    to: withGroups(NEIGHBOUR, 'sg-none', 'sg-vm'),
    is: OK,
  },
  {
    line: 24,
    name: 'a reference holds across an active peering',
    change: rules('sg-peer', [REFERENCE_HOME]),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: OK,
  },
  {
    line: 24,
    name: 'a stale reference matches nothing',
    change: rules('sg-peer', [STALE]),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-peer'],
  },
  {
    line: 24,
    name: 'a reference does not hold across regions',
    change: all(rules('sg-peer', [REFERENCE_HOME]), (world) => ({
      ...world,
      VpcPeeringConnections: [CROSS_REGION],
    })),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-peer'],
  },
  {
    line: 24,
    name: 'across a transit gateway references are off',
    change: rules('sg-spoke', [permission(8786, ['sg-vm'])]),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-spoke'],
  },
  {
    line: 24,
    name: 'across a transit gateway that supports them inbound references hold',
    change: all(rules('sg-spoke', [permission(8786, ['sg-vm'])]), (world) => ({
      ...world,
      TransitGateways: [transitGateway('tgw-1', 'enable')],
    })),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: OK,
  },
  {
    line: 24,
    name: 'across a transit gateway outbound references never hold',
    change: all(rules('sg-vm', [ANYWHERE], [permission(8786, ['sg-spoke'])]), (world) => ({
      ...world,
      TransitGateways: [transitGateway('tgw-1', 'enable')],
    })),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-out:sg-vm'],
  },
  {
    line: 24,
    name: 'one attachment that switches references off is enough',
    change: all(
      rules('sg-spoke', [permission(8786, ['sg-vm'])]),
      (world) => ({ ...world, TransitGateways: [transitGateway('tgw-1', 'enable')] }),
      edit('TransitGatewayVpcAttachments', 'tgw-attach-home', {
        Options: { SecurityGroupReferencingSupport: 'disable' },
      }),
    ),
    from: PRIVATE_VM,
    to: SPOKE_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-spoke'],
  },
  {
    line: 24,
    name: 'a reference never matches what comes from the internet',
    change: rules('sg-vm', [permission('all', ['sg-vm'])]),
    from: CLIENT,
    to: PUBLIC_VM,
    is: BLOCKED_OUT,
    blockers: ['sg-in:sg-vm'],
  },
  {
    line: 25,
    name: 'a group without egress rules sends nothing',
    from: withGroups(PRIVATE_VM, 'sg-no-egress'),
    to: NEIGHBOUR,
    is: BLOCKED_OUT,
    blockers: ['sg-out:sg-no-egress'],
  },
  {
    line: 25,
    name: 'a group without egress rules still replies',
    from: PRIVATE_VM,
    to: withGroups(NEIGHBOUR, 'sg-no-egress'),
    is: OK,
  },
];

testCases(SECURITY_GROUPS);
