import {
  type Context,
  defineRule,
  type Fix,
  mayBeUnseen,
  numberOf,
  type Role,
  refOf,
  type Subnet,
  type Trace,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'single-zone',
  severity: 'note',
  title: 'The workers have one zone and no way out of it',
  needs: 'flows',
  reads: ['egress flows', 'subnets'],
  docs: {
    what: `A cluster has one subnet for its workers, and a subnet is in one zone. The rule speaks when no other subnet of the network
could take the workers in another zone: there is none, or none from which they reach the internet. What stops the workers in
their own zone as well, such as a group that lets nothing out, is no matter of zones.`,
    why: `A zone runs out of an instance type now and then, GPUs and large machines first. Then no worker starts, until the zone has
capacity again or another \`worker_subnet_id\` is given; where the network has no second one, it has to be made first.`,
    repair: `Make a subnet in another zone that routes as the workers' own does. Nothing else changes: its id is what is given as
\`worker_subnet_id\` when the first zone is full.`,
    source: 'Amazon EC2, InsufficientInstanceCapacity; reports of Coiled users.',
  },
  examples: {
    good: [
      'fixtures/aws/two-zones --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/guide --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  options: {
    zones: { what: 'in how many zones the workers must find a subnet', default: 2, of: 'count' },
  },
  *check(context, { zones }) {
    const worker = context.workload.roles.find(({ name }) => name === 'worker');
    if (worker?.subnet.zone === undefined) return;
    const { zone, vpc } = worker.subnet;
    const others = [...context.network.subnets.values()].filter(
      (one) => one.vpc === vpc && one.zone !== zone,
    );
    // A subnet that nobody read may be in another zone.
    if (mayBeUnseen(context.network, 'subnet')) return;
    const carrying = others.map((subnet) => ({ subnet, verdict: verdictOf(context, worker, subnet) }));
    const surely = zonesOf(carrying.flatMap(({ subnet, verdict }) => (verdict === 'yes' ? [subnet] : [])));
    if (surely.length + 1 >= numberOf(zones)) return;
    const perhaps = carrying.filter(({ verdict }) => verdict !== 'no').map(({ subnet }) => subnet);
    const good = zonesOf(perhaps);
    if (good.length + 1 >= numberOf(zones)) {
      yield { kind: 'cannot-tell', why: whyOpen(context, worker, perhaps) };
      return;
    }
    const another = good.length === 0 ? 'another zone' : 'a further zone';
    const why = zonesOf(others).some((one) => !good.includes(one))
      ? `no subnet of ${vpc} in ${another} gives them a way to the internet`
      : `${vpc} has no subnet in ${another}`;
    const running = [zone, ...good].sort().join(', ');
    yield {
      message: `the workers can run in ${running} alone: ${why}`,
      resources: [refOf(worker.subnet)],
      symptom: `no worker starts while ${running} lacks capacity for their instance type`,
      fix: MAKE_ONE,
    };
  },
});

const zonesOf = (subnets: readonly Subnet[]): readonly string[] => [
  ...new Set(subnets.flatMap(({ zone }) => zone ?? [])),
];

/** Whether the workers would get out from there, or what stops them stops them in their own zone as well. */
function verdictOf(context: Context, worker: Role, subnet: Subnet): 'yes' | 'no' | 'unknown' {
  if (subnet.zone === undefined || subnet.state.is !== 'usable') return 'no';
  const own = egressOf(context, worker);
  const trace = egressFrom(context, worker, subnet);
  if (!own || !trace) return 'yes';
  if (trace.verdict === 'blocked') return isSubset(stops(trace), stops(own.trace)) ? 'yes' : 'no';
  return trace.verdict === 'unknown' ? 'unknown' : 'yes';
}

const egressOf = (context: Context, worker: Role) =>
  context.flows.find(
    ({ required }) => required.kind === 'egress' && required.flow.from.includes(worker.spot),
  );

function egressFrom(context: Context, worker: Role, subnet: Subnet): Trace | undefined {
  const egress = egressOf(context, worker);
  const moved = { ...worker.spot, subnet: subnet.id, addresses: subnet.usable };
  return egress && context.trace({ ...egress.required.flow, from: [moved] });
}

/** By their ids: a group of the workers' own, a table or a border that the zones share. */
const stops = ({ forward, reply }: Trace): ReadonlySet<string> =>
  new Set([...forward.blockers, ...reply.blockers].map(({ resource }) => resource.id));

const isSubset = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((id) => all.has(id));

function whyOpen(context: Context, worker: Role, subnets: readonly Subnet[]): string {
  const traces = subnets.flatMap((subnet) => egressFrom(context, worker, subnet) ?? []);
  const unknowns = traces.flatMap((trace) => [...trace.forward.unknowns, ...trace.reply.unknowns]);
  return unknowns[0]?.why ?? 'a hop of the path cannot be judged';
}

const MAKE_ONE: Fix = {
  none: 'a subnet in another zone has to be made; no change of an existing resource gives one',
};
