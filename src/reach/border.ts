/** The filters that a path meets: at a subnet's border (asked for every packet) and on a machine (for the first only). */
import type { AddressSet } from '../ip/address.ts';
import { NOTHING } from '../ip/traffic.ts';
import type { VmSpot } from '../model/endpoint.ts';
import { type Health, isKnown } from '../model/known.ts';
import { carriesOne } from '../model/labels.ts';
import type { Filter, FilterRule, Subnet } from '../model/network.ts';
import { allowUnion, type Decision, type FarEnd, type Membership } from './filters.ts';
import { firstMatch } from './first-match.ts';
import type { DecidingLine, Ref } from './trace.ts';
import { doubt, pass, refOf, type Walk, type World } from './walk.ts';

export const lineOf = (rule: FilterRule): DecidingLine => ({
  kind: 'rule',
  id: rule.id,
  text: rule.text,
  ...(rule.place && { place: rule.place }),
});

/** With the rules that it comes before only because it denies. */
function denyingLine(rule: FilterRule, beaten: readonly FilterRule[] = []): DecidingLine {
  const line = lineOf(rule);
  if (!rule.tie || beaten.length === 0) return line;
  const names = [...new Set(beaten.map(({ id }) => id))];
  const more = names.length > MOST_BEATEN ? ` and ${names.length - MOST_BEATEN} more` : '';
  const some = names.slice(0, MOST_BEATEN).join(', ');
  return { ...line, text: `${line.text}; it beats ${some}${more}: ${rule.tie.why}` };
}

const MOST_BEATEN = 3;

const NO_RULE: DecidingLine = { kind: 'none', id: 'no rule', text: 'no rule matches' };

const subnetOf = (world: World, id: string): Subnet | undefined => world.network.subnets.get(id);

/** A component that the snapshot names and does not hold. */
export const missing = (id: string, word: string): Ref => ({ id, word });

/** Across a subnet's border, through each of its filters. */
export function border(world: World, walk: Walk, subnetId: string, side: 'in' | 'out'): Walk {
  const subnet = subnetOf(world, subnetId);
  if (!subnet) return walk;
  if (!isKnown(subnet.filters)) return doubt(walk, subnet.filters.unknown, { resource: refOf(subnet), side });
  return subnet.filters.value.reduce((at, id) => {
    const filter = world.network.filters.get(id);
    return filter ? throughFilter(at, filter, side) : at;
  }, walk);
}

function throughFilter(walk: Walk, filter: Filter, side: 'in' | 'out'): Walk {
  if (filter.stateful && walk.mode === 'reply') return walk;
  const rules = side === 'in' ? filter.ingress : filter.egress;
  const decision = firstMatch(rules, walk.packet, side === 'in' ? 'src' : 'dst');
  return note(walk, [filter], side, decision, 'SUBNET_ACL_RESTRICTION');
}

/** Through the filters of the machine itself: all its groups together. `isMember` speaks of who is at the far end. */
export function machine(
  world: World,
  walk: Walk,
  vm: VmSpot,
  side: 'in' | 'out',
  isMember: Membership,
  references: Health,
): Walk {
  if (vm.filters === undefined) return walk;
  const filters = vm.filters.flatMap((id) => world.network.filters.get(id) ?? []);
  const unread = vm.filters.filter((id) => !world.network.filters.has(id));
  const farEnd: FarEnd = { isMember, references };
  const [ordered] = filters.filter(({ reading }) => reading === 'first-match');
  if (ordered) return throughOrdered(walk, ordered, vm, side, farEnd);
  const lists = filters.map((filter) => (side === 'in' ? filter.ingress : filter.egress));
  const decision = allowUnion(lists, walk.packet, side === 'in' ? 'src' : 'dst', farEnd);
  if (unread.length > 0 && decision.denied.length > 0) return unreadGroups(walk, vm, unread, side, decision);
  const cause = decision.lost
    ? decision.lost.health.is === 'unusable'
      ? decision.lost.health.cause
      : 'SG_REFERENCES_NOT_PRESERVED'
    : lists.every((list) => list.length === 0)
      ? 'SG_HAS_NO_RULES'
      : 'ENI_SG_RULES_MISMATCH';
  return note(walk, filters, side, decision, cause);
}

/** A filter of the whole network at the machine: its rules choose whom they concern. */
function throughOrdered(walk: Walk, filter: Filter, vm: VmSpot, side: 'in' | 'out', far: FarEnd): Walk {
  const rules = side === 'in' ? filter.ingress : filter.egress;
  const decision = firstMatch(rules, walk.packet, side === 'in' ? 'src' : 'dst', { near: vm, far });
  return note(walk, [filter], side, decision, 'ENI_SG_RULES_MISMATCH');
}

function unreadGroups(
  walk: Walk,
  vm: VmSpot,
  unread: readonly string[],
  side: 'in' | 'out',
  decision: Decision,
): Walk {
  const why = `${unread.join(', ')} of ${vm.label} is not in the input`;
  return pass(walk, {
    resource: missing(unread.join(' + '), 'filter'),
    side,
    note: why,
    lines: decision.allowedBy.map(lineOf),
    unknown: [...decision.denied, ...decision.undecided],
    reason: {
      cause: 'UNKNOWN_RESOURCE',
      why,
      settle: `add the description of ${unread.join(', ')} to the input`,
    },
  });
}

function note(
  walk: Walk,
  filters: readonly Filter[],
  side: 'in' | 'out',
  decision: Decision,
  cause: NonNullable<Parameters<typeof pass>[1]['cause']>,
): Walk {
  const [first, ...others] = filters;
  if (!first) return walk;
  const resource: Ref =
    others.length === 0
      ? refOf(first)
      : { ...refOf(first), id: filters.map((filter) => filter.id).join(' + ') };
  return pass(walk, {
    resource,
    side,
    note: describe(decision),
    lines: decidingLines(decision),
    blocked: decision.denied,
    unknown: decision.undecided,
    ...(decision.denied.length > 0 && { cause }),
    ...(decision.unknown && { reason: decision.unknown }),
  });
}

function decidingLines(decision: Decision): readonly DecidingLine[] {
  const denying = decision.deniedBy.map((rule) => denyingLine(rule, decision.beaten?.get(rule)));
  const closed = decision.denied.length > 0 && denying.length === 0 ? [NO_RULE] : [];
  const lost = decision.lost ? [lineOf(decision.lost.rule)] : [];
  return [...decision.allowedBy.map(lineOf), ...denying, ...lost, ...closed];
}

function describe(decision: Decision): string {
  if (decision.denied.length === 0 && decision.undecided.length === 0) return 'allowed';
  if (decision.lost?.health.is === 'unusable') return decision.lost.health.why;
  if (decision.allowed === NOTHING || decision.allowed.length === 0) {
    return decision.denied.length > 0 ? 'denied' : 'cannot be judged';
  }
  return decision.denied.length > 0 ? 'allowed in part' : 'cannot be judged in part';
}

/** Which groups a rule at the other end may recognise; any machine of a network can carry the groups of that network only. */
export function membershipOf(world: World, vm: VmSpot): Membership {
  if (vm.memberOf) return (group) => vm.memberOf?.includes(group);
  if (world.network.labels) return (label) => carriesOne(vm, [label]);
  const { filters } = vm;
  if (filters) return (group) => filters.includes(group);
  return (group) => (world.network.filters.get(group)?.vpcs.includes(vm.vpc) === false ? false : undefined);
}

/** Addresses as a plain set, for stations whose public address is given. */
export const publicSet = (address: boolean | AddressSet): AddressSet | undefined =>
  typeof address === 'boolean' ? undefined : address;
