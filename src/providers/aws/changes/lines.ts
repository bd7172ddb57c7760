/** The very line of a document that a change names: found by the place that the network remembers of it. */
import type { FilterDirection } from '../../../model/change.ts';
import type { Network, Place } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';

/** What a change refers to: the network that it was made for, and the account that this was lowered from. */
export interface Origin {
  readonly resources: AwsResources;
  readonly network: Network;
}

/** One peer of one permission. */
export type Peer = Pick<ec2.IpPermission, 'IpRanges' | 'Ipv6Ranges' | 'PrefixListIds' | 'UserIdGroupPairs'>;

export interface GroupLine {
  readonly permission: ec2.IpPermission;
  /** The list that holds the line. */
  readonly list: keyof Peer;
  /** The element of that list, the same object. */
  readonly line: object;
}

interface RuleOf {
  readonly filter: string;
  readonly direction: FilterDirection;
  readonly rule: string;
}

export const permissionsKey = (direction: FilterDirection) =>
  direction === 'ingress' ? 'IpPermissions' : 'IpPermissionsEgress';

export function groupLine({ resources, network }: Origin, change: RuleOf): GroupLine | undefined {
  const [index, list, at] = tail(placeOf(network, change), 3);
  const group = resources.securityGroups.get(change.filter)?.value;
  const permission = group?.[permissionsKey(change.direction)]?.[Number(index)];
  const key = LISTS.find((one) => one === list);
  const line = key && permission?.[key]?.[Number(at)];
  return permission && line && { permission, list: key, line };
}

const LISTS = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'] as const;

export function aclEntry({ resources, network }: Origin, change: RuleOf): ec2.NetworkAclEntry | undefined {
  const [index] = tail(placeOf(network, change), 1);
  return resources.networkAcls.get(change.filter)?.value.Entries?.[Number(index)];
}

function placeOf(network: Network, { filter, direction, rule }: RuleOf): Place | undefined {
  const found = network.filters.get(filter);
  const rules = direction === 'ingress' ? found?.ingress : found?.egress;
  return rules?.find((one) => one.id === rule)?.place;
}

export function routeLine(
  { resources, network }: Origin,
  { table, route }: { readonly table: string; readonly route: string },
): ec2.Route | undefined {
  const found = network.routeTables.get(table);
  const place = [...(found?.routes ?? []), ...(found?.overruled ?? [])].find(
    (one) => one.id === route,
  )?.place;
  const [index] = tail(place, 1);
  return resources.routeTables.get(table)?.value.Routes?.[Number(index)];
}

/** The last segments of a place's pointer: an index, or a list and an index. */
const tail = (place: Place | undefined, count: number): readonly (string | undefined)[] =>
  place?.pointer.split('/').slice(-count) ?? [];
