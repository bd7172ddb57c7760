/** The client is private, and yet the scheduler's ports are open to the internet. */
import {
  admitsInternet,
  type Context,
  clusterDoors,
  contains,
  defineRule,
  type FilterLine,
  ingressOf,
  interval,
  type Problem,
  refOf,
  ruleEvidence,
  TCP,
  union,
  wholeBlocks,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'public-ingress',
  severity: 'warning',
  title: 'The scheduler is open to the internet, and its client is private',
  needs: 'flows',
  reads: ['groups'],
  docs: {
    what: 'Where the declared client has private addresses only, looks whether a group of the scheduler admits the whole internet on the client’s ports while the scheduler has a public address.',
    why: 'Nobody needs that door: limiting inbound connections to a VPN or a peered network is one of the reasons to bring a network of one’s own.',
    repair: 'Replace the source of the rule by the client’s range, or give the scheduler no public address.',
    source:
      'Coiled guide: "limiting inbound connections to a VPN"; internet access to the scheduler is not required.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: [
      'fixtures/aws/public-beside-private-client --client 10.0.32.0/20 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    if (!isPrivate(context)) return;
    for (const one of publicSchedulerIngress(context))
      if (admitsWorld(context, one)) yield needless(context, one);
  },
});

/** The rules of a scheduler that the internet can address at all. */
const publicSchedulerIngress = (context: Context): readonly FilterLine[] =>
  context.workload.roles
    .filter((role) => role.name === 'scheduler' && role.spot.publicAddress !== false)
    .flatMap((role) => ingressOf(context, role));

const isPrivate = ({ client }: Context): boolean =>
  client?.spots.every((spot) => spot.kind !== 'internet') === true;

const admitsWorld = (context: Context, one: FilterLine): boolean =>
  context.requirements.client.some(
    (port) => contains(one.line.ports, port) && admitsInternet(context, one, interval(port)),
  );

const clientOf = ({ client }: Context) => union(...(client?.spots ?? []).map((spot) => spot.addresses));

const needless = (context: Context, { filter, line }: FilterLine): Problem => ({
  message: `${filter.word} ${filter.id} admits the internet (${line.text}), and the client is ${context.client?.label}`,
  resources: [refOf(filter)],
  key: line.id,
  lines: [ruleEvidence(filter, line)],
  symptom: 'the scheduler answers everybody on the internet',
  fix: {
    changes: [
      {
        ...clusterDoors(context, filter).scheduler,
        protocol: TCP,
        ports: line.ports,
        peer: { addresses: wholeBlocks(context.network, clientOf(context)) },
      },
      { kind: 'remove-rule', filter: filter.id, direction: 'ingress', rule: line.id },
    ],
  },
});
