/** What lines of groups and ACLs have in common: protocols, ports, blocks, and how they read (aws.md 23). */
import { cidrSet, parseCidr } from '../../../ip/address.ts';
import { icmpMessages, isIcmp } from '../../../ip/icmp.ts';
import { EMPTY, interval } from '../../../ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS, type PortSet, type ProtocolSet, TCP, UDP } from '../../../ip/traffic.ts';
import type { Unknown } from '../../../model/known.ts';
import type { Peer } from '../../../model/network.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', TCP],
  ['udp', UDP],
  ['icmpv6', 58],
]);
const NAMES = new Map([...NUMBERS].map(([name, number]) => [number, name]));

/** What a line matches, but for its peer. `unread`: the line speaks of a protocol that this tool does not know. */
export interface LineTraffic {
  readonly protocol: ProtocolSet;
  readonly ports: PortSet;
  /** "tcp 8786-8787", "all traffic". */
  readonly text: string;
  readonly unread?: Unknown;
}

/**
 * Ports count for tcp and udp; for ICMP the two numbers are a type and a code. -1 or nothing means all of them. Other
 * protocols have neither.
 */
export function readTraffic(protocol: string, from: number | undefined, to: number | undefined): LineTraffic {
  if (protocol === '-1' || protocol === 'all') {
    return { protocol: ALL_PROTOCOLS, ports: ALL_PORTS, text: 'all traffic' };
  }
  const number = numberOf(protocol);
  if (number === undefined) return unheardOf(protocol);
  const name = NAMES.get(number) ?? `protocol ${number}`;
  if (isIcmp(number))
    return {
      protocol: [number, number],
      ports: icmpMessages(from, to),
      text: `${name}${icmpText(from, to)}`,
    };
  if (number !== TCP && number !== UDP) return { protocol: [number, number], ports: ALL_PORTS, text: name };
  const ports = portsOf(from, to);
  return { protocol: [number, number], ports: ports.set, text: `${name} ${ports.text}` };
}

function icmpText(type: number | undefined, code: number | undefined): string {
  if (type === undefined || type < 0) return '';
  return code === undefined || code < 0 ? ` type ${type}` : ` type ${type} code ${code}`;
}

function numberOf(protocol: string): number | undefined {
  const number =
    NUMBERS.get(protocol.toLowerCase()) ?? (/^\d{1,3}$/.test(protocol) ? Number(protocol) : undefined);
  return number !== undefined && number <= 255 ? number : undefined;
}

function portsOf(
  from: number | undefined,
  to: number | undefined,
): { readonly set: PortSet; readonly text: string } {
  if (from === undefined || from === -1) return { set: ALL_PORTS, text: 'all ports' };
  const last = to === undefined || to === -1 ? 65535 : to;
  if (from === 0 && last === 65535) return { set: ALL_PORTS, text: 'all ports' };
  return { set: interval(from, last), text: from === last ? `${from}` : `${from}-${last}` };
}

const unheardOf = (protocol: string): LineTraffic => ({
  protocol: ALL_PROTOCOLS,
  ports: ALL_PORTS,
  text: `protocol ${protocol}`,
  unread: {
    cause: 'UNSUPPORTED_COMPONENT',
    why: `this tool does not know the protocol ${protocol}`,
    settle: 'name the protocol by its number (0-255) or as tcp, udp, icmp, icmpv6 or -1',
  },
});

/** A peer that is one block of addresses. A line that cannot be read whole may match anybody: `unread`. */
export function addressPeer(block: string, traffic: LineTraffic): Peer {
  const cidr = parseCidr(block);
  if (traffic.unread) return openPeer(traffic.unread);
  return cidr ? { addresses: cidrSet(cidr), groups: [] } : openPeer(noBlock(block));
}

export const openPeer = (unread: Unknown): Peer => ({ addresses: EMPTY, groups: [], unread });

const noBlock = (block: string): Unknown => ({
  cause: 'UNSUPPORTED_COMPONENT',
  why: `${block === '' ? 'the line names no block of addresses' : `${block} is no block of addresses`}`,
  settle: 'write the block as in 10.0.0.0/16',
});

/** A line in words: "allow tcp 8786-8787 from 0.0.0.0/0". */
export const sentence = (
  action: 'allow' | 'deny',
  traffic: LineTraffic,
  side: 'from' | 'to',
  peer: string,
): string => `${action} ${traffic.text} ${side} ${peer}`;
