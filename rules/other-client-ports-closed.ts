import {
  across,
  blockingResources,
  type Context,
  clientPaths,
  defineRule,
  describePorts,
  interval,
  judge,
  otherGeneration,
  type Problem,
  type Requirements,
  type TracedFlow,
  union,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'other-client-ports-closed',
  severity: 'note',
  title: 'Clients of the other port generation cannot reach the scheduler',
  needs: 'flows',
  reads: ['client flows'],
  docs: {
    what: `Two generations of ports are in use. Coiled's guide opens tcp 8786 (Dask protocol) and 8787 (dashboard); the current client
connects on tcp 443 for both. The rule speaks when the ports of the requirement set that was asked for are reachable and those
of the other set are not, for the same client.`,
    why: `A network that is right by the guide looks right, and the current client still hangs in "Timed out trying to connect to …",
because it asks for 443 unless it is told otherwise.`,
    repair: `Nothing has to change in the network: create the cluster with the arguments that the message names, or put them into Dask's
configuration (\`coiled.scheduler_port\`, \`coiled.use_dashboard_https\`). To serve both generations, check with the other
\`--requirements\` set: the fix of what it reports opens the missing ports to exactly the declared client.`,
    source:
      'Coiled, "Bring your own network"; the arguments of coiled.Cluster in the coiled client 1.135 (scheduler_port, use_dashboard_https).',
  },
  examples: {
    good: [
      'fixtures/aws/both-generations --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/guide --client internet',
      'fixtures/aws/guide --client internet --requirements guide',
    ],
  },
  *check(context) {
    const other = otherGeneration(context.requirements);
    if (!other) return;
    for (const traced of context.flows) {
      if (traced.required.kind !== 'client-scheduler' || traced.judgement.holds !== 'yes') continue;
      const asked = withPortsOf(context, traced, other);
      if (asked.judgement.holds === 'no') yield closed(context, asked, other);
      if (asked.judgement.holds === 'undecided') yield { kind: 'cannot-tell', why: whyOpen(asked) };
    }
  },
});

function withPortsOf(context: Context, { required }: TracedFlow, other: Requirements): TracedFlow {
  const ports = union(...other.client.map((port) => interval(port)));
  const flow = { ...required, flow: { ...required.flow, ports } };
  const trace = context.trace(flow.flow);
  return { required: flow, trace, judgement: judge(flow, trace) };
}

function closed(context: Context, asked: TracedFlow, other: Requirements): Problem {
  const open = context.requirements.client.join(', ');
  const missing = describePorts(across(asked.judgement.missing, 'ports'));
  return {
    message: `the scheduler answers clients on tcp ${open} and not on tcp ${missing}, where ${USERS[other.name] ?? `clients of the set ${other.name}`} connect`,
    resources: blockingResources(asked),
    key: other.name,
    trace: asked.trace,
    symptom: `a client that asks for tcp ${missing} stops with "Timed out trying to connect to …"`,
    fix: { none: asChecked(context) },
  };
}

const whyOpen = ({ judgement: { unknowns } }: TracedFlow): string =>
  unknowns[0]?.why ?? 'a hop of the path cannot be judged';

const USERS: Readonly<Record<string, string>> = {
  guide: 'clients that follow the guide',
  coiled: 'current clients',
};

/** What makes the current client use the ports that are open, at the address that was checked. */
function asChecked(context: Context): string {
  const paths = clientPaths(context);
  const isPrivate = paths && paths.toPrivate.length > 0 && paths.toPublic.length === 0;
  switch (context.requirements.name) {
    case 'guide': {
      const given = isPrivate
        ? 'scheduler_port=8786, use_dashboard_https=False and use_scheduler_public_ip=False'
        : 'scheduler_port=8786 and use_dashboard_https=False';
      return `the network needs no change: create the cluster with ${given}, and the current client uses 8786 and 8787`;
    }
    case 'coiled': {
      const more = isPrivate ? ', with use_scheduler_public_ip=False,' : '';
      return `the network needs no change: leave scheduler_port and use_dashboard_https at their defaults, and the client${more} uses 443`;
    }
    default:
      return 'the set of ports is a choice of the client, not of the network';
  }
}
