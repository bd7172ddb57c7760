/** New entries of a network ACL: which numbers they get decides what they mean. */
import { familyOf, formatCidr, toCidrs } from '../../../ip/address.ts';
import { intervals } from '../../../ip/interval.ts';
import { ALL_PORTS, ICMP, type PortSet, TCP, UDP } from '../../../ip/traffic.ts';
import type { AllowChange } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';

/** EC2 takes 1 … 32766; 32767 is the closing `*`. */
const LAST_NUMBER = 32766;
const STEP = 10;
const ICMPV6 = 58;

/**
 * The entries that let a change's packets pass: before the entry that denies them, or after the last. Undefined where
 * the change has no form as an entry: a group for a peer, or no number left that means it.
 */
export function aclEntries(
  present: readonly ec2.NetworkAclEntry[],
  change: AllowChange,
): readonly ec2.NetworkAclEntry[] | undefined {
  if ('group' in change.peer) return undefined;
  const egress = change.direction === 'egress';
  const ranges = hasPorts(change) ? [...intervals(change.ports)] : [ALL_PORTS];
  const wanted = toCidrs(change.peer.addresses).flatMap((peer) => ranges.map((range) => ({ peer, range })));
  const taken = new Set(present.filter((entry) => entry.Egress === egress).map((entry) => entry.RuleNumber));
  const numbers = freeNumbers(taken, wanted.length, change.before);
  if (numbers.length < wanted.length) return undefined;
  return wanted.map(({ peer, range }, i) => ({
    RuleNumber: numbers[i] as number,
    Egress: egress,
    RuleAction: 'allow',
    Protocol: change.protocol === undefined ? '-1' : String(change.protocol),
    ...(familyOf(peer.first) === 4 ? { CidrBlock: formatCidr(peer) } : { Ipv6CidrBlock: formatCidr(peer) }),
    ...(hasPorts(change) && { PortRange: portRange(range as PortSet) }),
    ...(isIcmp(change) && { IcmpTypeCode: { Code: -1, Type: -1 } }),
  }));
}

const hasPorts = ({ protocol }: AllowChange): boolean => protocol === TCP || protocol === UDP;
/** EC2 wants the types and codes of ICMP named; -1 is all of them. */
const isIcmp = ({ protocol }: AllowChange): boolean => protocol === ICMP || protocol === ICMPV6;
const portRange = ([from, to]: PortSet) => ({ From: Number(from), To: Number(to) });

/** The number in a rule's id, "rule 100". */
export const ruleNumber = (id: string): number => Number(/\d+/.exec(id)?.[0]);

/** Free numbers, ascending: just below a given rule, else beyond the last with room between. */
const freeNumbers = (
  taken: ReadonlySet<number>,
  count: number,
  before: string | undefined,
): readonly number[] =>
  before === undefined ? numbersBeyond(taken, count) : numbersBelow(ruleNumber(before), taken, count);

/** The highest free numbers up to a limit. */
function numbersBelow(limit: number, taken: ReadonlySet<number>, count: number): readonly number[] {
  const out: number[] = [];
  for (let number = limit - 1; number > 0 && out.length < count; number--)
    if (!taken.has(number)) out.unshift(number);
  return out;
}

function numbersBeyond(taken: ReadonlySet<number>, count: number): readonly number[] {
  const last = Math.max(0, ...[...taken].filter((number) => number <= LAST_NUMBER));
  const spaced = Array.from({ length: count }, (_, i) => last + STEP * (i + 1));
  return (spaced.at(-1) ?? 0) <= LAST_NUMBER ? spaced : numbersBelow(LAST_NUMBER + 1, taken, count);
}
