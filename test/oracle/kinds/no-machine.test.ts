/** Kind 4: addresses that nobody has, that are no machine's, or that two networks have. */
import fc from 'fast-check';
import { test } from 'vitest';
import { toNumber, toText } from '../address.ts';
import { toAddress } from '../destinations.ts';
import { machineNamed, subnetsWith } from '../owners.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { namedMachines, packetPlan, settings, worldWithMachines } from '../universe-machines.ts';
import type { End, RawWorld } from '../world.ts';
import { compare, holdsFor } from './compare.ts';

type Form = 'any' | 'machine' | 'nat' | 'nat public' | 'service' | 'service public' | 'no subnet';

const SENDERS = {
  machines: fc.nat(20),
  internet: fc.constantFrom('203.0.113.7', '198.51.100.9'),
  vpn: fc.constantFrom('vgw-0', 'vgw-1', 'vgw-2'),
} as const;

const plansOf = (forms: readonly Form[], senders: readonly (keyof typeof SENDERS)[], overlap: boolean) =>
  fc.record({
    setting: settings((plan) => ({ ...plan, overlap })),
    from: fc.oneof(...senders.map((sender): fc.Arbitrary<number | string> => SENDERS[sender])),
    to: fc.record({
      form: fc.constantFrom(...forms),
      which: fc.nat(20),
      offset: fc.integer({ min: 4, max: 14 }),
    }),
    packet: packetPlan,
  });
type Plan = ReturnType<typeof plansOf> extends fc.Arbitrary<infer T> ? T : never;

const ANYBODY = ['machines', 'internet', 'vpn'] as const;
/** What each property is about: the destinations, the senders, and whether two networks have one range. */
const ABOUT = [
  ['an address of a subnet, whoever has it', ['any', 'machine', 'no subnet'], ['machines'], false],
  ['the addresses of a NAT gateway', ['nat', 'nat public'], ANYBODY, false],
  ['a load balancer and an endpoint', ['service', 'service public'], ANYBODY, false],
  ['a private address from the internet', ['any', 'machine', 'no subnet'], ['internet'], false],
  ['from behind a VPN', ['any', 'machine', 'no subnet'], ['vpn'], false],
  ['an address that two networks have', ['any', 'machine'], ['machines', 'vpn'], true],
] as const;

const ON_PREMISES = '172.20.0.5';

/** The address that is asked for; undefined where the world has none of the form. */
function addressOf(world: RawWorld, { form, which, offset }: Plan['to']): string | undefined {
  const interfaces = world.NetworkInterfaces ?? [];
  const isService = (type: string | undefined) => type !== 'interface' && type !== 'nat_gateway';
  const of = (list: readonly (string | undefined)[]) => {
    const known = list.filter((one) => one !== undefined);
    return known[which % Math.max(1, known.length)];
  };
  const subnet = world.Subnets[which % world.Subnets.length];
  const base = toNumber(subnet?.CidrBlock?.split('/')[0] ?? '');
  const services = interfaces.filter(({ InterfaceType }) => isService(InterfaceType));
  const nats = interfaces.filter(({ InterfaceType }) => InterfaceType === 'nat_gateway');
  const found = {
    any: toText(base + offset),
    machine: of(namedMachines(world).map(({ one }) => one.PrivateIpAddress)),
    nat: of(nats.map((one) => one.PrivateIpAddress)),
    'nat public': of(nats.map((one) => one.Association?.PublicIp)),
    service: of(services.map((one) => one.PrivateIpAddress)),
    'service public': of(services.map((one) => one.Association?.PublicIp)),
    // The last block of 16 of a VPC's first range has no subnet.
    'no subnet': toText(toNumber(world.Vpcs[which % world.Vpcs.length]?.CidrBlock.split('/')[0] ?? '') + 54),
  }[form];
  return found;
}

interface Sender {
  readonly text: string;
  readonly end: End;
  readonly assume: readonly string[];
}

function senderOf(world: RawWorld, from: Plan['from']): Sender {
  if (typeof from === 'number') {
    const machines = namedMachines(world);
    const { id = '' } = machines[from % machines.length] ?? {};
    const end = machineNamed(world, id);
    if (end === undefined) throw new Error('no machine');
    return { text: id, end, assume: [] };
  }
  if (!from.startsWith('vgw')) return { text: from, end: { kind: 'internet', address: from }, assume: [] };
  const hop = `vgw-${Number(from.slice(4)) % world.Vpcs.length}`;
  return {
    text: ON_PREMISES,
    end: { kind: 'internet', address: ON_PREMISES, beyond: hop },
    assume: [`reach:172.20.0.0/16@${hop}`],
  };
}

async function hold({ setting, from, to, packet }: Plan, overlap: boolean): Promise<void> {
  const plain = worldWithMachines(setting);
  const sender = senderOf(plain, from);
  const world = { ...plain, assume: sender.assume };
  const address = addressOf(world, to);
  if (address === undefined || (overlap && subnetsWith(world, toNumber(address)).length < 2)) return;
  if (address === sender.end.address || (sender.assume.length > 0 && address.startsWith('192.'))) return;
  const { port, natPort } = packet;
  const ephemeralPort = sender.end.kind === 'vm' ? packet.ephemeralPort : packet.clientPort;
  const finding = toAddress(world, { from: sender.end, port, ephemeralPort, natPort }, address);
  const own = world.NetworkInterfaces?.find((one) => one.Association?.PublicIp === address);
  const destinations = [address, ...(own?.PrivateIpAddress ? [own.PrivateIpAddress] : [])];
  const sample = { source: sender.end.address, destinations, port, sourcePort: ephemeralPort };
  await compare(world, { from: sender.text, to: address, port }, [{ sample, ...finding }]);
}

describeKind('4', 'addresses that are no machine', () => {
  test.each(ABOUT)('%s', LONG, (_, forms, senders, overlap) =>
    holdsFor(plansOf(forms, senders, overlap), draw('4', 3 / ABOUT.length), (plan) => hold(plan, overlap)),
  );
});
