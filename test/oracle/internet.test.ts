import { entry, internetGateway, natGateway, OPEN, route, subnet } from './build.ts';
import { addTable, all, type Case, edit, entries, routes, testCases } from './cases.ts';
import { CLIENT, HIDDEN_VM, PEER_VM, PRIVATE_VM, PUBLIC_VM, SITE } from './home.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED = ['blocked', 'blocked'] as const;
const NO_REPLY = ['reachable', 'blocked'] as const;

const LOCAL = route('10.0.0.0/24', 'local');

const nat = (fields: object) => edit('NatGateways', 'nat-1', fields);

const INTERNET_GATEWAY: readonly Case[] = [
  { line: 17, name: 'a VM with a public address gets out', from: PUBLIC_VM, to: SITE, is: OK },
  { line: 17, name: 'a client gets in to the public address', from: CLIENT, to: PUBLIC_VM, is: OK },
  {
    line: 17,
    name: 'a public subnet without a public address leads nowhere',
    from: HIDDEN_VM,
    to: SITE,
    is: ['blocked', 'reachable'],
    blockers: ['public-address'],
  },
  {
    line: 17,
    name: 'nobody can aim at a VM without a public address',
    from: CLIENT,
    to: HIDDEN_VM,
    is: BLOCKED,
    blockers: ['public-address'],
  },
  {
    line: 16,
    name: 'an internet gateway of another VPC does not count',
    change: (world) => ({ ...world, InternetGateways: [internetGateway('igw-1', 'vpc-peer')] }),
    from: PUBLIC_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['igw:igw-1'],
  },
  {
    line: 16,
    name: 'an internet gateway that is detaching does not count',
    change: (world) => ({ ...world, InternetGateways: [internetGateway('igw-1', 'vpc-home', 'detaching')] }),
    from: CLIENT,
    to: PUBLIC_VM,
    is: BLOCKED,
    blockers: ['igw:igw-1'],
  },
  {
    line: 16,
    name: 'without a route to the gateway the client gets no reply',
    change: routes('rtb-public', LOCAL),
    from: CLIENT,
    to: PUBLIC_VM,
    is: NO_REPLY,
    blockers: ['route:rtb-public'],
  },
  {
    line: 18,
    name: 'a reply that leaves by a NAT gateway does not come from the address the client called',
    from: CLIENT,
    to: { ...PRIVATE_VM, publicAddress: '192.0.2.21' },
    is: NO_REPLY,
    blockers: ['nat-reply:nat-1'],
  },
];

const NAT: readonly Case[] = [
  { line: 18, name: 'a VM without a public address gets out by NAT', from: PRIVATE_VM, to: SITE, is: OK },
  ...['pending', 'failed', 'deleting', 'deleted'].map((State) => ({
    line: 18,
    name: `a NAT gateway that is ${State} carries nothing`,
    change: nat({ State }),
    from: PRIVATE_VM,
    to: SITE,
    is: ['blocked', 'reachable'] as const,
    blockers: ['nat:nat-1'],
  })),
  {
    line: 18,
    name: 'a private NAT gateway does not reach the internet',
    change: nat({ ConnectivityType: 'private' }),
    from: PRIVATE_VM,
    to: SITE,
    is: ['blocked', 'reachable'],
    blockers: ['public-address'],
  },
  {
    line: 18,
    name: 'a NAT gateway in a private subnet leads to itself',
    change: (world) => ({
      ...world,
      NatGateways: [natGateway('nat-1', subnet('subnet-zone-b', 'vpc-home', ''), '10.0.0.46', '192.0.2.14')],
    }),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['nat-route:nat-1'],
  },
  {
    line: 18,
    name: 'a NAT gateway whose subnet has no default route leads nowhere',
    change: routes('rtb-public', LOCAL),
    from: PRIVATE_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['route:rtb-public'],
  },
  {
    line: 18,
    name: "the NAT gateway's subnet has an ACL going in and going out",
    change: entries(
      'acl-public',
      entry(1, 'in', 'deny', '10.0.0.16/28'),
      entry(1, 'out', 'deny', '198.51.100.0/24'),
      ...OPEN,
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: ['blocked', 'reachable'],
    blockers: ['acl-in:acl-public', 'acl-out:acl-public'],
  },
  {
    line: 18,
    name: 'the reply comes to the NAT gateway on a port of its own',
    change: entries('acl-public', entry(1, 'in', 'deny', '198.51.100.0/24', [1024, 32767]), ...OPEN),
    from: PRIVATE_VM,
    to: SITE,
    natPort: 2000,
    is: NO_REPLY,
    blockers: ['acl-in:acl-public'],
  },
  {
    line: 18,
    name: "the reply goes on to the VM on the VM's port",
    change: entries('acl-private', entry(1, 'in', 'deny', '198.51.100.0/24', [1024, 32767]), ...OPEN),
    from: PRIVATE_VM,
    to: SITE,
    natPort: 2000,
    is: OK,
  },
  {
    line: 18,
    name: 'a VM beside the NAT gateway meets no ACL on the way there, only out to the internet',
    change: all(
      routes('rtb-public', LOCAL, route('0.0.0.0/0', 'igw-1'), route('198.51.100.0/25', 'nat-1')),
      nat({
        SubnetId: 'subnet-zone-b',
        NatGatewayAddresses: [{ PrivateIp: '10.0.0.46', PublicIp: '192.0.2.14' }],
      }),
      addTable('rtb-b', 'vpc-home', [LOCAL, route('0.0.0.0/0', 'igw-1')], { subnets: ['subnet-zone-b'] }),
      entries('acl-private', entry(1, 'in', 'deny', '10.0.0.0/28'), ...OPEN),
    ),
    from: HIDDEN_VM,
    to: SITE,
    is: ['blocked', 'reachable'],
    blockers: ['acl-in:acl-private'],
  },
  {
    line: 18,
    name: 'a regional NAT gateway has no subnet, no ACL and a table of its own',
    engine: { says: 'unknown', because: 'regional NAT gateways are not supported yet, and say so' },
    change: all(
      nat({ SubnetId: undefined, AvailabilityMode: 'regional', RouteTableId: 'rtb-nat' }),
      addTable('rtb-nat', 'vpc-home', [LOCAL, route('0.0.0.0/0', 'igw-1')]),
      entries('acl-public'),
    ),
    from: PRIVATE_VM,
    to: SITE,
    is: OK,
  },
  {
    line: 18,
    name: 'appliances attached to the NAT gateway leave the way out undecided',
    change: nat({ AttachedAppliances: [{}] }),
    from: PRIVATE_VM,
    to: SITE,
    is: ['unknown', 'reachable'],
    unknowns: ['nat:nat-1'],
  },
  {
    line: 18,
    name: 'a NAT gateway serves no sources that come by peering',
    change: routes('rtb-peer', route('10.1.0.0/24', 'local'), route('0.0.0.0/0', 'pcx-1')),
    from: PEER_VM,
    to: SITE,
    is: BLOCKED,
    blockers: ['peering-destination:pcx-1'],
  },
];

testCases(INTERNET_GATEWAY);
testCases(NAT);
