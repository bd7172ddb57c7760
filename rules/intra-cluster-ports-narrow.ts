import {
  across,
  type Context,
  defineRule,
  describePorts,
  distinctRefs,
  interval,
  judge,
  repairFlow,
  type TracedFlow,
  together,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'intra-cluster-ports-narrow',
  severity: 'note',
  title: 'Not every port is open inside the cluster',
  needs: 'flows',
  reads: ['inner flows', 'groups', 'borders', 'routes'],
  docs: {
    what: `Coiled's guide describes traffic inside the cluster as any port between members of its group. The minimum is less: the
scheduler's port, and tcp 1024-65535 or the pinned ports towards workers. The rule speaks where the minimum is open and some
tcp port between the roles is not, and names what is closed. Less than the minimum is the break that the flow rules report.`,
    why: `Dask works. What goes beyond its defaults may not: a service on a fixed port that a plugin starts on a worker, a worker port
pinned outside of the open range, ssh or Jupyter between VMs.`,
    repair: `Let the cluster's group admit everything from itself, or leave it as it is: the guide says that a network "needn't exactly
match".`,
    source: 'Coiled, "Bring your own network".',
  },
  examples: {
    good: ['fixtures/aws/guide'],
    bad: [
      'fixtures/aws/intra-cluster-narrow --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    const inside = context.flows.filter(({ required }) => INSIDE.has(required.kind));
    if (inside.some(({ judgement }) => judgement.holds !== 'yes')) return;
    const narrow = inside
      .map((traced) => withAnyPort(context, traced))
      .filter(({ judgement }) => judgement.holds === 'no');
    const [first] = narrow;
    if (!first) return;
    const stated = narrow.map(
      ({ required, judgement }) =>
        `tcp ${describePorts(across(judgement.missing, 'ports'))} from ${required.from} to ${required.to}`,
    );
    yield {
      message: `the cluster's minimum is open and not any port inside it: closed is ${stated.join(', ')}`,
      resources: distinctRefs(
        narrow.flatMap(({ trace }) =>
          [...trace.forward.blockers, ...trace.reply.blockers].map(({ resource }) => resource),
        ),
      ),
      trace: first.trace,
      symptom: 'Dask works; a service of your own on one of these ports does not',
      fix: together(narrow.map((traced) => repairFlow(context, traced))),
    };
  },
});

const INSIDE: ReadonlySet<string> = new Set(['worker-scheduler', 'scheduler-worker', 'worker-worker']);

/** The same flow asked for every tcp port. */
function withAnyPort(context: Context, { required }: TracedFlow): TracedFlow {
  const wide = { ...required, flow: { ...required.flow, ports: interval(1, 65535) } };
  const trace = context.trace(wide.flow);
  return { required: wide, trace, judgement: judge(wide, trace) };
}
