/** Kind 3: a range is judged machine by machine, by each machine's own filters; the verdict is the set. */
import fc from 'fast-check';
import { test } from 'vitest';
import { toNumber, toText } from '../address.ts';
import { machineNamed } from '../owners.ts';
import { type RangeFinding, sendersOf, spotsOf, toRange } from '../ranges.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { namedMachines, packetPlan, settings, worldWithMachines } from '../universe-machines.ts';
import type { RawWorld, VmEnd } from '../world.ts';
import { compare, type Expected, holdsFor, insist } from './compare.ts';

const range = fc.record({
  subnet: fc.nat(8),
  form: fc.constantFrom('half', 'block', 'wide', 'subnet', 'vpc', 'subnet id'),
  upper: fc.boolean(),
});
type RangePlan = typeof range extends fc.Arbitrary<infer T> ? T : never;

const plans = fc.record({
  // The third network never has the second one's addresses here: that is another kind.
  setting: settings((plan) => ({ ...plan, overlap: false }), 14),
  from: fc.oneof(fc.nat(20), range),
  to: range,
  packet: packetPlan,
});

type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

interface Named {
  readonly text: string;
  readonly isNamed: boolean;
}

function textOf(world: RawWorld, { subnet: which, form, upper }: RangePlan): Named {
  const subnet = world.Subnets[which % world.Subnets.length];
  if (subnet === undefined) throw new Error('no subnet');
  const first = toNumber(subnet.CidrBlock?.split('/')[0] ?? '');
  switch (form) {
    case 'half':
      return { text: `${toText(first + (upper ? 8 : 0))}/29`, isNamed: false };
    case 'block':
      return { text: subnet.CidrBlock ?? '', isNamed: false };
    case 'wide':
      return { text: `${toText(first - (first % 32))}/27`, isNamed: false };
    case 'subnet':
      return { text: `subnet:${subnet.SubnetId}`, isNamed: true };
    case 'subnet id':
      return { text: subnet.SubnetId, isNamed: true };
    case 'vpc':
      return { text: `vpc:${subnet.VpcId}`, isNamed: true };
  }
}

const spotsIn = (world: RawWorld, text: string) =>
  spotsOf(world, text.startsWith('subnet-') ? `subnet:${text}` : text);

interface Sender {
  readonly text: string;
  readonly ends: readonly VmEnd[];
}

function senderOf(world: RawWorld, from: number | RangePlan): Sender {
  if (typeof from !== 'number') {
    const { text } = textOf(world, from);
    return { text, ends: sendersOf(spotsIn(world, text)) };
  }
  const machines = namedMachines(world);
  const { id = '' } = machines[from % machines.length] ?? {};
  const end = machineNamed(world, id);
  return { text: id, ends: end ? [end] : [] };
}

interface Found {
  readonly finding: RangeFinding;
  readonly expected: Expected;
}

/** Every pair of a sender and an address of the destination. */
function findingsOf(world: RawWorld, sender: Sender, to: Named, packet: Plan['packet']): readonly Found[] {
  const { port, ephemeralPort, natPort } = packet;
  return sender.ends.flatMap((end) => {
    const packets = { from: end, port, ephemeralPort, natPort };
    return toRange(world, packets, spotsIn(world, to.text), to.isNamed).map((finding) => {
      const destinations = [finding.address];
      const sample = { source: end.address, destinations, port, sourcePort: ephemeralPort };
      return { finding, expected: { sample, accepted: finding.accepted, why: finding.why } };
    });
  });
}

/** Puts a plan to both; of the addresses, only those that the property is about. */
async function hold(plan: Plan, isAsked: (finding: RangeFinding) => boolean): Promise<void> {
  const world = worldWithMachines(plan.setting);
  const sender = senderOf(world, plan.from);
  const to = textOf(world, plan.to);
  const found = findingsOf(world, sender, to, plan.packet);
  const asked = found.filter(({ finding }) => isAsked(finding)).map(({ expected }) => expected);
  const question = { from: sender.text, to: to.text, port: plan.packet.port };
  const answer = await compare(world, question, asked);
  if ('refused' in answer) return;
  const { verdict } = answer.report;
  const isClosed = found.some(
    ({ finding: { counts, accepted } }) => counts && !accepted.includes('reachable'),
  );
  // Other ports of the sender may have another fate: only what is not open here is not open as a whole.
  insist(
    !isClosed || verdict !== 'reachable',
    'a closed part of a whole that is open, engine: reachable',
    () => JSON.stringify(question),
  );
}

describeKind('3', 'a range with a closed machine in it', () => {
  test('each machine of a block, a subnet or a network is judged by its own filters', LONG, () =>
    holdsFor(plans, draw('3', 2), (plan) => hold(plan, ({ isNobody, counts }) => counts && !isNobody)),
  );

  test('addresses of it that nobody has, and what is no machine', LONG, () =>
    holdsFor(plans, draw('3', 1), (plan) => hold(plan, ({ isNobody, counts }) => !counts || isNobody)),
  );
});
