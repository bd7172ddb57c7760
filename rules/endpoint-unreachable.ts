import {
  across,
  blockingResources,
  type Context,
  clusterVpcs,
  defineRule,
  describeService,
  distinctRefs,
  type EgressHost,
  endpointsFor,
  groupBy,
  hostsCalled,
  interval,
  isKnown,
  judge,
  type PrivateEndpoint,
  type Problem,
  refOf,
  repairFlow,
  serviceFlow,
  TCP,
  type TracedFlow,
  together,
  type Undecided,
  union,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'endpoint-unreachable',
  severity: 'error',
  title: 'An endpoint that answers for a host of the cluster cannot be reached',
  needs: 'flows',
  reads: ['endpoints'],
  providers: ['aws'],
  docs: {
    what: `With private DNS, an interface endpoint takes the public names of its service over: every VM of the VPC then talks to the
endpoint's interfaces. For each endpoint of a service that a cluster calls (ECR, S3, STS, CloudWatch Logs; the list is inferred, Coiled
publishes none), follows the packets of both roles to tcp 443 of each of its interfaces, and the replies back. An endpoint takes
nothing over while it is not available, while \`enableDnsSupport\` or \`enableDnsHostnames\` is off, or where its private DNS is for
inbound resolver endpoints only.`,
    why: `Image pulls, credentials or logs time out, although the NAT gateway and every route to the internet are right: nothing goes
there any more.`,
    repair: `Let the endpoint's security group admit tcp 443 from the cluster's group, and the network ACLs of its subnets too. Or
switch private DNS of the endpoint off: its service is then reached by the internet again.`,
    source:
      'AWS PrivateLink guide, "Access an AWS service using an interface VPC endpoint": private DNS, security groups; Amazon ECR guide, "Interface VPC endpoints".',
  },
  examples: {
    good: [
      'fixtures/aws/guide --client internet',
      'fixtures/aws/endpoint-open --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/endpoint-private-dns --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/endpoint-closed --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      const { endpoints } = vpc;
      if (endpoints && !isKnown(endpoints))
        yield {
          kind: 'undecided',
          message: `whether endpoints of ${vpc.id} answer for hosts that the cluster calls is not known`,
          resources: [refOf(vpc)],
          required: true,
          reasons: [endpoints.unknown],
        };
    }
    const flows = context.flows.filter(({ required }) => required.kind === 'service');
    for (const alike of byBlockers(flows.filter(({ judgement }) => judgement.holds === 'no')))
      yield refused(context, alike);
    yield* unclear(context, flows);
    yield* perhapsTaken(context);
  },
});

/** Endpoints share their groups: what the same line stops is said once. */
function byBlockers(flows: readonly TracedFlow[]): Iterable<readonly TracedFlow[]> {
  const groups = groupBy(flows, (traced) => JSON.stringify(blockingResources(traced).map(({ id }) => id)));
  return mergedByEndpoint([...groups.values()]);
}

/** Two roles may meet different borders on the way to one endpoint: still one endpoint that is closed. */
function mergedByEndpoint(groups: readonly (readonly TracedFlow[])[]): readonly (readonly TracedFlow[])[] {
  const merged: TracedFlow[][] = [];
  for (const group of groups) {
    const same = merged.find((other) =>
      other.some(({ required }) => group.some((one) => one.required.to === required.to)),
    );
    if (same) same.push(...group);
    else merged.push([...group]);
  }
  return merged;
}

/** Of some flows, their endpoints, each once. */
const endpointsOf = (context: Context, flows: readonly TracedFlow[]): readonly PrivateEndpoint[] => {
  const spots = new Set(flows.flatMap(({ required }) => required.flow.to.map(({ label }) => label)));
  const all = context.workload.roles.flatMap((role) => endpointsFor(context.network, role));
  return [...new Map(all.filter(({ id }) => spots.has(id)).map((one) => [one.id, one])).values()];
};

const whoOf = (flows: readonly TracedFlow[]): string =>
  [...new Set(flows.map(({ required }) => required.from))].join(' and ');

/** What the cluster calls by these endpoints. */
const calledBy = (context: Context, endpoints: readonly PrivateEndpoint[]): readonly EgressHost[] => {
  const [vpc] = clusterVpcs(context);
  return endpoints.flatMap(({ hosts }) => hostsCalled(hosts, vpc?.region));
};

const hostsOf = (called: readonly EgressHost[]): string => called.map(({ host }) => host).join(', ');
const usesOf = (called: readonly EgressHost[]): string =>
  [...new Set(called.map(({ use }) => use))].join(', ');

function refused(context: Context, flows: readonly TracedFlow[]): Problem {
  const endpoints = endpointsOf(context, flows);
  const called = calledBy(context, endpoints);
  const word = endpoints.length === 1 ? 'endpoint that answers' : 'endpoints that answer';
  const ports = union(...flows.map(({ judgement }) => across(judgement.missing, 'ports')));
  return {
    message: `${whoOf(flows)} cannot reach the ${word} for ${hostsOf(called)} on ${describeService(TCP, ports)}`,
    resources: distinctRefs([...flows.flatMap(blockingResources), ...endpoints.map(refOf)]),
    key: endpoints.map(({ id }) => id).join(' '),
    covers: flows.map(({ trace }) => trace),
    ...(flows[0] && { trace: flows[0].trace }),
    symptom: `time-outs, although the way to the internet works: ${usesOf(called)}`,
    fix: together(flows.map((one) => repairFlow(context, one))),
  };
}

function* unclear(context: Context, flows: readonly TracedFlow[]): Generator<Undecided> {
  const open = flows.filter(({ judgement }) => judgement.holds === 'undecided');
  const reasons = open.flatMap(({ judgement }) => judgement.unknowns);
  if (open.length > 0) yield undecided(context, open, reasons);
}

/** Where nothing tells whether the names lead to the endpoint, it has to be good enough that this does not matter. */
function* perhapsTaken(context: Context): Generator<Undecided> {
  const flows: TracedFlow[] = [];
  const reasons: Undecided['reasons'][number][] = [];
  for (const role of context.workload.roles) {
    for (const endpoint of endpointsFor(context.network, role)) {
      if (isKnown(endpoint.takesOver)) continue;
      const required = serviceFlow(context.network, role, endpoint);
      const trace = context.trace(required.flow);
      const judgement = judge(required, trace);
      if (judgement.holds === 'yes') continue;
      flows.push({ required, trace, judgement });
      reasons.push(endpoint.takesOver.unknown);
    }
  }
  if (flows.length > 0) yield undecided(context, flows, reasons);
}

function undecided(
  context: Context,
  flows: readonly TracedFlow[],
  reasons: readonly Undecided['reasons'][number][],
): Undecided {
  const endpoints = endpointsOf(context, flows);
  const [first, ...rest] = new Map(reasons.map((one) => [`${one.why} ${one.settle}`, one])).values();
  return {
    kind: 'undecided',
    message: `whether ${whoOf(flows)} reach ${hostsOf(calledBy(context, endpoints))} on ${describeService(TCP, interval(443))} by endpoints of this network is not known`,
    resources: endpoints.map(refOf),
    key: endpoints.map(({ id }) => id).join(' '),
    required: true,
    ...(flows[0] && { trace: flows[0].trace }),
    reasons: [first ?? NO_REASON, ...rest],
  };
}

const NO_REASON: Undecided['reasons'][number] = {
  cause: 'UNKNOWN_RESOURCE',
  why: 'a hop of the path cannot be judged',
  settle: 'add its description to the input',
};
