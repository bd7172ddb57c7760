/** The route that a packet takes, against a naive reading of the routes as Google lists them (gcp.md 15). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/ip/address.ts';
import { contains, interval } from '../../../src/ip/interval.ts';
import { lookup, routesOf } from '../../../src/reach/routes.ts';
import type { JsonObject } from '../../../src/snapshot/canonical.ts';
import { GUIDE, guideNetwork, INTERNET_GATEWAY, inRegion, route, subnet } from '../../support/gcp.ts';
import { gcpNetwork } from '../../support/gcp-asked.ts';

interface Plain {
  readonly first: number;
  readonly length: number;
  readonly priority: number;
  readonly hop: 'internet' | 'tunnel-a' | 'tunnel-b';
  readonly tag: string | undefined;
}

/** All of it lies in 10.0.0.0/27; the subnet is its first eighth. */
const BASE = Number(parseAddress('10.0.0.0'));
const SUBNET = 28;

const plainRoute: fc.Arbitrary<Plain> = fc
  .record({
    at: fc.nat(31),
    length: fc.integer({ min: 27, max: 32 }),
    priority: fc.constantFrom(0, 100, 1000),
    hop: fc.constantFrom('internet', 'tunnel-a', 'tunnel-b'),
    tag: fc.constantFrom(undefined, undefined, 'mine', 'other'),
  })
  .map(({ at, ...rest }) => ({ ...rest, first: at - (at % 2 ** (32 - rest.length)) }));

const documentOf = ({ first, length, priority, hop, tag }: Plain, i: number): JsonObject =>
  route(`r${i}`, `${formatAddress(BASE + first)}/${length}`, {
    priority,
    ...(hop === 'internet'
      ? { nextHopGateway: INTERNET_GATEWAY }
      : { nextHopVpnTunnel: inRegion('vpnTunnels', hop) }),
    ...(tag !== undefined && { tags: [tag] }),
  });

/** Where a packet may go: every equal route may carry it. */
function naive(routes: readonly Plain[], offset: number): readonly string[] {
  if (offset < 2 ** (32 - SUBNET)) return ['local'];
  const usable = routes.filter(
    ({ first, length, tag }) =>
      first <= offset && offset < first + 2 ** (32 - length) && (tag === undefined || tag === 'mine'),
  );
  const longest = usable.filter(({ length }) => length === Math.max(...usable.map((one) => one.length)));
  const nearest = longest.filter(
    ({ priority }) => priority === Math.min(...longest.map((one) => one.priority)),
  );
  const others = nearest.filter(({ hop }) => hop !== 'internet');
  return [...new Set((others.length > 0 ? others : nearest).map(({ hop }) => hop))].sort();
}

const HOPS: Readonly<Record<string, string>> = { 'default-internet-gateway': 'internet' };

describe('the routes of a VPC network', () => {
  it('send every packet where a reading of one packet sends it', () => {
    fc.assert(
      fc.property(fc.array(plainRoute, { maxLength: 8 }), (routes) => {
        const network = gcpNetwork({
          ...guideNetwork(),
          subnetworks: [subnet(GUIDE.subnet, `10.0.0.0/${SUBNET}`)],
          routes: routes.map(documentOf),
          vpnTunnels: ['tunnel-a', 'tunnel-b'].map((name) => ({
            kind: 'compute#vpnTunnel',
            name,
            selfLink: inRegion('vpnTunnels', name),
            status: 'ESTABLISHED',
          })),
        });
        const table = network.routeTables.get(`${GUIDE.network}/routes`);
        const own = routesOf(table?.routes ?? [], { labels: ['tag:mine'] });
        for (let offset = 0; offset < 32; offset += 1) {
          const { wins } = lookup(own, interval(BASE + offset));
          const hops = wins
            .filter(({ addresses }) => contains(addresses, BASE + offset))
            .map(({ route: { target } }) =>
              target.kind === 'local' ? 'local' : (HOPS[target.id] ?? target.id),
            );
          expect([offset, [...new Set(hops)].sort()]).toEqual([offset, naive(routes, offset)]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
