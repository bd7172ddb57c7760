import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'scheduler-cannot-reach-worker',
  severity: 'error',
  title: 'The scheduler cannot reach the workers',
  needs: 'flows',
  docs: {
    what: `Follows the packets from any address that the scheduler can get to any address that a worker can get, on tcp 1024-65535
(a worker listens on any free port above the privileged ones) or on the pinned ports of a custom requirement set, and back.`,
    why: `Workers register, tasks are sent over the connection that the worker opened, and the cluster looks healthy. Then the
scheduler opens a connection of its own, to gather results or to replicate data, and it fails: "Couldn't gather keys".`,
    repair: `Let the cluster's group admit everything from itself: one rule, and the one that Coiled's guide describes. Where all ports are
too many, pin them with the \`port\` of \`worker_options\` and name the same range in the configuration file's requirements.`,
    source:
      'Coiled, "Bring your own network" ("any port" from inside the group); distributed\'s worker, which listens on a random port.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide',
    ],
    bad: [
      'fixtures/gcp/no-cluster-rule --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/group-without-self-rule --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['scheduler-worker']),
});
