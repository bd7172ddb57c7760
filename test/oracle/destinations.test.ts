/** What destinations mean, worked out by hand on the home network: who has an address, and which path leads to it. */
import { expect, test } from 'vitest';
import { permission, route } from './build.ts';
import { edit, remove, routes, rules } from './cases.ts';
import { toAddress, toMachine } from './destinations.ts';
import { CLIENT, WORLD } from './home.ts';
import { machineNamed } from './owners.ts';
import { spotsOf, toRange } from './ranges.ts';
import { interfaceAt } from './universe-machines.ts';
import type { End, RawWorld } from './world.ts';

const at = (id: string, vpc: string, subnet: string, address: string, group: string, publicIp?: string) => ({
  ...interfaceAt(id, vpc, subnet, address),
  Groups: [{ GroupId: group }],
  ...(publicIp === undefined ? {} : { Association: { PublicIp: publicIp } }),
});

const HOME: RawWorld = {
  ...WORLD,
  NetworkInterfaces: [
    at('eni-public', 'vpc-home', 'subnet-public', '10.0.0.5', 'sg-vm', '192.0.2.5'),
    at('eni-hidden', 'vpc-home', 'subnet-public', '10.0.0.6', 'sg-vm'),
    at('eni-private', 'vpc-home', 'subnet-private', '10.0.0.21', 'sg-vm'),
    at('eni-closed', 'vpc-home', 'subnet-private', '10.0.0.23', 'sg-none'),
    {
      ...at('eni-balancer', 'vpc-home', 'subnet-private', '10.0.0.25', 'sg-vm'),
      InterfaceType: 'network_load_balancer',
    },
    at('eni-peer', 'vpc-peer', 'subnet-peer', '10.1.0.5', 'sg-peer', '192.0.2.105'),
    at('eni-spoke', 'vpc-spoke', 'subnet-spoke', '10.2.0.5', 'sg-spoke'),
  ],
};

const apart = remove('VpcPeeringConnections', 'pcx-1');
/** The peer gets an internet gateway, the ways between the two are gone, and both groups let the other in. */
function strangers(world: RawWorld): RawWorld {
  const local = route('10.1.0.0/24', 'local');
  const home = [route('10.0.0.0/24', 'local'), route('0.0.0.0/0', 'igw-1')];
  const changed = [
    apart,
    routes('rtb-public', ...home),
    routes('rtb-private', route('10.0.0.0/24', 'local'), route('0.0.0.0/0', 'nat-1')),
    routes('rtb-peer', local, route('0.0.0.0/0', 'igw-2')),
    rules('sg-peer', [permission('all', ['192.0.2.0/24'])]),
  ].reduce((now, change) => change(now), world);
  const gateway = { InternetGatewayId: 'igw-2', Attachments: [{ VpcId: 'vpc-peer', State: 'available' }] };
  return { ...changed, InternetGateways: [...changed.InternetGateways, gateway] };
}

interface Case {
  readonly name: string;
  readonly change?: (world: RawWorld) => RawWorld;
  readonly from: string | End;
  /** An address, or an interface's id. */
  readonly to: string;
  readonly is: string;
  readonly why: string;
}

const NAT = 'a NAT gateway takes no connection';
const PRIVATE = 'no packet from the internet can be addressed to a private address';
const CASES: readonly Case[] = [
  { name: 'a machine', from: 'eni-hidden', to: '10.0.0.21', is: 'reachable', why: '' },
  { name: 'a closed machine', from: 'eni-hidden', to: '10.0.0.23', is: 'blocked', why: 'sg-in:sg-none' },
  {
    name: 'nobody',
    from: 'eni-hidden',
    to: '10.0.0.22',
    is: 'unknown',
    why: 'no interface has this address',
  },
  {
    name: 'nobody, and no way to it',
    change: routes('rtb-public', route('10.0.0.0/24', 'local')),
    from: 'eni-hidden',
    to: '10.1.0.7',
    is: 'blocked',
    why: 'route:rtb-public',
  },
  {
    name: 'interfaces that were not read',
    change: (world) => ({
      ...world,
      interfaces: 'cut short',
      NetworkInterfaces: HOME.NetworkInterfaces?.slice(0, 2) ?? [],
    }),
    from: 'eni-hidden',
    to: '10.0.0.21',
    is: 'unknown',
    why: 'whose address it is was not read',
  },
  {
    name: 'a load balancer',
    from: 'eni-hidden',
    to: '10.0.0.25',
    is: 'unknown',
    why: 'what listens there was not read',
  },
  { name: 'a NAT gateway', from: 'eni-private', to: '10.0.0.14', is: 'blocked', why: NAT },
  { name: 'a NAT gateway by its public address', from: CLIENT, to: '192.0.2.14', is: 'blocked', why: NAT },
  { name: 'a private address from the internet', from: CLIENT, to: '10.0.0.5', is: 'blocked', why: PRIVATE },
  { name: 'its public address from the internet', from: CLIENT, to: '192.0.2.5', is: 'reachable', why: '' },
  { name: 'between subnets', from: 'eni-hidden', to: '10.0.0.100', is: 'blocked', why: 'local:vpc-home' },
  {
    name: 'the public path within one network, without a public address',
    from: 'eni-hidden',
    to: '192.0.2.5',
    is: 'blocked',
    why: 'public-address',
  },
  {
    name: 'the public path through NAT, which the group at its end does not know',
    from: 'eni-private',
    to: '192.0.2.5',
    is: 'blocked',
    why: 'sg-in:sg-vm',
  },
  {
    name: 'the public path through NAT',
    change: rules('sg-vm', [permission(8786, ['192.0.2.14/32'])]),
    from: 'eni-private',
    to: '192.0.2.5',
    is: 'reachable',
    why: '',
  },
  {
    name: 'a stranger by id, as the public path',
    change: strangers,
    from: 'eni-public',
    to: 'eni-peer',
    is: 'reachable',
    why: '',
  },
  {
    name: 'a stranger, without a public address of the sender',
    change: strangers,
    from: 'eni-hidden',
    to: 'eni-peer',
    is: 'blocked',
    why: 'public-address',
  },
  {
    name: 'a stranger, with egress to private addresses only',
    change: (world) => rules('sg-vm', [], [permission('all', ['10.0.0.0/8'])])(strangers(world)),
    from: 'eni-public',
    to: 'eni-peer',
    is: 'blocked',
    why: 'sg-out:sg-vm',
  },
  {
    name: "a stranger, with the sender's gateway detached",
    change: (world) => edit('InternetGateways', 'igw-1', { Attachments: [] })(strangers(world)),
    from: 'eni-public',
    to: 'eni-peer',
    is: 'blocked',
    why: 'igw:igw-1',
  },
  { name: 'a peer by id, privately', from: 'eni-public', to: 'eni-peer', is: 'reachable', why: '' },
];

test.each(CASES)('$name', ({ change, from, to, is, why }) => {
  const world = change?.(HOME) ?? HOME;
  const sender = typeof from === 'string' ? machineNamed(world, from) : from;
  if (sender === undefined) throw new Error(`no ${from}`);
  const packets = { from: sender, port: 8786, ephemeralPort: 40000, natPort: 40000 };
  const named = to.startsWith('eni-') ? machineNamed(world, to) : undefined;
  const finding = named ? toMachine(world, packets, named) : toAddress(world, packets, to);
  const { accepted } = finding;
  expect({ accepted, why: [...new Set(finding.why.split(', '))].join(', ') }).toEqual({
    accepted: [is],
    why,
  });
});

test('of two networks with one range the routes of the source decide', () => {
  // The spoke gets the peer's addresses: from home, the peering leads to the peer.
  const twin = edit('Subnets', 'subnet-spoke', { CidrBlock: '10.1.0.0/28' })(
    edit('Vpcs', 'vpc-spoke', {
      CidrBlock: '10.1.0.0/24',
      CidrBlockAssociationSet: [{ CidrBlock: '10.1.0.0/24' }],
    })(HOME),
  );
  const world = edit('NetworkInterfaces', 'eni-spoke', { PrivateIpAddress: '10.1.0.5' })(twin);
  const from = machineNamed(world, 'eni-hidden');
  if (from === undefined) throw new Error('no eni-hidden');
  const packets = { from, port: 8786, ephemeralPort: 40000 };
  expect(toAddress(world, packets, '10.1.0.5').accepted).toEqual(['reachable']);
  const closed = rules('sg-peer', [])(world);
  expect(toAddress(closed, packets, '10.1.0.5')).toEqual({ accepted: ['blocked'], why: 'sg-in:sg-peer' });
});

test('a range is its machines; where it has none it is its addresses', () => {
  const from = machineNamed(HOME, 'eni-hidden');
  if (from === undefined) throw new Error('no eni-hidden');
  const packets = { from, port: 8786, ephemeralPort: 40000 };
  const said = (text: string) =>
    toRange(HOME, packets, spotsOf(HOME, text), false).map(
      ({ address, accepted }) => `${address} ${accepted.join('|')}`,
    );
  expect(said('10.0.0.20/30')).toEqual([
    '10.0.0.20 no part',
    '10.0.0.21 reachable',
    '10.0.0.22 no part',
    '10.0.0.23 blocked',
  ]);
  expect(said('10.0.0.36/30').map((one) => one.split(' ')[1])).toEqual(Array(4).fill('unknown'));
});
