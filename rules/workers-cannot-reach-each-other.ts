import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'workers-cannot-reach-each-other',
  severity: 'error',
  title: 'Workers cannot reach each other',
  needs: 'flows',
  docs: {
    what: `Follows the packets between any two addresses that workers can get, on tcp 1024-65535 or on the pinned ports of a custom
requirement set. All workers stand in one subnet, so routes and network ACLs are not asked: their group decides alone.`,
    why: `This is the break that small tests miss. Tasks without dependencies work; a shuffle, a join or any task whose input another
worker holds hangs, and the log says "Could not find data".`,
    repair: `Let the cluster's group admit everything from itself. A rule for the workers' subnet or for the whole network's range does
the same; a rule for another group, or a self-reference on the scheduler's own group only, does not. Outbound rules count as
well: a group without any sends nothing. On Google Cloud the rule targets the cluster's network tag and lists it as a source.`,
    source: 'Coiled, "Bring your own network"; distributed: workers fetch dependencies from each other.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide',
      'fixtures/aws/cluster-by-cidr --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/gcp/no-cluster-rule --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/group-without-self-rule --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['worker-worker']),
});
