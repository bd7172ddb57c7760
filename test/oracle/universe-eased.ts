/**
 * Networks that mostly work, so that what is left decides: each aspect of a plan is made harmless, or left as drawn.
 */
import fc from 'fast-check';
import { type VpcPlan, type WorldPlan, weighted } from './plan.ts';

const kept = weighted([2, false], [1, true]);
const easing = fc.record({
  acls: kept,
  groups: kept,
  egress: kept,
  doors: kept,
  extra: kept,
  gateways: kept,
  blocking: kept,
  publicSubnets: kept,
});
type Easing = typeof easing extends fc.Arbitrary<infer T> ? T : never;

export const eased = (plans: fc.Arbitrary<WorldPlan>): fc.Arbitrary<WorldPlan> =>
  fc.record({ plan: plans, keep: easing }).map(({ plan, keep }) => ({
    ...plan,
    vpcs: plan.vpcs.map((vpc) => easeVpc(vpc, keep)),
    blocking: keep.blocking ? plan.blocking : { ...plan.blocking, mode: 'off' },
  }));

function easeVpc(vpc: VpcPlan, keep: Easing): VpcPlan {
  const [main, other] = vpc.tables;
  const extra = <T>(list: readonly T[]): T[] => (keep.extra ? [...list] : []);
  return {
    ...vpc,
    acls: keep.acls ? vpc.acls : [OPEN_ACL, OPEN_ACL],
    groups: [easeGroup(vpc.groups[0], keep), easeGroup(vpc.groups[1], keep), easeGroup(vpc.groups[2], keep)],
    tables: [
      { ...main, extra: extra(main.extra), door: keep.doors ? main.door : 'nat' },
      { ...other, extra: extra(other.extra), door: keep.doors ? other.door : 'igw' },
    ],
    internetGateway: keep.gateways ? vpc.internetGateway : 'available',
    // The first subnet has the door to the internet, and the NAT gateway.
    nat: vpc.nat && (keep.gateways ? vpc.nat : { subnet: 0, isPublic: true, state: 'available' }),
    subnets: vpc.subnets.map((subnet, s) => ({
      ...subnet,
      table: keep.publicSubnets ? subnet.table : s === 1 ? 0 : 1,
    })),
  };
}

type GroupPlan = VpcPlan['groups'][number];
const easeGroup = (group: GroupPlan, keep: Easing): GroupPlan => ({
  ...group,
  open: group.open || !keep.groups,
  egress: keep.egress ? group.egress : 'open',
});

const OPEN_ACL: VpcPlan['acls'][number] = {
  in: { open: true, entries: [] },
  out: { open: true, entries: [] },
};
