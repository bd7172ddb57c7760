/** Clients of a cluster: in another network behind a peering, behind a VPN, on the internet; one or several. */
import fc from 'fast-check';
import * as build from './build.ts';
import { clusterWorld, HOME, LOCAL, scheduler, worker } from './cluster.ts';
import { judgePublicPath, type Packets } from './destinations.ts';
import { judgeForEveryNatPort } from './oracle.ts';
import { mostly, weighted } from './plan.ts';
import type { End, RawWorld, VmEnd } from './world.ts';

const CLIENTS = {
  'vpc:vpc-client': 'peer',
  'subnet:subnet-client': 'peer',
  '10.1.0.0/28': 'peer',
  '172.20.0.0/24': 'vpn',
  '203.0.113.0/24': 'internet',
} as const;
export type ClientText = keyof typeof CLIENTS;

const SOURCES = ['0.0.0.0/0', '10.1.0.0/24', '172.20.0.0/16', '203.0.113.0/24', '192.0.2.0/24'] as const;

export const clientPlan = fc.record({
  clients: fc.uniqueArray(fc.constantFrom(...(Object.keys(CLIENTS) as ClientText[])), {
    minLength: 1,
    maxLength: 2,
  }),
  admitted: fc.uniqueArray(fc.constantFrom(...SOURCES), { minLength: 1, maxLength: 3 }),
  isPublic: mostly(8),
  /** How the clients' own network leaves to the internet. */
  door: weighted<'nat' | 'igw' | 'none'>([2, 'nat'], [1, 'igw'], [1, 'none']),
  isPeered: mostly(8),
});
export type ClientPlan = typeof clientPlan extends fc.Arbitrary<infer T> ? T : never;

const client = build.vpc('vpc-client', '10.1.0.0/24');
const CLIENT_SUBNET = build.subnet('subnet-client', 'vpc-client', '10.1.0.0/28');
const CLIENT_DOOR = build.subnet('subnet-client-door', 'vpc-client', '10.1.0.16/28');

export function clientWorld(plan: ClientPlan): RawWorld {
  const ports: build.Ports = [8786, 8787];
  const world = clusterWorld([build.permission(ports, [...plan.admitted])]);
  const there = plan.isPeered ? [build.route('10.1.0.0/24', 'pcx-1')] : [];
  const back = plan.isPeered ? [build.route('10.0.0.0/24', 'pcx-1')] : [];
  const ownLocal = build.route('10.1.0.0/24', 'local');
  const door = { nat: ['nat-2'], igw: ['igw-2'], none: [] }[plan.door];
  const premises = build.route('172.20.0.0/16', 'vgw-1');
  return {
    ...world,
    Vpcs: [HOME, client],
    Subnets: [...world.Subnets, CLIENT_SUBNET, CLIENT_DOOR],
    RouteTables: [
      build.table('rtb-public', 'vpc-home', [LOCAL, build.route('0.0.0.0/0', 'igw-1'), ...there, premises], {
        subnets: ['subnet-public'],
      }),
      build.table('rtb-private', 'vpc-home', [LOCAL, build.route('0.0.0.0/0', 'nat-1'), ...there, premises], {
        main: true,
      }),
      build.table(
        'rtb-client',
        'vpc-client',
        [ownLocal, ...back, ...door.map((target) => build.route('0.0.0.0/0', target))],
        { main: true },
      ),
      build.table('rtb-client-door', 'vpc-client', [ownLocal, ...back, build.route('0.0.0.0/0', 'igw-2')], {
        subnets: ['subnet-client-door'],
      }),
    ],
    NetworkAcls: [
      ...world.NetworkAcls,
      build.acl('acl-client', 'vpc-client', ['subnet-client', 'subnet-client-door'], undefined, true),
    ],
    NatGateways: [...world.NatGateways, build.natGateway('nat-2', CLIENT_DOOR, '10.1.0.30', '192.0.2.130')],
    InternetGateways: [...world.InternetGateways, build.internetGateway('igw-2', 'vpc-client')],
    VpcPeeringConnections: plan.isPeered ? [build.peering('pcx-1', client, HOME)] : [],
    assume: plan.clients.includes('172.20.0.0/24') ? ['reach:172.20.0.0/16@vgw-1'] : [],
  };
}

/** On the internet: whoever, and those who come out of the premises by a way of their own. */
const ANYBODY = ['203.0.113.7', '8.8.8.8', '198.51.100.9'] as const;

/** Whether every client of the text connects, to the scheduler's public or private address. */
export function connects(plan: ClientPlan, text: ClientText, byPublic: boolean): boolean {
  if (byPublic && !plan.isPublic) return false;
  const world = clientWorld(plan);
  const to = plan.isPublic ? scheduler(10, true) : worker(10);
  const packets = (from: End, port: number): Packets => ({
    from,
    port,
    ephemeralPort: 40000,
    natPort: 40000,
  });
  const every = (from: readonly End[], isReached: (packets: Packets) => boolean) =>
    from.every((one) => [8786, 8787].every((port) => isReached(packets(one, port))));
  const privately = (one: Packets) => {
    const { publicAddress: _, ...rest } = to;
    return judgeForEveryNatPort(world, { ...one, to: rest }).verdict === 'reachable';
  };
  const publicly = (one: Packets) => judgeForEveryNatPort(world, { ...one, to }).verdict === 'reachable';
  const sites = (addresses: readonly string[]): readonly End[] =>
    addresses.map((address) => ({ kind: 'internet', address }));
  switch (CLIENTS[text]) {
    case 'internet':
      return byPublic && every(sites(['203.0.113.7', '203.0.113.200']), publicly);
    case 'vpn': {
      const premises: End = { kind: 'internet', address: '172.20.0.5', beyond: 'vgw-1' };
      // By which address they come to the internet is not known: everybody must be let in.
      return byPublic ? every(sites(ANYBODY), publicly) : every([premises], privately);
    }
    case 'peer': {
      // All of the VPC is more than the one subnet of its machines.
      const offsets = text === 'vpc:vpc-client' ? [4, 9, 20] : [4, 9];
      const ends: readonly VmEnd[] = offsets.map((offset) => ({
        kind: 'vm',
        subnet: offset < 16 ? 'subnet-client' : 'subnet-client-door',
        address: `10.1.0.${offset}`,
        groups: [],
        toCome: true,
      }));
      return byPublic
        ? every(ends, (one) => judgePublicPath(world, one, to).accepted.every((is) => is === 'reachable'))
        : every(ends, privately);
    }
  }
}

export const isPrivateClient = (text: ClientText): boolean => CLIENTS[text] !== 'internet';
