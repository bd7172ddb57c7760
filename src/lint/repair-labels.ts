/**
 * Fixes of a firewall whose rules choose machines by what they carry: another label where rules target none of the
 * machine's own; else the place of a rule that is there, or one more rule, before the first one that denies.
 */

import { isSubset, union } from '../ip/interval.ts';
import type { FilterDirection } from '../model/change.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import { USABLE } from '../model/known.ts';
import { carriesOne } from '../model/labels.ts';
import type { Filter, FilterRule, Labels } from '../model/network.ts';
import { firstMatch } from '../reach/first-match.ts';
import type { Blocker } from '../reach/trace.ts';
import { labelInstead } from './label-instead.ts';
import {
  addressesToOpen,
  boxOf,
  denies,
  deniesOnly,
  farOf,
  portsToOpen,
  wholeBlocks,
} from './repair-filters.ts';
import { change, none, roleOf, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** What is to be let through, and where it is stopped. */
interface Opening {
  readonly context: Context;
  readonly traced: TracedFlow;
  readonly blocker: Blocker;
  readonly filter: Filter;
  readonly direction: FilterDirection;
  readonly self: VmSpot;
  readonly peer: Spot | undefined;
  /** Both ends are of the cluster. */
  readonly isInside: boolean;
}

export function openByLabel(context: Context, traced: TracedFlow, blocker: Blocker, labels: Labels): Step {
  const filter = context.network.filters.get(blocker.resource.id);
  const path = traced.trace.paths[blocker.path];
  const [self, peer] = blocker.side === 'in' ? [path?.to, path?.from] : [path?.from, path?.to];
  if (!filter || self?.kind !== 'vm')
    return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  const direction = blocker.side === 'in' ? 'ingress' : 'egress';
  const isInside = [self, peer].every((end) => end && roleOf(context, end.label));
  const opening = { context, traced, blocker, filter, direction, self, peer, isInside } as const;
  const instead = direction === 'ingress' ? labelInstead(context, self) : undefined;
  if (instead) return { changes: instead };
  const denying = filter[direction].find((rule) => mayDeny(rule, self, blocker));
  if (denying?.layer !== undefined && filter.foreign?.includes(denying.layer)) {
    return none(
      `the firewall policy ${denying.layer} denies it (${denying.text}), and is asked before the network's own rules: its owner has to allow it`,
    );
  }
  const isOwn = denying?.layer !== undefined && denying.layer === filter.own;
  const moved = isOwn ? (raised(opening, denying) ?? removed(opening, denying)) : undefined;
  return moved ?? added(opening, labels, isOwn ? denying.id : undefined);
}

/** One more rule, for the label that the machine carries. */
function added(opening: Opening, labels: Labels, before: string | undefined): Step {
  const { context, traced, blocker, filter, direction, self, isInside } = opening;
  const { firewallId, schedulerFirewallId = firewallId } = context.placement;
  const cluster = `${labels.firewall}${firewallId}`;
  const label = isInside ? cluster : ownLabel(self, labels);
  if (label === undefined)
    return none(
      `${self.label} carries no ${labels.word}, and a rule without one concerns every VM of the network`,
    );
  const { flow } = traced.required;
  const others = schedulerFirewallId === firewallId ? [] : [`${labels.firewall}${schedulerFirewallId}`];
  return change({
    kind: 'allow',
    filter: filter.id,
    direction,
    target: [label],
    protocol: flow.protocol,
    // Inside the cluster one rule for the whole range; for others only the ports that are missing.
    ports: isInside ? flow.ports : portsToOpen(blocker.packets.ports, flow),
    // Whom a machine sends to no rule chooses by label.
    peer:
      isInside && direction === 'ingress'
        ? { group: cluster, ...(others.length > 0 && { others }) }
        : { addresses: addressesToOpen(context.network, blocker, flow) },
    ...(before !== undefined && { before }),
  });
}

/** The first that it carries: a role's own before the cluster's. */
const ownLabel = (self: VmSpot, { firewall }: Labels): string | undefined =>
  self.labels?.find((label) => label.startsWith(firewall));

const mayDeny = (rule: FilterRule, self: VmSpot, blocker: Blocker): boolean =>
  (!rule.target || carriesOne(self, rule.target.labels) !== false) &&
  denies(rule, blocker.packets, farOf(blocker));

/**
 * A rule that allows all of it, and comes second only because the other one denies: it is raised. Not where that opens
 * more than was asked for, and not where it would leave the denying one nothing.
 */
function raised(opening: Opening, denying: FilterRule): Step | undefined {
  const { filter, direction } = opening;
  const rule = filter[direction].find(
    (one) =>
      one.action === 'allow' &&
      one.layer === denying.layer &&
      one.tie !== undefined &&
      one.tie.rank === denying.tie?.rank &&
      allowsAll(opening, one) &&
      opensNoMore(opening, one) &&
      !coversRule(one, denying),
  );
  return (
    rule && change({ kind: 'raise-rule', filter: filter.id, direction, rule: rule.id, before: denying.id })
  );
}

/** Whether the other end carries a label; undefined where nobody said what it carries. */
const membershipOf =
  ({ self, peer }: Opening) =>
  (label: string): boolean | undefined =>
    peer?.kind === 'vm' && peer.vpc === self.vpc ? carriesOne(peer, [label]) : false;

function allowsAll(opening: Opening, rule: FilterRule): boolean {
  const { blocker, self } = opening;
  const { packets, side } = blocker;
  const near = side === 'in' ? packets.destinations : packets.sources;
  const isMember = membershipOf(opening);
  return (
    (!rule.target || carriesOne(self, rule.target.labels) === true) &&
    (!rule.own || isSubset(near, rule.own)) &&
    isSubset(packets.protocol, rule.protocol) &&
    isSubset(packets.ports, rule.ports) &&
    (isSubset(farOf(blocker), rule.peer.addresses) ||
      rule.peer.groups.some(({ group }) => isMember(group) === true))
  );
}

/** Egress is no opening. Inside, what the network's own machines send each other; else the ports and the clients asked for. */
function opensNoMore(
  { context: { network }, traced, direction, self, isInside }: Opening,
  rule: FilterRule,
): boolean {
  if (direction === 'egress') return true;
  const { addresses, groups } = rule.peer;
  if (isInside) return isSubset(addresses, network.vpcs.get(self.vpc)?.cidrs ?? []);
  const { flow } = traced.required;
  const asked = wholeBlocks(network, union(...flow.from.map((spot) => spot.addresses)));
  return groups.length === 0 && isSubset(rule.ports, flow.ports) && isSubset(addresses, asked);
}

const coversRule = (rule: FilterRule, { target, ...denying }: FilterRule): boolean =>
  (!rule.target || target?.labels.every((label) => rule.target?.labels.includes(label)) === true) &&
  isSubset(denying.protocol, rule.protocol) &&
  isSubset(denying.ports, rule.ports) &&
  isSubset(denying.peer.addresses, rule.peer.addresses);

/** A rule that denies the cluster's machines nothing but these packets goes, where the rules behind it let them through. */
function removed(opening: Opening, denying: FilterRule): Step | undefined {
  const { context, filter, direction, self, blocker } = opening;
  const { packets } = blocker;
  const far = wholeBlocks(context.network, farOf(blocker));
  const lines = filter[direction].filter(({ id, layer }) => id === denying.id && layer === denying.layer);
  const isOnly = lines.every(
    (line) =>
      line.target?.unread === undefined &&
      line.target?.labels.every((label) => self.labels?.includes(label)) === true &&
      deniesOnly(line, packets, far),
  );
  if (!isOnly) return undefined;
  const left = filter[direction].filter((line) => !lines.includes(line));
  const ends = { near: self, far: { isMember: membershipOf(opening), references: USABLE } };
  const side = direction === 'ingress' ? 'src' : 'dst';
  const { allowed, denied, undecided } = firstMatch(left, boxOf(packets), side, ends);
  return allowed.length > 0 && denied.length + undecided.length === 0
    ? change({ kind: 'remove-rule', filter: filter.id, direction, rule: denying.id })
    : undefined;
}
