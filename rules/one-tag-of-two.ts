import {
  ALL_PROTOCOLS,
  type Context,
  clusterIngress,
  defineRule,
  type FilterLine,
  isSubset,
  type Labels,
  type Problem,
  refOf,
  ruleEvidence,
  TCP,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'one-tag-of-two',
  severity: 'warning',
  title: 'A rule between the VMs lists one network tag of two',
  needs: 'flows',
  reads: ['groups'],
  providers: ['gcp'],
  docs: {
    what: `Where the scheduler has a tag of its own besides the cluster's, looks at the rules that let one of the two tags in to the
cluster: whether the other is let in as well, by that rule or by another one. A rule that lists the cluster's tag alone works,
because the scheduler carries both; that is a note, whatever else is broken.`,
    why: `Workers carry the cluster's tag alone. A rule that lists the scheduler's alone admits nothing of theirs: no worker arrives, and
results do not move. One that lists the cluster's alone breaks on the day when the scheduler no longer carries it.`,
    repair: `List both tags as sources of the rule, as Coiled's own network does.`,
    source: 'Coiled, network architecture: ingress on all ports from both tags; Google Cloud, "Source tags".',
  },
  examples: {
    good: [
      'fixtures/gcp/one-public-subnet --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-cluster-vms --scheduler-firewall-id byo-scheduler --workers-public-ip --client 203.0.113.0/24',
    ],
    bad: [
      'fixtures/gcp/one-tag-of-two --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-cluster-vms --scheduler-firewall-id byo-scheduler --workers-public-ip --client 203.0.113.0/24',
      'fixtures/gcp/cluster-tag-only --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-cluster-vms --scheduler-firewall-id byo-scheduler --workers-public-ip --client 203.0.113.0/24',
    ],
  },
  *check(context) {
    const { placement, network } = context;
    const { firewallId, schedulerFirewallId } = placement;
    if (!network.labels || schedulerFirewallId === undefined || schedulerFirewallId === firewallId) return;
    const pair = [firewallId, schedulerFirewallId].map((id) => `${network.labels?.firewall}${id}`);
    const lines = clusterIngress(context).filter(({ line }) => line.action === 'allow');
    const listing = lines.filter(({ line }) => sourcesOf(line).some((label) => pair.includes(label)));
    const listed = pair.filter((label) => listing.some(({ line }) => sourcesOf(line).includes(label)));
    const [first] = listing;
    if (first && listed.length === 1) yield half(context, network.labels, first, listed[0] ?? '', pair);
  },
});

const sourcesOf = ({ peer }: FilterLine['line']): readonly string[] => peer.groups.map(({ group }) => group);

function half(
  context: Context,
  { firewall, word }: Labels,
  { filter, line }: FilterLine,
  listed: string,
  pair: readonly string[],
): Problem {
  const missing = pair.find((label) => label !== listed) ?? listed;
  const isScheduler = missing === pair[1];
  const name = (label: string) => label.slice(firewall.length);
  const inside = context.flows.filter(
    ({ required }) => required.from !== 'internet' && INSIDE.has(required.kind),
  );
  // Where only the scheduler's own is missing, nothing hangs on it: what else is broken has other causes.
  const works = isScheduler || inside.every(({ judgement }) => judgement.holds !== 'no');
  return {
    message: isScheduler
      ? `${line.id} lets in the ${word} ${name(listed)} and not ${name(missing)}, which works while the scheduler carries both`
      : `${line.id} lets in the ${word} ${name(listed)} and not ${name(missing)}, the only one that workers carry`,
    resources: [refOf(filter)],
    key: line.id,
    severity: works ? 'note' : 'warning',
    lines: [ruleEvidence(filter, line)],
    symptom: works
      ? 'none, as long as the scheduler carries both tags'
      : 'nothing that a worker sends to the cluster is admitted',
    fix: {
      changes: [
        {
          kind: 'allow',
          filter: filter.id,
          direction: 'ingress',
          target: line.target?.labels ?? [`${firewall}${context.placement.firewallId}`],
          protocol: isSubset(ALL_PROTOCOLS, line.protocol) ? undefined : TCP,
          ports: line.ports,
          peer: { group: missing },
        },
      ],
    },
  };
}

const INSIDE: ReadonlySet<string> = new Set(['worker-scheduler', 'scheduler-worker', 'worker-worker']);
