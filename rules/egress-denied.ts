import {
  type Context,
  defineRule,
  type Filter,
  type FilterRule,
  type Problem,
  refOf,
  repairFlow,
  ruleEvidence,
  type TracedFlow,
  together,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'egress-denied',
  severity: 'warning',
  title: 'A rule that denies egress cuts the cluster off',
  needs: 'flows',
  reads: ['all flows', 'groups'],
  providers: ['gcp'],
  docs: {
    what: `Looks for rules that deny egress and stop more than one of the cluster's flows. Each broken flow is a finding of its own; this
one says what they have in common, and its fix repairs them together.`,
    why: `Without rules for egress everything may leave, so most networks have none. One rule of one's own that denies egress beats that
implied rule, even at priority 65535, the lowest there is: a common hardening. VMs then neither download nor send to each other.`,
    repair: `Keep the rule that denies, and allow before it what the cluster needs: tcp 443 to the internet, and its own ports to its
subnets.`,
    source: 'Google Cloud, "VPC firewall rules": implied rules, priorities, egress.',
  },
  examples: {
    good: ['fixtures/gcp/guide --client internet', 'fixtures/gcp/hardened-egress --client internet'],
    bad: [
      'fixtures/gcp/egress-deny-lowest --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
    ],
  },
  *check(context) {
    const byRule = new Map<
      string,
      { readonly filter: Filter; readonly line: FilterRule; readonly flows: TracedFlow[] }
    >();
    for (const { filter, line, flow } of denied(context)) {
      const key = `${filter.id} ${line.id}`;
      const known = byRule.get(key) ?? { filter, line, flows: [] };
      byRule.set(key, known);
      known.flows.push(flow);
    }
    for (const { filter, line, flows } of byRule.values())
      if (flows.length > 1) yield cut(context, filter, line, flows);
  },
});

interface Denied {
  readonly filter: Filter;
  readonly line: FilterRule;
  readonly flow: TracedFlow;
}

/** The rules that stop flows on their way out. */
function* denied({ network, flows }: Context): Generator<Denied> {
  for (const flow of flows) {
    if (flow.judgement.holds !== 'no') continue;
    const lines = flow.trace.forward.blockers
      .filter(({ side, rule: line }) => side === 'out' && line !== undefined)
      .map(({ resource, rule: line }) => ({ filter: network.filters.get(resource.id), id: line?.id }));
    for (const { filter, id } of lines) {
      const line = filter?.egress.find((one) => one.id === id && one.action === 'deny');
      if (filter && line) yield { filter, line, flow };
    }
  }
}

function cut(context: Context, filter: Filter, line: FilterRule, flows: readonly TracedFlow[]): Problem {
  const distinct = [...new Set(flows)];
  return {
    message: `${line.id} (${line.text}) stops ${distinct.map(({ required }) => required.name).join(', ')}`,
    resources: [refOf(filter)],
    key: line.id,
    lines: [ruleEvidence(filter, line)],
    symptom: 'the VMs start, download nothing, and do not find each other',
    fix: together(distinct.map((flow) => repairFlow(context, flow))),
  };
}
