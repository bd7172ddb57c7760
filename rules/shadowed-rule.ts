/** A line of an ordered filter that earlier lines leave nothing for. */
import {
  ALL_ADDRESSES,
  ALL_PORTS,
  type Context,
  carriesOne,
  defineRule,
  type Filter,
  type FilterDirection,
  type FilterRule,
  type Fix,
  firstMatch,
  isKnown,
  type Problem,
  refOf,
  repairFlow,
  ruleEvidence,
  USABLE,
  type VmSpot,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'shadowed-rule',
  severity: 'warning',
  title: 'A rule can never match',
  needs: 'flows',
  reads: ['groups', 'borders'],
  docs: {
    what: 'Reads the ordered filters (network ACLs) of the scheduler and worker subnets from the top, and finds the lines whose packets earlier lines take entirely, alone or together. The closing `*` that the provider adds does not count. On Google Cloud it reads the VPC firewall rules that concern the cluster’s VMs, behind the policies that are asked before them, and finds those that contradict what hides them and match no other machine either.',
    why: 'The first match decides. A deny below an allow of the same packets protects nothing, an allow below a deny opens nothing, and both look as if they did.',
    repair:
      'Give the line a number before the ones that hide it, or delete it. A VPC firewall rule that allows is hidden by one of its own priority that denies: a number less is enough.',
    source:
      'Amazon VPC user guide, "Network ACL rules": evaluated from the lowest number, the first match decides; Google Cloud, "VPC firewall rules": priority, and deny before allow.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet', 'fixtures/gcp/guide --client internet'],
    bad: [
      'fixtures/aws/acl-shadowed --client internet',
      'fixtures/gcp/egress-deny-first --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
    ],
  },
  *check(context) {
    for (const one of orderedFilters(context)) {
      for (const direction of ['ingress', 'egress'] as const) yield* shadowed(context, one, direction);
    }
  },
});

/** A filter, and the machines that have it; at the border of a subnet whoever passes has it. */
interface Ordered {
  readonly filter: Filter;
  readonly machines: readonly Machine[];
}

type Machine = Pick<VmSpot, 'addresses' | 'labels' | 'untold'>;

const ANY: Machine = { addresses: ALL_ADDRESSES };

function orderedFilters({ network, workload }: Context): readonly Ordered[] {
  const border = workload.roles.flatMap(({ subnet }) =>
    isKnown(subnet.filters) ? subnet.filters.value : [],
  );
  const spots = workload.roles.map(({ spot }) => spot);
  const own = spots.flatMap(({ filters = [] }) => filters);
  return [...new Set([...border, ...own])]
    .flatMap((id) => network.filters.get(id) ?? [])
    .filter(({ reading }) => reading === 'first-match')
    .map((filter) => ({
      filter,
      machines: border.includes(filter.id) ? [ANY] : spots.filter((one) => one.filters?.includes(filter.id)),
    }));
}

function* shadowed(
  context: Context,
  { filter, machines }: Ordered,
  direction: FilterDirection,
): Generator<Problem> {
  const lines = filter[direction];
  for (const [at, line] of lines.entries()) {
    if (line.implicit || line.layer !== filter.own || isNobody(line)) continue;
    const ours = machines.filter((one) => concerns(line, one));
    if (ours.length === 0) continue;
    // A rule of the whole network is not dead where it only makes way for the cluster's own.
    const others = filter.own === undefined ? [] : bearers(line);
    const covers = [...ours, ...others].map((one) => coverOf(lines, at, one));
    const [cover] = covers;
    if (cover === undefined || covers.includes(undefined)) continue;
    const opposite = cover.some(({ action }) => action !== line.action);
    // Rules of one priority have no order among them: only what contradicts is told of them.
    if (opposite || filter.own === undefined) yield hidden(context, filter, direction, line, cover, opposite);
  }
}

/** The machines that a rule concerns and that carry nothing else: any machine, where it has no target. */
const bearers = ({ target }: FilterRule): readonly Machine[] =>
  (target ? target.labels.map((label) => [label]) : [[]]).map((labels) => ({
    addresses: ALL_ADDRESSES,
    labels,
  }));
const isUnread = ({ peer }: FilterRule): boolean =>
  peer.unread !== undefined && peer.unread.cause !== 'UNSUPPORTED';

const isNobody = ({ peer }: FilterRule): boolean =>
  peer.addresses.length === 0 && peer.groups.length === 0 && !peer.unread;

const concerns = ({ target }: FilterRule, machine: Machine): boolean =>
  !target || carriesOne(machine, target.labels) === true;

/**
 * The lines that take all packets of the one at this place before it; undefined where it may get some. Every earlier
 * line but one that passes on counts as taking, and the line itself as the only one that allows.
 */
function coverOf(lines: readonly FilterRule[], at: number, near: Machine): readonly FilterRule[] | undefined {
  const line = lines[at];
  // What nobody read may take the packets before the line that would otherwise stand in the way.
  if (!line || lines.slice(0, at).some(isUnread)) return undefined;
  const before = lines
    .slice(0, at)
    .map((one): FilterRule => (one.action === 'allow' ? { ...one, action: 'deny' } : one));
  const isWhole = line.peer.groups.length > 0 || line.peer.unread !== undefined;
  const src = isWhole ? (line.peer.within ?? ALL_ADDRESSES) : line.peer.addresses;
  const { target: _, own, ...rest } = line;
  const itself: FilterRule = { ...rest, action: 'allow', peer: { addresses: src, groups: [] } };
  const packets = {
    protocol: line.protocol,
    dstPort: line.ports,
    srcPort: ALL_PORTS,
    src,
    dst: own ?? near.addresses,
  };
  const { allowed, undecided, deniedBy } = firstMatch([...before, itself], packets, 'src', {
    near,
    far: { isMember: () => undefined, references: USABLE },
  });
  if (allowed.length + undecided.length > 0) return undefined;
  return lines.slice(0, at).filter((one, i) => !one.implicit && deniedBy.includes(before[i] ?? one));
}

function hidden(
  context: Context,
  filter: Filter,
  direction: FilterDirection,
  line: FilterRule,
  cover: readonly FilterRule[],
  opposite: boolean,
): Problem {
  const names = cover.map((one) => one.id).join(' and ');
  const takes = `${names} ${cover.length === 1 ? 'takes' : 'take'} all its packets first`;
  const tied = cover.filter(({ tie, action }) => tie?.rank === line.tie?.rank && action !== line.action);
  const first = `${tied.map(({ id }) => id).join(' and ')} ${tied.length === 1 ? 'comes' : 'come'} first`;
  const why = line.tie && tied.length > 0 ? `; ${first} because ${line.tie.why}` : '';
  return {
    message: `${line.id} (${line.text}) of ${filter.id} never matches: ${takes}${why}`,
    resources: [refOf(filter)],
    key: `${direction} ${line.id}`,
    // Two lines that say the same are clutter; two that contradict each other mislead.
    severity: opposite ? 'warning' : 'note',
    lines: [...cover, line].map((one) => ruleEvidence(filter, one)),
    symptom: opposite
      ? `${line.action === 'allow' ? 'what it means to open stays closed' : 'what it means to close stays open'}`
      : 'none: the line only adds to the list',
    // Of a firewall of the whole network, other machines may need the rule.
    fix:
      filter.own === undefined
        ? { changes: [{ kind: 'remove-rule', filter: filter.id, direction, rule: line.id }] }
        : ((tied.length > 0 ? raisedFor(context, line) : undefined) ?? {
            none: `give ${line.id} a priority before ${names}, or have it go: it does nothing`,
          }),
  };
}

/** The repair of a flow that has this rule asked first. */
const raisedFor = (context: Context, { id }: FilterRule): Fix | undefined =>
  context.flows
    .filter(({ judgement }) => judgement.holds === 'no')
    .map((flow) => repairFlow(context, flow))
    .find(
      (fix) => 'changes' in fix && fix.changes.some((one) => one.kind === 'raise-rule' && one.rule === id),
    );
