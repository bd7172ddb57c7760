import {
  ALL_V4,
  addressSet,
  type Context,
  cidrSet,
  defineRule,
  flowProblems,
  intersect,
  isEmpty,
  isSubset,
  type Problem,
  type Role,
  refOf,
  tableOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'no-egress',
  severity: 'error',
  title: 'VMs of the cluster cannot reach the internet',
  needs: 'flows',
  docs: {
    what: `Follows the packets of each role out to the internet on tcp 443, and the replies back: by the door that an ordinary public
address is reached by, which is the default route's. One problem a role. Parts of the internet that leave by another door are
the subject of internet-part-unreachable.

VMs of a subnet without IPv4 are judged by their IPv6; that hosts which have no IPv6 stay out of reach for them is a warning, unless a
NAT gateway translates (NAT64).`,
    why: `Nothing of Coiled connects to the VMs: they call \`cloud.coiled.io\`, and download the software of the environment. A scheduler
that cannot never becomes ready; workers that cannot never phone home, and so never learn the scheduler's address. Endpoints
inside the cloud alone never suffice: the control plane and PyPI are outside.`,
    repair: `A VM without a public address needs a route 0.0.0.0/0 to a NAT gateway that is available, of the public kind, and stands in a
subnet whose own default route is an internet gateway. A VM with one needs the route to the internet gateway itself: in a
public subnet, a VM *without* public address reaches nothing, which is the classic trap. The group must allow tcp 443 out, the
network ACL tcp 443 out and tcp 1024-65535 in. A default route to a firewall of one's own is as good: \`--assume egress:<hop>\` says
that the internet is behind it. That settles nothing else: the group of the appliance must admit the VMs, and the answers must come
back through the same firewall (a route to the VMs' subnet in the table of the NAT gateway's subnet).

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
  *check(context) {
    yield* flowProblems(context, ['egress']);
    yield* withoutIpv4(context);
  },
});

/** How NAT64 writes the addresses of IPv4 hosts (RFC 6052). */
const NAT64 = addressSet(['64:ff9b::/96']);

/** Machines with IPv6 alone, whose network translates nothing for them. */
function* withoutIpv4(context: Context): Generator<Problem> {
  for (const role of context.workload.roles) {
    if (!isEmpty(intersect(role.spot.addresses, ALL_V4)) || isTranslated(context, role)) continue;
    const who = role.name === 'worker' ? 'workers' : 'the scheduler';
    const verb = role.name === 'worker' ? 'have' : 'has';
    yield {
      message: `${who} ${verb} no IPv4 address in ${role.subnet.id}: hosts without IPv6 are out of reach, and nothing shows that all that Coiled needs have it`,
      resources: [refOf(role.subnet)],
      key: `${role.name} IPv4`,
      symptom: 'a download or a call to cloud.coiled.io times out where the host has no IPv6 address',
      severity: 'warning',
      fix: {
        none: `route 64:ff9b::/96 of its route table to a NAT gateway and turn DNS64 on in ${role.subnet.id}, or use a subnet with IPv4`,
      },
    };
  }
}

function isTranslated({ network }: Context, { subnet }: Role): boolean {
  const routes = tableOf(network, subnet.id)?.routes ?? [];
  return routes.some(
    ({ destination, target }) =>
      target.kind === 'gateway' &&
      network.gateways.get(target.id)?.kind === 'nat' &&
      isSubset(NAT64, cidrSet(destination)),
  );
}
