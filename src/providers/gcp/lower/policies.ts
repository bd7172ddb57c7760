/** Rules of firewall policies: hierarchical, network-wide and regional ones (gcp.md 7, 8, 10). */
import type { AddressSet } from '../../../ip/address.ts';
import { EMPTY } from '../../../ip/interval.ts';
import type { Unknown } from '../../../model/known.ts';
import type { FilterRule, Peer, Place, Target } from '../../../model/network.ts';
import type { PolicyRule } from '../documents.ts';
import { linkOf } from '../links.ts';
import { addressesOf, below, blocksOf } from './context.ts';
import { accountLabel } from './labels.ts';
import { destinations, doubtsOf, peerOf, type Ranges, sources } from './policy-peers.ts';
import { type Line, lineOf } from './traffic.ts';

/** A policy that applies to the network, and who it applies to. */
export interface Policy {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly place: Place;
  /** Set where it is not known to apply at all. */
  readonly perhaps?: Unknown;
}

/** The network that the rules are lowered for. */
export interface Surroundings extends Ranges {
  /** Its normalised link. */
  readonly network: string;
}

export type Direction = 'INGRESS' | 'EGRESS';

export const policyRules = (
  policy: Policy,
  direction: Direction,
  around: Surroundings,
): readonly FilterRule[] =>
  policy.rules
    .map((rule, i) => ({ rule, place: below(policy.place, `/rules/${i}`) }))
    .filter(({ rule }) => !rule.disabled && rule.direction === direction && concernsVms(rule, around))
    .sort((a, b) => (a.rule.priority ?? 0) - (b.rule.priority ?? 0))
    .flatMap(({ rule, place }) => lowerRule(policy, rule, place, direction, around))
    .map((rule) => (policy.perhaps ? { ...rule, target: { labels: [], unread: policy.perhaps } } : rule));

/** A rule for internal load balancers, or for other networks, is none for these VMs. */
function concernsVms(rule: PolicyRule, { network }: Surroundings): boolean {
  if (rule.targetType === 'INTERNAL_MANAGED_LB' || (rule.targetForwardingRules ?? []).length > 0)
    return false;
  const { targetResources = [] } = rule;
  return targetResources.length === 0 || targetResources.some((text) => isSame(text, network));
}

/** `network` is a normalised link with its project. */
function isSame(text: string, network: string): boolean {
  const link = linkOf(text);
  const own = linkOf(network);
  return link?.name === own?.name && (link?.project === undefined || link.project === own?.project);
}

function lowerRule(
  policy: Policy,
  rule: PolicyRule,
  place: Place,
  direction: Direction,
  around: Surroundings,
): readonly FilterRule[] {
  const { match = {} } = rule;
  const lines = match.layer4Configs?.map(({ ipProtocol, ports }) => lineOf(ipProtocol, ports)) ?? [lineOf()];
  return lines.flatMap((line) => {
    const parts = partsOf(rule, line, direction, around);
    const one = { ...parts, id: `${policy.name} ${rule.priority}`, layer: policy.name, place };
    return actionsOf(rule, policy.name).map(({ action, unread }) => {
      const text = `${rule.action ?? 'allow'} ${line.text} ${parts.text} (priority ${rule.priority})`;
      const peer = unread ? inDoubt(parts.peer, unread) : parts.peer;
      return { ...one, action, text, peer };
    });
  });
}

type Action = Pick<FilterRule, 'action'> & { readonly unread?: Unknown };

/** Whatever it may match, it is not known to match. */
const inDoubt = ({ addresses, within, unread: already }: Peer, unread: Unknown): Peer => ({
  addresses: EMPTY,
  groups: [],
  unread,
  ...(already ? within && { within } : { within: addresses }),
});

/** An inspection may let the packets pass or drop them: then the rule is two, one of them in doubt. */
function actionsOf({ action, priority }: PolicyRule, policy: string): readonly Action[] {
  if (action === 'allow' || action === 'deny') return [{ action }];
  if (action === 'goto_next') return [{ action: 'pass-on' }];
  const unread: Unknown = {
    cause: 'UNSUPPORTED',
    why: `${policy} ${priority} does ${action}, and only the cloud knows what that lets through`,
    settle: `allow the cluster's flows in a rule of ${policy} before ${priority}`,
  };
  return [{ action: 'allow', unread }, { action: 'deny' }];
}

interface Parts extends Pick<FilterRule, 'protocol' | 'ports' | 'peer'> {
  readonly own?: AddressSet;
  readonly target?: Target;
  readonly text: string;
}

function partsOf(rule: PolicyRule, line: Line, direction: Direction, around: Surroundings): Parts {
  const { match = {} } = rule;
  const [far, near] =
    direction === 'INGRESS' ? [sources(match), destinations(match)] : [destinations(match), sources(match)];
  const { peer, text } = peerOf(far, around, rule);
  const target = targetOf(rule);
  const [doubt] = [...(line.unread ? [line.unread] : []), ...doubtsOf(near, rule)];
  return {
    protocol: line.protocol,
    ports: line.ports,
    peer: doubt ? inDoubt(peer, doubt) : peer,
    text: `${direction === 'INGRESS' ? 'from' : 'to'} ${text}`,
    ...(near.ranges.length > 0 && { own: addressesOf(blocksOf(near.ranges)) }),
    ...(target && { target }),
  };
}

/** Secure tags are not network tags: who carries them is bound elsewhere, and no answer that is read tells it. */
function targetOf({
  targetSecureTags = [],
  targetServiceAccounts = [],
  priority,
}: PolicyRule): Target | undefined {
  if (targetServiceAccounts.length > 0) return { labels: targetServiceAccounts.map(accountLabel) };
  if (targetSecureTags.length === 0) return undefined;
  const tags = targetSecureTags.flatMap(({ name }) => name ?? []).join(', ');
  const unread: Unknown = {
    cause: 'UNSUPPORTED',
    why: `priority ${priority} is for VMs with the secure tag ${tags}, and nothing read says who has it`,
    settle: 'target the rule by network or by service account',
  };
  return { labels: [], unread };
}
