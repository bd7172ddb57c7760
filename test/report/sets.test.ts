/** Sets as the texts that reports carry. */
import { describe, expect, it } from 'vitest';
import { ALL_ADDRESSES, addressSet, INTERNET, parseAddress } from '../../src/ip/address.ts';
import { interval } from '../../src/ip/interval.ts';
import { ALL_PORTS, ALL_PROTOCOLS } from '../../src/ip/traffic.ts';
import { addressTexts, portText, protocolText } from '../../src/report/sets.ts';

const range = (first: string, last: string) => interval(parseAddress(first) ?? 0, parseAddress(last) ?? 0);

describe('addresses', () => {
  it.each([
    ['none', [], []],
    ['one', addressSet(['10.0.0.1']), ['10.0.0.1/32']],
    ['a block', addressSet(['10.0.0.0/8']), ['10.0.0.0/8']],
    ['two blocks that touch', addressSet(['10.0.0.0/24', '10.0.1.0/25']), ['10.0.0.0/24', '10.0.1.0/25']],
    ['a range that many blocks make', range('10.0.0.4', '10.0.15.254'), ['10.0.0.4-10.0.15.254']],
    ['both families', addressSet(['10.0.0.0/8', 'fd00::/8']), ['10.0.0.0/8', 'fd00::/8']],
    ['everything', ALL_ADDRESSES, ['0.0.0.0/0', '::/0']],
  ])('%s', (_what, set, texts) => {
    expect(addressTexts(set)).toEqual(texts);
  });

  it('are never cut short', () => {
    expect(addressTexts(INTERNET)).toHaveLength(8);
    const many = addressSet(
      Array.from({ length: 300 }, (_, i) => `10.${i % 256}.${2 * Math.floor(i / 256)}.0/30`),
    );
    expect(addressTexts(many)).toHaveLength(300);
  });
});

describe('ports', () => {
  it.each([
    [[], ''],
    [[443, 443], '443'],
    [[53, 53, 443, 443], '53, 443'],
    [[8786, 8787, 9000, 9000], '8786-8787, 9000'],
    [ALL_PORTS, '0-65535'],
  ])('%o', (set, text) => {
    expect(portText(set)).toBe(text);
  });
});

describe('protocols', () => {
  it.each([
    [[6, 6], 'tcp'],
    [[17, 17], 'udp'],
    [[1, 1], 'icmp'],
    [[6, 6, 17, 17], 'tcp, udp'],
    [[47, 47], '47'],
    [[2, 5], '2-5'],
    [ALL_PROTOCOLS, 'all'],
  ])('%o', (set, text) => {
    expect(protocolText(set)).toBe(text);
  });
});
