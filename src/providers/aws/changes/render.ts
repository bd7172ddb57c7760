/** Changes as commands of the AWS CLI, to paste. Every argument is quoted: ids come from documents. */
import { formatCidr } from '../../../ip/address.ts';
import { type AllowChange, type Change, changeKey, type FilterDirection } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';
import { aclEntries, ruleNumber } from './acl-entries.ts';
import { applyChange, hasStaticRoute } from './apply.ts';
import { type Aws, awsIn } from './command.ts';
import { dhcpCommands } from './dhcp.ts';
import { type GroupLine, groupLine, type Origin, type Peer, routeLine } from './lines.ts';
import { natCommands } from './nat.ts';
import { permissionsOf } from './permissions.ts';
import { subjectOf } from './subject.ts';
import { subnetCommands } from './subnet.ts';
import { targetFlag } from './targets.ts';

/**
 * The commands in the order of the changes; each is written for the account as the earlier ones leave it. `beside`
 * are changes that the same report prints before: an entry of theirs keeps its number to itself. `there` is what they leave.
 */
export function renderChanges(
  origin: Origin,
  changes: readonly Change[],
  beside: readonly Change[],
  there: AwsResources,
): readonly string[] {
  const numbered = numberEntries(origin.resources, [...beside, ...changes]);
  const lines: string[] = [];
  let now = there;
  for (const change of changes) {
    lines.push(...render(now, origin, numbered, change));
    now = applyChange(now, origin, change) ?? now;
  }
  return lines;
}

/** The new ACL entries of each change, by the change; the same change has the same entries wherever it stands. */
type Numbered = ReadonlyMap<string, readonly ec2.NetworkAclEntry[]>;

function numberEntries(resources: AwsResources, changes: readonly Change[]): Numbered {
  const taken = new Map<string, readonly ec2.NetworkAclEntry[]>();
  const numbered = new Map<string, readonly ec2.NetworkAclEntry[]>();
  for (const change of changes) {
    const acl = change.kind === 'allow' ? resources.networkAcls.get(change.filter)?.value : undefined;
    if (change.kind !== 'allow' || !acl || numbered.has(changeKey(change))) continue;
    const present = taken.get(change.filter) ?? acl.Entries ?? [];
    const entries = aclEntries(present, change) ?? [];
    taken.set(change.filter, [...present, ...entries]);
    numbered.set(changeKey(change), entries);
  }
  return numbered;
}

function render(now: AwsResources, origin: Origin, numbered: Numbered, change: Change): readonly string[] {
  const aws = awsIn(regionOf(origin, change));
  switch (change.kind) {
    case 'allow':
      return now.networkAcls.has(change.filter) ? openAcl(aws, numbered, change) : openGroup(aws, change);
    case 'remove-rule':
      return now.networkAcls.has(change.filter)
        ? [removeEntry(aws, change)]
        : removeLine(aws, origin, change);
    case 'add-route':
    case 'replace-route': {
      const verb = hasStaticRoute(now, change) ? 'replace-route' : 'create-route';
      return [aws(verb, ...destination(change), targetFlag(origin.network, change.gateway), change.gateway)];
    }
    case 'remove-route':
      return [aws('delete-route', ...destinationOf(origin, change))];
    case 'propagate-routes':
      return [
        aws('enable-vgw-route-propagation', '--route-table-id', change.table, '--gateway-id', change.gateway),
      ];
    case 'add-transit-route':
      return [
        aws(
          `${change.replaces ? 'replace' : 'create'}-transit-gateway-route`,
          '--destination-cidr-block',
          formatCidr(change.destination),
          '--transit-gateway-route-table-id',
          change.table,
          '--transit-gateway-attachment-id',
          change.attachment,
        ),
      ];
    case 'create-nat-gateway':
      return natCommands(aws, change);
    case 'create-subnet':
      return subnetCommands(aws, now, origin.network, change);
    case 'attach-gateway':
      return [
        aws('attach-internet-gateway', '--internet-gateway-id', change.gateway, '--vpc-id', change.vpc),
      ];
    case 'enable-dns':
      return [
        aws('modify-vpc-attribute', '--vpc-id', change.vpc, `--enable-dns-${change.attribute}`, 'Value=true'),
      ];
    case 'use-provider-resolver':
      return dhcpCommands(aws, now, change.vpc);
    case 'exclude-from-public-access-block':
      return [
        aws(
          'create-vpc-block-public-access-exclusion',
          '--subnet-id',
          change.subnet,
          '--internet-gateway-exclusion-mode',
          `allow-${change.mode}`,
        ),
      ];
    case 'raise-rule':
    case 'translate':
    case 'create-network':
    case 'remove-network':
    case 'edit':
    case 'share-routes-among-regions':
    case 'place':
    case 'declare':
    case 'edit-call':
      return [];
  }
}

/** Where what a change alters is; what it makes is beside something that is there. */
function regionOf({ network }: Origin, change: Change): string | undefined {
  const own = subjectOf(network, change)?.region;
  if (own !== undefined) return own;
  const regions = new Set([...network.vpcs.values()].map(({ region }) => region));
  return regions.size === 1 ? [...regions][0] : undefined;
}

type RouteChange = Extract<Change, { kind: 'add-route' | 'replace-route' | 'remove-route' }>;

const destination = ({ table, destination: cidr }: RouteChange): readonly string[] => [
  '--route-table-id',
  table,
  cidr.family === 4 ? '--destination-cidr-block' : '--destination-ipv6-cidr-block',
  formatCidr(cidr),
];

/** A route to a prefix list goes as a whole, by the list's name. */
function destinationOf(origin: Origin, change: Extract<Change, { kind: 'remove-route' }>): readonly string[] {
  const list = routeLine(origin, change)?.DestinationPrefixListId;
  return list === undefined
    ? destination(change)
    : ['--route-table-id', change.table, '--destination-prefix-list-id', list];
}

const openGroup = (aws: Aws, change: AllowChange): readonly string[] =>
  permissionsOf(change).flatMap((permission) =>
    peersOf(permission).map((peer) =>
      groupCommand(aws, 'authorize', change.filter, change.direction, permission, peer),
    ),
  );

/** The peers of a permission, one a command: each is one line to read and one line to leave out. */
const peersOf = ({ IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [] }: Peer): readonly Peer[] => [
  ...IpRanges.map((line) => ({ IpRanges: [line] })),
  ...Ipv6Ranges.map((line) => ({ Ipv6Ranges: [line] })),
  ...UserIdGroupPairs.map((line) => ({ UserIdGroupPairs: [line] })),
];

function groupCommand(
  aws: Aws,
  verb: 'authorize' | 'revoke',
  group: string,
  direction: FilterDirection,
  { IpProtocol, FromPort, ToPort }: ec2.IpPermission,
  peer: Peer,
): string {
  const command = `${verb}-security-group-${direction}`;
  const plain = plainPeer(peer);
  const hasPorts = (IpProtocol === 'tcp' || IpProtocol === 'udp') && FromPort !== undefined;
  if (direction === 'ingress' && plain && hasPorts) {
    const ports = FromPort === ToPort ? `${FromPort}` : `${FromPort}-${ToPort}`;
    return aws(command, '--group-id', group, '--protocol', IpProtocol, '--port', ports, ...plain);
  }
  const permission = { IpProtocol, ...(FromPort !== undefined && { FromPort, ToPort }), ...peer };
  return aws(command, '--group-id', group, '--ip-permissions', JSON.stringify([permission]));
}

/** A peer that has a flag of its own: an IPv4 block, a group of this account. The others go as JSON. */
function plainPeer({ IpRanges = [], UserIdGroupPairs = [] }: Peer): readonly string[] | undefined {
  const [range] = IpRanges;
  const [pair] = UserIdGroupPairs;
  if (range) return ['--cidr', range.CidrIp];
  return pair?.GroupId !== undefined && pair.UserId === undefined
    ? ['--source-group', pair.GroupId]
    : undefined;
}

const openAcl = (aws: Aws, numbered: Numbered, change: AllowChange): readonly string[] =>
  (numbered.get(changeKey(change)) ?? []).map((entry) =>
    aws(
      'create-network-acl-entry',
      '--network-acl-id',
      change.filter,
      sideOf(change.direction),
      '--rule-number',
      String(entry.RuleNumber),
      '--protocol',
      entry.Protocol,
      ...portsOf(entry),
      ...blockOf(entry),
      '--rule-action',
      'allow',
    ),
  );

const sideOf = (direction: FilterDirection): string => `--${direction}`;

function portsOf({ PortRange, IcmpTypeCode }: ec2.NetworkAclEntry): readonly string[] {
  if (PortRange) return ['--port-range', `From=${PortRange.From},To=${PortRange.To}`];
  return IcmpTypeCode ? ['--icmp-type-code', `Code=${IcmpTypeCode.Code},Type=${IcmpTypeCode.Type}`] : [];
}

const blockOf = ({ CidrBlock, Ipv6CidrBlock = '' }: ec2.NetworkAclEntry): readonly string[] =>
  CidrBlock === undefined ? ['--ipv6-cidr-block', Ipv6CidrBlock] : ['--cidr-block', CidrBlock];

const removeEntry = (
  aws: Aws,
  { filter, direction, rule }: Extract<Change, { kind: 'remove-rule' }>,
): string =>
  aws(
    'delete-network-acl-entry',
    '--network-acl-id',
    filter,
    sideOf(direction),
    '--rule-number',
    String(ruleNumber(rule)),
  );

function removeLine(
  aws: Aws,
  origin: Origin,
  change: Extract<Change, { kind: 'remove-rule' }>,
): readonly string[] {
  const found = groupLine(origin, change);
  if (!found) return [];
  return [groupCommand(aws, 'revoke', change.filter, change.direction, found.permission, peerAlone(found))];
}

/** What tells the line from others: a description, or the state of a peering, is not part of it. */
const IDENTITY = ['CidrIp', 'CidrIpv6', 'PrefixListId', 'GroupId', 'UserId'];

/** In an order of its own: the keys of an answer have none. */
function peerAlone({ list, line }: GroupLine): Peer {
  const fields = new Map<string, unknown>(Object.entries(line));
  return {
    [list]: [
      Object.fromEntries(IDENTITY.filter((key) => fields.has(key)).map((key) => [key, fields.get(key)])),
    ],
  };
}
