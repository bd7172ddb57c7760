/** Everything from anywhere into the cluster. */
import {
  type AddressSet,
  ALL_PORTS,
  ALL_V4,
  ALL_V6,
  admitsInternet,
  type Change,
  type Context,
  clusterDoors,
  clusterIngress,
  defineRule,
  type Filter,
  type FilterLine,
  type FilterRule,
  intersect,
  interval,
  isEmpty,
  isSubset,
  overlaps,
  type Problem,
  type Role,
  refOf,
  ruleEvidence,
  TCP,
  union,
  wholeBlocks,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'cluster-open-to-world',
  severity: 'warning',
  title: 'The cluster admits everything from anywhere',
  needs: 'roles',
  reads: ['groups'],
  docs: {
    what: 'Looks at the groups of the cluster, or the firewall rules that concern its VMs, for a rule that admits the whole internet on every port.',
    why: 'The cluster works, and so does every other port of its VMs: workers’ ports take code from whoever connects, unless the deployment’s TLS stops them.',
    repair:
      'Replace the rule by the ports of the scheduler (8786 and 8787, or 443) for the client’s range, and everything from the group itself.',
    source: 'Coiled guide: 8786 and 8787 from outside, any port only from inside the group.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide --client internet',
    ],
    bad: [
      'fixtures/gcp/open-to-the-world --client internet --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/open-to-the-world --client internet',
    ],
  },
  *check(context) {
    for (const one of clusterIngress(context)) if (isEverything(context, one)) yield wide(context, one);
  },
});

const isEverything = (context: Context, one: FilterLine): boolean =>
  isSubset(ALL_PORTS, one.line.ports) && admitsInternet(context, one, ALL_PORTS);

const wide = (context: Context, { filter, line }: FilterLine): Problem => ({
  message: `${filter.word} ${filter.id} admits every port from the whole internet`,
  resources: [refOf(filter)],
  key: line.id,
  lines: [ruleEvidence(filter, line)],
  symptom: 'every port of these VMs answers everybody',
  fix: narrowed(context, filter, line),
});

/** The ports that the client needs, for the client, and everything for the group itself, in place of the wide rule. */
function narrowed(context: Context, filter: Filter, line: FilterRule): Problem['fix'] {
  const { client, requirements } = context;
  if (!client)
    return { none: 'who the client is decides what replaces the rule: name it with --client <cidr>' };
  const { scheduler, all, cluster } = clusterDoors(context, filter);
  const named = wholeBlocks(context.network, union(...client.spots.map((spot) => spot.addresses)));
  // Of the client, those whom the wide rule lets in and whose family the scheduler can answer.
  const addresses = intersect(intersect(named, line.peer.addresses), familiesOf(context));
  const ports = union(...requirements.client.map((port) => interval(port)));
  const inside: Change = { ...all, protocol: undefined, ports: ALL_PORTS, peer: { group: cluster } };
  const gone: Change = { kind: 'remove-rule', filter: filter.id, direction: 'ingress', rule: line.id };
  if (isEmpty(addresses)) return { changes: [inside, gone] };
  return { changes: [{ ...scheduler, protocol: TCP, ports, peer: { addresses } }, inside, gone] };
}

/** All addresses of the families that the scheduler's subnet has. */
function familiesOf({ workload }: Context): AddressSet {
  const own = union(...workload.roles.filter(isScheduler).map(({ subnet }) => subnet.addresses));
  return union(...[ALL_V4, ALL_V6].filter((family) => overlaps(family, own)));
}

const isScheduler = ({ name }: Role): boolean => name === 'scheduler';
