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
subnets. A rule that allows them at the same priority is behind it: give that one a lower number.`,
    source: 'Google Cloud, "VPC firewall rules": implied rules, priorities, egress.',
  },
  examples: {
    good: ['fixtures/gcp/guide --client internet', 'fixtures/gcp/hardened-egress --client internet'],
    bad: [
      'fixtures/gcp/egress-deny-lowest --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
    ],
  },
  *check(context) {
    const byRule = new Map<string, Denied & { readonly flows: TracedFlow[] }>();
    for (const one of denied(context)) {
      const key = `${one.filter.id} ${one.line.id}`;
      const known = byRule.get(key) ?? { ...one, flows: [] };
      byRule.set(key, known);
      known.flows.push(one.flow);
    }
    for (const { flows, ...one } of byRule.values()) if (flows.length > 1) yield cut(context, one, flows);
  },
});

interface Denied {
  readonly filter: Filter;
  readonly line: FilterRule;
  /** The line as the flow met it: with the rules that it comes before. */
  readonly text: string;
  readonly flow: TracedFlow;
}

/** The rules that stop flows on their way out. */
function* denied({ network, flows }: Context): Generator<Denied> {
  for (const flow of flows) {
    if (flow.judgement.holds !== 'no') continue;
    for (const { side, rule: met, resource } of flow.trace.forward.blockers) {
      const filter = side === 'out' && met ? network.filters.get(resource.id) : undefined;
      const line = filter?.egress.find((one) => one.id === met?.id && one.action === 'deny');
      if (filter && line && met) yield { filter, line, text: met.text, flow };
    }
  }
}

function cut(
  context: Context,
  { filter, line, text }: Omit<Denied, 'flow'>,
  flows: readonly TracedFlow[],
): Problem {
  const distinct = [...new Set(flows)];
  return {
    message: `${line.id} (${text}) stops ${distinct.map(({ required }) => required.name).join(', ')}`,
    resources: [refOf(filter)],
    key: line.id,
    lines: [{ ...ruleEvidence(filter, line), text }],
    symptom: 'the VMs start, download nothing, and do not find each other',
    fix: together(distinct.map((flow) => repairFlow(context, flow))),
  };
}
