/** Fixes of filters: what opens a group or a border for exactly the packets that it stops. */
import { type AddressSet, ALL_V4, ALL_V6, INTERNET, ofFamily } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, overlaps, union } from '../ip/interval.ts';
import type { PortSet } from '../ip/traffic.ts';
import type { AllowChange } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Blocker } from '../reach/trace.ts';
import { change, none, roleOf, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** Opens the machine's own group: to the group itself between roles of one network, else to the addresses. */
export function openGroup(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const path = traced.trace.paths[blocker.path];
  const self = blocker.side === 'in' ? path?.to : path?.from;
  const peer = blocker.side === 'in' ? path?.from : path?.to;
  const filters = self?.kind === 'vm' ? (self.filters ?? []) : [];
  const betweenRoles =
    self?.kind === 'vm' &&
    peer?.kind === 'vm' &&
    self.vpc === peer.vpc &&
    roleOf(context, self.label) &&
    roleOf(context, peer.label);
  const filter = betweenRoles ? context.placement.firewallId : filters[0];
  // Where something on the way hides who sends, a rule that names a group admits nobody.
  const byGroup = betweenRoles && blocker.cause !== 'SG_REFERENCES_NOT_PRESERVED';
  if (filter === undefined || !context.network.filters.has(filter)) {
    return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  }
  const far = blocker.side === 'in' ? blocker.packets.sources : blocker.packets.destinations;
  return change({
    kind: 'allow',
    filter,
    direction: blocker.side === 'in' ? 'ingress' : 'egress',
    protocol: traced.required.flow.protocol,
    // Inside the cluster one rule for the whole range; for others only the ports that are missing.
    ports: betweenRoles ? traced.required.flow.ports : blocker.packets.ports,
    peer: byGroup ? { group: filter } : { addresses: wholeBlocks(context.network, far) },
  });
}

/**
 * The addresses as people write them in a rule. Those that the provider keeps in a subnet are no machine's: with
 * them a subnet is one block instead of twenty, and the rule admits nobody more.
 */
function wholeBlocks(network: Network, addresses: AddressSet): AddressSet {
  const whole = [...network.subnets.values()].flatMap((subnet) =>
    ([4, 6] as const).flatMap((family) => {
      const usable = ofFamily(subnet.usable, family);
      return !isEmpty(usable) && isSubset(usable, addresses) ? [ofFamily(subnet.addresses, family)] : [];
    }),
  );
  return wholeFamily(union(addresses, ...whole));
}

/** The set of all public addresses is what people and clouds write as 0.0.0.0/0 or ::/0. */
export function wholeFamily(addresses: AddressSet): AddressSet {
  const wide = (all: AddressSet): AddressSet => {
    const part = intersect(addresses, all);
    return isSubset(intersect(INTERNET, all), part) ? all : part;
  };
  return union(wide(ALL_V4), wide(ALL_V6));
}

/** Opens a stateless filter for the packets as it sees them, before the rule that denies them. */
export function openBorder(context: Context, blocker: Blocker): Step {
  const filter = context.network.filters.get(blocker.resource.id);
  if (!filter) return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  const inward = blocker.side === 'in';
  const { packets } = blocker;
  const rules = inward ? filter.ingress : filter.egress;
  const far = inward ? packets.sources : packets.destinations;
  // Several rules may deny a part each: before the first of them is before all.
  const denying = rules.find(
    (rule) =>
      rule.action === 'deny' &&
      !rule.implicit &&
      overlaps(rule.protocol, packets.protocol) &&
      overlaps(rule.ports, packets.ports) &&
      overlaps(rule.peer.addresses, far),
  );
  const allow: AllowChange = {
    kind: 'allow',
    filter: filter.id,
    direction: inward ? 'ingress' : 'egress',
    protocol:
      packets.protocol.length === 2 && packets.protocol[0] === packets.protocol[1]
        ? Number(packets.protocol[0])
        : undefined,
    ports: wholeRange(packets.ports),
    peer: { addresses: wholeBlocks(context.network, far) },
    ...(denying && { before: denying.id }),
  };
  return change(allow);
}

/** One entry for all the ports between: the numbers of entries are scarce, and the ones between are open already. */
const wholeRange = (ports: PortSet): PortSet => [ports[0] ?? 0, ports.at(-1) ?? 65535];
