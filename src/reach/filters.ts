/**
 * What a filter does to a set of packets: allowed, denied and undecided parts, with the lines that decided each.
 * Here the reading of a list of rules as the union of its allow rules; `first-match.ts` has the other one.
 */
import { type AddressSet, ALL_ADDRESSES } from '../ip/address.ts';
import { type IntervalSet, isEmpty, isSubset, overlaps, union } from '../ip/interval.ts';
import {
  type Box,
  intersectTraffic,
  NOTHING,
  type PortSet,
  type ProtocolSet,
  subtractTraffic,
  type Traffic,
  unionTraffic,
} from '../ip/traffic.ts';
import type { Health, Unknown } from '../model/known.ts';
import type { FilterRule } from '../model/network.ts';

/** Whether a machine is a member of a group; undefined: nobody said which groups it carries. */
export type Membership = (group: string) => boolean | undefined;

/** Who is at the far end, as a rule that names groups asks. */
export interface FarEnd {
  readonly isMember: Membership;
  /** Whether group membership is still visible at this point of the path. */
  readonly references: Health;
}

export interface Decision {
  readonly allowed: Traffic;
  readonly denied: Traffic;
  readonly undecided: Traffic;
  /** The rules behind `allowed`, and behind `denied` (empty: no rule matches). */
  readonly allowedBy: readonly FilterRule[];
  readonly deniedBy: readonly FilterRule[];
  /** By a rule of `deniedBy`: those that would have let its packets pass, and come second by their action alone. */
  readonly beaten?: ReadonlyMap<FilterRule, readonly FilterRule[]>;
  readonly unknown?: Unknown;
  /** A group reference that would have matched, had the path preserved it. */
  readonly lost?: { readonly rule: FilterRule; readonly health: Health };
}

/** Rules of one protocol and port range, their addresses joined: a thousand ranges cost one box. */
interface Bucket {
  readonly protocol: ProtocolSet;
  readonly ports: PortSet;
  readonly addresses: AddressSet;
  readonly rules: readonly FilterRule[];
}

interface Compiled {
  readonly buckets: readonly Bucket[];
  /** Rules whose meaning depends on who is at the far end, or that are partly unread. */
  readonly open: readonly FilterRule[];
}

const compiled = new WeakMap<readonly FilterRule[], Compiled>();

function compile(rules: readonly FilterRule[]): Compiled {
  const known = compiled.get(rules);
  if (known) return known;
  const byPorts = new Map<string, FilterRule[]>();
  for (const rule of rules) {
    if (isEmpty(rule.peer.addresses)) continue;
    const key = `${rule.protocol}/${rule.ports}`;
    const bucket = byPorts.get(key);
    if (bucket) bucket.push(rule);
    else byPorts.set(key, [rule]);
  }
  const buckets = [...byPorts.values()].map(toBucket);
  const result = {
    buckets,
    open: rules.filter((rule) => rule.peer.groups.length > 0 || rule.peer.unread),
  };
  compiled.set(rules, result);
  return result;
}

function toBucket(rules: readonly [FilterRule, ...FilterRule[]] | FilterRule[]): Bucket {
  const [first] = rules as [FilterRule];
  return {
    protocol: first.protocol,
    ports: first.ports,
    addresses: union(...rules.map((rule) => rule.peer.addresses)),
    rules,
  };
}

/** `far` is the dimension of the packet that holds the far end: `dst` on the way out, `src` on the way in. */
export type FarSide = 'src' | 'dst';

export const boxOf = (
  rule: Pick<Bucket, 'protocol' | 'ports'>,
  addresses: AddressSet,
  far: FarSide,
): Box => ({
  protocol: rule.protocol,
  dstPort: rule.ports,
  srcPort: [0, 65535],
  src: far === 'src' ? addresses : ALL_ADDRESSES,
  dst: far === 'dst' ? addresses : ALL_ADDRESSES,
});

export const concerns = (rule: { protocol: ProtocolSet; ports: PortSet }, packet: Box): boolean =>
  overlaps(rule.protocol, packet.protocol) && overlaps(rule.ports, packet.dstPort);

/** The union of the allow rules of all `lists` (the groups of one interface) over the packets. */
export function allowUnion(
  lists: readonly (readonly FilterRule[])[],
  packet: Box,
  far: FarSide,
  farEnd: FarEnd,
): Decision {
  let rest: Traffic = [packet];
  const allowedBy: FilterRule[] = [];
  const take = (rule: Pick<Bucket, 'protocol' | 'ports'>, addresses: AddressSet): Traffic => {
    const taken = intersectTraffic(rest, [boxOf(rule, addresses, far)]);
    rest = subtractTraffic(rest, taken);
    return taken;
  };
  for (const list of lists) {
    for (const bucket of compile(list).buckets) {
      if (!concerns(bucket, packet)) continue;
      if (take(bucket, bucket.addresses).length > 0) allowedBy.push(...deciding(bucket, packet[far]));
    }
  }
  const open = lists.flatMap((list) => compile(list).open).filter((rule) => concerns(rule, packet));
  const readings = open.map((rule) => ({ rule, ...readPeer(rule, farEnd) }));
  for (const { rule, matches } of readings) {
    if (matches === true && take(rule, ALL_ADDRESSES).length > 0) allowedBy.push(rule);
  }
  const allowed = subtractTraffic([packet], rest);
  let undecided: Traffic = NOTHING;
  let unknown: Unknown | undefined;
  for (const reading of readings) {
    if (!reading.unknown) continue;
    const taken = take(reading.rule, ALL_ADDRESSES);
    if (taken.length === 0) continue;
    undecided = unionTraffic(undecided, taken);
    unknown ??= reading.unknown;
  }
  const lost = rest.length > 0 ? readings.find((reading) => reading.lost) : undefined;
  return {
    allowed,
    denied: rest,
    undecided,
    allowedBy,
    deniedBy: [],
    ...(unknown && { unknown }),
    ...(lost?.lost && { lost: { rule: lost.rule, health: lost.lost } }),
  };
}

/** The fewest rules of a bucket that say it all: one that covers the packets alone, else all that touch them. */
function deciding(bucket: Bucket, wanted: IntervalSet): readonly FilterRule[] {
  const touching = bucket.rules.filter((rule) => overlaps(rule.peer.addresses, wanted));
  const alone = touching.find((rule) => isSubset(wanted, rule.peer.addresses));
  return alone ? [alone] : touching;
}

/** What the groups of a rule's peer say: it is one of them, it is not, it cannot be told, the path hides it. */
export interface PeerReading {
  readonly matches: boolean;
  readonly unknown?: Unknown;
  readonly lost?: Health;
}

/** Whether the far end is in a group that the rule names: a membership test, never an address test. */
export function readPeer(rule: FilterRule, farEnd: FarEnd): PeerReading {
  const named = rule.peer.groups.filter((reference) => reference.stale === undefined);
  const answers = named.map(({ group }) => farEnd.isMember(group));
  if (answers.includes(true)) {
    const { references } = farEnd;
    if (references.is === 'usable') return { matches: true };
    if (references.is === 'unknown') return { matches: false, unknown: references.unknown };
    return { matches: false, lost: references };
  }
  if (answers.includes(undefined)) return anyMachine(rule, farEnd);
  return rule.peer.unread ? { matches: false, unknown: rule.peer.unread } : { matches: false };
}

function anyMachine(rule: FilterRule, farEnd: FarEnd): PeerReading {
  if (farEnd.references.is === 'unusable') return { matches: false };
  const groups = rule.peer.groups.map(({ group }) => group).join(', ');
  const carried = rule.peer.groups.some(({ endpoint }) => endpoint) ? 'what' : 'which groups';
  return {
    matches: false,
    unknown: {
      cause: 'UNKNOWN_RESOURCE',
      why: `the rule admits members of ${groups}, and nobody said ${carried} this machine carries`,
      settle: `name the machine with what it carries: vm:${rule.peer.groups[0]?.endpoint ?? `subnet=<subnet>,groups=${rule.peer.groups[0]?.group}`}`,
    },
  };
}
