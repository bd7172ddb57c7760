import {
  type Context,
  carriesOne,
  defineRule,
  type Fix,
  type Labels,
  nearMisses,
  type Problem,
  refOf,
  replaceId,
  type VmSpot,
  type WrittenId,
  writtenId,
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
allow rule for ingress targets each tag of the placement. Where the flows work all the same, because rules without a target
concern every VM, it is a note.`,
    why: `A tag is not a resource: any word is accepted, and one that no rule targets opens nothing. The VMs start, and only the implied
rule that denies all ingress is left for them.`,
    repair: `Name the tag that the rules target, or make rules that target this one.`,
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
    for (const tag of tagsOf(context, labels)) {
      const label = `${labels.firewall}${tag.id}`;
      const bearer = context.workload.roles.find(({ spot }) => spot.labels?.includes(label));
      if (bearer && areRulesRead(context, bearer.spot) && !isTargeted(context, bearer.spot, label))
        yield untargeted(context, labels, tag, bearer.spot);
    }
  },
});

/** Each tag once. What no tag can be called is the subject of malformed-id. */
function tagsOf(context: Context, { word }: Labels): readonly WrittenId[] {
  const tags = (['firewallId', 'schedulerFirewallId'] as const)
    .flatMap((key) => writtenId(context, key, word) ?? [])
    .filter(({ id }) => /^[-a-z0-9]+$/.test(id));
  return tags.filter(({ id }, i) => tags.findIndex((one) => one.id === id) === i);
}

/** A rule that nobody read may target anything. */
const areRulesRead = ({ network }: Context, { filters = [] }: VmSpot): boolean =>
  filters.every((id) => {
    const filter = network.filters.get(id);
    return filter?.ingress.every(({ peer }) => !peer.unread || peer.unread.cause === 'UNSUPPORTED') === true;
  });

/** Whether a rule lets something in to whoever carries the label. */
const isTargeted = ({ network }: Context, { filters = [] }: VmSpot, label: string): boolean =>
  filters
    .flatMap((id) => network.filters.get(id)?.ingress ?? [])
    .some(
      ({ action, target }) =>
        action === 'allow' && (target?.unread !== undefined || target?.labels.includes(label) === true),
    );

function untargeted(context: Context, labels: Labels, tag: WrittenId, bearer: VmSpot): Problem {
  const broken = context.flows.some(({ judgement }) => judgement.holds === 'no');
  const firewall = bearer.filters?.flatMap((id) => context.network.filters.get(id) ?? []) ?? [];
  return {
    message: `no rule of ${bearer.vpc} that allows ingress targets the ${labels.word} ${tag.id}`,
    resources: [tag.ref, ...firewall.map(refOf)],
    severity: broken ? 'error' : 'note',
    symptom: broken
      ? 'VMs start, and nothing reaches them'
      : 'none: rules without a target concern every VM of the network',
    fix: meant(context, labels, tag, bearer),
  };
}

/** The tag that is a slip away and is targeted; else those that there are. */
function meant(context: Context, { firewall, known }: Labels, tag: WrittenId, bearer: VmSpot): Fix {
  const targeted = [...known]
    .filter(([label, vpcs]) => label.startsWith(firewall) && vpcs.includes(bearer.vpc))
    .filter(([label]) => isTargeted(context, bearer, label) && carriesOne(bearer, [label]) !== true)
    .map(([label]) => label.slice(firewall.length));
  const [near] = nearMisses(tag.id, targeted, 1);
  if (near !== undefined) return { changes: [replaceId(tag, near)] };
  return {
    none:
      targeted.length === 0
        ? `make rules that target ${tag.id}: the findings about the flows print them`
        : `name a tag that rules target (${targeted.join(', ')}), or make rules that target ${tag.id}`,
  };
}
