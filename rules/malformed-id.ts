import {
  type Context,
  defineRule,
  type Problem,
  placedIds,
  readId,
  replaceId,
  writtenId,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'malformed-id',
  severity: 'error',
  title: 'What was given is no id of the kind that is wanted',
  needs: 'placement',
  reads: ['placement'],
  docs: {
    what: `Reads every id of the placement: an ARN where an id is wanted, the id of another kind of thing (a subnet as
\`--network-id\`), the name of a thing, blanks, quotes or capitals around an id that exists, or a form that no id of this kind has.
How ids look is learnt from the network itself. A well-formed id that names nothing is the subject of resource-not-found.`,
    why: `Coiled takes the \`network\` dictionary without looking into it, so the mistake shows only when the cluster is created, as an
error of the cloud about an invalid id.`,
    repair: `Give the id itself: the last segment of an ARN, or what the message proposes.`,
    source:
      'Coiled, "Bring your own network" (network_id is an id, not an ARN); the coiled client does not validate network.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --network-id vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id dask@my-project-id.iam.gserviceaccount.com',
      'fixtures/aws/guide --network-id arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/guide --network-id subnet-0a1f2b3c4d5e6f701 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    const { network } = context;
    yield* malformedLabels(context);
    for (const placed of placedIds(context)) {
      const reading = readId(network, placed);
      if (reading.is !== 'malformed') continue;
      const { id, flag, word, key, ref } = placed;
      const { meant } = reading;
      const exists = meant !== undefined && placed.candidates.has(meant);
      yield {
        message: `${flag} ${JSON.stringify(id)} ${reading.why}`,
        resources: [ref],
        key,
        symptom: 'the cluster is refused when it is created: the cloud calls the id invalid',
        fix: exists
          ? { changes: [replaceId(placed, meant)] }
          : { none: `no ${word} of the input is certainly the one that is meant` },
      };
    }
  },
});

/** Where a firewall id is the name of a label, what no label can be called: a service account, a link, a group's id. */
function* malformedLabels(context: Context): Generator<Problem> {
  const { labels } = context.network;
  if (!labels) return;
  for (const key of ['firewallId', 'schedulerFirewallId'] as const) {
    const written = writtenId(context, key, labels.word);
    if (!written || LABEL.test(written.id)) continue;
    const { id, flag, ref } = written;
    const kind = id.includes('@') ? 'is a service account' : `is no ${labels.word}`;
    yield {
      message: `${flag} ${JSON.stringify(id)} ${kind}, and a ${labels.word} is wanted: lower-case letters, digits and dashes`,
      resources: [ref],
      key: flag,
      symptom: 'the cluster is refused when it is created: no VM can carry it',
      fix: { none: `name the ${labels.word} that the firewall rules target` },
    };
  }
}

/** RFC 1035, as Compute takes tags. */
const LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
