import { entry, OPEN, route, subnet } from './build.ts';
import { addTable, all, type Case, edit, entries, remove, routes, testCases } from './cases.ts';
import { CLIENT, PRIVATE_VM, PUBLIC_VM, SITE, ZONE_B_VM } from './home.ts';
import type { InternetEnd, RawWorld } from './world.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED = ['blocked', 'blocked'] as const;
const NO_REPLY = ['reachable', 'blocked'] as const;
const UNKNOWN = ['unknown', 'unknown'] as const;

const LOCAL = route('10.0.0.0/24', 'local');
const TO_NAT = route('0.0.0.0/0', 'nat-1');
const PROPAGATED = { Origin: 'EnableVgwRoutePropagation' };
const NOWHERE: InternetEnd = { kind: 'internet', address: '10.0.0.200' };

const privateRoutes = (...list: Parameters<typeof routes> extends [string, ...infer R] ? R : never) =>
  routes('rtb-private', LOCAL, ...list);
const lists = (entriesOf: Record<string, string>) => (world: RawWorld) => ({
  ...world,
  PrefixListEntries: Object.fromEntries(Object.entries(entriesOf).map(([id, Cidr]) => [id, [{ Cidr }]])),
});

const CASES: readonly Case[] = [
  {
    line: 10,
    name: 'a subnet without an association uses the main table',
    from: ZONE_B_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 10,
    name: 'an explicit association beats the main table',
    change: addTable('rtb-own', 'vpc-home', [LOCAL], { subnets: ['subnet-private'] }),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['route:rtb-own'],
  },
  {
    line: 10,
    name: 'a table of a gateway is no subnet’s table',
    change: addTable('rtb-edge', 'vpc-home', [LOCAL], { gateway: 'igw-1' }),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 10,
    name: 'a table of a gateway can lead what enters to an appliance',
    engine: { says: 'blocked', because: 'the documents answer that there is no eni-1' },
    change: addTable('rtb-edge', 'vpc-home', [LOCAL, route('10.0.0.0/28', 'eni-1')], { gateway: 'igw-1' }),
    from: CLIENT,
    to: PUBLIC_VM,
    is: UNKNOWN,
    unknowns: ['gateway:eni-1'],
  },
  {
    line: 10,
    name: 'no table to be seen decides nothing',
    change: remove('RouteTables', 'rtb-private'),
    from: PRIVATE_VM,
    to: SITE,
    is: UNKNOWN,
    unknowns: ['route-table:subnet-private'],
  },
  {
    line: 11,
    name: 'the longest prefix wins',
    change: privateRoutes(TO_NAT, route('198.51.100.0/24', 'vgw-1'), route('198.51.100.8/30', 'nat-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'a more specific route takes part of the internet away',
    engine: { says: 'blocked', because: 'the documents answer that there is no vgw-1' },
    change: privateRoutes(TO_NAT, route('198.51.100.0/24', 'vgw-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: ['unknown', 'reachable'],
    unknowns: ['gateway:vgw-1'],
  },
  {
    line: 11,
    name: 'a static route beats a propagated one of the same length',
    change: privateRoutes(route('198.51.100.0/24', 'vgw-1', PROPAGATED), route('198.51.100.0/24', 'nat-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'a static route beats a prefix list of the same length',
    change: all(
      lists({ 'pl-1': '198.51.100.0/24' }),
      privateRoutes(route('pl-1', 'vgw-1'), route('198.51.100.0/24', 'nat-1')),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'a prefix list beats a propagated route of the same length',
    change: all(
      lists({ 'pl-1': '198.51.100.0/24' }),
      privateRoutes(route('198.51.100.0/24', 'vgw-1', PROPAGATED), route('pl-1', 'nat-1')),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'the local route beats a more specific propagated one',
    change: privateRoutes(TO_NAT, route('10.0.0.0/28', 'vgw-1', PROPAGATED)),
    from: PRIVATE_VM,
    to: PUBLIC_VM,
    is: OK,
  },
  {
    line: 11,
    name: 'overlapping prefix lists with different targets are undecided',
    change: all(
      lists({ 'pl-1': '198.51.100.0/24', 'pl-2': '198.51.100.0/25' }),
      privateRoutes(TO_NAT, route('pl-1', 'vgw-1'), route('pl-2', 'nat-1')),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: UNKNOWN,
    unknowns: ['route:rtb-private'],
  },
  {
    line: 11,
    name: 'overlapping prefix lists with one target are not',
    change: all(
      lists({ 'pl-1': '198.51.100.0/24', 'pl-2': '198.51.100.0/25' }),
      privateRoutes(route('pl-1', 'nat-1'), route('pl-2', 'nat-1')),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'two halves are a default route',
    change: privateRoutes(route('0.0.0.0/1', 'nat-1'), route('128.0.0.0/1', 'nat-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 11,
    name: 'one half is not the other',
    change: privateRoutes(route('0.0.0.0/1', 'nat-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['route:rtb-private'],
  },
  {
    line: 12,
    name: 'a blackhole drops, even beside a wider live route',
    change: privateRoutes(TO_NAT, route('198.51.100.0/24', 'nat-gone', { State: 'blackhole' })),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['route:rtb-private'],
  },
  {
    line: 12,
    name: 'a filtered route drops',
    change: privateRoutes(route('0.0.0.0/0', 'nat-1', { State: 'filtered' })),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['route:rtb-private'],
  },
  {
    line: 13,
    name: 'a prefix list as destination is its entries',
    change: all(lists({ 'pl-1': '198.51.100.0/28' }), privateRoutes(route('pl-1', 'nat-1'))),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 13,
    name: 'a prefix list that nobody read may take the packet',
    change: privateRoutes(TO_NAT, route('pl-unread', 'vgw-1')),
    from: PRIVATE_VM,
    to: SITE,
    is: UNKNOWN,
    unknowns: ['route:rtb-private'],
  },
  {
    line: 14,
    name: 'an address of the VPC in no subnet is dropped beside a default route',
    from: PRIVATE_VM,
    to: NOWHERE,
    is: BLOCKED,
    blockers: ['local:vpc-home'],
  },
  {
    line: 14,
    name: 'a static route equal to a subnet sends its traffic through the NAT gateway, and the reply back',
    change: privateRoutes(TO_NAT, route('10.0.0.0/28', 'nat-1')),
    from: PRIVATE_VM,
    to: PUBLIC_VM,
    is: OK,
  },
  {
    line: 14,
    name: 'a reply that strays into a NAT gateway is not the connection’s',
    change: privateRoutes(TO_NAT, route('10.0.0.0/28', 'nat-1')),
    from: PUBLIC_VM,
    to: PRIVATE_VM,
    is: NO_REPLY,
    blockers: ['nat-reply:nat-1'],
  },
  {
    line: 15,
    name: 'an interface that checks source and destination drops what is not its own',
    change: all(privateRoutes(route('0.0.0.0/0', 'eni-1')), (world) => ({
      ...world,
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', SourceDestCheck: true }],
    })),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['interface:eni-1'],
  },
  {
    line: 15,
    name: 'what an appliance does is its own affair',
    change: all(privateRoutes(route('0.0.0.0/0', 'eni-1')), (world) => ({
      ...world,
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', SourceDestCheck: false }],
    })),
    from: PRIVATE_VM,
    to: SITE,
    is: ['unknown', 'reachable'],
    unknowns: ['interface:eni-1'],
  },
  {
    line: 15,
    name: 'an answer from out of sight meets the ACL of the subnet that the packet left',
    change: all(
      privateRoutes(route('0.0.0.0/0', 'vgw-1')),
      entries('acl-private', entry(1, 'in', 'deny', '198.51.100.0/24'), ...OPEN),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: ['unknown', 'blocked'],
    blockers: ['acl-in:acl-private'],
    unknowns: ['gateway:vgw-1'],
  },
  {
    line: 15,
    name: 'blocked on the way to an opaque hop is blocked',
    change: all(
      privateRoutes(route('0.0.0.0/0', 'vgw-1')),
      entries('acl-private', entry(1, 'out', 'deny', '198.51.100.0/24'), ...OPEN),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: ['blocked', 'reachable'],
    blockers: ['acl-out:acl-private'],
    unknowns: ['gateway:vgw-1'],
  },
  {
    line: 6,
    name: 'a second CIDR block of the VPC is local too',
    change: all(
      (world) => ({ ...world, Subnets: [...world.Subnets, subnet('subnet-2', 'vpc-home', '10.9.0.0/28')] }),
      edit('NetworkAcls', 'acl-private', {
        Associations: [{ SubnetId: 'subnet-private' }, { SubnetId: 'subnet-2' }],
      }),
      privateRoutes(route('10.9.0.0/24', 'local')),
    ),
    from: PRIVATE_VM,
    to: { kind: 'vm', subnet: 'subnet-2', address: '10.9.0.5', groups: ['sg-vm'] },
    is: OK,
  },
];

testCases(CASES);
