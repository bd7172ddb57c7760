/** Fixes of filters: what opens a group or a border for exactly the packets that it stops. */
import { type AddressSet, ALL_V4, ALL_V6, cidrSet, INTERNET, toCidrs } from '../ip/address.ts';
import { intersect, interval, intervals, isSubset, overlaps, subtract, union } from '../ip/interval.ts';
import type { Box, PortSet, ProtocolSet } from '../ip/traffic.ts';
import type { AllowChange, Change } from '../model/change.ts';
import type { Flow, Spot } from '../model/endpoint.ts';
import type { FilterRule, Network } from '../model/network.ts';
import { wholeSubnets } from '../model/whole.ts';
import { firstMatch } from '../reach/first-match.ts';
import type { Blocker, Portion } from '../reach/trace.ts';
import { change, none, roleOf, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** Opens the machine's own group, or the network's firewall for it: to the group itself between roles of one network, else to the addresses. */
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
  // The cluster's own group is all that calls an endpoint from here.
  const fromCluster = traced.required.kind === 'service' && blocker.side === 'in';
  const peerGroup = betweenRoles ? filter : fromCluster ? context.placement.firewallId : undefined;
  // Where something on the way hides who sends, a rule that names a group admits nobody.
  const byGroup = peerGroup !== undefined && blocker.cause !== 'SG_REFERENCES_NOT_PRESERVED';
  if (filter === undefined || !context.network.filters.has(filter)) {
    return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  }
  const { flow } = traced.required;
  return change({
    kind: 'allow',
    filter,
    direction: blocker.side === 'in' ? 'ingress' : 'egress',
    protocol: flow.protocol,
    // Inside the cluster one rule for the whole range; for others only the ports that are missing.
    ports: betweenRoles ? flow.ports : portsToOpen(blocker.packets.ports, flow),
    peer: byGroup ? { group: peerGroup } : { addresses: addressesToOpen(context.network, blocker, flow) },
  });
}

/**
 * The far addresses of what is stopped, as they are written in a rule: in the fewest blocks, and never more than the
 * flow asks for. What another route or another rule takes out of a block that was asked for does not cut it to pieces.
 */
export function addressesToOpen(network: Network, blocker: Blocker, flow: Flow): AddressSet {
  const missing = wholeBlocks(network, farOf(blocker));
  const ends = [flow.from, flow.to].map((spots) => wholeBlocks(network, union(...spots.map(addressesOf))));
  const asked = ends.find((end) => isSubset(missing, end)) ?? missing;
  return union(
    ...toCidrs(asked).map((whole) => inOneBlock(intersect(missing, cidrSet(whole)), cidrSet(whole))),
  );
}

/** The other end, as the packets that are stopped have it there. */
export const farOf = ({ side, packets }: Blocker): AddressSet =>
  side === 'in' ? packets.sources : packets.destinations;

const addressesOf = ({ addresses }: Spot): AddressSet => addresses;

/** The part alone where it is one block (or none), else all that was asked for. */
const inOneBlock = (part: AddressSet, whole: AddressSet): AddressSet =>
  toCidrs(part).length <= 1 ? part : whole;

/** The ports that are missing, in as few ranges as the flow asks for. */
export function portsToOpen(missing: PortSet, { ports }: Flow): PortSet {
  const ranges = [...intervals(ports)].map(([first, last]) => interval(first, last));
  const inOneRange = (part: PortSet, whole: PortSet) => (part.length <= 2 ? part : whole);
  return isSubset(missing, ports)
    ? union(...ranges.map((whole) => inOneRange(intersect(missing, whole), whole)))
    : missing;
}

/**
 * The addresses as people write them in a rule. Those that the provider keeps in a subnet are no machine's: with
 * them a subnet is one block instead of twenty, and the rule admits nobody more.
 */
export function wholeBlocks(network: Network, addresses: AddressSet): AddressSet {
  const own = union(...[...network.vpcs.values()].map(({ cidrs }) => cidrs));
  return wholeFamily(wholeSubnets(network, addresses), own);
}

/** The set of all public addresses, but for one's own, is what people and clouds write as 0.0.0.0/0 or ::/0. */
function wholeFamily(addresses: AddressSet, own: AddressSet): AddressSet {
  const wide = (all: AddressSet): AddressSet => {
    const part = intersect(addresses, all);
    return isSubset(subtract(intersect(INTERNET, all), own), part) ? all : part;
  };
  return union(wide(ALL_V4), wide(ALL_V6));
}

/**
 * Opens a stateless filter for the packets as it sees them. A rule that denies nothing but these goes; what is still
 * denied then gets a rule of its own, before the first one that denies more than these.
 */
export function openBorder(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const filter = context.network.filters.get(blocker.resource.id);
  if (!filter) return none(`${blocker.resource.id} is not in the input, so no rule can be added to it`);
  const { packets } = blocker;
  const inward = blocker.side === 'in';
  const direction = inward ? 'ingress' : 'egress';
  const far = wholeBlocks(context.network, farOf(blocker));
  const rules = filter[direction];
  const inTheWay = rules.filter((rule) => denies(rule, packets, far));
  const removable = inTheWay.filter((rule) => deniesOnly(rule, packets, far));
  const left = rules.filter((rule) => !removable.includes(rule));
  const removals = removable.map(
    ({ id }): Change => ({ kind: 'remove-rule', filter: filter.id, direction, rule: id }),
  );
  const [first, ...others] = removals;
  if (first && firstMatch(left, boxOf(packets), inward ? 'src' : 'dst').denied.length === 0)
    return change(first, ...others);
  const denying = inTheWay.find((rule) => !removable.includes(rule));
  const allow: AllowChange = {
    kind: 'allow',
    filter: filter.id,
    direction,
    protocol: only(packets.protocol),
    ports: wholeRange(packets.ports),
    peer: { addresses: addressesToOpen(context.network, blocker, traced.required.flow) },
    ...(denying && { before: denying.id }),
  };
  return change(allow, ...removals);
}

/** Whether a line that somebody wrote denies some of them. */
export const denies = (rule: FilterRule, packets: Portion, far: AddressSet): boolean =>
  rule.action === 'deny' &&
  !rule.implicit &&
  overlaps(rule.protocol, packets.protocol) &&
  overlaps(rule.ports, packets.ports) &&
  overlaps(rule.peer.addresses, far);

/** Whether it says nothing of any others. */
export const deniesOnly = (rule: FilterRule, packets: Portion, far: AddressSet): boolean =>
  rule.peer.unread === undefined &&
  isSubset(rule.protocol, packets.protocol) &&
  isSubset(rule.ports, packets.ports) &&
  isSubset(rule.peer.addresses, far);

export const boxOf = ({ sources, destinations, protocol, sourcePorts, ports }: Portion): Box => ({
  src: sources,
  dst: destinations,
  protocol,
  srcPort: sourcePorts,
  dstPort: ports,
});

const only = (set: ProtocolSet): number | undefined =>
  set.length === 2 && set[0] === set[1] ? Number(set[0]) : undefined;

/** One entry for all the ports between: the numbers of entries are scarce, and the ones between are open already. */
const wholeRange = (ports: PortSet): PortSet => [ports[0] ?? 0, ports.at(-1) ?? 65535];
