/** A peering of the cluster's network that one side alone has made. */
import {
  type Context,
  clusterVpcs,
  defineRule,
  overlaps,
  type Peering,
  type Problem,
  refOf,
  settingEvidence,
  union,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'peering-inactive',
  severity: 'warning',
  title: 'A peering of the network is not active',
  needs: 'roles',
  reads: ['networks'],
  providers: ['gcp'],
  docs: {
    what: 'Looks at the VPC Network Peerings of the cluster’s network for those whose state is not ACTIVE. Where the client is not behind it, it is a note.',
    why: 'A peering exists when both networks have made it. Until then it exchanges no routes: what is meant to come by it takes another way or none, and nothing says so.',
    repair: 'Make the peering in the other network too.',
    source: 'Google Cloud, "VPC Network Peering": a peering is ACTIVE when both sides match.',
  },
  examples: {
    good: [
      'fixtures/gcp/peered-client --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall --client 10.60.0.0/20',
    ],
    bad: [
      'fixtures/gcp/peering-inactive --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall --client 10.60.0.0/20',
    ],
  },
  *check(context) {
    const own = new Set(clusterVpcs(context).map(({ id }) => id));
    for (const gateway of context.network.gateways.values())
      if (gateway.kind === 'peering' && own.has(gateway.sides[0].vpc)) yield* inactive(context, gateway);
  },
});

function* inactive(context: Context, peering: Peering): Generator<Problem> {
  const { state, sides } = peering;
  if (state.is !== 'unusable') return;
  const [near, far] = sides.map(({ vpc }) => vpc);
  const isUsed = hasClientBehind(context, peering);
  yield {
    message: `${peering.word} ${state.why}`,
    resources: [refOf(peering)],
    severity: isUsed ? 'warning' : 'note',
    lines: [settingEvidence(peering, 'state', state.why)],
    symptom: isUsed
      ? `the client in ${far} reaches nothing of ${near} by its private addresses`
      : `nothing passes between ${near} and ${far} by private addresses`,
    fix: { none: `make the peering in ${far} too: it is active when both networks have it` },
  };
}

function hasClientBehind({ client }: Context, { sides: [, far] }: Peering): boolean {
  const addresses = union(...(client?.spots ?? []).map((spot) => spot.addresses));
  return overlaps(addresses, far.cidrs);
}
