import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALL_ADDRESSES,
  ALL_V4,
  ALL_V6,
  addressSet,
  bitsOf,
  block,
  cidrSet,
  describeAddresses,
  familyOf,
  formatAddress,
  formatCidr,
  INTERNET,
  NOT_PUBLIC_V4,
  ofFamily,
  parseAddress,
  parseCidr,
  toCidrs,
} from '../../src/ip/address.ts';
import { contains, fromIntervals, intersect, isSubset, size, union } from '../../src/ip/interval.ts';

const V6 = 1n << 128n;
const v4 = fc.nat(2 ** 32 - 1);
const v6 = fc.bigInt({ min: V6, max: V6 + V6 - 1n });
/** Addresses with runs of zeros, which random ones never have. */
const sparse = fc
  .array(fc.constantFrom<bigint>(0n, 0n, 0n, 1n, 0x0db8n, 0xffffn), { minLength: 8, maxLength: 8 })
  .map((words) => words.reduce<bigint>((value, word) => (value << 16n) | word, 0n) + V6);
const addresses = fc.oneof(v4, v6, sparse);
const blocks = fc.oneof(
  fc.record({ address: v4, length: fc.nat(32) }),
  fc.record({ address: fc.oneof(v6, sparse), length: fc.nat(128) }),
);

describe('addresses as text', () => {
  test.each([
    ['0.0.0.0', 0],
    ['10.0.0.1', 167772161],
    ['255.255.255.255', 2 ** 32 - 1],
    ['::', V6],
    ['::1', V6 + 1n],
    ['::ffff:10.0.0.1', V6 + 0xffff_0a00_0001n],
    ['64:ff9b::192.0.2.33', V6 + (0x0064_ff9bn << 96n) + 0xc000_0221n],
    ['2001:DB8::A', V6 + (0x2001_0db8n << 96n) + 10n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', V6 + V6 - 1n],
  ])('%s', (text, address) => expect(parseAddress(text)).toBe(address));

  test.each([
    '',
    ' ',
    '10',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.-1',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '10.0.0.1\n',
    '10.0.0.0x1',
    '1e1.0.0.1',
    '10..0.1',
    '10.0.0.1000',
    '+10.0.0.1',
    '١٠.0.0.1',
    'localhost',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    '::g',
    '::1%eth0',
    '[::1]',
    '::ffff:10.0.0.256',
    '::ffff:10.0.0',
    '::10.0.0.1:1',
    '1:2:3:4:5:6:7:10.0.0.1',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '1:2:3:4:5:6:7::8:9',
    ' ::1',
    '::1 ',
    '::1\n',
    '::-1',
    '::+1',
    '::0x1',
  ])('%j is no address', (text) => expect(parseAddress(text)).toBeUndefined());

  test.each(['010.0.0.1', '10.0.0.08', '00.0.0.0', '::ffff:010.0.0.1', '::00.0.0.1', '64:ff9b::192.0.2.033'])(
    '%s is no address: is the zero octal?',
    (text) => expect(parseAddress(text)).toBeUndefined(),
  );

  test('what is written is read back', () => {
    fc.assert(fc.property(addresses, (address) => parseAddress(formatAddress(address)) === address));
  });

  test('what is no address to Node is none here', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'0123af:.:. /%x'), maxLength: 20 });
    fc.assert(
      fc.property(characters, (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0 && !text.includes('%'));
      }),
      { numRuns: 3000 },
    );
  });

  test('an IPv4 address at the end of IPv6 is its last 32 bits, written as Node writes it', () => {
    const tail = fc.string({ unit: fc.constantFrom(...'0125.'), minLength: 7, maxLength: 15 });
    fc.assert(
      fc.property(fc.constantFrom('::', '::ffff:', '64:ff9b::', '1:2:3:4:5:6:'), tail, (head, dotted) => {
        const whole = parseAddress(head + dotted);
        expect(whole !== undefined).toBe(isIP(head + dotted) === 6);
        const last = parseAddress(dotted);
        if (whole !== undefined && last !== undefined) expect(BigInt(whole) % 2n ** 32n).toBe(BigInt(last));
      }),
      { numRuns: 2000 },
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => [parseAddress(text), parseCidr(text)].length === 2));
  });

  /** RFC 5952, section 4. */
  test.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
  ])('%s is written %s', (text, canonical) => {
    const address = parseAddress(text);
    expect(address !== undefined && formatAddress(address)).toBe(canonical);
  });

  test('the platform writes IPv6 the same', () => {
    fc.assert(
      fc.property(fc.oneof(v6, sparse), (address) => {
        const text = formatAddress(address);
        const { hostname } = new URL(`http://[${text}]/`);
        expect(hostname).toBe(`[${text}]`);
      }),
    );
  });

  test('families', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const family = typeof address === 'number' ? 4 : 6;
        expect(familyOf(address)).toBe(family);
        expect(contains(ofFamily(ALL_ADDRESSES, family), address)).toBe(true);
        expect(contains(family === 4 ? ALL_V6 : ALL_V4, address)).toBe(false);
      }),
    );
    expect([bitsOf(4), bitsOf(6)]).toEqual([32, 128]);
  });
});

describe('CIDR blocks', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16', false],
    ['10.1.0.2/16', '10.1.0.0/16', true],
    ['10.1.0.2', '10.1.0.2/32', false],
    ['10.1.0.2/32', '10.1.0.2/32', false],
    ['0.0.0.0/0', '0.0.0.0/0', false],
    ['128.0.0.1/0', '0.0.0.0/0', true],
    ['255.255.255.255/1', '128.0.0.0/1', true],
    ['::/0', '::/0', false],
    ['2001:db8::1/32', '2001:db8::/32', true],
    ['::1', '::1/128', false],
    ['ffff::/1', '8000::/1', true],
  ])('%s is %s', (text, canonical, hasHostBits) => {
    const cidr = parseCidr(text);
    expect(cidr && { canonical: formatCidr(cidr), hasHostBits: cidr.hasHostBits }).toEqual({
      canonical,
      hasHostBits,
    });
  });

  test.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0.0 /8',
    '10.0.0.0/8.0',
    '10.0.0.0/0x8',
    '10.0.0.0/1e1',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/0008',
    '10.0.0.0/a',
    '10/8',
    '::/129',
    '::/-1',
    'sg-1/32',
  ])('%j is no block', (text) => expect(parseCidr(text)).toBeUndefined());

  test('a block holds what agrees with it in the leading bits', () => {
    fc.assert(
      fc.property(blocks, fc.bigInt({ min: 0n, max: V6 - 1n }), ({ address, length }, noise) => {
        const cidr = block(address, length);
        const bits = bitsOf(cidr.family);
        const free = BigInt(bits - length);
        expect(BigInt(cidr.first)).toBe((BigInt(address) >> free) << free);
        expect(BigInt(cidr.last) - BigInt(cidr.first)).toBe((1n << free) - 1n);
        expect(cidr.hasHostBits).toBe(cidr.first !== address);
        const inside = BigInt(cidr.first) + (noise & ((1n << free) - 1n));
        expect(contains(cidrSet(cidr), cidr.family === 4 ? Number(inside) : inside)).toBe(true);
        expect(parseCidr(formatCidr(cidr))).toEqual({ ...cidr, hasHostBits: false });
      }),
    );
  });

  test('texts that are no block are left out of a set', () => {
    expect(addressSet(['10.0.0.0/24', 'nonsense', '10.0.1.0/24', '::/0'])).toEqual([
      ...cidrSet(block(0x0a000000, 23)),
      ...ALL_V6,
    ]);
  });
});

describe('the fewest blocks of a set', () => {
  const SPAN = 32;
  const near = (base: number | bigint) => (offset: number) =>
    typeof base === 'number' ? base + offset : base + BigInt(offset);
  const small = fc
    .record({
      base: fc.constantFrom<number | bigint>(0, 0x0a000000, 2 ** 32 - SPAN, V6, V6 + V6 - BigInt(SPAN)),
      cuts: fc.array(fc.tuple(fc.nat(SPAN - 1), fc.nat(SPAN - 1)), { maxLength: 4 }),
    })
    .map(({ base, cuts }) =>
      fromIntervals(cuts.map(([a, b]) => [near(base)(Math.min(a, b)), near(base)(Math.max(a, b))] as const)),
    );

  test('make it up exactly, in order, and no two of them could be one', () => {
    fc.assert(
      fc.property(small, (set) => {
        const cidrs = toCidrs(set);
        expect(union(...cidrs.map(cidrSet))).toEqual(set);
        expect(cidrs.reduce((total, cidr) => total + size(cidrSet(cidr)), 0)).toBe(size(set));
        expect(cidrs.map((cidr) => cidr.first)).toEqual([...cidrs.map((cidr) => cidr.first)].sort(byValue));
        // A list of disjoint blocks is the shortest when no block's parent lies inside the set.
        for (const { first, length } of cidrs) {
          if (length > 0) expect(isSubset(cidrSet(block(first, length - 1)), set)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  const byValue = (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0);

  test.each([
    [ALL_ADDRESSES, ['0.0.0.0/0', '::/0']],
    [[1, 2 ** 32 - 1], Array.from({ length: 32 }, (_, i) => `${formatAddress(2 ** i)}/${32 - i}`)],
    [[], []],
    [[5, 5], ['0.0.0.5/32']],
  ])('%#', (set, texts) => expect(toCidrs(set).map(formatCidr)).toEqual(texts));
});

describe('sets for people', () => {
  test.each([
    [[], 'no address'],
    [addressSet(['10.0.0.1']), '10.0.0.1'],
    [addressSet(['10.0.0.0/24', '10.0.2.0/24']), '10.0.0.0/24, 10.0.2.0/24'],
    [addressSet(['10.0.0.0/24', '10.0.1.0/25']), '10.0.0.0/24, 10.0.1.0/25'],
    [[0x0a000001, 0x0a000009], '10.0.0.1-10.0.0.9'],
    [addressSet(['0.0.0.0/0', '::/0']), '0.0.0.0/0, ::/0'],
    [addressSet(['::1', '2001:db8::/32']), '::1, 2001:db8::/32'],
  ])('%#: %s', (set, text) => expect(describeAddresses(set)).toBe(text));

  test('a long tail is counted', () => {
    const set = addressSet(['10.0.0.1', '10.0.0.3', '10.0.0.5']);
    expect(describeAddresses(set, 2)).toBe('10.0.0.1, 10.0.0.3 and 1 more range');
    expect(describeAddresses(set, 1)).toBe('10.0.0.1 and 2 more ranges');
  });
});

describe('the internet', () => {
  test.each(['8.8.8.8', '203.0.113.7', '100.63.255.255', '172.32.0.0', '223.255.255.255', '2600:1f00::1'])(
    '%s is on it',
    (text) => expect(isSubset(addressSet([text]), INTERNET)).toBe(true),
  );
  test.each([
    '10.1.2.3',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    'fd00::1',
    'fe80::1',
    '::1',
  ])('%s is not', (text) => expect(intersect(addressSet([text]), INTERNET)).toEqual([]));
  test('every IPv4 address is either', () => {
    expect(union(NOT_PUBLIC_V4, ofFamily(INTERNET, 4))).toEqual(ALL_V4);
    expect(intersect(NOT_PUBLIC_V4, INTERNET)).toEqual([]);
  });
});
