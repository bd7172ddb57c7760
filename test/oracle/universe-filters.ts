/** Security groups and network ACLs of a generated world. */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import * as build from './build.ts';
import type { AclSidePlan, GroupPlan, RulePlan, VpcPlan, WorldPlan } from './plan.ts';
import { ACCOUNT } from './world.ts';

export function groupOfPlan(plan: WorldPlan, id: string, v: number, group: GroupPlan): ec2.SecurityGroup {
  const permissions = (rules: readonly RulePlan[]) => rules.map((rule) => permissionOf(plan, v, rule));
  const egress = group.egress === 'open' ? [build.ANYWHERE] : permissions(group.egress);
  const ingress = permissions(group.ingress);
  return build.group(id, `vpc-${v}`, group.open ? [...ingress, build.ANYWHERE] : ingress, egress);
}

function permissionOf(plan: WorldPlan, v: number, { ports, protocol, remotes }: RulePlan): ec2.IpPermission {
  const written = remotes.map((remote) =>
    typeof remote === 'string' ? remote : referenceOf(plan, v, remote.vpc % plan.vpcs.length, remote.group),
  );
  const range = protocol === '-1' ? 'all' : ports === 'all' ? ([0, 65535] as const) : ports;
  return build.permission(range, written, protocol);
}

/** Across a peering EC2 tells the peering and its state beside the group. */
function referenceOf(plan: WorldPlan, v: number, other: number, g: number) {
  const GroupId = `sg-${other}-${g}`;
  if (other === v) return GroupId;
  const [a, b] = [Math.min(v, other), Math.max(v, other)];
  const state = plan.overlap && a === 1 ? undefined : plan.peerings[a + b - 1];
  return {
    GroupId,
    UserId: ACCOUNT,
    VpcId: `vpc-${other}`,
    ...(state ? { VpcPeeringConnectionId: `pcx-${a}-${b}`, PeeringStatus: state } : {}),
  };
}

export function aclOfPlan(vpc: VpcPlan, v: number, a: number): ec2.NetworkAcl {
  const members = vpc.subnets.flatMap((subnet, s) => (subnet.acl === a ? [`subnet-${v}-${s}`] : []));
  const sides = vpc.acls[a] ?? vpc.acls[0];
  const entries = [...entriesOf('in', sides.in), ...entriesOf('out', sides.out)];
  return build.acl(`acl-${v}-${a}`, `vpc-${v}`, members, entries, a === 0);
}

function entriesOf(side: 'in' | 'out', plan: AclSidePlan): readonly ec2.NetworkAclEntry[] {
  const specific = plan.entries.map((one) =>
    build.entry(
      one.number,
      side,
      one.allow ? 'allow' : 'deny',
      one.cidr,
      one.ports,
      one.ports === 'all' && one.protocol === '6' ? '-1' : one.protocol,
    ),
  );
  return plan.open ? [...specific, build.entry(300, side, 'allow', '0.0.0.0/0')] : specific;
}
