/** Traffic through a NAT gateway of another zone costs more, and ends with that zone. */
import {
  type Context,
  defineRule,
  isKnown,
  type NatGateway,
  type Problem,
  type Role,
  refOf,
  tableOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'cross-zone-nat',
  severity: 'note',
  title: 'A subnet leaves by a NAT gateway of another zone',
  needs: 'roles',
  reads: ['routes', 'nat gateways'],
  docs: {
    what: 'Compares the zone of each role’s subnet with the zone of the NAT gateway that its default route leads to.',
    why: 'It works. Every gigabyte is charged for crossing zones on top of NAT processing, and when the other zone fails, these VMs lose the internet although their own zone is well.',
    repair:
      'Put a NAT gateway into a public subnet of the same zone and point this subnet’s default route at it.',
    source: 'Amazon VPC user guide, "NAT gateway basics": one gateway a zone; EC2 data transfer pricing.',
  },
  examples: {
    good: ['fixtures/aws/guide --client internet'],
    bad: [
      'fixtures/aws/nat-in-other-zone --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    ],
  },
  *check(context) {
    for (const role of context.workload.roles) {
      const nat = natOf(context, role);
      const zone =
        nat && isKnown(nat.subnet) ? context.network.subnets.get(nat.subnet.value)?.zone : undefined;
      if (nat && zone !== undefined && role.subnet.zone !== undefined && zone !== role.subnet.zone)
        yield crossing(role, nat, zone);
    }
  },
});

function natOf({ network }: Context, role: Role): NatGateway | undefined {
  const route = tableOf(network, role.subnet.id)?.routes.find(({ destination }) => destination.length === 0);
  const gateway = route?.target.kind === 'gateway' ? network.gateways.get(route.target.id) : undefined;
  return gateway?.kind === 'nat' ? gateway : undefined;
}

const crossing = (role: Role, nat: NatGateway, zone: string): Problem => ({
  message: `${role.name}s in ${role.subnet.id} (${role.subnet.zone}) leave by ${nat.id}, which stands in ${zone}`,
  resources: [refOf(role.subnet), refOf(nat)],
  key: role.name,
  symptom: `each gigabyte is charged for crossing zones, and a failure of ${zone} cuts these VMs off`,
  fix: { none: `a NAT gateway in ${role.subnet.zone} is a new resource: create one there and route to it` },
});
