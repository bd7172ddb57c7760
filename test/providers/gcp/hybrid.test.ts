/** Hybrid subnets: what no interface has lies beyond, by the route that overlaps the subnet (gcp.md 21b). */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/snapshot/canonical.ts';
import {
  defaultRoute,
  firewall,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  inRegion,
  instance,
  route,
  subnet,
  subnetRoute,
  unread,
} from '../../support/gcp.ts';
import { answer, ask, gcpNetwork } from '../../support/gcp-asked.ts';

const TUNNEL = 'office';
const tunnel = {
  kind: 'compute#vpnTunnel',
  name: TUNNEL,
  selfLink: inRegion('vpnTunnels', TUNNEL),
  status: 'ESTABLISHED',
};
const viaTunnel = (range: string): JsonObject =>
  route('back', range, { nextHopVpnTunnel: inRegion('vpnTunnels', TUNNEL) });
const SHARED = '10.30.0.0/20';

/** A subnet that shares its range with the office, one VM in it; the route to the office covers this range. */
const sharing = (range: string, hybrid = true): GcpBodies => ({
  ...guideNetwork(),
  firewalls: [firewall('open', { from: ['0.0.0.0/0'] })],
  subnetworks: [
    subnet(GUIDE.subnet, GUIDE.cidr),
    subnet('shared', SHARED, { allowSubnetCidrRoutesOverlap: hybrid }),
  ],
  routes: [defaultRoute(), subnetRoute(GUIDE.cidr), subnetRoute(SHARED), viaTunnel(range)],
  vpnTunnels: [tunnel],
  instances: [instance('moved', { subnet: 'shared', address: '10.30.1.5' })],
});

const WORKER = `vm:subnet=${GUIDE.subnet}`;
const ASSUMED = ['reach:10.30.0.0/20@office'];

describe('a hybrid subnet', () => {
  it.each<readonly [string, string, string, readonly string[], string]>([
    ['an address that a VM has', '10.30.0.0/20', '10.30.1.5', [], 'reachable'],
    [
      'one that no VM has goes by the route of the same range',
      '10.30.0.0/20',
      '10.30.1.9',
      [],
      'unknown UNKNOWN_NETWORK',
    ],
    ['by one inside its range', '10.30.1.0/24', '10.30.1.9', [], 'unknown UNKNOWN_NETWORK'],
    ['by a wider one', '10.0.0.0/8', '10.30.1.9', [], 'unknown UNKNOWN_NETWORK'],
    ['where what lies behind it is declared', '10.30.0.0/20', '10.30.1.9', ASSUMED, 'reachable'],
    ['where no route to the office covers it', '10.30.8.0/24', '10.30.1.9', [], 'blocked NO_ROUTE'],
    ['a VM to come is in the network', '10.30.0.0/20', 'vm:subnet=shared', [], 'reachable'],
  ])('%s', (_name, range, to, assume, says) => {
    expect(answer(gcpNetwork(sharing(range)), { from: WORKER, to, assume })).toBe(says);
  });

  it('answers the office by the same route', () => {
    const { verdict, reply } = ask(gcpNetwork(sharing(SHARED)), {
      from: '10.30.1.9',
      to: WORKER,
      assume: ASSUMED,
    });
    expect(verdict).toBe('reachable');
    expect(reply.hops.flatMap(({ lines }) => lines.map(({ id }) => id))).toContain(
      '10.30.0.0/20 → office (back)',
    );
  });

  it('keeps a range to itself where it is none', () => {
    const of = gcpNetwork(sharing('10.30.1.0/24', false));
    expect(answer(of, { from: WORKER, to: '10.30.1.9' })).toBe('unknown UNKNOWN_DESTINATION');
    expect([...of.routeTables.values()].flatMap(({ unowned }) => unowned ?? [])).toEqual([]);
  });

  it('is not known where nobody read which addresses VMs have', () => {
    const of = gcpNetwork(unread(sharing(SHARED), 'instances'));
    expect(answer(of, { from: WORKER, to: '10.30.1.9' })).toMatch(/^unknown /);
  });
});
