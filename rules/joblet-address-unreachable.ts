import {
  ALL_PORTS,
  type Context,
  contains,
  defineRule,
  flowProblems,
  interval,
  type Job,
  judge,
  type Mention,
  mentionsOf,
  moveJob,
  type Problem,
  parseAddress,
  type RequiredFlow,
  refOf,
  resolveEndpoint,
  type Subnet,
  spotOfJob,
  TCP,
  type TracedFlow,
  type Undecided,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-address-unreachable',
  severity: 'error',
  title: 'A job is given an address that its network does not reach',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Looks for addresses in the arguments and variables of every job (URLs, \`10.30.0.5:5432\`, \`DB_HOST\`) that lie in a network of the
input, and traces the way there, as \`byo-net trace --from job:… --to 10.30.0.5\` does.`,
    why: 'A job has one network, and Joblet drops what goes from one custom network to another: the connection times out.',
    repair: 'Put the job on the network of that address, or hand data over by a volume.',
    source: 'Joblet, network/setup.go (the DROP pair between bridges), measured in both orders.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/addresses'] },
  *check(context) {
    const subnets = [...context.network.subnets.values()].filter(({ blocks }) => blocks.length > 0);
    for (const job of (context.network.plan?.workflows ?? []).flatMap(({ jobs }) => jobs)) {
      for (const mention of mentionsOf(job)) {
        const address = parseAddress(mention.host);
        const owner = subnets.find((one) => address !== undefined && contains(one.addresses, address));
        if (owner) yield* toldOf(context, job, mention, owner);
      }
    }
  },
});

function* toldOf(
  context: Context,
  job: Job,
  mention: Mention,
  { name: owner = '' }: Subnet,
): Generator<Problem | Undecided> {
  const traced = tracedTo(context, job, mention);
  if (!traced) return;
  for (const said of flowProblems({ ...context, flows: [traced] }, ['required'])) {
    const resources = [{ ...refOf(job), place: mention.place }, ...said.resources];
    yield said.kind === 'undecided'
      ? { ...said, resources, required: false }
      : { ...said, resources, fix: moveJob(job, owner, 'put the job on the network of that address') };
  }
}

/** Undefined where the address has no single owner: ranges that overlap are told by another rule. */
function tracedTo(context: Context, job: Job, { host, port }: Mention): TracedFlow | undefined {
  const from = spotOfJob(job, context.network);
  const to = resolveEndpoint(host, { network: context.network, roles: [], end: 'destination' });
  if (!from || 'error' in to) return undefined;
  const flow = {
    from: [from],
    to: to.endpoint.spots,
    protocol: TCP,
    ports: port === undefined ? ALL_PORTS : interval(port),
  };
  const required: RequiredFlow = {
    kind: 'required',
    name: `${job.id} → ${host}`,
    from: `job ${job.name}`,
    to: host,
    flow,
    holds: 'every',
    symptom: 'the connection times out',
  };
  const trace = context.trace(flow);
  return { required, trace, judgement: judge(required, trace) };
}
