/** VPC firewall rules: targets, sources, and their order (gcp.md 6, 8, 9, 12). */
import { type AddressSet, ALL_V4, parseCidr } from '../../../ip/address.ts';
import { EMPTY } from '../../../ip/interval.ts';
import type { Unknown } from '../../../model/known.ts';
import { compare } from '../../../model/lists.ts';
import type { FilterRule, GroupReference, Target } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import type { Entry } from '../resources.ts';
import { addressesOf, blocksOf } from './context.ts';
import { accountLabel, referenceTo, tagLabel } from './labels.ts';
import { lineOf } from './traffic.ts';

export const CLASSIC = 'VPC firewall rules';

type Rule = Entry<compute.Firewall>;

/** The rules of one direction, in the order in which they are asked: at equal priority deny comes first. */
export const classicRules = (
  rules: readonly Rule[],
  direction: 'INGRESS' | 'EGRESS',
): readonly FilterRule[] =>
  rules
    .filter(({ value }) => !value.disabled && (value.direction ?? 'INGRESS') === direction)
    .sort(byPriority)
    .flatMap(lowerRule);

const DEFAULT_PRIORITY = 1000;
const priorityOf = ({ value }: Rule): number => value.priority ?? DEFAULT_PRIORITY;
const isAllow = ({ value }: Rule): number => (value.denied ? 0 : 1);
const byPriority = (a: Rule, b: Rule): number =>
  priorityOf(a) - priorityOf(b) || isAllow(a) - isAllow(b) || compare(a.value.name ?? '', b.value.name ?? '');

const DENY_FIRST = 'at equal priority a deny beats an allow';

function lowerRule(rule: Rule): readonly FilterRule[] {
  const { value, place } = rule;
  const action = value.denied ? 'deny' : 'allow';
  const id = value.name ?? '';
  const side = sideOf(value);
  const target = targetOf(value);
  const suffix = `${side.text}${targetText(value)} (priority ${priorityOf(rule)})`;
  return (value.denied ?? value.allowed ?? []).map(({ IPProtocol, ports }) => {
    const line = lineOf(IPProtocol, ports);
    const unread = line.unread ?? side.unread;
    return {
      id,
      action,
      protocol: line.protocol,
      ports: line.ports,
      peer: unread
        ? { addresses: EMPTY, groups: [], unread }
        : { addresses: side.addresses, groups: side.groups },
      tie: { rank: priorityOf(rule), why: DENY_FIRST },
      layer: CLASSIC,
      text: `${action} ${line.text} ${suffix}`,
      place,
      ...(target && { target }),
      ...(side.own && { own: side.own }),
    };
  });
}

/** The two ends of a rule, as it names them. */
interface Side {
  readonly addresses: AddressSet;
  readonly groups: readonly GroupReference[];
  readonly own?: AddressSet;
  readonly text: string;
  readonly unread?: Unknown;
}

function sideOf(value: compute.Firewall): Side {
  const { sourceRanges = [], destinationRanges = [], sourceTags = [], sourceServiceAccounts = [] } = value;
  const isEgress = value.direction === 'EGRESS';
  const [far, near] = isEgress ? [destinationRanges, sourceRanges] : [sourceRanges, destinationRanges];
  const labels = isEgress ? [] : [...sourceTags.map(tagLabel), ...sourceServiceAccounts.map(accountLabel)];
  const isAnybody = far.length === 0 && labels.length === 0;
  const names = [...far, ...(isEgress ? [] : [...sourceTags, ...sourceServiceAccounts])];
  const unread = [...far, ...near].find((range) => !parseCidr(range));
  return {
    addresses: isAnybody ? ALL_V4 : addressesOf(blocksOf(far)),
    groups: labels.map(referenceTo),
    ...(near.length > 0 && { own: addressesOf(blocksOf(near)) }),
    text: `${isEgress ? 'to' : 'from'} ${isAnybody ? '0.0.0.0/0' : names.join(', ')}`,
    ...(unread !== undefined && { unread: noRange(unread) }),
  };
}

export const noRange = (range: string): Unknown => ({
  cause: 'UNSUPPORTED',
  why: `${JSON.stringify(range)} is no range of addresses`,
  settle: 'write the range as in 10.0.0.0/16',
});

function targetOf({ targetTags = [], targetServiceAccounts = [] }: compute.Firewall): Target | undefined {
  const labels = [...targetTags.map(tagLabel), ...targetServiceAccounts.map(accountLabel)];
  return labels.length === 0 ? undefined : { labels };
}

function targetText({ targetTags = [], targetServiceAccounts = [] }: compute.Firewall): string {
  if (targetTags.length > 0) return `, for VMs tagged ${targetTags.join(', ')}`;
  return targetServiceAccounts.length > 0 ? `, for VMs of ${targetServiceAccounts.join(', ')}` : '';
}
