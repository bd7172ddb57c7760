import {
  type Context,
  defineRule,
  type Gap,
  nearMisses,
  type PlacedId,
  type Problem,
  placedIds,
  readId,
  replaceId,
  type Undecided,
  type Unknown,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'resource-not-found',
  severity: 'error',
  title: 'A resource of the placement does not exist',
  needs: 'placement',
  docs: {
    what: `Looks every id of the placement up in the network. An id that is not there is reported with the ids that differ from it
in a few characters. Where a description of that kind of thing was refused or not read, the rule cannot tell and says what
would settle it.`,
    why: `The cluster is created in the account and region whose network was read; an id of another region, of another account, or of a
thing deleted since is refused there.`,
    repair: `Correct the id, or read the region and the account in which the thing is. Ids are never reused: one that is gone stays gone.`,
    source:
      'Amazon EC2 API, error codes InvalidVpcID.NotFound, InvalidSubnetID.NotFound, InvalidGroup.NotFound.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --network-id vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/guide --network-id no-such-network',
      'fixtures/aws/guide --scheduler-subnet-id subnet-0a1f2b3c4d5e6f702 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    const { network } = context;
    for (const placed of placedIds(context)) {
      if (readId(network, placed).is !== 'absent') continue;
      const [gap, ...others] = network.gaps.filter(({ hides }) => hides.includes(placed.hiddenBy));
      yield gap ? unseen(placed, gap, others) : absent(context, placed);
    }
  },
});

function absent({ network }: Context, placed: PlacedId): Problem {
  const { flag, id, word, key, candidates, ref } = placed;
  const near = nearMisses(id, candidates.keys());
  const [only] = near.length === 1 ? near : [];
  return {
    message: `${flag} ${id}: the input holds no such ${word}${near.length > 0 ? `; near it is ${near.join(', ')}` : present(placed)}`,
    resources: [ref],
    key,
    symptom: 'the cluster is refused when it is created: the cloud does not find it',
    fix:
      only !== undefined
        ? { changes: [replaceId(placed, only)] }
        : {
            none: `which ${word} is meant cannot be told from the ${network.provider} network that was read`,
          },
  };
}

const MOST_NAMED = 5;

/** The few that there are, or how many. */
function present({ candidates }: PlacedId): string {
  const ids = [...candidates.keys()].sort();
  if (ids.length === 0) return ', and no other either';
  return ids.length <= MOST_NAMED ? `; it holds ${ids.join(', ')}` : `; it holds ${ids.length} others`;
}

function unseen({ flag, id, word, key, ref }: PlacedId, gap: Gap, others: readonly Gap[]): Undecided {
  const reason = ({ what, why, settle, permission }: Gap): Unknown => ({
    cause: 'PERMISSION_DENIED',
    why: `${what} were not read: ${why} (${permission})`,
    settle,
  });
  return {
    kind: 'undecided',
    message: `whether the ${word} ${id} of ${flag} exists is not known`,
    resources: [ref],
    key,
    required: true,
    reasons: [reason(gap), ...others.map(reason)],
  };
}
