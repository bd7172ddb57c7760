/** How much of a thing EC2 takes (aws.md 34a): counted before and after, so that no change is proven that it would refuse. */
import type { FilterDirection } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';
import { permissionsKey } from './lines.ts';

/** By default (Amazon VPC user guide, "Amazon VPC quotas"); each counts IPv4 and IPv6 apart. */
const GROUP_RULES = 60;
const ACL_RULES = 20;
const TABLE_ROUTES = 50;

/** More than a quota allows. */
export interface Excess {
  /** The group, ACL or table. */
  readonly id: string;
  /** Of a group or an ACL. */
  readonly direction?: FilterDirection;
  /** How many there are too many. */
  readonly by: number;
  /** Why it does not go, and what does instead. */
  readonly text: string;
}

/** What the change takes past a quota. An account that is past it already has a higher one, of unknown height. */
export const excess = (before: AwsResources, after: AwsResources): readonly Excess[] => [
  ...groupExcess(before, after),
  ...aclExcess(before, after),
  ...tableExcess(before, after),
];

const DIRECTIONS: readonly FilterDirection[] = ['ingress', 'egress'];
const WORDS = { ingress: 'inbound', egress: 'outbound' } as const;
const FAMILIES = [4, 6] as const;

function over(before: number, after: number, quota: number): number {
  return after <= before ? 0 : Math.max(0, after - Math.max(quota, before));
}

function groupExcess(before: AwsResources, after: AwsResources): readonly Excess[] {
  return [...changed(before.securityGroups, after.securityGroups)].flatMap(([id, old, now]) =>
    DIRECTIONS.flatMap((direction) => {
      const counts = FAMILIES.map((family) => {
        const [had, has] = [old, now].map((group) =>
          rulesOf(after, group[permissionsKey(direction)] ?? [], family),
        );
        return { had: had ?? 0, by: over(had ?? 0, has ?? 0, GROUP_RULES) };
      });
      const worst = counts.find(({ by }) => by > 0);
      const text = `${id} has ${worst?.had} ${WORDS[direction]} rules, and EC2 takes ${Math.max(GROUP_RULES, worst?.had ?? 0)} a group unless its quota is raised: put the addresses into a prefix list, or into another security group, or take out a rule that nobody needs`;
      return worst ? [{ id, direction, by: worst.by, text }] : [];
    }),
  );
}

/** A reference to a group or to a list counts for both families, a list as often as it may have entries. */
function rulesOf(resources: AwsResources, permissions: readonly ec2.IpPermission[], family: 4 | 6): number {
  return permissions.reduce(
    (sum, { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] }) => {
      const lists = PrefixListIds.reduce(
        (all, { PrefixListId }) => all + weightOf(resources, PrefixListId),
        0,
      );
      return sum + (family === 4 ? IpRanges : Ipv6Ranges).length + UserIdGroupPairs.length + lists;
    },
    0,
  );
}

/** Of lists that AWS manages ("AWS-managed prefix list weight"); by the end of the name. */
const WEIGHTS: Readonly<Record<string, number>> = {
  s3: 1,
  dynamodb: 1,
  'ec2-instance-connect': 2,
  groundstation: 5,
  s3express: 6,
  'vpc-lattice': 10,
  'route53-healthchecks': 25,
  'cloudfront.origin-facing': 55,
};

function weightOf({ managedPrefixLists, prefixLists }: AwsResources, id = ''): number {
  const { MaxEntries, PrefixListName } = managedPrefixLists.get(id)?.value ?? {};
  if (MaxEntries !== undefined) return MaxEntries;
  const name = PrefixListName ?? prefixLists.get(id)?.value.PrefixListName ?? '';
  return Object.entries(WEIGHTS).find(([end]) => name.endsWith(`.${end}`))?.[1] ?? 1;
}

function aclExcess(before: AwsResources, after: AwsResources): readonly Excess[] {
  return [...changed(before.networkAcls, after.networkAcls)].flatMap(([id, old, now]) =>
    DIRECTIONS.flatMap((direction) => {
      const counts = FAMILIES.map((family) => {
        const [had = 0, has = 0] = [old, now].map(
          ({ Entries = [] }) => Entries.filter(isOf(direction, family)).length,
        );
        return { had, by: over(had, has, ACL_RULES) };
      });
      const worst = counts.find(({ by }) => by > 0);
      const text = `${id} has ${worst?.had} ${WORDS[direction]} rules with its closing one, and EC2 takes ${Math.max(ACL_RULES, worst?.had ?? 0)} an ACL unless its quota is raised (40 at most): widen a rule that is there, or take out one that nobody needs`;
      return worst ? [{ id, direction, by: worst.by, text }] : [];
    }),
  );
}

const isOf =
  (direction: FilterDirection, family: 4 | 6) =>
  ({ Egress, CidrBlock }: ec2.NetworkAclEntry): boolean =>
    Egress === (direction === 'egress') && (CidrBlock !== undefined) === (family === 4);

function tableExcess(before: AwsResources, after: AwsResources): readonly Excess[] {
  return [...changed(before.routeTables, after.routeTables)].flatMap(([id, old, now]) => {
    const [had = 0, has = 0] = [old, now].map(({ Routes = [] }) => routesOf(after, Routes));
    const by = over(had, has, TABLE_ROUTES);
    const text = `${id} has ${had} routes, and EC2 takes ${Math.max(TABLE_ROUTES, had)} a table unless its quota is raised: join routes to neighbouring blocks, or take out one that nobody needs`;
    return by > 0 ? [{ id, by, text }] : [];
  });
}

/** Propagated routes have a quota of their own. */
const routesOf = (resources: AwsResources, routes: readonly ec2.Route[]): number =>
  routes
    .filter(({ Origin }) => Origin !== 'EnableVgwRoutePropagation')
    .reduce(
      (sum, { DestinationPrefixListId: list }) => sum + (list === undefined ? 1 : weightOf(resources, list)),
      0,
    );

/** What differs between two tables: id, old, new. */
function* changed<T>(
  before: ReadonlyMap<string, { readonly value: T }>,
  after: ReadonlyMap<string, { readonly value: T }>,
): Generator<readonly [string, T, T]> {
  if (before === after) return;
  for (const [id, { value }] of after) {
    const old = before.get(id)?.value;
    if (old !== undefined && old !== value) yield [id, old, value];
  }
}
