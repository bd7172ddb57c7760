/** Changes in words, for the report; the commands are the provider's. */
import { describeAddresses, formatCidr } from '../ip/address.ts';
import type { CallEdit } from '../model/call.ts';
import { type AllowChange, type Change, MADE, NEW_NAT } from '../model/change.ts';
import { pathText } from './call.ts';
import { describeService } from './flows.ts';

export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'allow':
      return describeAllow(change);
    case 'remove-rule':
      return `remove ${change.direction} ${change.rule} of ${change.filter}`;
    case 'raise-rule':
      return `have ${change.direction} ${change.rule} of ${change.filter} asked before ${change.before}`;
    case 'add-route':
      return `route ${formatCidr(change.destination)} of ${change.table} to ${gatewayName(change.gateway)}`;
    case 'replace-route':
      return `route ${formatCidr(change.destination)} of ${change.table} to ${gatewayName(change.gateway)} instead`;
    case 'remove-route':
      return `remove the route ${change.route} of ${change.table}`;
    case 'propagate-routes':
      return `let ${change.gateway} write its routes into ${change.table}`;
    case 'add-transit-route':
      return `route ${formatCidr(change.destination)} of ${change.table} to ${change.attachment}${change.replaces ? ' instead' : ''}`;
    case 'share-routes-among-regions':
      return `let every region of ${change.vpc} use what one of them learns`;
    case 'create-nat-gateway':
      return `create a NAT gateway in ${change.subnet}`;
    case 'create-subnet':
      return `create a subnet ${formatCidr(change.range)} that routes as ${change.like}`;
    case 'translate':
      return `give the VMs of ${change.subnet} a NAT`;
    case 'attach-gateway':
      return `attach ${change.gateway} to ${change.vpc}`;
    case 'enable-dns':
      return `turn DNS ${change.attribute} on in ${change.vpc}`;
    case 'use-provider-resolver':
      return `tell the VMs of ${change.vpc} of the provider's resolver`;
    case 'exclude-from-public-access-block':
      return `except ${change.subnet} from Block Public Access (${change.mode})`;
    case 'create-network':
      return `create network ${change.network} with ${change.cidr}`;
    case 'remove-network':
      return `remove network ${change.network}${change.cidr === undefined ? '' : ` with ${change.cidr}`}`;
    case 'edit':
      return `write ${change.after} instead of ${change.before} in ${change.place.file}:${change.place.line ?? 1}`;
    case 'place':
      return `check with ${placeFlags(change.set).join(' ')}`;
    case 'declare':
      return `check with --assume ${change.text}`;
    case 'edit-call':
      return describeEdit(change.edit);
  }
}

const gatewayName = (id: string): string => (id === NEW_NAT ? 'the new NAT gateway' : id);

function describeEdit(edit: CallEdit): string {
  const at = pathText(edit.at);
  switch (edit.do) {
    case 'rename':
      return `write ${edit.to} instead of ${at}`;
    case 'remove':
      return `leave ${at} out`;
    case 'set':
      return `write ${at} = ${valueText(edit.value)}`;
  }
}

function valueText(value: (CallEdit & { readonly do: 'set' })['value']): string {
  if (value === null) return 'None';
  if (typeof value === 'object') return `os.environ["${value.environment}"]`;
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}

function describeAllow(change: AllowChange): string {
  const { protocol, ports, peer, direction, filter, target, before } = change;
  const service = protocol === undefined ? 'all traffic' : describeService(protocol, ports);
  const far =
    'group' in peer
      ? `members of ${[peer.group, ...(peer.others ?? [])].join(', ')}`
      : describeAddresses(peer.addresses);
  const way = direction === 'ingress' ? `from ${far} into` : `to ${far} out of`;
  const near = target ? `${target.join(', ')} of ${filter}` : filter;
  return `allow ${service} ${way} ${near}${before === undefined ? '' : `, before ${before}`}`;
}

const FLAGS = {
  networkId: '--network-id',
  schedulerSubnetId: '--scheduler-subnet-id',
  workerSubnetId: '--worker-subnet-id',
  firewallId: '--firewall-id',
  schedulerFirewallId: '--scheduler-firewall-id',
} as const;

/** A placement change as flags of `byo-net check`. */
export function placeFlags(set: Extract<Change, { kind: 'place' }>['set']): readonly string[] {
  const ids = Object.entries(FLAGS).flatMap(([key, flag]) => {
    const value = set[key as keyof typeof FLAGS];
    const made = MADE.get(value ?? '');
    if (value === undefined) return [];
    return [`${flag} ${made === undefined ? value : `"$${made}"`}`];
  });
  const yesNo = (flag: string, value: boolean | undefined) =>
    value === undefined ? [] : [value ? `--${flag}` : `--no-${flag}`];
  return [
    ...ids,
    ...yesNo('scheduler-public-ip', set.schedulerPublicIp),
    ...yesNo('workers-public-ip', set.workersPublicIp),
  ];
}
