import { defineRule, flowProblems } from 'byo-net/rule';

export const rule = defineRule({
  id: 'no-egress',
  severity: 'error',
  title: 'VMs of the cluster cannot reach the internet',
  needs: 'flows',
  docs: {
    what: `Follows the packets of each role out to the internet on tcp 443, and the replies back: by the door that an ordinary public
address is reached by, which is the default route's. One problem a role. Parts of the internet that leave by another door are
the subject of internet-part-unreachable.`,
    why: `Nothing of Coiled connects to the VMs: they call \`cloud.coiled.io\`, and download the software of the environment. A scheduler
that cannot never becomes ready; workers that cannot never phone home, and so never learn the scheduler's address. Endpoints
inside the cloud alone never suffice: the control plane and PyPI are outside.`,
    repair: `A VM without a public address needs a route 0.0.0.0/0 to a NAT gateway that is available, of the public kind, and stands in a
subnet whose own default route is an internet gateway. A VM with one needs the route to the internet gateway itself: in a
public subnet, a VM *without* public address reaches nothing, which is the classic trap. The group must allow tcp 443 out, the
network ACL tcp 443 out and tcp 1024-65535 in. A default route to a firewall of one's own is as good: \`--assume egress:<hop>\` says
that the internet is behind it.

On Google Cloud the route goes to the default internet gateway for both; a VM without an external address needs Cloud NAT that takes
its subnet's primary range, in its region. Private Google Access leads to Google's own services only.`,
    source:
      'Coiled, "Bring your own network" (outbound access); Amazon VPC user guide, "Internet gateways" and "NAT gateways"; Google Cloud, "Cloud NAT overview"; the hosts are inferred from the client, no official list exists.',
  },
  examples: {
    good: [
      'fixtures/gcp/guide --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/guide',
      'fixtures/aws/one-public-subnet --workers-public-ip',
    ],
    bad: [
      'fixtures/gcp/nat-missing --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall',
      'fixtures/aws/no-nat-route --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
      'fixtures/aws/nat-in-private-subnet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  check: (context) => flowProblems(context, ['egress']),
});
