/** What holds for every world: sanity of the oracle and of the worlds that the property tests draw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/reach/trace.ts';
import { checkDocument } from '../../src/snapshot/validate.ts';
import { toNumber, toText } from './address.ts';
import { ANYWHERE, entry, OPEN } from './build.ts';
import { PRIVATE_VM, SITE, WORLD } from './home.ts';
import { edgePorts, judgeForEveryNatPort, judgePacket } from './oracle.ts';
import { scenarios, worlds } from './universe.ts';
import { clientPlan, clientWorld } from './universe-clients.ts';
import { endpointPlan, endpointWorld, gatewayPlan, gatewayWorld } from './universe-endpoints.ts';
import { hopPlan, hopWorld } from './universe-hops.ts';
import { settings, worldWithMachines } from './universe-machines.ts';
import { type RawWorld, worldDocuments } from './world.ts';

const RANK: Record<Verdict, number> = { blocked: 0, unknown: 1, reachable: 2 };
const rank = (world: RawWorld, query: Parameters<typeof judgePacket>[1]): number =>
  RANK[judgePacket(world, query).verdict];

const withAclEntry =
  (added: ReturnType<typeof entry>) =>
  (world: RawWorld): RawWorld => ({
    ...world,
    NetworkAcls: world.NetworkAcls.map((acl) => ({ ...acl, Entries: [added, ...(acl.Entries ?? [])] })),
  });

/** Every list back to front, at every depth. */
function backToFront(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backToFront).reverse();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, backToFront(inner)]));
}

describe('the oracle', () => {
  test('an allow rule in a security group never makes anything less reachable', () => {
    fc.assert(
      fc.property(scenarios(), fc.nat(8), fc.boolean(), ({ world, query }, which, inbound) => {
        const side = inbound ? 'IpPermissions' : 'IpPermissionsEgress';
        const SecurityGroups = world.SecurityGroups.map((group, i) =>
          i === which % world.SecurityGroups.length
            ? { ...group, [side]: [...(group[side] ?? []), ANYWHERE] }
            : group,
        );
        expect(rank({ ...world, SecurityGroups }, query)).toBeGreaterThanOrEqual(rank(world, query));
      }),
      { numRuns: 500 },
    );
  });

  test('a deny entry before all others never makes anything more reachable', () => {
    fc.assert(
      fc.property(
        scenarios(),
        fc.constantFrom('in', 'out'),
        fc.constantFrom('0.0.0.0/1', '10.0.0.0/26'),
        (one, side, cidr) => {
          const changed = withAclEntry(entry(0, side, 'deny', cidr))(one.world);
          expect(rank(changed, one.query)).toBeLessThanOrEqual(rank(one.world, one.query));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the order of an answer decides nothing', () => {
    fc.assert(
      fc.property(scenarios(), ({ world, query }) => {
        const reversed = backToFront(world) as RawWorld;
        const judged = judgePacket(world, query);
        expect(judgePacket(reversed, query)).toMatchObject({ forward: judged.forward, reply: judged.reply });
      }),
      { numRuns: 500 },
    );
  });

  test('where all ACLs are open no port of the client or of NAT matters', () => {
    fc.assert(
      fc.property(scenarios(), fc.integer({ min: 1024, max: 65535 }), ({ world, query }, port) => {
        const open = { ...world, NetworkAcls: world.NetworkAcls.map((acl) => ({ ...acl, Entries: OPEN })) };
        const other = { ...query, ephemeralPort: port, natPort: port };
        expect(judgePacket(open, other)).toEqual(judgePacket(open, query));
      }),
      { numRuns: 300 },
    );
  });

  test('blockers and verdict agree', () => {
    fc.assert(
      fc.property(scenarios(), ({ world, query }) => {
        const judged = judgePacket(world, query);
        expect(judged.verdict === 'blocked').toBe(judged.blockers.length > 0);
        if (judged.verdict === 'unknown') expect(judged.unknowns).not.toEqual([]);
        if (judged.verdict === 'reachable') expect(judged.unknowns).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('one port of the NAT gateway that gets no reply is enough', () => {
    const deny = entry(1, 'in', 'deny', '198.51.100.0/24', [2000, 2009]);
    const world = withAclEntry(deny)(WORLD);
    const query = { from: PRIVATE_VM, to: SITE, port: 443, ephemeralPort: 40000 };
    expect(edgePorts(world, 1024, 65535)).toEqual([1024, 1999, 2000, 2009, 2010, 65535]);
    expect(judgePacket(world, query).verdict).toBe('reachable');
    expect(judgeForEveryNatPort(world, query)).toMatchObject({
      verdict: 'blocked',
      blockers: ['acl-in:acl-public'],
    });
  });

  test('addresses count as text reads', () => {
    expect(toNumber('10.0.1.2')).toBe(167772418);
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (address) => toNumber(toText(address)) === address));
  });
});

describe('the worlds', () => {
  const drawn = fc
    .sample(scenarios(), { numRuns: 2000, seed: 7 })
    .map(({ world, query }) => ({ query, judged: judgePacket(world, query) }));

  test.each(['vm vm', 'vm internet', 'internet vm'])('every verdict occurs: %s', (kinds) => {
    const verdicts = drawn
      .filter(({ query }) => `${query.from.kind} ${query.to.kind}` === kinds)
      .map(({ judged }) => judged.verdict);
    const share = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length / verdicts.length;
    expect(share('reachable')).toBeGreaterThan(0.05);
    expect(share('blocked')).toBeGreaterThan(0.2);
    expect(share('unknown')).toBeGreaterThan(0);
  });

  test.each(['peering', 'transit gateway', 'nat', 'internet'])('something gets through: %s', (kind) => {
    expect(
      drawn.filter(
        ({ judged }) => judged.verdict === 'reachable' && judged.crossed.some((one) => one === kind),
      ).length,
    ).toBeGreaterThan(5);
  });

  const STAGES = [
    'sg-in',
    'sg-out',
    'acl-in',
    'acl-out',
    'route',
    'igw',
    'nat',
    'bpa',
    'peering',
    'tgw-route',
  ];
  test.each([...STAGES, 'tgw-zone', 'public-address', 'nat-reply', 'interface'])(
    'something stops: %s',
    (stage) => {
      expect(drawn.some(({ judged }) => judged.blockers.some((one) => one.split(':')[0] === stage))).toBe(
        true,
      );
    },
  );

  const drawnWorlds = {
    'at random': worlds(),
    'with machines': settings().map(worldWithMachines),
    'with hops': hopPlan.map(hopWorld),
    'with endpoints': endpointPlan.map(endpointWorld),
    'with a gateway endpoint': gatewayPlan.map(gatewayWorld),
    'with clients': clientPlan.map(clientWorld),
  };
  test.each(Object.entries(drawnWorlds))('are answers that a snapshot can hold: %s', (_, drawnWorld) => {
    fc.assert(
      fc.property(drawnWorld, (world) => {
        for (const document of worldDocuments(world)) {
          expect(checkDocument(JSON.parse(JSON.stringify(document)))).toBeUndefined();
        }
      }),
      { numRuns: 50 },
    );
  });
});
