import {
  type Context,
  defineRule,
  type Fix,
  filtersAt,
  inwardBlockers,
  type Labels,
  labelInstead,
  nearMisses,
  type Problem,
  refOf,
  replaceId,
  targetedLabels,
  type Undecided,
  type Untargeted,
  unreadFirewall,
  untargetedLabels,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'tag-without-rule',
  severity: 'error',
  title: 'No firewall rule targets the network tag',
  needs: 'flows',
  reads: ['groups'],
  providers: ['gcp'],
  docs: {
    what: `On Google Cloud \`firewall_id\` is a network tag: a word that VMs carry and firewall rules target. The rule looks whether any
allow rule for ingress targets each tag of the placement. Where no flow is stopped by the firewall on its way in, because rules
without a target concern every VM, it is a note: any tag does. Rules that nobody read may target any tag: then it is undecided.`,
    why: `A tag is not a resource: any word is accepted, and one that no rule targets opens nothing. The VMs start, and only the implied
rule that denies all ingress is left for them.`,
    repair: `Name the tag that the rules target, or make rules that target this one. Where the whole cluster works with a tag that rules
target, that one is the fix, of the broken flows too.`,
    source:
      'Google Cloud, "VPC firewall rules": target tags, implied rules; Coiled, "Bring your own network" (firewall_id is a network tag).',
  },
  examples: {
    good: ['fixtures/gcp/guide --client internet'],
    bad: [
      'fixtures/gcp/tag-without-rule --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewal --client internet',
    ],
  },
  *check(context) {
    const { labels } = context.network;
    if (!labels) return;
    for (const one of eachOnce(untargetedLabels(context)))
      yield unread(context, labels, one) ?? untargeted(context, labels, one);
  },
});

const eachOnce = (all: readonly Untargeted[]): readonly Untargeted[] => [
  ...new Map(all.map((one) => [one.label, one])).values(),
];

/** Rules that nobody read may target any tag. */
function unread(context: Context, { word }: Labels, { tag, bearer }: Untargeted): Undecided | undefined {
  const reason = unreadFirewall(context, bearer);
  return (
    reason && {
      kind: 'undecided',
      message: `whether a rule of ${bearer.vpc} targets the ${word} ${tag.id} is not known`,
      resources: [tag.ref, ...filtersAt(context, bearer).map(refOf)],
      required: false,
      reasons: [reason],
    }
  );
}

function untargeted(context: Context, labels: Labels, one: Untargeted): Problem {
  const { tag, bearer } = one;
  const stopped = stoppedFlows(context, one);
  return {
    message: `no rule of ${bearer.vpc} that allows ingress targets the ${labels.word} ${tag.id}`,
    resources: [tag.ref, ...filtersAt(context, bearer).map(refOf)],
    severity: stopped.length > 0 ? 'error' : 'note',
    ...(stopped.length > 0
      ? { symptom: symptomOf(context, one), fix: fixOf(context, labels, one) }
      : isOpen(context, one)
        ? OTHERS_UNKNOWN
        : ANY_TAG),
  };
}

const ANY_TAG = {
  symptom: 'none: rules without a target concern every VM of the network',
  fix: { none: 'nothing has to change: where no rule needs a target, any tag does' },
} as const;

const OTHERS_UNKNOWN = {
  symptom: 'none, if the rules that choose VMs by something else let in what the cluster needs',
  fix: { none: 'settle what these rules choose, or make rules that target the tag' },
} as const;

/** Whether something that comes to who carries the tag is not decided at the firewall. */
const isOpen = ({ flows }: Context, { bearer }: Untargeted): boolean =>
  flows.some(({ trace }) =>
    trace.forward.hops.some(
      ({ side, resource, unknown }) => side === 'in' && unknown && bearer.filters?.includes(resource.id),
    ),
  );

/** The broken flows that the firewall stops on their way in to who carries the tag, with what stops them there. */
const stoppedFlows = (context: Context, { label }: Untargeted) =>
  context.workload.roles
    .filter(({ spot }) => spot.labels?.includes(label))
    .flatMap(({ spot }) => context.flows.map((flow) => ({ flow, blockers: inwardBlockers(flow, spot) })))
    .filter(({ flow, blockers }) => flow.judgement.holds === 'no' && blockers.length > 0);

function symptomOf(context: Context, { bearer }: Untargeted): string {
  const forAll = filtersAt(context, bearer).some(({ ingress }) =>
    ingress.some(({ action, target, implicit }) => action === 'allow' && !target && !implicit),
  );
  return forAll
    ? 'VMs start, and only what rules without a target let in reaches them'
    : 'VMs start, and nothing reaches them';
}

/** Tags that rules target, where the cluster works with them; else the one that is a slip away. */
function fixOf(context: Context, labels: Labels, one: Untargeted): Fix {
  const instead = labelInstead(context, one.bearer);
  if (instead) return { changes: instead };
  const targeted = targetedLabels(context, labels, one.bearer);
  const [near] = nearMisses(one.tag.id, targeted, 1);
  if (near !== undefined) return { changes: [replaceId(one.tag, near)] };
  return {
    none:
      targeted.length === 0
        ? `make rules that target ${one.tag.id}: the findings about the flows print them`
        : `name a tag that rules target (${targeted.join(', ')}), or make rules that target ${one.tag.id}`,
  };
}
