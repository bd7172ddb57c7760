import {
  type AddressSet,
  type Context,
  cidrSet,
  clusterTables,
  clusterVpcs,
  defineRule,
  describeAddresses,
  distinctRefs,
  intersect,
  isEmpty,
  isSameGround,
  isSubset,
  overlaps,
  type Problem,
  type Ref,
  refOf,
  type Territory,
  territoriesOf,
  union,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'cidr-overlap',
  severity: 'warning',
  title: 'Two address ranges around the cluster overlap',
  needs: 'roles',
  reads: ['networks', 'neighbours', 'routes'],
  docs: {
    what: `Compares all ranges that the cluster's network can send to: its own, those of its peers, of the networks on the same transit
gateway, ranges declared with \`--on-premises\` or \`--assume reach:…\`, ranges that its route tables send away although they lie
inside its own. A wide route around the network's own range (10.0.0.0/8 to a transit gateway) is not an overlap: the local route
is more specific. Docker's bridges are the subject of docker-bridge-overlap.

An overlap that breaks a required flow is an error.`,
    why: `An address that two networks have is reached in one of them. Clouds refuse a peering between overlapping networks, AWS does not refuse two
peers that overlap each other, and nothing refuses an overlap with on-premises ranges. What loses is silent: packets go to the
other network, or stay at the local route.`,
    repair: `Ranges in use cannot be changed. Put the cluster into a network with a range of its own, or into one that needs only one of
the two. Between two peers, routes for the subnets in use, longer than the shared block, can serve both.`,
    source:
      'Amazon VPC Peering guide, "Unsupported VPC peering configurations"; Amazon VPC user guide, "Route priority".',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/vpn-client --client 10.50.0.0/16',
    ],
    bad: [
      'fixtures/gcp/guide --on-premises 10.16.0.0/12 --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/peers-overlap --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      yield* pairs(context, territoriesOf(context, vpc));
      yield* routedAway(context, vpc);
    }
  },
});

/** Every two territories that share addresses and are not the same ground. */
function* pairs(context: Context, territories: readonly Territory[]): Generator<Problem> {
  for (const [index, one] of territories.entries()) {
    for (const two of territories.slice(index + 1)) {
      const shared = intersect(one.addresses, two.addresses);
      if (isEmpty(shared) || isSameGround(one, two)) continue;
      yield {
        message: `${describeAddresses(shared)} is in ${one.label} and in ${two.label}`,
        resources: distinctRefs([one.ref, two.ref]),
        key: describeAddresses(shared),
        symptom: 'connections to the one that loses time out, or reach a stranger',
        severity: breaks(context, [one, two], shared) ? 'error' : 'warning',
        fix: { none: 'ranges in use cannot be changed: use a network with a range of its own' },
      };
    }
  }
}

/** Whether a required flow is lost at a hop of one of them on its way to or from the shared addresses. */
function breaks({ flows }: Context, territories: readonly Territory[], shared: AddressSet): boolean {
  const hops = new Set(territories.flatMap(({ ids, hops }) => [...ids, ...hops]));
  return flows
    .filter(({ judgement }) => judgement.holds === 'no')
    .flatMap(({ trace }) => [...trace.forward.blockers, ...trace.reply.blockers])
    .some(
      ({ resource, stopped }) =>
        hops.has(resource.id) && overlaps(shared, union(stopped.sources, stopped.destinations)),
    );
}

/** Routes to another network for a part of the network's own range, which the local route keeps. */
function* routedAway(context: Context, vpc: Vpc): Generator<Problem> {
  for (const table of clusterTables(context).filter((one) => one.vpc === vpc.id)) {
    for (const route of [...table.routes, ...(table.overruled ?? [])]) {
      const gateway =
        route.target.kind === 'gateway' ? context.network.gateways.get(route.target.id) : undefined;
      const leaves =
        gateway?.kind === 'transit' || gateway?.kind === 'peering' || table.overruled?.includes(route);
      if (!leaves || !isSubset(cidrSet(route.destination), vpc.cidrs)) continue;
      const target: readonly Ref[] = gateway ? [refOf(gateway)] : [];
      yield {
        message: `the route ${route.id} of ${table.id} leads out of ${vpc.id}, and the range is ${vpc.id}'s own`,
        resources: [refOf(table), ...target],
        key: route.id,
        lines: [
          {
            kind: 'route',
            id: route.id,
            text: route.id,
            resource: refOf(table),
            ...(route.place && { place: route.place }),
          },
        ],
        symptom: 'of two machines with one address only one is ever reached',
        fix: { none: 'ranges in use cannot be changed: use a network with a range of its own' },
      };
    }
  }
}
