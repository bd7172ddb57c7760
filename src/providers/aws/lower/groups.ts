/** Security groups: one rule for each pair of a permission and a peer (aws.md 22-26). */
import { cidrSet } from '../../../ip/address.ts';
import { EMPTY, union } from '../../../ip/interval.ts';
import { compare, groupBy, sortById } from '../../../model/lists.ts';
import type { Filter, FilterRule, GroupReference, Peer, Place } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, resourceOf, scopeOf } from './context.ts';
import { missing, refusalOf } from './reading.ts';
import { addressPeer, type LineTraffic, openPeer, readTraffic, sentence } from './rules.ts';

export function lowerGroups(context: Context): ReadonlyMap<string, Filter> {
  const census = takeCensus(context);
  return sortById(
    [...context.resources.securityGroups.values()].map((entry) => lowerGroup(context, census, entry)),
  );
}

/** What is known of all groups, looked up by every reference. */
interface Census {
  /** "vpc owner" pairs whose groups were read: a group of them that is not there does not exist. */
  readonly complete: ReadonlySet<string>;
  /** Ids by "vpc name", for the rules of old that name no id. */
  readonly byName: ReadonlyMap<string, string>;
  readonly associated: ReadonlyMap<string, readonly Entry<ec2.SecurityGroupVpcAssociation>[]>;
}

function takeCensus({ resources }: Context): Census {
  const entries = [...resources.securityGroups.values()];
  const groups = entries.map(({ value }) => value);
  const whole = entries.filter(
    (entry) => !refusalOf(resources, 'DescribeSecurityGroups', scopeOf(entry, entry.value.VpcId)),
  );
  return {
    complete: new Set(whole.map(({ value: { VpcId, OwnerId } }) => `${VpcId} ${OwnerId}`)),
    byName: new Map(groups.map(({ VpcId, GroupName, GroupId }) => [`${VpcId} ${GroupName}`, GroupId])),
    associated: groupBy(resources.securityGroupVpcAssociations, ({ value }) => value.GroupId),
  };
}

function lowerGroup(context: Context, census: Census, entry: Entry<ec2.SecurityGroup>): Filter {
  const group = entry.value;
  return {
    // People know a group by its own name; a Name tag beside it is another name for the same thing.
    ...resourceOf(entry, { OwnerId: group.OwnerId }, group.GroupId, 'security group', group.GroupName),
    vpcs: vpcsOf(census, group),
    reading: 'union',
    stateful: true,
    ingress: lowerSide({ context, census, entry, key: 'IpPermissions' }),
    egress: lowerSide({ context, census, entry, key: 'IpPermissionsEgress' }),
  };
}

/** Its own VPC first, then those that it is associated with. */
function vpcsOf(census: Census, group: ec2.SecurityGroup): readonly string[] {
  const others = (census.associated.get(group.GroupId) ?? [])
    .filter(({ value }) => value.State === undefined || value.State === 'associated')
    .map(({ value }) => value.VpcId)
    .sort(compare);
  return [...new Set([...(group.VpcId === undefined ? [] : [group.VpcId]), ...others])];
}

/** One direction of one group. */
interface Side {
  readonly context: Context;
  readonly census: Census;
  readonly entry: Entry<ec2.SecurityGroup>;
  readonly key: 'IpPermissions' | 'IpPermissionsEgress';
}

/** A rule before it has its id: the peer as written and as understood. */
interface Line {
  readonly written: string;
  readonly peer: Peer;
  readonly tail: string;
}

function lowerSide(side: Side): readonly FilterRule[] {
  const permissions = side.entry.value[side.key] ?? [];
  const stale = staleGroups(side);
  return distinct(
    permissions.flatMap((permission, index) => {
      const traffic = readTraffic(permission.IpProtocol, permission.FromPort, permission.ToPort);
      const place = below(side.entry.place, `/${side.key}/${index}`);
      return linesOf(side, stale, permission, traffic).map((line) => ruleOf(side, traffic, line, place));
    }),
  );
}

function ruleOf(side: Side, traffic: LineTraffic, line: Line, place: Place): FilterRule {
  const way = side.key === 'IpPermissions' ? 'from' : 'to';
  return {
    id: `${traffic.text} ${way} ${line.written}`,
    action: 'allow',
    protocol: traffic.protocol,
    ports: traffic.ports,
    peer: traffic.unread ? openPeer(traffic.unread) : line.peer,
    text: sentence('allow', traffic, way, line.written),
    place: below(place, line.tail),
  };
}

/** AWS refuses equal rules; a document edited by hand may hold them. Each keeps an id of its own. */
function distinct(rules: readonly FilterRule[]): readonly FilterRule[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const times = (seen.get(rule.id) ?? 0) + 1;
    seen.set(rule.id, times);
    return times === 1 ? rule : { ...rule, id: `${rule.id} (${times})` };
  });
}

/** One permission can hold ranges of both families, lists and groups at once: all count. */
function linesOf(
  side: Side,
  stale: ReadonlySet<string | undefined>,
  permission: ec2.IpPermission,
  traffic: LineTraffic,
): readonly Line[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  const block = (written: string, tail: string): Line => ({
    written,
    peer: addressPeer(written, traffic),
    tail,
  });
  return [
    ...IpRanges.map(({ CidrIp }, i) => block(CidrIp, `/IpRanges/${i}`)),
    ...Ipv6Ranges.map(({ CidrIpv6 }, i) => block(CidrIpv6, `/Ipv6Ranges/${i}`)),
    ...PrefixListIds.map(({ PrefixListId: id }, i) => ({
      written: id,
      peer: listPeer(side, id),
      tail: `/PrefixListIds/${i}`,
    })),
    ...UserIdGroupPairs.map((pair, i) => ({
      written: pair.GroupId ?? pair.GroupName ?? 'a group without an id',
      peer: groupPeer(side, stale, pair),
      tail: `/UserIdGroupPairs/${i}`,
    })),
  ];
}

function listPeer({ context, entry }: Side, id: string): Peer {
  const { blocks, unread } = context.lists(id, scopeOf(entry, entry.value.VpcId));
  return { addresses: union(...blocks.map(cidrSet)), groups: [], ...(unread && { unread }) };
}

type Pair = NonNullable<ec2.IpPermission['UserIdGroupPairs']>[number];

function groupPeer(side: Side, stale: ReadonlySet<string | undefined>, pair: Pair): Peer {
  const vpc = pair.VpcId ?? side.entry.value.VpcId;
  const group = pair.GroupId ?? side.census.byName.get(`${vpc} ${pair.GroupName}`);
  if (group === undefined) return openPeer(unnamed(side, pair));
  const why = staleness(side, stale, pair, group);
  const reference: GroupReference = { group, ...(why !== undefined && { stale: why }) };
  return { addresses: EMPTY, groups: [reference] };
}

const unnamed = ({ entry }: Side, { GroupName }: Pair) =>
  missing(
    'DescribeSecurityGroups',
    scopeOf(entry, entry.value.VpcId),
    `the security group ${GroupName ?? 'of this rule'} is named without an id, and no group that was read has the name`,
  );

/** Why a reference matches nothing; the first reason found. */
function staleness(
  side: Side,
  stale: ReadonlySet<string | undefined>,
  pair: Pair,
  group: string,
): string | undefined {
  const { PeeringStatus: status, VpcPeeringConnectionId: peering } = pair;
  if (status !== undefined && status !== 'active')
    return `its peering ${peering ?? 'connection'} is ${status}`;
  if (stale.has(group)) return `AWS reports the reference to ${group} as stale`;
  const owner = side.entry.value;
  const home = `${pair.VpcId ?? owner.VpcId} ${pair.UserId ?? owner.OwnerId}`;
  const gone = side.census.complete.has(home) && !side.context.resources.securityGroups.has(group);
  return gone ? `${group} does not exist` : undefined;
}

/** The groups whose references from here `DescribeStaleSecurityGroups` reports. */
function staleGroups({ context, entry, key }: Side): ReadonlySet<string | undefined> {
  const report = context.resources.staleSecurityGroups.get(entry.value.GroupId)?.value;
  const permissions = key === 'IpPermissions' ? report?.StaleIpPermissions : report?.StaleIpPermissionsEgress;
  return new Set(
    (permissions ?? []).flatMap(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ GroupId }) => GroupId),
    ),
  );
}
