/** New permissions of a security group. */
import { familyOf, formatCidr, toCidrs } from '../../../ip/address.ts';
import { intervals } from '../../../ip/interval.ts';
import { ICMP, TCP, UDP } from '../../../ip/traffic.ts';
import type { AllowChange } from '../../../model/change.ts';
import type * as ec2 from '../documents.ts';

/** One permission a range of ports; all peers of a change stand in each. */
export function permissionsOf(change: AllowChange): readonly ec2.IpPermission[] {
  const peers = peersOf(change.peer);
  return rangesOf(change).map((range) => ({ IpProtocol: protocolName(change.protocol), ...range, ...peers }));
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  [ICMP]: 'icmp',
  [TCP]: 'tcp',
  [UDP]: 'udp',
  58: 'icmpv6',
};

const protocolName = (protocol: number | undefined): string =>
  protocol === undefined ? '-1' : (PROTOCOL_NAMES[protocol] ?? String(protocol));

/** Ports for what has ports, all types and codes for ICMP, nothing for the rest. */
function rangesOf({
  protocol,
  ports,
}: AllowChange): readonly Pick<ec2.IpPermission, 'FromPort' | 'ToPort'>[] {
  if (protocol === TCP || protocol === UDP)
    return [...intervals(ports)].map(([from, to]) => ({ FromPort: Number(from), ToPort: Number(to) }));
  return protocolName(protocol).startsWith('icmp') ? [{ FromPort: -1, ToPort: -1 }] : [{}];
}

function peersOf(peer: AllowChange['peer']): Partial<ec2.IpPermission> {
  if ('group' in peer) return { UserIdGroupPairs: [{ GroupId: peer.group }] };
  const cidrs = toCidrs(peer.addresses);
  const v4 = cidrs.filter((cidr) => familyOf(cidr.first) === 4).map((cidr) => ({ CidrIp: formatCidr(cidr) }));
  const v6 = cidrs
    .filter((cidr) => familyOf(cidr.first) === 6)
    .map((cidr) => ({ CidrIpv6: formatCidr(cidr) }));
  return { ...(v4.length > 0 && { IpRanges: v4 }), ...(v6.length > 0 && { Ipv6Ranges: v6 }) };
}
