/** Kind 4 on Google Cloud, with kinds 1 to 3: the rules of a network concern each of its machines, whatever it is asked by. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask } from '../../reach/ask.ts';
import { gcpDocuments } from '../../support/gcp-asked.ts';
import { toText } from '../address.ts';
import { type GcpSender, toGcpAddress, toGcpRange } from '../gcp.ts';
import { CLIENT, type GcpVm, type GcpWorld, gcpPlan, gcpWorld, SUBNETS } from '../gcp-world.ts';
import { mostly } from '../plan.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { compareAnswer, type Expected, holdsFor } from './compare.ts';

const plans = fc.record({
  plan: gcpPlan,
  isInternet: mostly(3),
  from: fc.nat(6),
  to: fc.record({
    form: fc.constantFrom('address', 'machine', 'external', 'block', 'half', 'subnet'),
    which: fc.nat(6),
    offset: fc.integer({ min: 2, max: 13 }),
  }),
  port: fc.integer({ min: 0, max: 15 }),
  ephemeralPort: fc.constantFrom(32768, 50000, 60999),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** The text of the destination, and the single address that it is, if it is one. */
function destinationOf(world: GcpWorld, { form, which, offset }: Plan['to']) {
  const subnet = at(SUBNETS, which);
  const base = subnet.cidr.slice(0, -'/28'.length).split('.').map(Number);
  const inSubnet = (more: number) => [...base.slice(0, 3), (base[3] ?? 0) + more].join('.');
  const external = world.machines.filter((one) => one.external !== undefined);
  switch (form) {
    case 'machine':
      return single(at(world.machines, which).address);
    case 'external':
      return single(at(external, which)?.external ?? at(world.machines, which).address);
    case 'address':
      return single(inSubnet(offset));
    case 'block':
      return { text: subnet.cidr, cidr: subnet.cidr };
    case 'half':
      return { text: `${inSubnet(8)}/29`, cidr: `${inSubnet(8)}/29` };
    case 'subnet':
      return { text: `subnet:${subnet.name}`, cidr: subnet.cidr };
  }
}

const single = (address: string) => ({ text: address, address });

function expectedOf(world: GcpWorld, from: GcpSender, plan: Plan): readonly Expected[] {
  const to = destinationOf(world, plan.to);
  const source = 'internet' in from ? from.internet : from.address;
  const { port, ephemeralPort: sourcePort } = plan;
  if ('address' in to) {
    const { accepted, why } = toGcpAddress(world, from, to.address, port);
    const internal = world.machines.find((one) => one.external === to.address)?.address;
    const destinations = [to.address, ...(internal === undefined ? [] : [internal])];
    return [{ sample: { source, destinations, port, sourcePort }, accepted, why }];
  }
  if ('internet' in from) return [];
  return toGcpRange(world, from, to.cidr, port, plan.to.form === 'subnet').map(
    ({ address, accepted, why }) => ({
      sample: { source, destinations: [toText(address)], port, sourcePort },
      accepted,
      why,
    }),
  );
}

describeKind('4', 'the firewall of a Google Cloud network', () => {
  test('concerns every machine, by whatever it is named', LONG, () =>
    holdsFor(plans, draw('4', 2), async (plan) => {
      const world = gcpWorld(plan.plan);
      const machine: GcpVm = at(world.machines, plan.from);
      const isNamed = world.areRead;
      // What was not read cannot be named: a machine to come, of the same tags, stands where it does.
      const { external: _, ...planned } = machine;
      const from: GcpSender = plan.isInternet ? { internet: CLIENT } : isNamed ? machine : planned;
      const subnet = SUBNETS[Number(machine.name.split('-')[1])]?.name;
      const tags = machine.tags.length > 0 ? `,tags=${machine.tags.join('+')}` : '';
      const text = plan.isInternet ? CLIENT : isNamed ? machine.name : `vm:subnet=${subnet}${tags}`;
      const to = destinationOf(world, plan.to);
      if ('address' in to && !('internet' in from) && [from.address, from.external].includes(to.address))
        return;
      const nobodyThere =
        'internet' in from && 'address' in to && to.address.startsWith('192.') && !world.areRead;
      const expected = expectedOf(world, from, plan);
      if (nobodyThere || expected.length === 0) return;
      const snapshot = { documents: gcpDocuments(world.bodies), gaps: [], ignored: [] };
      const question = { from: text, to: to.text, port: plan.port };
      compareAnswer(question, await ask(snapshot, question), expected);
    }),
  );

  test('every verdict occurs', () => {
    const drawn = fc.sample(plans, { numRuns: 1000, seed: 3 }).flatMap((plan) => {
      const world = gcpWorld(plan.plan);
      return expectedOf(world, at(world.machines, plan.from), plan).map(({ accepted }) => accepted[0]);
    });
    const share = (verdict: string) => drawn.filter((one) => one === verdict).length / drawn.length;
    for (const verdict of ['reachable', 'blocked', 'unknown', 'no part'])
      expect(share(verdict)).toBeGreaterThan(0.02);
  });
});
