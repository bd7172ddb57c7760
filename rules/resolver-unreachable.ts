import {
  clusterVpcs,
  defineRule,
  flowProblems,
  isKnown,
  refOf,
  type Undecided,
  type Vpc,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'resolver-unreachable',
  severity: 'error',
  title: "The network's own name servers cannot be reached",
  needs: 'flows',
  reads: ['networks'],
  docs: {
    what: `Where the network hands out name servers of its own (AWS: the DHCP options' domain-name-servers), follows the packets of each
role to them on udp 53 and tcp 53, and the replies back. The provider's own resolver is beyond filters and routes and is not
a flow; whether it is switched on is another rule.`,
    why: `Without name resolution nothing starts: \`cloud.coiled.io\`, the image registry and the package indexes are all reached by name.
When tcp alone is closed, only long answers fail: some names resolve and others do not.`,
    repair: `Let the name servers' group or firewall admit udp 53 and tcp 53 from the subnets of the cluster, and route to them where
they are in another network. Or go back to the provider's resolver with a forwarding rule for the names that need one's own.`,
    source: 'Amazon VPC user guide, "DHCP option sets"; RFC 7766 (DNS over TCP is required).',
  },
  examples: {
    good: [
      'fixtures/aws/guide',
      'fixtures/aws/own-resolver --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/own-resolver-closed --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    yield* flowProblems(context, ['resolver']);
    for (const vpc of clusterVpcs(context)) {
      if (!isKnown(vpc.dns.ownServers)) yield open(vpc, vpc.dns.ownServers.unknown);
    }
  },
});

/** Which servers the VMs ask is not known, so no flow to them can be traced. */
const open = (vpc: Vpc, reason: Undecided['reasons'][number]): Undecided => ({
  kind: 'undecided',
  message: `whether the VMs of ${vpc.id} reach the name servers that they ask is not known`,
  resources: [refOf(vpc)],
  required: true,
  reasons: [reason],
});
