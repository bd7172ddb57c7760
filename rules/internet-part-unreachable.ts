import {
  across,
  type Change,
  type Context,
  defineRule,
  describeAddresses,
  distinctChanges,
  distinctRefs,
  type Fix,
  type Hop,
  hostsCalled,
  type Part,
  type Problem,
  type Ref,
  repairBlockers,
  type TracedFlow,
  type Undecided,
  type Unknown,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'internet-part-unreachable',
  severity: 'note',
  title: 'A part of the internet is out of reach',
  needs: 'flows',
  reads: ['egress flows', 'routes'],
  docs: {
    what: `A more specific route takes some public addresses away from the default route: to a VPN, a peering, an endpoint, or to a target
that is gone; or a filter on the way leaves out a few ranges (up to a sixty-fourth of the internet). The rule speaks when these
addresses are not reached from a role's subnet, and names them; the default door itself is the subject of no-egress. Where they belong
to a service that the cluster calls and reaches by an endpoint (S3 by a gateway endpoint), it is a warning.`,
    why: `It is a break only when a host that the cluster needs has one of these addresses, and nothing in the network says which hosts
those are: downloads from one mirror hang while others work.`,
    repair: `Remove a route whose target is gone. Where the range is one's own (public addresses in use behind a VPN), declare what is
behind the hop: \`--assume reach:<cidr>@<hop>\`. Name what must be reached with \`--require role:worker=<cidr>:443\`, and its
break becomes an error.`,
    source: 'Amazon VPC user guide, "Route priority" (longest prefix wins).',
  },
  examples: {
    good: ['fixtures/aws/guide'],
    bad: [
      'fixtures/aws/internet-part-blackhole --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const traced of context.flows) {
      const { exceptions } = traced.judgement;
      const blocked = exceptions.filter((part) => part.verdict === 'blocked');
      const unknown = exceptions.filter((part) => part.verdict === 'unknown');
      for (const [service, parts] of byService(context, traced, blocked))
        yield cutOff(context, traced, parts, service);
      if (unknown.length > 0) yield unseen(traced, unknown);
    }
  },
});

interface Called {
  readonly id: string;
  readonly name: string;
  readonly uses: string;
}

function cutOff(
  context: Context,
  traced: TracedFlow,
  parts: readonly Part[],
  service: Called | undefined,
): Problem {
  const { required, trace } = traced;
  const paths = pathsOf(parts);
  const blockers = [...trace.forward.blockers, ...trace.reply.blockers].filter(({ path }) => paths.has(path));
  const addresses = describeAddresses(across(parts, 'destinations'));
  const said = {
    resources: distinctRefs(blockers.map(({ resource }) => resource)),
    key: service ? `${required.name} ${service.id}` : required.name,
    trace,
  };
  const without = withoutDeadRoutes(
    context,
    blockers.map(({ resource, route }) => ({ resource, line: route?.id })),
  );
  if (!service)
    return {
      ...said,
      message: `${required.from} cannot reach ${addresses}, a part of the internet`,
      symptom: 'hosts with these addresses time out, all others answer',
      fix: without,
    };
  return {
    ...said,
    message: `${required.from} cannot reach ${addresses}, a part of ${service.name}, by ${service.id}`,
    severity: 'warning',
    symptom: `hosts with these addresses time out: ${service.uses}`,
    fix: 'changes' in without ? without : repairBlockers(context, traced, blockers),
  };
}

/** Parts by the service on their way that the cluster calls: what is cut off there is not any part of the internet. */
function byService(
  context: Context,
  traced: TracedFlow,
  parts: readonly Part[],
): Iterable<readonly [Called | undefined, readonly Part[]]> {
  const groups = new Map<string, readonly [Called | undefined, Part[]]>();
  for (const part of parts) {
    const service = calledOn(context, traced.trace.paths[part.path]?.forward ?? []);
    const group = groups.get(service?.id ?? '');
    if (group) group[1].push(part);
    else groups.set(service?.id ?? '', [service, [part]]);
  }
  return groups.values();
}

function calledOn({ network }: Context, hops: readonly Hop[]): Called | undefined {
  for (const { resource } of hops) {
    const door = network.gateways.get(resource.id);
    const called = door?.kind === 'service' ? hostsCalled(door.hosts ?? [], door.region) : [];
    if (door?.kind === 'service' && called.length > 0)
      return {
        id: door.id,
        name: door.service,
        uses: [...new Set(called.map(({ use }) => use))].join(', '),
      };
  }
  return undefined;
}

/** Dead routes can go: what they took away falls back to the default route. */
function withoutDeadRoutes(
  context: Context,
  lines: readonly { resource: Ref; line: string | undefined }[],
): Fix {
  const changes = lines.flatMap(({ resource, line }): readonly Change[] => {
    const route = context.network.routeTables.get(resource.id)?.routes.find(({ id }) => id === line);
    if (route?.state.is !== 'unusable') return [];
    return [{ kind: 'remove-route', table: resource.id, route: route.id, destination: route.destination }];
  });
  const [first, ...rest] = distinctChanges(changes);
  return first
    ? { changes: [first, ...rest] }
    : {
        none: 'whether these addresses are needed, and by which door, is for the owner of the routes to say',
      };
}

function unseen({ required, trace }: TracedFlow, parts: readonly Part[]): Undecided {
  const paths = pathsOf(parts);
  const hops = trace.paths
    .flatMap((path, index) => (paths.has(index) ? [...path.forward, ...path.reply] : []))
    .filter((hop) => hop.unknown);
  const [first, ...rest] = hops.flatMap((hop): readonly Unknown[] => (hop.unknown ? [hop.unknown] : []));
  return {
    kind: 'undecided',
    message: `whether ${required.from} can reach ${describeAddresses(across(parts, 'destinations'))}, a part of the internet, is not known`,
    resources: distinctRefs(hops.map(({ resource }) => resource)),
    key: required.name,
    trace,
    required: false,
    reasons: [first ?? NO_REASON, ...rest],
  };
}

const NO_REASON: Unknown = {
  cause: 'UNKNOWN_DESTINATION',
  why: 'what lies behind the door is not in the input',
  settle: 'declare it: --assume reach:<cidr>@<hop>',
};

const pathsOf = (parts: readonly Part[]): ReadonlySet<number> => new Set(parts.map(({ path }) => path));
