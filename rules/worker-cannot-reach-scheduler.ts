import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'worker-cannot-reach-scheduler',
  severity: 'error',
  title: 'Workers cannot reach the scheduler',
  needs: 'flows',
  docs: {
    what: `Follows the packets from any address that a worker can get to any address that the scheduler can get, on the port on which
the scheduler listens (guide: tcp 8786; current client: 443), and the replies back. Workers use the scheduler's private address.`,
    why: `A worker registers with the scheduler before it gets work. When it cannot, no worker ever arrives; Coiled gives up after 10
minutes, and the VMs are paid for until then.`,
    repair: `Let the scheduler's group admit the port from the cluster's group. Opening the cluster's group (or tag) to itself does it too,
because the scheduler carries that one beside its own. Where the roles stand in two subnets, both subnets' network ACLs must
admit the request and the reply: tcp to the scheduler's port one way, tcp 32768-61000 (Linux' ephemeral ports) the other.`,
    source: 'Coiled, "Bring your own network"; distributed\'s scheduler; Linux net.ipv4.ip_local_port_range.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide',
    ],
    bad: [
      'fixtures/gcp/one-tag-of-two --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-cluster-vms --scheduler-firewall-id byo-scheduler --workers-public-ip',
      'fixtures/aws/acl-worker-to-scheduler --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['worker-scheduler']),
});
