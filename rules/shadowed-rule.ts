/** A line of an ordered filter that earlier lines leave nothing for. */
import {
  ALL_V4,
  ALL_V6,
  type Box,
  type Context,
  defineRule,
  type Filter,
  type FilterDirection,
  type FilterRule,
  isKnown,
  type Problem,
  refOf,
  ruleEvidence,
  subtractTraffic,
  type Traffic,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'shadowed-rule',
  severity: 'warning',
  title: 'A rule can never match',
  needs: 'roles',
  docs: {
    what: 'Reads the ordered filters (network ACLs) of the scheduler and worker subnets from the top, and finds the lines whose packets earlier lines take entirely, alone or together. The closing `*` that the provider adds does not count.',
    why: 'The first match decides. A deny below an allow of the same packets protects nothing, an allow below a deny opens nothing, and both look as if they did.',
    repair: 'Give the line a number before the ones that hide it, or delete it.',
    source:
      'Amazon VPC user guide, "Network ACL rules": evaluated from the lowest number, the first match decides.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: ['fixtures/aws/acl-shadowed --client internet'],
  },
  *check(context) {
    for (const filter of borderFilters(context)) {
      for (const direction of ['ingress', 'egress'] as const) yield* shadowed(filter, direction);
    }
  },
});

function borderFilters({ network, workload }: Context): readonly Filter[] {
  const ids = workload.roles.flatMap(({ subnet }) => (isKnown(subnet.filters) ? subnet.filters.value : []));
  const filters = [...new Set(ids)].flatMap((id) => network.filters.get(id) ?? []);
  return filters.filter((filter) => filter.reading === 'first-match');
}

const boxOf = (line: FilterRule): Box => ({
  protocol: line.protocol,
  dstPort: line.ports,
  srcPort: [0, 65535],
  src: line.peer.addresses,
  dst: [...ALL_V4, ...ALL_V6],
});

function* shadowed(filter: Filter, direction: FilterDirection): Generator<Problem> {
  const earlier: FilterRule[] = [];
  for (const line of filter[direction]) {
    const box = boxOf(line);
    const rest = earlier.reduce<Traffic>((left, one) => subtractTraffic(left, [boxOf(one)]), [box]);
    if (rest.length === 0 && !line.implicit && line.peer.addresses.length > 0)
      yield hidden(filter, direction, line, earlier);
    if (!line.peer.unread) earlier.push(line);
  }
}

function hidden(
  filter: Filter,
  direction: FilterDirection,
  line: FilterRule,
  earlier: readonly FilterRule[],
): Problem {
  const cover = coverOf(line, earlier);
  const names = cover.map((one) => one.id).join(' and ');
  const opposite = cover.some((one) => one.action !== line.action);
  return {
    message: `${line.id} (${line.text}) of ${filter.id} never matches: ${names} ${cover.length === 1 ? 'takes' : 'take'} all its packets first`,
    resources: [refOf(filter)],
    key: `${direction} ${line.id}`,
    // Two lines that say the same are clutter; two that contradict each other mislead.
    severity: opposite ? 'warning' : 'note',
    lines: [...cover, line].map((one) => ruleEvidence(filter, one)),
    symptom: opposite
      ? `${line.action === 'allow' ? 'what it means to open stays closed' : 'what it means to close stays open'}`
      : 'none: the line only adds to the list',
    fix: { changes: [{ kind: 'remove-rule', filter: filter.id, direction, rule: line.id }] },
  };
}

/** The earlier lines that take a part of the packets. */
function coverOf(line: FilterRule, earlier: readonly FilterRule[]): readonly FilterRule[] {
  let rest: Traffic = [boxOf(line)];
  return earlier.filter((one) => {
    const left = subtractTraffic(rest, [boxOf(one)]);
    const takes = left.length !== rest.length || left.some((box, i) => box !== rest[i]);
    rest = left;
    return takes;
  });
}
