import { entry, OPEN, route } from './build.ts';
import { all, type Case, edit, entries, remove, routes, testCases } from './cases.ts';
import { PEER_VM, PRIVATE_VM, SPOKE_VM } from './home.ts';

const OK = ['reachable', 'reachable'] as const;
const BLOCKED = ['blocked', 'blocked'] as const;
const FORWARD = ['blocked', 'reachable'] as const;
const NO_REPLY = ['reachable', 'blocked'] as const;

const LOCAL = route('10.0.0.0/24', 'local');
const PEER_LOCAL = route('10.1.0.0/24', 'local');

const PEERING: readonly Case[] = [
  { line: 30, name: 'routes on both sides', from: PRIVATE_VM, to: PEER_VM, is: OK },
  {
    line: 30,
    name: 'a peering that is not active carries nothing',
    change: edit('VpcPeeringConnections', 'pcx-1', { Status: { Code: 'pending-acceptance' } }),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: BLOCKED,
    blockers: ['peering:pcx-1'],
  },
  {
    line: 30,
    name: 'no route there: the reply would come',
    change: routes('rtb-private', LOCAL),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: FORWARD,
    blockers: ['route:rtb-private'],
  },
  {
    line: 30,
    name: 'no route back',
    change: routes('rtb-peer', PEER_LOCAL),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: NO_REPLY,
    blockers: ['route:rtb-peer'],
  },
  {
    line: 30,
    name: 'a route back for a part of the VPC that the client is not in',
    change: routes('rtb-peer', PEER_LOCAL, route('10.0.0.0/28', 'pcx-1')),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: NO_REPLY,
    blockers: ['route:rtb-peer'],
  },
  {
    line: 30,
    name: "a peering carries its own VPCs' addresses only",
    change: all(
      routes('rtb-peer', PEER_LOCAL, route('10.0.0.0/8', 'pcx-1')),
      routes('rtb-private', LOCAL, route('10.0.0.0/8', 'pcx-1')),
    ),
    from: PEER_VM,
    to: SPOKE_VM,
    is: BLOCKED,
    blockers: ['peering-destination:pcx-1', 'peering-source:pcx-1'],
  },
  {
    line: 30,
    name: 'both ends have ACLs',
    change: entries(
      'acl-peer',
      entry(1, 'in', 'deny', '10.0.0.16/28'),
      entry(1, 'out', 'deny', '10.0.0.16/28'),
      ...OPEN,
    ),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: BLOCKED,
    blockers: ['acl-in:acl-peer', 'acl-out:acl-peer'],
  },
  {
    line: 30,
    name: 'a far VPC that nobody read is unknown from there',
    engine: { says: 'reachable', because: 'its subnets and tables are in the documents all the same' },
    change: remove('Vpcs', 'vpc-peer'),
    from: PRIVATE_VM,
    to: PEER_VM,
    is: ['unknown', 'reachable'],
    unknowns: ['vpc:vpc-peer'],
  },
  {
    line: 30,
    name: 'of two peers that overlap the route decides which one gets the packet',
    change: (world) => ({
      ...world,
      Subnets: world.Subnets.map((one) =>
        one.VpcId === 'vpc-spoke' ? { ...one, CidrBlock: '10.1.0.0/28' } : one,
      ),
    }),
    from: PRIVATE_VM,
    to: { ...SPOKE_VM, address: '10.1.0.5' },
    is: FORWARD,
    blockers: ['elsewhere:subnet-peer'],
  },
];

testCases(PEERING);
