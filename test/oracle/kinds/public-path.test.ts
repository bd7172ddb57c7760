/** Kind 1: on the public path between two networks both halves are judged, and the public address is what is asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Finding, toAddress, toMachine } from '../destinations.ts';
import { machineNamed } from '../owners.ts';
import type { WorldPlan } from '../plan.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import {
  namedMachines,
  packetPlan,
  type Setting,
  settings,
  worldWithMachines,
} from '../universe-machines.ts';
import type { PacketQuery, RawWorld } from '../world.ts';
import { compare, holdsFor } from './compare.ts';

/** Two networks or more, with fewer private ways between them. */
const apart = (plan: WorldPlan): WorldPlan => {
  const [first] = plan.vpcs;
  return {
    ...plan,
    vpcs: plan.vpcs.length > 1 || first === undefined ? plan.vpcs : [first, { ...first, secondBlock: false }],
    overlap: false,
  };
};

const plans = fc.record({
  setting: settings(apart),
  from: fc.nat(20),
  to: fc.nat(20),
  byAddress: fc.boolean(),
  packet: packetPlan,
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

interface Asked {
  readonly world: RawWorld;
  readonly from: string;
  readonly to: string;
  readonly packets: Omit<PacketQuery, 'to'>;
  readonly finding: Finding;
  readonly destinations: readonly string[];
}

function asked(plan: Plan): Asked {
  const world = worldWithMachines(plan.setting satisfies Setting);
  const machines = namedMachines(world);
  const sender = machines[plan.from % machines.length];
  const others = machines.filter(({ one }) => one !== sender?.one);
  // Other networks first, those with a public address first of all.
  const worth = ({ one }: (typeof others)[number]) =>
    (one.VpcId === sender?.one.VpcId ? 0 : 1) + (one.Association === undefined ? 0 : 2);
  const best = others.toSorted((a, b) => worth(b) - worth(a));
  const receiver = best[plan.to % Math.max(1, Math.ceil(best.length / 2))];
  const from = sender && machineNamed(world, sender.id);
  const to = receiver && machineNamed(world, receiver.id);
  if (!sender || !receiver || !from || !to) throw new Error('the world has no two machines');
  const { port, ephemeralPort, natPort } = plan.packet;
  const packets = { from, port, ephemeralPort, natPort };
  const address = plan.byAddress ? to.publicAddress : undefined;
  return {
    world,
    from: sender.id,
    to: address ?? receiver.id,
    packets,
    finding: address === undefined ? toMachine(world, packets, to) : toAddress(world, packets, address),
    destinations: [to.address, ...(to.publicAddress === undefined ? [] : [to.publicAddress])],
  };
}

describeKind('1', 'the public path between two networks', () => {
  test.each([
    ['a public address', true],
    ['a machine of another network, by its id', false],
  ])('%s', LONG, (_, byAddress) =>
    holdsFor(plans, draw('1', 1.5), async (plan) => {
      const { world, from, to, packets, finding, destinations } = asked({ ...plan, byAddress });
      const { port, ephemeralPort: sourcePort } = packets;
      const sample = { source: packets.from.address, destinations, port, sourcePort };
      await compare(world, { from, to, port }, [{ sample, ...finding }]);
    }),
  );

  test('every verdict of a public address occurs', () => {
    const drawn = fc.sample(plans, { numRuns: 500, seed: 11 }).map(asked);
    const verdicts = drawn
      .filter(({ to }) => to.startsWith('192.'))
      .flatMap(({ finding }) => finding.accepted);
    const share = (verdict: string) => verdicts.filter((one) => one === verdict).length / verdicts.length;
    expect(share('reachable')).toBeGreaterThan(0.05);
    expect(share('blocked')).toBeGreaterThan(0.3);
    expect(share('unknown')).toBeGreaterThan(0.005);
  });
});
