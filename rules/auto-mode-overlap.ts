import {
  type AddressSet,
  clusterVpcs,
  defineRule,
  describeAddresses,
  distinctRefs,
  intersect,
  isEmpty,
  type Problem,
  refOf,
  subtract,
  type Territory,
  territoriesOf,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'auto-mode-overlap',
  severity: 'warning',
  title: 'A network of auto mode claims addresses that are in use around it',
  needs: 'roles',
  reads: ['networks', 'neighbours'],
  providers: ['gcp'],
  docs: {
    what: `A network of auto mode has a subnet out of 10.128.0.0/9 in every region, and gets one in every region that Google adds. The rule
compares that range with what the cluster's network is joined to: subnets of peers, ranges declared with \`--on-premises\` or
\`--assume reach:…\`; and the other way round where the peer is the one of auto mode. Ranges that overlap today are the subject of
cidr-overlap.`,
    why: `It works until a region is added: the new subnet takes a range that a peer or an office has already, and what is sent there
stays in the network. Two networks of auto mode cannot be peered at all.`,
    repair: `Turn the network of auto mode into one of custom mode, which keeps its subnets and makes no more: \`gcloud compute networks update
<network> --switch-to-custom-subnet-mode\`. There is no way back.`,
    source: 'Google Cloud, "VPC networks": auto mode ranges; "VPC Network Peering": restrictions.',
  },
  examples: {
    good: ['fixtures/gcp/peered-client --client 10.60.0.0/20'],
    bad: [
      'fixtures/gcp/auto-mode-peer --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall --client 10.142.0.0/20',
    ],
  },
  *check(context) {
    for (const vpc of clusterVpcs(context)) {
      const [, ...around] = territoriesOf(context, vpc);
      for (const territory of around) {
        yield* claims(vpc, territory.addresses, territory.label, territory);
        const far = territory.ids.flatMap((id) => context.network.vpcs.get(id) ?? [])[0];
        if (far) yield* claims(far, vpc.cidrs, vpc.id, territory);
      }
    }
  },
});

/** What a network may make subnets of some day, and somebody else has today. */
function* claims(auto: Vpc, taken: AddressSet, owner: string, { ref }: Territory): Generator<Problem> {
  const shared = intersect(subtract(auto.reserved ?? [], auto.cidrs), taken);
  if (isEmpty(shared)) return;
  yield {
    message: `${auto.word} ${auto.id} is of auto mode, and gets subnets out of ${describeAddresses(auto.reserved ?? [])}, where ${owner} has ${describeAddresses(shared)}`,
    resources: distinctRefs([refOf(auto), ref]),
    key: describeAddresses(shared),
    symptom: 'when Google adds a region, its subnet takes these addresses away',
    fix: {
      none: `turning ${auto.id} into a network of custom mode cannot be undone: gcloud compute networks update ${auto.id} --switch-to-custom-subnet-mode`,
    },
  };
}
