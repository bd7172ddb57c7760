/** Small texts that people write: ports, protocols, required flows, declarations. Errors are values. */
import { type AddressSet, type Cidr, cidrSet, formatCidr, parseCidr } from '../ip/address.ts';
import { addressFault } from '../ip/fault.ts';
import { fromIntervals } from '../ip/interval.ts';
import { ICMP, type PortSet, TCP, UDP } from '../ip/traffic.ts';
import type { Allotment } from '../model/allotment.ts';
import type { Declaration } from '../model/endpoint.ts';
import { wordMeant } from './near.ts';

export type Parsed<T> = { readonly value: T } | { readonly error: string; readonly remedy: string };

const bad = (error: string, remedy: string) => ({ error, remedy });
const MAX_PORT = 65535;

/** "8786", "8786,8787", "1024-65535". */
export function parsePorts(text: string): Parsed<PortSet> {
  const pairs: [number, number][] = [];
  for (const piece of text.split(',')) {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(piece.trim()) ?? [];
    const pair: [number, number] = [Number(first), Number(last)];
    if (first === '' || pair[1] > MAX_PORT || pair[0] > pair[1]) {
      return bad(
        `${JSON.stringify(piece)} is no port`,
        'write a port from 0 to 65535, a range like 8000-9000, or several by commas',
      );
    }
    pairs.push(pair);
  }
  return { value: fromIntervals(pairs) };
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: TCP, udp: UDP, icmp: ICMP };

export function parseProtocol(text: string): Parsed<number> {
  const named = PROTOCOLS[text.toLowerCase()];
  const number = named ?? (/^\d{1,3}$/.test(text) ? Number(text) : undefined);
  if (number !== undefined && number <= 255) return { value: number };
  return bad(`${JSON.stringify(text)} is no protocol`, 'write tcp, udp, icmp or a number from 0 to 255');
}

/** A flow of one's own: `role:worker=10.20.0.0/24:5432`. */
export interface RequiredText {
  readonly from: string;
  readonly to: string;
  readonly ports: PortSet;
  readonly text: string;
}

const REQUIRE_FORM = 'write <from>=<to>:<port>, for example role:worker=10.20.0.0/24:5432';

/** The first end: a planned VM has signs of equality of its own. */
const FIRST_END =
  /^(?:vm:(?:(?:subnet|groups)=[^,=]*|public)(?:,(?:(?:subnet|groups)=[^,=]*|public))*|[^=]+)(?==)/;

export function parseRequired(text: string): Parsed<RequiredText> {
  const from = FIRST_END.exec(text)?.[0];
  const colon = text.lastIndexOf(':');
  if (from === undefined || colon <= from.length + 1)
    return bad(`--require ${JSON.stringify(text)} names no two ends and a port`, REQUIRE_FORM);
  const ports = parsePorts(text.slice(colon + 1));
  if ('error' in ports) return bad(`--require ${JSON.stringify(text)}: ${ports.error}`, REQUIRE_FORM);
  const to = unbracketed(text.slice(from.length + 1, colon));
  return { value: { from: unbracketed(from), to, ports: ports.value, text } };
}

/** `[2001:db8::1]`, as URLs write an IPv6 address before a port. */
const unbracketed = (end: string): string => /^\[([\da-fA-F:.]+)\]$/.exec(end)?.[1] ?? end;

const ASSUME_FORM = 'write egress:<hop> or reach:<cidr>@<hop>, for example reach:10.50.0.0/16@vgw-1';

export function parseDeclaration(text: string): Parsed<Declaration> {
  const [, egress] = /^egress:(\S+)$/.exec(text) ?? [];
  if (egress !== undefined) return { value: { hop: egress, text } };
  const [, range = '', hop] = /^reach:([^@]+)@(\S+)$/.exec(text) ?? [];
  if (hop === undefined)
    return bad(
      `--assume ${JSON.stringify(text)} says nothing that can be used`,
      wordMeant(text.slice(0, text.indexOf(':')), ['egress', 'reach'], ASSUME_FORM),
    );
  const reach = parseRange(range);
  if ('error' in reach) return bad(`--assume ${JSON.stringify(text)}: ${reach.error}`, reach.remedy);
  return { value: { hop, reach: reach.value, text } };
}

/** A block of addresses as a person writes one; bits beyond its length mean that one of the two is wrong. */
export function parseRange(text: string): Parsed<AddressSet> {
  const cidr = parseCidr(text);
  if (!cidr)
    return bad(
      addressFault(text) ?? `${text} is no address and no CIDR block`,
      'write one like 10.20.0.0/16',
    );
  return cidr.hasHostBits ? hostBits(text, cidr) : { value: cidrSet(cidr) };
}

/** `10.50.0.0/16`, or `dev=10.1.0.0/16` for the networks dev and dev-…. */
export function parseAllotment(text: string): Parsed<Allotment> {
  const [, name, range = ''] = /^(?:([^=]+)=)?(.*)$/.exec(text) ?? [];
  const block = range.includes('/') ? parseCidr(range) : undefined;
  if (block?.family !== 4)
    return bad(
      `--plan ${JSON.stringify(text)} names no IPv4 block`,
      'write one like 10.50.0.0/16, or dev=10.1.0.0/16',
    );
  if (block.hasHostBits) {
    const { error, remedy } = hostBits(range, block);
    return bad(`--plan ${JSON.stringify(text)}: ${error}`, remedy);
  }
  return { value: { text, block, ...(name !== undefined && { name }) } };
}

export const hostBits = (text: string, cidr: Cidr) =>
  bad(
    `${text} has host bits set`,
    `write ${formatCidr(cidr)} for the block, or ${text.slice(0, text.indexOf('/'))} for the one address`,
  );
