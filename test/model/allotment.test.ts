/** Whose a block is, and what is free of it. */
import { describe, expect, it } from 'vitest';
import { addressSet, formatCidr } from '../../src/ip/address.ts';
import { equals, subtract } from '../../src/ip/interval.ts';
import { allottedTo, firstBlock, roomFor } from '../../src/model/allotment.ts';
import { parseAllotment } from '../../src/workload/parse.ts';

const allotments = (...texts: readonly string[]) =>
  texts.flatMap((text) => {
    const parsed = parseAllotment(text);
    return 'error' in parsed ? [] : [parsed.value];
  });
const PLAN = allotments('dev=10.1.0.0/16', 'prod=10.4.0.0/16', '10.9.0.0/16');

describe('a network', () => {
  it.each([
    ['dev', ['dev=10.1.0.0/16']],
    ['dev-web', ['dev=10.1.0.0/16']],
    ['dev_web', ['dev=10.1.0.0/16']],
    ['develop', ['10.9.0.0/16']],
    ['other', ['10.9.0.0/16']],
  ])('%s has %j', (name, expected) => {
    expect(allottedTo(name, PLAN).map(({ text }) => text)).toEqual(expected);
  });

  it('that nobody speaks of has what is nobody else’s', () => {
    const room = roomFor('other', allotments('dev=10.1.0.0/16'), addressSet(['10.0.0.0/8']));
    expect(equals(room, subtract(addressSet(['10.0.0.0/8']), addressSet(['10.1.0.0/16'])))).toBe(true);
  });
});

describe('the first block', () => {
  it.each([
    ['10.0.0.0/8', 24, '10.0.0.0/24'],
    ['10.0.0.0/25', 26, '10.0.0.0/26'],
    ['10.0.0.128/25', 26, undefined],
    ['10.0.0.0/25', 24, undefined],
    ['10.0.4.0/22', 22, '10.0.4.0/22'],
  ])('of %s with /%i is %s', (room, length, expected) => {
    const found = firstBlock(addressSet([room]), length);
    expect(found && formatCidr(found)).toBe(expected);
  });
});

describe('a text that is none', () => {
  it.each(['10.1.0.0', 'dev=', '2001:db8::/32', 'x=y=10.0.0.0/8', '10.1.0.5/16'])('%s', (text) => {
    const parsed = parseAllotment(text);
    expect('error' in parsed && parsed.error).toContain(`--plan ${JSON.stringify(text)}`);
    expect('error' in parsed && parsed.remedy).toContain('write ');
  });
});
