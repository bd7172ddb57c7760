/** Changes as commands of the AWS CLI, to paste. Every argument is quoted: ids come from documents. */
import { formatCidr } from '../../../ip/address.ts';
import type { AllowChange, Change, FilterDirection } from '../../../model/change.ts';
import type { FilterRule, Network } from '../../../model/network.ts';
import type * as ec2 from '../documents.ts';
import type { AwsResources } from '../resources.ts';
import { aclEntries } from './acl-entries.ts';
import { permissionsOf } from './apply.ts';
import { targetFlag } from './targets.ts';

export const renderChanges = (
  resources: AwsResources,
  network: Network,
  changes: readonly Change[],
): readonly string[] => changes.flatMap((change) => render(resources, network, change));

const SAFE = /^[\w./:=@,-]+$/;

/** A POSIX shell reads it as one word, whatever is in it. */
export const quote = (text: string): string =>
  SAFE.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const aws = (command: string, ...args: readonly string[]): string =>
  `aws ec2 ${[command, ...args.map(quote)].join(' ')}`;

function render(resources: AwsResources, network: Network, change: Change): readonly string[] {
  switch (change.kind) {
    case 'allow':
      return resources.networkAcls.has(change.filter) ? openAcl(resources, change) : openGroup(change);
    case 'remove-rule':
      return removeRule(resources, network, change);
    case 'add-route':
      return [aws('create-route', '--route-table-id', change.table, ...routeArguments(network, change))];
    case 'replace-route':
      return [aws('replace-route', '--route-table-id', change.table, ...routeArguments(network, change))];
    case 'remove-route':
      return [aws('delete-route', '--route-table-id', change.table, ...destination(change))];
    case 'attach-gateway':
      return [
        aws('attach-internet-gateway', '--internet-gateway-id', change.gateway, '--vpc-id', change.vpc),
      ];
    case 'enable-dns':
      return [
        aws('modify-vpc-attribute', '--vpc-id', change.vpc, `--enable-dns-${change.attribute}`, 'Value=true'),
      ];
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
    case 'place':
      return [];
  }
}

const destination = ({
  destination: cidr,
}: Extract<Change, { kind: 'add-route' | 'replace-route' | 'remove-route' }>) =>
  cidr.family === 4
    ? ['--destination-cidr-block', formatCidr(cidr)]
    : ['--destination-ipv6-cidr-block', formatCidr(cidr)];

const routeArguments = (
  network: Network,
  change: Extract<Change, { kind: 'add-route' | 'replace-route' }>,
) => [...destination(change), targetFlag(network, change.gateway), change.gateway];

const openGroup = (change: AllowChange): readonly string[] =>
  permissionsOf(change).flatMap((permission) =>
    simple(permission).map((peer) =>
      groupCommand('authorize', change.filter, change.direction, permission, peer),
    ),
  );

/** The peers of a permission, one a command: each is one line to read and one line to leave out. */
function simple(permission: ec2.IpPermission): readonly Peer[] {
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  return [
    ...IpRanges.map(({ CidrIp }) => ({ IpRanges: [{ CidrIp }] })),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => ({ Ipv6Ranges: [{ CidrIpv6 }] })),
    ...PrefixListIds.map(({ PrefixListId }) => ({ PrefixListIds: [{ PrefixListId }] })),
    ...UserIdGroupPairs.map(({ GroupId, UserId }) => ({
      UserIdGroupPairs: [
        { ...(GroupId !== undefined && { GroupId }), ...(UserId !== undefined && { UserId }) },
      ],
    })),
  ];
}

type Peer = Partial<ec2.IpPermission>;

function groupCommand(
  verb: 'authorize' | 'revoke',
  group: string,
  direction: FilterDirection,
  { IpProtocol, FromPort, ToPort }: ec2.IpPermission,
  peer: Peer,
): string {
  const command = `${verb}-security-group-${direction}`;
  const cidr = peer.IpRanges?.[0]?.CidrIp;
  const ports =
    FromPort === undefined ? undefined : FromPort === ToPort ? `${FromPort}` : `${FromPort}-${ToPort}`;
  if (direction === 'ingress' && cidr !== undefined && ports !== undefined) {
    return aws(command, '--group-id', group, '--protocol', IpProtocol, '--port', ports, '--cidr', cidr);
  }
  const permission = { IpProtocol, ...(FromPort !== undefined && { FromPort, ToPort }), ...peer };
  return aws(command, '--group-id', group, '--ip-permissions', JSON.stringify([permission]));
}

function openAcl(resources: AwsResources, change: AllowChange): readonly string[] {
  const present = resources.networkAcls.get(change.filter)?.value.Entries ?? [];
  return aclEntries(present, change).map((entry) => {
    const { From, To } = entry.PortRange ?? {};
    const ports = From === undefined ? [] : ['--port-range', `From=${From},To=${To}`];
    const block =
      entry.CidrBlock === undefined
        ? ['--ipv6-cidr-block', entry.Ipv6CidrBlock ?? '']
        : ['--cidr-block', entry.CidrBlock];
    const number = ['--rule-number', String(entry.RuleNumber), '--protocol', entry.Protocol];
    const side = entry.Egress ? '--egress' : '--ingress';
    return aws(
      'create-network-acl-entry',
      '--network-acl-id',
      change.filter,
      side,
      ...number,
      ...ports,
      ...block,
      '--rule-action',
      'allow',
    );
  });
}

function removeRule(
  resources: AwsResources,
  network: Network,
  change: Extract<Change, { kind: 'remove-rule' }>,
): readonly string[] {
  if (resources.networkAcls.has(change.filter)) {
    const number = /\d+/.exec(change.rule)?.[0] ?? '';
    const side = change.direction === 'egress' ? '--egress' : '--ingress';
    return [
      aws('delete-network-acl-entry', '--network-acl-id', change.filter, side, '--rule-number', number),
    ];
  }
  const filter = network.filters.get(change.filter);
  const rules = change.direction === 'ingress' ? filter?.ingress : filter?.egress;
  const rule = rules?.find((one) => one.id === change.rule);
  const permission = rule && lineOf(resources, change, rule);
  return permission
    ? [groupCommand('revoke', change.filter, change.direction, permission.permission, permission.peer)]
    : [];
}

/** The line of a permission that a rule came from, by its place. */
function lineOf(
  resources: AwsResources,
  change: { filter: string; direction: FilterDirection },
  rule: FilterRule,
) {
  const [, index, list, at] = rule.place?.pointer.split('/').slice(-4) ?? [];
  const group = resources.securityGroups.get(change.filter)?.value;
  const permission = (change.direction === 'ingress' ? group?.IpPermissions : group?.IpPermissionsEgress)?.[
    Number(index)
  ];
  if (!permission) return undefined;
  const lists = [
    permission.IpRanges,
    permission.Ipv6Ranges,
    permission.PrefixListIds,
    permission.UserIdGroupPairs,
  ];
  const position = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'].indexOf(list ?? '');
  const before = lists.slice(0, position).reduce((sum, one) => sum + (one?.length ?? 0), 0);
  const peer = simple(permission)[before + Number(at)];
  return peer && { permission, peer };
}
