/** Sets as texts: the one place where addresses, ports and protocols become words of the report. */
import { type AddressSet, formatAddress, formatCidr, toCidrs } from '../ip/address.ts';
import { equals, interval, intervals } from '../ip/interval.ts';
import { ALL_PROTOCOLS, ICMP, type PortSet, type ProtocolSet, TCP, UDP } from '../ip/traffic.ts';

/** CIDR blocks where they are few, ranges where they are shorter. Complete: nothing is cut. */
export const addressTexts = (set: AddressSet): readonly string[] =>
  [...intervals(set)].flatMap(([first, last]) => {
    const cidrs = toCidrs(interval(first, last));
    return cidrs.length <= 2 ? cidrs.map(formatCidr) : [`${formatAddress(first)}-${formatAddress(last)}`];
  });

/** "8786-8787", "53, 443". */
export const portText = (set: PortSet): string =>
  [...intervals(set)].map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');

const NAMES: Readonly<Record<string, string>> = { [TCP]: 'tcp', [UDP]: 'udp', [ICMP]: 'icmp' };

export const protocolText = (set: ProtocolSet): string =>
  equals(set, ALL_PROTOCOLS)
    ? 'all'
    : [...intervals(set)]
        .map(([first, last]) => (first === last ? (NAMES[`${first}`] ?? `${first}`) : `${first}-${last}`))
        .join(', ');
