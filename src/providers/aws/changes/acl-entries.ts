/** New entries of a network ACL: which numbers they get decides what they mean. */
import { familyOf, formatCidr, toCidrs } from '../../../ip/address.ts';
import { intervals } from '../../../ip/interval.ts';
import { ALL_PORTS, type PortSet } from '../../../ip/traffic.ts';
import type { AllowChange } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';

/** EC2 takes 1 … 32766; 32767 is the closing `*`. */
const LAST_NUMBER = 32766;
const STEP = 10;

/** The entries that let a change's packets pass: before the entry that denies them, or after the last. */
export function aclEntries(
  present: readonly ec2.NetworkAclEntry[],
  change: AllowChange,
): readonly ec2.NetworkAclEntry[] {
  const egress = change.direction === 'egress';
  const peers = 'group' in change.peer ? [] : toCidrs(change.peer.addresses);
  const ports = change.protocol === undefined ? [ALL_PORTS] : [...intervals(change.ports)];
  const wanted = peers.flatMap((peer) => ports.map((range) => ({ peer, range })));
  const taken = new Set(present.filter((entry) => entry.Egress === egress).map((entry) => entry.RuleNumber));
  const numbers = freeNumbers(taken, wanted.length, ruleNumber(change.before));
  return wanted.map(({ peer, range }, i) => ({
    RuleNumber: numbers[i] ?? LAST_NUMBER,
    Egress: egress,
    RuleAction: 'allow',
    Protocol: change.protocol === undefined ? '-1' : String(change.protocol),
    ...(familyOf(peer.first) === 4 ? { CidrBlock: formatCidr(peer) } : { Ipv6CidrBlock: formatCidr(peer) }),
    ...(hasPorts(change) && { PortRange: portRange(range as PortSet) }),
  }));
}

const hasPorts = ({ protocol }: AllowChange): boolean => protocol === 6 || protocol === 17;
const portRange = ([from, to]: PortSet) => ({ From: Number(from), To: Number(to) });
const ruleNumber = (id: string | undefined): number | undefined => {
  const digits = /\d+/.exec(id ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** Free numbers, ascending: just below a given one, else beyond the last with room between. */
function freeNumbers(
  taken: ReadonlySet<number>,
  count: number,
  below: number | undefined,
): readonly number[] {
  const out: number[] = [];
  if (below !== undefined) {
    for (let number = below - 1; number > 0 && out.length < count; number--)
      if (!taken.has(number)) out.unshift(number);
    return out;
  }
  const last = Math.max(0, ...[...taken].filter((number) => number <= LAST_NUMBER));
  for (let number = last + STEP; number <= LAST_NUMBER && out.length < count; number += STEP)
    out.push(number);
  for (let number = LAST_NUMBER; out.length < count && number > 0; number--)
    if (!taken.has(number) && !out.includes(number)) out.push(number);
  return out;
}
