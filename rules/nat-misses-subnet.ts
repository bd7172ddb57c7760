import {
  type Context,
  defineRule,
  type Miss,
  type Problem,
  type Role,
  refOf,
  settingEvidence,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'nat-misses-subnet',
  severity: 'error',
  title: 'Cloud NAT leaves out the subnet',
  needs: 'roles',
  reads: ['nat gateways'],
  providers: ['gcp'],
  docs: {
    what: `Where VMs of a role have no external address, and no Cloud NAT translates for their subnet although the network has one: says of
each what keeps it from the subnet. It may be on a router of another region, list other subnets, take only secondary ranges
(those of pods, not of VMs), serve other endpoints than VMs (\`endpointTypes\`), or be of type PRIVATE.`,
    why: `A Cloud NAT in the list looks like a way out. Without one that takes the primary range of the very subnet, VMs without an
external address reach nothing on the internet.`,
    repair: `Add the subnet to the NAT, or make one in the subnet's region.`,
    source: 'Google Cloud, "Cloud NAT overview": subnet IP address ranges, routers are regional.',
  },
  examples: {
    good: ['fixtures/gcp/guide --client internet'],
    bad: [
      'fixtures/gcp/nat-other-region --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/gcp/nat-secondary-only --scheduler-subnet-id byo-schedulers --worker-subnet-id byo-workers --firewall-id byo-firewall',
    ],
  },
  *check(context) {
    const subnets = new Set<string>();
    for (const role of context.workload.roles) {
      const misses = missesOf(context, role);
      if (misses.length === 0 || subnets.has(role.subnet.id)) continue;
      subnets.add(role.subnet.id);
      yield missed(role, misses);
    }
  },
});

/** What leaves the subnet out, where the role needs NAT and nothing else translates. */
function missesOf({ network }: Context, { spot, subnet }: Role): readonly Miss[] {
  if (spot.publicAddress !== false) return [];
  return [...network.gateways.values()].flatMap((gateway) =>
    gateway.kind === 'internet' && gateway.translators?.has(subnet.id) === false
      ? (gateway.misses?.get(subnet.id) ?? [])
      : [],
  );
}

const missed = ({ name, subnet }: Role, misses: readonly Miss[]): Problem => ({
  message: `no Cloud NAT takes ${subnet.word} ${subnet.id} of ${name === 'worker' ? 'the workers' : `the ${name}`}: ${misses.map(({ nat, why }) => `${nat.id} ${why}`).join('; ')}`,
  resources: [refOf(subnet), ...misses.map(({ nat }) => refOf(nat))],
  lines: misses.map(({ nat, why }) => settingEvidence(nat, nat.id, why)),
  symptom: 'VMs without an external address download nothing and never report to cloud.coiled.io',
  fix: { changes: [{ kind: 'translate', subnet: subnet.id }] },
});
