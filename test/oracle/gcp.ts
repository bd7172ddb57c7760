/**
 * The oracle of Google Cloud's VPC networks, small: one packet, the firewall rules of the networks at both ends, and who
 * has the address (domain/gcp.md 5-9, 12, 15-16). It walks raw documents and shares no code with the engine.
 */
import type { Verdict } from '../../src/reach/trace.ts';
import { inAny, inCidr, isPublic, prefixLength, toNumber } from './address.ts';
import { type GcpRule, type GcpSubnet, type GcpVm, type GcpWorld, SUBNETS, TAGS } from './gcp-world.ts';

export type GcpSender = GcpVm | { readonly internet: string };

export interface GcpFinding {
  readonly accepted: readonly (Verdict | 'no part')[];
  readonly why: string;
}

const only = (verdict: Verdict, why: string): GcpFinding => ({ accepted: [verdict], why });

/** One side of a packet at a machine: rules of its network, as they concern what it carries. */
interface Contact {
  readonly direction: 'INGRESS' | 'EGRESS';
  readonly self: GcpVm;
  readonly remote: string;
  /** The machine at the other end, where the packet shows it: within one network, by internal addresses. */
  readonly remoteVm: GcpVm | undefined;
  readonly port: number;
}

/** By ascending priority, deny before allow; nothing matching: ingress is denied, egress is allowed. */
function isAllowed({ rules }: GcpWorld, contact: Contact): boolean {
  const inOrder = [...rules].sort(
    (a, b) => a.priority - b.priority || Number(b.denied !== undefined) - Number(a.denied !== undefined),
  );
  const first = inOrder.find((rule) => concerns(rule, contact) && matches(rule, contact));
  return first === undefined ? contact.direction === 'EGRESS' : first.denied === undefined;
}

const concerns = (rule: GcpRule, { direction, self }: Contact): boolean =>
  !rule.disabled &&
  rule.direction === direction &&
  rule.network.endsWith(`/${self.network}`) &&
  (rule.targetTags === undefined || rule.targetTags.some((tag) => self.tags.includes(tag)));

function matches(rule: GcpRule, { direction, remote, remoteVm, port }: Contact): boolean {
  const isCovered = (rule.allowed ?? rule.denied ?? []).some(({ IPProtocol, ports }) => {
    if (IPProtocol === 'all') return true;
    return IPProtocol === 'tcp' && (ports === undefined || ports.some((one) => holdsPort(one, port)));
  });
  if (!isCovered) return false;
  const address = toNumber(remote);
  if (direction === 'EGRESS') return inAny(address, rule.destinationRanges ?? ['0.0.0.0/0']);
  const isTagged = rule.sourceTags?.some((tag) => remoteVm?.tags.includes(tag)) === true;
  return isTagged || inAny(address, rule.sourceRanges ?? (rule.sourceTags ? [] : ['0.0.0.0/0']));
}

function holdsPort(range: string, port: number): boolean {
  const [first = '', last = first] = range.split('-');
  return Number(first) <= port && port <= Number(last);
}

export const subnetWith = (address: string): GcpSubnet | undefined =>
  SUBNETS.find(({ cidr }) => inCidr(toNumber(address), cidr));

/** To an address, whoever has it. */
export function toGcpAddress(world: GcpWorld, from: GcpSender, address: string, port: number): GcpFinding {
  if (isPublic(toNumber(address))) return toExternal(world, from, address, port);
  if ('internet' in from) return only('blocked', 'no packet from the internet has a private destination');
  const subnet = subnetWith(address);
  if (subnet === undefined || subnet.network !== from.network)
    return only('blocked', 'no route leads to this private address');
  const owner = world.areRead ? world.machines.find((one) => one.address === address) : undefined;
  if (owner !== undefined) {
    const is = within(world, from, owner, port);
    return only(is ? 'reachable' : 'blocked', 'firewall rules');
  }
  // Whatever a machine of this address would carry: closed to all of them is closed.
  const possible = CARRIED.map((tags) => within(world, from, { ...nobody(subnet, address), tags }, port));
  if (possible.includes(true)) return only('unknown', 'nobody is known to have this address');
  const isByTag = world.rules.some(({ targetTags }) => targetTags !== undefined);
  return {
    accepted: isByTag ? ['blocked', 'unknown'] : ['blocked'],
    why: 'firewall rules, whatever it carries',
  };
}

/** What a machine can carry: any of the tags that rules name. */
const CARRIED: readonly (readonly string[])[] = [[], ['a'], ['b'], TAGS];

const nobody = ({ network }: GcpSubnet, address: string): GcpVm => ({
  name: 'nobody',
  network,
  address,
  tags: [],
});

/** In one network, by internal addresses: its rules are enforced between any two of its machines. */
function within(world: GcpWorld, from: GcpVm, to: GcpVm, port: number): boolean {
  return (
    isAllowed(world, { direction: 'EGRESS', self: from, remote: to.address, remoteVm: to, port }) &&
    isAllowed(world, { direction: 'INGRESS', self: to, remote: from.address, remoteVm: from, port })
  );
}

/** To an external address: out by the default route as one's own external address, in to the machine that has it. */
function toExternal(world: GcpWorld, from: GcpSender, address: string, port: number): GcpFinding {
  const owner = world.areRead ? world.machines.find((one) => one.external === address) : undefined;
  const blockers: string[] = [];
  if (!('internet' in from)) {
    if (!isAllowed(world, { direction: 'EGRESS', self: from, remote: address, remoteVm: undefined, port }))
      blockers.push("the sender's rules");
    if (!world.doors.has(from.network)) blockers.push("the sender's default route");
    if (from.external === undefined) blockers.push("the sender's external address");
  }
  const seen = 'internet' in from ? from.internet : from.external;
  if (owner !== undefined && seen !== undefined) {
    if (!isAllowed(world, { direction: 'INGRESS', self: owner, remote: seen, remoteVm: undefined, port }))
      blockers.push("the receiver's rules");
    if (!world.doors.has(owner.network)) blockers.push("the receiver's default route");
  }
  return only(blockers.length > 0 ? 'blocked' : 'reachable', blockers.join(', '));
}

/**
 * What is true of each address of a block or a subnet: machines by their own tags, the others left out beside them.
 * `named` by the subnet: then a machine of another network is asked for as by its name.
 */
export function toGcpRange(
  world: GcpWorld,
  from: GcpVm,
  cidr: string,
  port: number,
  named: boolean,
): readonly (GcpFinding & { readonly address: number })[] {
  const first = toNumber(cidr.split('/')[0] ?? '');
  const block = SUBNETS.find((one) => inCidr(first, one.cidr))?.cidr ?? cidr;
  const base = toNumber(block.split('/')[0] ?? '');
  // Google keeps the first two addresses of a range and the last two.
  const usable = Array.from({ length: 2 ** (32 - prefixLength(block)) - 4 }, (_, i) => base + 2 + i);
  const asked = usable.filter((address) => inCidr(address, cidr) && address !== toNumber(from.address));
  const found = asked.map((address) => {
    const machine = world.areRead
      ? world.machines.find((one) => toNumber(one.address) === address)
      : undefined;
    const around = named && machine?.network !== from.network ? machine?.external : undefined;
    return {
      address,
      isMachine: machine !== undefined,
      finding: toGcpAddress(world, from, around ?? textOf(address), port),
    };
  });
  const machines = found.filter(({ isMachine }) => isMachine);
  const isItself = usable.some((address) => inCidr(address, cidr) && address === toNumber(from.address));
  const isClosed = machines.every(({ finding }) => finding.accepted.includes('blocked'));
  return found.map(({ address, isMachine, finding }) => {
    if (isMachine) return { ...finding, address };
    // By its name a subnet without machines may be asked about either path; none of them is open.
    if (machines.length === 0 && isItself)
      return { ...finding, address, accepted: ['no part', 'unknown', 'blocked'] as const };
    if (machines.length === 0)
      return { ...finding, address, ...(named && { accepted: ['unknown', 'blocked'] as const }) };
    const other: GcpFinding['accepted'] = isClosed ? ['blocked', 'unknown'] : [];
    return { ...finding, address, accepted: ['no part', ...other] };
  });
}

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
