/** Addresses and CIDR blocks: text on one side, integers on the other. The only user of `ip-num`. */
import { createRequire } from 'node:module';
import {
  fromIntervals,
  type IntervalSet,
  intersect,
  interval,
  intervals,
  isEmpty,
  type Point,
  subtract,
} from './interval.ts';

export type Family = 4 | 6;

/** An IPv4 address is a number (0 … 2^32-1); an IPv6 address is 2^128 plus its value, a bigint. */
export type Address = Point;

/** A set of addresses of either family. */
export type AddressSet = IntervalSet;

const V6 = 1n << 128n;
const V4_BITS = 32;
const V6_BITS = 128;

export const ALL_V4: AddressSet = [0, 2 ** V4_BITS - 1];
export const ALL_V6: AddressSet = [V6, V6 + V6 - 1n];
export const ALL_ADDRESSES: AddressSet = [...ALL_V4, ...ALL_V6];

export const familyOf = (address: Address): Family => (typeof address === 'number' ? 4 : 6);
export const ofFamily = (set: AddressSet, family: Family): AddressSet =>
  intersect(set, family === 4 ? ALL_V4 : ALL_V6);
export const bitsOf = (family: Family): number => (family === 4 ? V4_BITS : V6_BITS);

/** A CIDR block as written: `hasHostBits` is true for `10.1.0.2/16`, whose block is `10.1.0.0/16`. */
export interface Cidr {
  readonly first: Address;
  readonly last: Address;
  readonly length: number;
  readonly family: Family;
  readonly hasHostBits: boolean;
}

/** No leading zeros: some readers take them for octal. */
const DOTTED = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/;
/** Tested first: ip-num drops a zone (`fe80::1%eth0`) in silence. */
const COLONS = /^[\da-f.]*:[\da-f.:]*$/i;

/** The address a text means, or undefined. Never throws. */
export function parseAddress(text: string): Address | undefined {
  if (DOTTED.test(text)) return parseV4(text);
  if (!COLONS.test(text)) return undefined;
  try {
    return V6 + new (ipNum().IPv6)(text).getValue();
  } catch {
    return undefined;
  }
}

/** Four numbers up to 255: plain arithmetic, because a large network has tens of thousands of them. */
function parseV4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}

const load = createRequire(import.meta.url);
let library: typeof import('ip-num') | undefined;

/** ip-num reads IPv6. It takes as long to load as Node itself to start, so only a colon loads it. */
function ipNum(): typeof import('ip-num') {
  library ??= load('ip-num') as typeof import('ip-num');
  return library;
}

/** The block a text such as `10.0.0.0/16` or a bare address means, or undefined. Never throws. */
export function parseCidr(text: string): Cidr | undefined {
  const [head = '', tail, ...rest] = text.split('/');
  const address = parseAddress(head);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = bitsOf(familyOf(address));
  if (tail !== undefined && !/^\d{1,3}$/.test(tail)) return undefined;
  const length = tail === undefined ? bits : Number(tail);
  return length <= bits ? block(address, length) : undefined;
}

/** The block of a prefix length around an address. */
export function block(address: Address, length: number): Cidr {
  if (typeof address === 'number') {
    const span = 2 ** (V4_BITS - length);
    const first = address - (address % span);
    return { first, last: first + span - 1, length, family: 4, hasHostBits: first !== address };
  }
  const span = 1n << BigInt(V6_BITS - length);
  const first = address - (address % span);
  return { first, last: first + span - 1n, length, family: 6, hasHostBits: first !== address };
}

export const cidrSet = (cidr: Cidr): AddressSet => interval(cidr.first, cidr.last);

/** The union of blocks written as text; texts that are no block are left out (their reader reports them). */
export const addressSet = (texts: Iterable<string>): AddressSet =>
  fromIntervals(
    [...texts].flatMap((text) => {
      const cidr = parseCidr(text);
      return cidr ? [[cidr.first, cidr.last] as const] : [];
    }),
  );

export const formatAddress = (address: Address): string =>
  typeof address === 'number' ? formatV4(address) : formatV6(address - V6);

const formatV4 = (value: number): string =>
  [value / 2 ** 24, value / 65536, value / 256, value].map((part) => Math.floor(part) % 256).join('.');

/** RFC 5952: lower case, no leading zeros, the longest run of zeros (of two or more) as `::`. */
function formatV6(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':');
  if (best.length < 2) return hex(words);
  return `${hex(words.slice(0, best.start))}::${hex(words.slice(best.start + best.length))}`;
}

export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr.first)}/${cidr.length}`;

/** The fewest CIDR blocks that make up a set exactly, in order. */
export function toCidrs(set: AddressSet): readonly Cidr[] {
  const out: Cidr[] = [];
  for (const [first, last] of intervals(set)) {
    let at = first;
    while (at <= last) {
      const cidr = widestBlock(at, last);
      out.push(cidr);
      at = typeof cidr.last === 'number' ? cidr.last + 1 : cidr.last + 1n;
    }
  }
  return out;
}

function widestBlock(at: Address, last: Address): Cidr {
  let cidr = block(at, bitsOf(familyOf(at)));
  while (cidr.length > 0) {
    const wider = block(at, cidr.length - 1);
    if (wider.first !== at || wider.last > last) return cidr;
    cidr = wider;
  }
  return cidr;
}

const MAX_LISTED = 6;

/** A set for people: CIDR blocks, or ranges where they are shorter; a long tail is counted, never silently cut. */
export function describeAddresses(set: AddressSet, limit = MAX_LISTED): string {
  if (isEmpty(set)) return 'no address';
  const texts: string[] = [];
  for (const [first, last] of intervals(set)) {
    const cidrs = toCidrs(interval(first, last));
    if (cidrs.length <= 2) texts.push(...cidrs.map(shortCidr));
    else texts.push(`${formatAddress(first)}-${formatAddress(last)}`);
  }
  if (texts.length <= limit) return texts.join(', ');
  const more = texts.length - limit;
  return `${texts.slice(0, limit).join(', ')} and ${more} more ${more === 1 ? 'range' : 'ranges'}`;
}

const shortCidr = (cidr: Cidr): string =>
  cidr.length === bitsOf(cidr.family) ? formatAddress(cidr.first) : formatCidr(cidr);

/**
 * Addresses that are not on the public internet (IANA special-purpose registries: RFC 1918, 6598, 1122, 3927,
 * 5771, 1112; RFC 4193, 4291). The documentation blocks count as public: examples use them as such.
 */
export const NOT_PUBLIC_V4: AddressSet = addressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
]);

/** Every public address: for IPv6 that is the global unicast block 2000::/3. */
export const INTERNET: AddressSet = [
  ...subtract(ALL_V4, NOT_PUBLIC_V4),
  V6 + (1n << 125n),
  V6 + (1n << 126n) - 1n,
];
