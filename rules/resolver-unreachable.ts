import {
  type AddressSet,
  across,
  blockingResources,
  type Context,
  clusterVpcs,
  contains,
  defineRule,
  describeAddresses,
  describeService,
  distinctRefs,
  type Fix,
  formatAddress,
  groupBy,
  isEmpty,
  isKnown,
  type NameServer,
  type Problem,
  refOf,
  repairFlow,
  settingEvidence,
  type TracedFlow,
  together,
  type Undecided,
  union,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'resolver-unreachable',
  severity: 'error',
  title: "The network's own name servers cannot be reached",
  needs: 'flows',
  reads: ['networks', 'resolver flows'],
  docs: {
    what: `Where the network hands out name servers of its own (AWS: the DHCP options' domain-name-servers), follows the packets of each
role to each of them on udp 53 and tcp 53, and the replies back. Where none of them answers it is an error; where some do, a warning
that names the others. Where the network hands out none at all (AWS: options without domain-name-servers, or no set of options) it
is an error as well. The provider's own resolver is beyond filters and routes and is not a flow; whether it is switched on is
another rule.`,
    why: `Without name resolution nothing starts: \`cloud.coiled.io\`, the image registry and the package indexes are all reached by name.
A VM tries its servers one after the other: each one that is silent costs a time-out. When tcp alone is closed, only long answers
fail: some names resolve and others do not.`,
    repair: `Let the name servers' group or firewall admit udp 53 and tcp 53 from the subnets of the cluster, and route to them where
they are in another network. Take a server that is gone out of the list. Or go back to the provider's resolver with a forwarding
rule for the names that need one's own.`,
    source:
      'Amazon VPC user guide, "DHCP option sets"; EC2 API, AssociateDhcpOptions (`default`: no options); resolv.conf(5); RFC 7766 (DNS over TCP is required).',
  },
  examples: {
    good: [
      'fixtures/aws/guide',
      'fixtures/aws/own-resolver --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/own-resolver-closed --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/resolvers-half --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/no-name-servers --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      const { servers } = vpc.dns;
      if (!isKnown(servers)) yield open(vpc, [], [servers.unknown]);
      else if (servers.value.length === 0) yield noServers(vpc);
      else yield* outOfReach(context, vpc, servers.value);
    }
  },
});

/** One finding for a network, whatever roles, protocols and servers it is about. */
function* outOfReach(
  context: Context,
  vpc: Vpc,
  servers: readonly NameServer[],
): Generator<Problem | Undecided> {
  const flows = context.flows.filter(
    ({ required: { kind, flow } }) =>
      kind === 'resolver' && flow.from.some((spot) => spot.kind === 'vm' && spot.vpc === vpc.id),
  );
  const broken = flows.filter(({ judgement }) => judgement.holds === 'no');
  const unclear = flows.filter(({ judgement }) => judgement.holds === 'undecided');
  const halved = flows.filter(({ judgement }) => judgement.missing.length > 0);
  if (broken.length > 0) yield allSilent(context, vpc, servers, broken);
  else if (unclear.length > 0)
    yield open(
      vpc,
      unclear,
      unclear.flatMap(({ judgement }) => judgement.unknowns),
    );
  else if (halved.length > 0) yield someSilent(context, vpc, servers, halved);
}

const missingOf = (flows: readonly TracedFlow[]): AddressSet =>
  union(...flows.map(({ judgement }) => across(judgement.missing, 'destinations')));

function allSilent(
  context: Context,
  vpc: Vpc,
  servers: readonly NameServer[],
  flows: readonly TracedFlow[],
): Problem {
  return {
    message: `${handsOut(vpc)} the name ${servers.length === 1 ? 'server' : 'servers'} ${named(servers, missingOf(flows))}, which ${whoCannot(flows)}`,
    ...evidence(vpc, flows),
    symptom: SILENCE,
    fix: orWithout(vpc, servers, flows, together(flows.map((one) => repairFlow(context, one)))),
  };
}

function someSilent(
  context: Context,
  vpc: Vpc,
  servers: readonly NameServer[],
  flows: readonly TracedFlow[],
): Problem {
  const silent = missingOf(flows);
  const [first] = servers;
  const waits = first !== undefined && isIn(silent, first);
  return {
    message: `${handsOut(vpc)} ${servers.length} name servers, of which ${whoCannot(flows, ` ${named(servers, silent)}`)}`,
    ...evidence(vpc, flows),
    severity: 'warning',
    symptom: waits
      ? 'every name waits for a time-out before the next server answers: each connection starts slowly'
      : 'names resolve by the others; when those fail, nothing takes their place',
    fix: orWithout(vpc, servers, flows, together(flows.map((one) => repairFlow(context, one)))),
  };
}

const SILENCE = 'nothing resolves: no download and no connection by name works';

const handsOut = ({ dns, ...vpc }: Vpc): string => {
  const { word, id } = dns.options ?? vpc;
  return `${word} ${id} hands out`;
};

const isIn = (set: AddressSet, server: NameServer): boolean => server !== 'provider' && contains(set, server);

/** In the order in which they are asked. */
const named = (servers: readonly NameServer[], of: AddressSet): string =>
  servers
    .flatMap((server) => (server !== 'provider' && contains(of, server) ? formatAddress(server) : []))
    .join(', ');

/** "the scheduler and workers cannot reach on udp 53 and tcp 53"; those who lack the same are named together. */
function whoCannot(flows: readonly TracedFlow[], whom = ''): string {
  const lacks = [...groupBy(flows, ({ required }) => required.from)].map(([who, own]) => ({
    who,
    what: own.map(({ required: { flow } }) => describeService(flow.protocol, flow.ports)).join(' and '),
  }));
  const clauses = [...groupBy(lacks, ({ what }) => what)].map(
    ([what, alike]) => `${alike.map(({ who }) => who).join(' and ')} cannot reach${whom} on ${what}`,
  );
  return clauses.join(', and ');
}

function evidence(vpc: Vpc, flows: readonly TracedFlow[]) {
  const blocking = flows.flatMap(blockingResources);
  return {
    resources: distinctRefs([refOf(vpc.dns.options ?? vpc), ...blocking]),
    key: 'name servers',
    covers: flows.map(({ trace }) => trace),
    ...(flows[0] && { trace: flows[0].trace }),
  };
}

/** Where no change leads to a server, the VMs need not be told of it. */
const orWithout = (vpc: Vpc, servers: readonly NameServer[], flows: readonly TracedFlow[], fix: Fix): Fix =>
  'none' in fix
    ? {
        none: `${fix.none}; or take ${named(servers, missingOf(flows))} out of ${(vpc.dns.options ?? vpc).id}`,
      }
    : fix;

const noServers = (vpc: Vpc): Problem => {
  const { options } = vpc.dns;
  const where = options
    ? `${options.word} ${options.id} of ${vpc.id} names no name servers`
    : `${vpc.word} ${vpc.id} has no DHCP options, so its VMs are told of no name server`;
  return {
    message: where,
    resources: distinctRefs([refOf(options ?? vpc), refOf(vpc)]),
    lines: [settingEvidence(options ?? vpc, 'domain-name-servers', 'no domain-name-servers')],
    symptom: SILENCE,
    fix: { changes: [{ kind: 'use-provider-resolver', vpc: vpc.id }] },
  };
};

/** Which servers the VMs ask, or whether one of them answers, is not known. */
function open(
  vpc: Vpc,
  flows: readonly TracedFlow[],
  [first, ...rest]: readonly Undecided['reasons'][number][],
): Undecided {
  const servers = union(...flows.map(({ judgement }) => across(judgement.open, 'destinations')));
  const whom = isEmpty(servers)
    ? 'the name servers that they ask'
    : `the name servers ${describeAddresses(servers)}`;
  return {
    kind: 'undecided',
    message: `whether the VMs of ${vpc.id} reach ${whom} is not known`,
    resources: [refOf(vpc.dns.options ?? vpc)],
    key: 'name servers',
    required: true,
    ...(flows[0] && { trace: flows[0].trace }),
    reasons: [first ?? NO_REASON, ...rest],
  };
}

const NO_REASON: Undecided['reasons'][number] = {
  cause: 'UNKNOWN_DESTINATION',
  why: 'a hop of the path cannot be judged',
  settle: 'add its description to the input',
};
