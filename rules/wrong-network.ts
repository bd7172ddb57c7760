import {
  defineRule,
  type Fix,
  type Network,
  type PlacedId,
  type Problem,
  placedIds,
  type Resource,
  refOf,
  replaceId,
  type Undecided,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'wrong-network',
  severity: 'error',
  title: 'The parts of the placement are not in one network',
  needs: 'placement',
  reads: ['placement'],
  docs: {
    what: `Compares the network that each subnet and each group of the placement belongs to with \`--network-id\`, or, where none was
given, with each other. A group that is associated with several networks fits each of them; a network tag is
a word, and fits everywhere. Where nobody read the associations of groups, the rule cannot tell of a group of another network.`,
    why: `A machine's group must belong to the machine's network, so the cloud refuses to make the VM. Two subnets of two networks could
be joined by a peering, but one cluster has one network id: Coiled makes all of its VMs in it.`,
    repair: `Name a subnet or group of the cluster's network, or correct \`--network-id\` where all others agree on another one.`,
    source:
      'Coiled, "Bring your own network"; Amazon EC2 API, error code InvalidGroup.NotFound for a group of another VPC.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --network-id vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/two-networks --network-id byo-network --scheduler-subnet-id byo-subnet --worker-subnet-id other-subnet --firewall-id byo-firewall',
      'fixtures/aws/two-vpcs --network-id vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-04ba32193acb8f394 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/two-vpcs --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0801ef683e855c88c',
    ],
  },
  *check(context) {
    const { network } = context;
    const placed = placedIds(context).filter(({ id, candidates }) => candidates.has(id));
    const stated = placed.find(({ key }) => key === 'networkId');
    const members = placed.flatMap((one) => {
      const homes = homesOf(network, one);
      return one === stated || homes.length === 0 ? [] : [{ placed: one, homes }];
    });
    const cluster = stated?.id ?? members[0]?.homes[0];
    const strangers = members.filter(({ homes }) => cluster !== undefined && !homes.includes(cluster));
    const agreed = commonHome(members);
    if (stated && agreed !== undefined && strangers.length === members.length && members.length > 1) {
      yield wrongId(network, stated, agreed);
    } else if (cluster !== undefined) {
      for (const stranger of strangers)
        yield unassociated(network, stranger, cluster) ?? elsewhere(network, stranger, cluster);
    }
  },
});

interface Member {
  readonly placed: PlacedId;
  /** The networks that it belongs to. */
  readonly homes: readonly string[];
}

function homesOf(network: Network, { key, id }: PlacedId): readonly string[] {
  const subnet = key.endsWith('SubnetId') ? network.subnets.get(id) : undefined;
  return subnet ? [subnet.vpc] : (network.filters.get(id)?.vpcs ?? []);
}

const commonHome = ([first, ...others]: readonly Member[]): string | undefined =>
  first?.homes.find((home) => others.every(({ homes }) => homes.includes(home)));

function wrongId(network: Network, stated: PlacedId, agreed: string): Problem {
  return {
    message: `${stated.flag} is ${stated.id}, and the subnets and groups of the placement are in ${agreed}`,
    resources: [reference(network.vpcs, stated)],
    key: stated.key,
    symptom: SYMPTOM,
    fix: { changes: [replaceId(stated, agreed)] },
  };
}

function elsewhere(network: Network, { placed, homes }: Member, cluster: string): Problem {
  return {
    message: `${placed.flag} ${placed.id} is in ${homes.join(' and ')}, and the cluster goes to ${cluster}`,
    resources: [reference(placed.candidates, placed)],
    key: placed.key,
    symptom: SYMPTOM,
    fix: theOnlyOther(network, placed, cluster),
  };
}

/** A group of another network may be associated with this one as well, where nobody read the associations. */
function unassociated(network: Network, { placed, homes }: Member, cluster: string): Undecided | undefined {
  const gap = network.gaps.find(({ hides }) => hides.includes('association'));
  if (!gap || network.subnets.has(placed.id)) return undefined;
  return {
    kind: 'undecided',
    message: `whether ${placed.flag} ${placed.id}, which is in ${homes.join(' and ')}, can be used in ${cluster} is not known`,
    resources: [reference(placed.candidates, placed)],
    key: placed.key,
    required: true,
    reasons: [
      {
        cause: 'UNKNOWN_RESOURCE',
        why: `${gap.what} were not read (${gap.call}): ${gap.why}`,
        settle: gap.settle,
      },
    ],
  };
}

const SYMPTOM = 'the cluster is refused when it is created: its VMs cannot have this subnet or group';

/** Where the cluster's network has exactly one such thing, or one of the same name, it is meant. */
function theOnlyOther(network: Network, placed: PlacedId, cluster: string): Fix {
  const fitting = [...placed.candidates.keys()]
    .filter((id) => homesOf(network, { ...placed, id }).includes(cluster))
    .sort();
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return { changes: [replaceId(placed, only)] };
  const name = placed.candidates.get(placed.id)?.name;
  const [namesake, ...more] = fitting.filter(
    (id) => name !== undefined && placed.candidates.get(id)?.name === name,
  );
  if (namesake !== undefined && more.length === 0) return { changes: [replaceId(placed, namesake)] };
  const choice = fitting.length > 0 ? `: ${fitting.join(', ')}` : ', which has none yet';
  return { none: `name a ${placed.word} of ${cluster}${choice}` };
}

/** The thing itself; an id of the call stands at the call's line. */
const reference = (things: ReadonlyMap<string, Resource>, { id, ref }: PlacedId) => {
  const thing = things.get(id);
  return thing ? { ...refOf(thing), ...(ref.place && { place: ref.place }) } : ref;
};
