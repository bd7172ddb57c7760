/** Sets as texts: the one place where addresses, ports and protocols become words of the report. */
import { type AddressSet, formatAddress, formatCidr, toCidrs } from '../ip/address.ts';
import { ICMPV6, isIcmp, typeAndCode } from '../ip/icmp.ts';
import { EMPTY, equals, interval, intervals, isEmpty, type Point } from '../ip/interval.ts';
import { ALL_PROTOCOLS, ICMP, type PortSet, type ProtocolSet, TCP, UDP } from '../ip/traffic.ts';

/** CIDR blocks where they are few, ranges where they are shorter. Complete: nothing is cut. */
export const addressTexts = (set: AddressSet): readonly string[] =>
  [...intervals(set)].flatMap(([first, last]) => {
    const cidrs = toCidrs(interval(first, last));
    return cidrs.length <= 2 ? cidrs.map(formatCidr) : [`${formatAddress(first)}-${formatAddress(last)}`];
  });

/** What of a destination no machine has; nothing where machines have all of it. */
export const leftOut = (vacant: AddressSet = EMPTY): { readonly left_out?: readonly string[] } =>
  isEmpty(vacant) ? {} : { left_out: addressTexts(vacant) };

/** "8786-8787", "53, 443". */
export const portText = (set: PortSet): string =>
  [...intervals(set)].map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');

/** Ports, or the messages of ICMP: "type 8 code 0", "type 3"; the first of them where there are many. */
export function serviceText(protocol: ProtocolSet, set: PortSet): string {
  const isMessage = protocol.length > 0 && protocol.every((number) => isIcmp(Number(number)));
  return isMessage ? [...intervals(set)].map(messageText).join(', ') : portText(set);
}

const messageText = ([first, last]: readonly [Point, Point]): string => {
  const [type, code] = typeAndCode(Number(first));
  const [lastType, lastCode] = typeAndCode(Number(last));
  if (first === last) return `type ${type} code ${code}`;
  if (type === lastType)
    return code === 0 && lastCode === 255 ? `type ${type}` : `type ${type} code ${code}-${lastCode}`;
  return `type ${type}-${lastType}`;
};

const NAMES: Readonly<Record<string, string>> = {
  [TCP]: 'tcp',
  [UDP]: 'udp',
  [ICMP]: 'icmp',
  [ICMPV6]: 'icmpv6',
};

export const protocolText = (set: ProtocolSet): string =>
  equals(set, ALL_PROTOCOLS)
    ? 'all'
    : [...intervals(set)]
        .map(([first, last]) => (first === last ? (NAMES[`${first}`] ?? `${first}`) : `${first}-${last}`))
        .join(', ');
