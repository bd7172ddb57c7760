/** Kind 2: who has an address was not read, or not to the end; and lists of addresses that were cut short. */
import fc from 'fast-check';
import { test } from 'vitest';
import { toNumber, toText } from '../address.ts';
import { toAddress } from '../destinations.ts';
import { judgeForEveryNatPort } from '../oracle.ts';
import { machineNamed } from '../owners.ts';
import { type WorldPlan, weighted } from '../plan.ts';
import { spotsOf, toRange } from '../ranges.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { namedMachines, packetPlan, settings, worldWithMachines } from '../universe-machines.ts';
import type { RawWorld, VmEnd } from '../world.ts';
import { compare, holdsFor } from './compare.ts';

const plans = fc.record({
  // No two networks have one range here: that is another kind.
  setting: settings((plan) => ({ ...plan, overlap: false })),
  interfaces: fc.constantFrom('unread', 'refused', 'cut short'),
  /** How many of the interfaces the answer holds before it is cut short. */
  read: fc.nat(8),
  from: fc.nat(20),
  to: fc.record({ subnet: fc.nat(8), offset: fc.integer({ min: 4, max: 13 }), form: fc.nat(3) }),
  packet: packetPlan,
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

function worldOf({ setting, interfaces, read }: Plan): RawWorld {
  const world = worldWithMachines(setting);
  if (interfaces !== 'cut short') return { ...world, interfaces };
  return { ...world, interfaces, NetworkInterfaces: (world.NetworkInterfaces ?? []).slice(-read - 1) };
}

/** A machine that is to come, as a role is: its subnet and groups are told. */
function planned(world: RawWorld, which: number): { readonly text: string; readonly end: VmEnd } {
  const subnet = world.Subnets[which % world.Subnets.length];
  if (subnet === undefined) throw new Error('no subnet');
  const group = `sg-${subnet.VpcId.slice(4)}-${which % 3}`;
  const address = toText(toNumber(subnet.CidrBlock?.split('/')[0] ?? '') + 4 + (which % 7));
  return {
    text: `vm:subnet=${subnet.SubnetId},groups=${group}`,
    end: { kind: 'vm', subnet: subnet.SubnetId, address, groups: [group] },
  };
}

describeKind('2', 'who has an address was not read', () => {
  test('an address, a block or a subnet whose interfaces were not read', LONG, () =>
    holdsFor(plans, draw('2', 2), async (plan) => {
      const world = worldOf(plan);
      const subnet = world.Subnets[plan.to.subnet % world.Subnets.length];
      const base = toNumber(subnet?.CidrBlock?.split('/')[0] ?? '');
      const address = toText(base + plan.to.offset);
      const to = [address, `${toText(base + 8)}/29`, subnet?.CidrBlock ?? '', `subnet:${subnet?.SubnetId}`][
        plan.to.form
      ] as string;
      const named = namedMachines(world).filter(() => plan.interfaces === 'cut short');
      const known = named[plan.from % Math.max(1, named.length)];
      const sender = known
        ? { text: known.id, end: machineNamed(world, known.id) }
        : planned(world, plan.from);
      if (sender.end === undefined || sender.end.address === address) return;
      const { port, ephemeralPort, natPort } = plan.packet;
      const packets = { from: sender.end, port, ephemeralPort, natPort };
      const findings =
        plan.to.form === 0
          ? [{ ...toAddress(world, packets, address), address }]
          : toRange(world, packets, spotsOf(world, to), plan.to.form === 3);
      const expected = findings.map(({ address: destination, accepted, why }) => ({
        sample: {
          source: packets.from.address,
          destinations: [destination],
          port,
          sourcePort: ephemeralPort,
        },
        accepted,
        why,
      }));
      await compare(world, { from: sender.text, to, port }, expected);
    }),
  );

  const listPlans = fc.record({
    setting: settings(namingLists),
    cut: weighted([3, ['pl-1']], [1, ['pl-1', 'pl-2']]),
    client: fc.constantFrom('198.51.100.9', '203.0.113.7', '203.0.113.200', '8.8.8.8'),
    inbound: fc.boolean(),
    machine: fc.nat(20),
    packet: packetPlan,
  });

  test.each([
    ['rules', false],
    ['rules and routes', true],
  ])('a list of addresses that was cut short, in %s', LONG, (_, inRoutes) =>
    holdsFor(listPlans, draw('2', 0.5), async ({ setting, cut, client, inbound, machine, packet }) => {
      const plain = worldWithMachines(setting);
      const world = { ...(inRoutes ? plain : withoutListRoutes(plain)), cutShort: cut };
      const machines = namedMachines(world);
      const { id = '' } = machines[machine % machines.length] ?? {};
      const vm = machineNamed(world, id);
      if (vm === undefined) throw new Error('no machine');
      const site = { kind: 'internet', address: client } as const;
      const [from, to] = inbound ? [site, vm] : [vm, site];
      const sourcePort = inbound ? packet.clientPort : packet.ephemeralPort;
      const { port, natPort } = packet;
      const judged = judgeForEveryNatPort(world, { from, to, port, ephemeralPort: sourcePort, natPort });
      const sample = { source: from.address, destinations: [to.address], port, sourcePort };
      const question = inbound ? { from: client, to: id, port } : { from: id, to: client, port };
      const why = [...judged.blockers, ...judged.unknowns].join(', ');
      await compare(world, question, [{ sample, accepted: acceptedOf(judged.verdict, inRoutes), why }]);
    }),
  );
});

/** Where routes name a list, how much of a table it makes uncertain is a matter of how far one looks. */
function acceptedOf(verdict: string, inRoutes: boolean): readonly string[] {
  if (!inRoutes) return [verdict];
  return verdict === 'reachable' ? ['reachable', 'unknown'] : ['unknown', 'blocked'];
}

const withoutListRoutes = (world: RawWorld): RawWorld => ({
  ...world,
  RouteTables: world.RouteTables.map((table) => ({
    ...table,
    Routes: (table.Routes ?? []).filter((route) => route.DestinationPrefixListId === undefined),
  })),
});

/** Groups and route tables that name prefix lists beside the rest. */
function namingLists(plan: WorldPlan): WorldPlan {
  const vpcs = plan.vpcs.map((vpc): WorldPlan['vpcs'][number] => {
    const [first, second, third] = vpc.groups;
    const [main, other] = vpc.tables;
    return {
      ...vpc,
      groups: [namingList(first), second, namingList(third)],
      tables: [main, { ...other, extra: [{ dst: 'pl-1', target: 'blackhole', which: 0 }, ...other.extra] }],
    };
  });
  return { ...plan, overlap: false, vpcs };
}

type GroupPlan = WorldPlan['vpcs'][number]['groups'][number];
function namingList(group: GroupPlan): GroupPlan {
  const rule: GroupPlan['ingress'][number] = { ports: 'all', protocol: '-1', remotes: ['pl-1'] };
  return { ...group, open: false, ingress: [...group.ingress, rule], egress: [rule] };
}
