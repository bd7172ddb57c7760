import {
  type AddressSet,
  addressSet,
  type Context,
  clusterVpcs,
  defineRule,
  describeAddresses,
  intersect,
  isEmpty,
  overlaps,
  type Problem,
  type Severity,
  type Territory,
  territoriesOf,
  textsOf,
} from 'byo-net/rule';

const FURTHER = Array.from({ length: 14 }, (_, index) => `172.${18 + index}.0.0/16`);

export const rule = defineRule({
  id: 'docker-bridge-overlap',
  severity: 'warning',
  title: "Addresses around the cluster lie in the range of Docker's bridges",
  needs: 'roles',
  reads: ['networks', 'neighbours'],
  docs: {
    what: `Compares the ranges that the cluster's network can send to (its own, its peers', those of networks on the same transit
gateway, those declared with \`--on-premises\` or \`--assume reach:…\`) with the bridges that a Docker daemon makes on its VM: first
172.17.0.0/16, for every container; then 172.18.0.0/16 up to 172.31.0.0/16, one for each further network. An overlap with the first is a
warning, with the others a note. Those that a subnet of the cluster lies in are left out: Docker takes no range that its host has a route for.`,
    why: `A VM sends what is for its own bridge to the bridge and not out. A database at 172.17.3.10 or a worker in another subnet of
172.17.0.0/16 cannot be reached from inside, although every route, group and network ACL lets the packets through.`,
    repair: `Use a network outside of these ranges. Docker's own setting (\`bip\`, \`default-address-pools\`) moves the bridges, which only
the owner of the VM image can do.`,
    source:
      'Docker, dockerd, "default-address-pools"; that the VMs run Docker is inferred from the images that they pull.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/docker-bridge --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/docker-bridge --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  options: {
    first: { what: 'the bridge that Docker makes on every VM', default: ['172.17.0.0/16'], of: 'cidr' },
    further: { what: 'the bridges of its further networks', default: FURTHER, of: 'cidr' },
  },
  *check(context, { first, further }) {
    const bridges: readonly Bridge[] = [
      { range: addressSet(textsOf(first)), severity: 'warning', when: 'makes on every VM' },
      { range: freePools(context, textsOf(further)), severity: 'note', when: 'makes for further networks' },
    ];
    for (const vpc of clusterVpcs(context)) {
      for (const territory of territoriesOf(context, vpc)) {
        for (const bridge of bridges) yield* covered(territory, bridge);
      }
    }
  },
});

/** For a further network Docker takes no pool that a route of its host leads into: the VM's own subnet is one. */
const freePools = ({ workload }: Context, pools: readonly string[]): AddressSet =>
  addressSet(
    pools.filter((pool) =>
      workload.roles.every(({ subnet }) => !overlaps(subnet.addresses, addressSet([pool]))),
    ),
  );

interface Bridge {
  readonly range: AddressSet;
  readonly severity: Severity;
  readonly when: string;
}

function* covered(
  { label, addresses, ref }: Territory,
  { range, severity, when }: Bridge,
): Generator<Problem> {
  const shared = intersect(addresses, range);
  if (isEmpty(shared)) return;
  yield {
    message: `${describeAddresses(shared)} of ${label} lies in the range of the bridges that Docker ${when}`,
    resources: [ref],
    key: `${label} ${describeAddresses(range)}`,
    severity,
    symptom: 'a VM sends what is for these addresses to its own bridge, and the connection times out',
    fix: { none: `ranges in use cannot be changed: use a network outside of ${describeAddresses(range)}` },
  };
}
