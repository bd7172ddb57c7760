import { anotherSubnet, defineRule, placeRole, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'special-zone',
  severity: 'warning',
  title: 'A subnet of the cluster is in a special zone',
  needs: 'roles',
  reads: [],
  docs: {
    what: `Reports a role whose subnet is in a local zone, a wavelength zone or on an Outpost.`,
    why: `These zones have few instance types, no spot capacity and other prices; some have no NAT gateways, and in wavelength zones the
way to the internet is a carrier gateway. The instance types that Coiled chooses by default are often not among those offered.`,
    repair: `Use a subnet in an ordinary availability zone, or name instance types that the zone offers.`,
    source: 'Amazon EC2 user guide, "Local Zones", "Wavelength"; AWS Outposts user guide.',
  },
  examples: {
    good: [
      'fixtures/aws/guide --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
    bad: [
      'fixtures/aws/local-zone --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check({ network, workload }) {
    for (const role of workload.roles) {
      const { subnet } = role;
      if (subnet.specialZone === undefined) continue;
      const ordinary = anotherSubnet(network, role, ({ specialZone }) => specialZone === undefined);
      const where =
        subnet.zone === undefined ? `: ${subnet.specialZone}` : `: ${subnet.zone} is a ${subnet.specialZone}`;
      yield {
        message: `the subnet of the ${role.name}, ${subnet.id}, is in no ordinary zone${where}`,
        resources: [refOf(subnet)],
        key: role.name,
        symptom: 'the cluster waits for an instance type that the zone does not offer',
        fix: ordinary
          ? { changes: [placeRole(role, ordinary)] }
          : { none: 'no other subnet routes alike: make one in an ordinary zone' },
      };
    }
  },
});
