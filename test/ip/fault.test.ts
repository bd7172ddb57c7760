import { expect, test } from 'vitest';
import { addressFault } from '../../src/ip/fault.ts';

test.each([
  ['10.0.0.300', '300 in 10.0.0.300 is more than 255'],
  ['10.0.256.0/24', '256 in 10.0.256.0 is more than 255'],
  ['10.0.010.1', '010 in 10.0.010.1 has a leading zero, which some programs read as octal'],
  ['10.0.1', '10.0.1 is no IPv4 address: it has 3 numbers and 2 dots, not four and three'],
  ['10.0.0.0.0', '10.0.0.0.0 is no IPv4 address: it has 5 numbers and 4 dots, not four and three'],
  ['10.0.0.', '10.0.0. is no IPv4 address: it has 3 numbers and 3 dots, not four and three'],
  ['10.0.0.0/33', '/33 in 10.0.0.0/33 is no prefix length from 0 to 32'],
  ['10.0.0.0/', '/ in 10.0.0.0/ is no prefix length from 0 to 32'],
  ['10.0.0.0/8/8', '10.0.0.0/8/8 has more than one slash'],
  ['2001:db8::/129', '/129 in 2001:db8::/129 is no prefix length from 0 to 128'],
  ['2001:db8::1::2', '2001:db8::1::2 is no IPv6 address'],
  ['::ffff:010.0.0.1', '010 in ::ffff:010.0.0.1 has a leading zero, which some programs read as octal'],
  ['::ffff:10.0.0.256/128', '256 in ::ffff:10.0.0.256 is more than 255'],
  ['1:2:3:4:5:6:7:10.0.0.1', '1:2:3:4:5:6:7:10.0.0.1 is no IPv6 address'],
  ['10.0.0.3', undefined],
  ['10.0.0.0/8', undefined],
  ['2001:db8::/32', undefined],
  ['subnet-0a1', undefined],
  ['role:worker', undefined],
  ['cafe:babe', undefined],
  ['', undefined],
  ['...', undefined],
])('%s: %s', (text, fault) => {
  expect(addressFault(text)).toBe(fault);
});
