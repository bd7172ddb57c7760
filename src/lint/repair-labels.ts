/**
 * Fixes of a firewall whose rules choose machines by what they carry: one more rule for the machine's own label, before
 * the first one that denies.
 */
import { overlaps } from '../ip/interval.ts';
import type { VmSpot } from '../model/endpoint.ts';
import { carriesOne } from '../model/labels.ts';
import type { FilterRule, Labels } from '../model/network.ts';
import type { Blocker } from '../reach/trace.ts';
import { addressesToOpen, portsToOpen } from './repair-filters.ts';
import { change, none, roleOf, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

export function openByLabel(context: Context, traced: TracedFlow, blocker: Blocker, labels: Labels): Step {
  const filter = context.network.filters.get(blocker.resource.id);
  const path = traced.trace.paths[blocker.path];
  const [self, peer] = blocker.side === 'in' ? [path?.to, path?.from] : [path?.from, path?.to];
  if (!filter || self?.kind !== 'vm')
    return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  const isInside = [self, peer].every((end) => end && roleOf(context, end.label));
  const label = isInside ? `${labels.firewall}${context.placement.firewallId}` : ownLabel(self, labels);
  if (label === undefined)
    return none(
      `${self.label} carries no ${labels.word}, and a rule without one concerns every VM of the network`,
    );
  const direction = blocker.side === 'in' ? 'ingress' : 'egress';
  const denying = filter[direction].find((rule) => denies(rule, self, blocker));
  if (denying?.layer !== undefined && filter.foreign?.includes(denying.layer)) {
    return none(
      `the firewall policy ${denying.layer} denies it (${denying.text}), and is asked before the network's own rules: its owner has to allow it`,
    );
  }
  const { flow } = traced.required;
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
        ? { group: label }
        : { addresses: addressesToOpen(context.network, blocker, flow) },
    ...(denying?.layer !== undefined && denying.layer === filter.own && { before: denying.id }),
  });
}

/** The first that it carries: a role's own before the cluster's. */
const ownLabel = (self: VmSpot, { firewall }: Labels): string | undefined =>
  self.labels?.find((label) => label.startsWith(firewall));

const denies = (rule: FilterRule, self: VmSpot, { side, packets }: Blocker): boolean =>
  rule.action === 'deny' &&
  !rule.implicit &&
  (!rule.target || carriesOne(self, rule.target.labels) !== false) &&
  overlaps(rule.protocol, packets.protocol) &&
  overlaps(rule.ports, packets.ports) &&
  overlaps(rule.peer.addresses, side === 'in' ? packets.sources : packets.destinations);
