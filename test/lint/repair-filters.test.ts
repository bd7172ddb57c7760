/** How wide a rule is that a fix adds: what is missing, in the fewest blocks, and never more than was asked for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressSet, addressSet, cidrSet, INTERNET, toCidrs } from '../../src/ip/address.ts';
import { fromIntervals, intersect, isEmpty, isSubset, overlaps, subtract } from '../../src/ip/interval.ts';
import { addressesToOpen, portsToOpen } from '../../src/lint/repair-filters.ts';
import type { Flow } from '../../src/model/endpoint.ts';
import type { Blocker, Portion } from '../../src/reach/trace.ts';
import { guideNetwork } from '../support/aws.ts';
import { networkOf } from '../support/opened.ts';

const network = networkOf(guideNetwork());
const spot = (addresses: AddressSet) => ({ kind: 'beyond', label: 'far', addresses }) as const;
const flowFrom = (asked: AddressSet, ports: readonly number[] = [0, 15]): Flow => ({
  from: [spot(asked)],
  to: [spot(addressSet(['10.0.0.10']))],
  protocol: 6,
  ports,
});
function blocked(sources: AddressSet): Blocker {
  const packets: Portion = {
    sources,
    destinations: addressSet(['10.0.0.10']),
    protocol: [6, 6],
    sourcePorts: [0, 65535],
    ports: [0, 15],
  };
  const resource = { id: 'sg-1', word: 'security group' };
  return {
    cause: 'ENI_SG_RULES_MISMATCH',
    resource,
    direction: 'forward',
    note: '',
    side: 'in',
    stopped: packets,
    packets,
    path: 0,
  };
}
const opened = (missing: AddressSet, asked: AddressSet) =>
  addressesToOpen(network, blocked(missing), flowFrom(asked));
const texts = (set: AddressSet) => toCidrs(set).length;

describe('addresses', () => {
  it('are one block where they can be', () => {
    expect(opened(addressSet(['203.0.113.128/25']), addressSet(['203.0.113.0/24']))).toEqual(
      addressSet(['203.0.113.128/25']),
    );
  });

  it('are all that was asked for, rather than pieces of it', () => {
    const asked = addressSet(['203.0.113.0/24']);
    expect(opened(subtract(asked, addressSet(['203.0.113.64/26'])), asked)).toEqual(asked);
  });

  it('are 0.0.0.0/0 for the internet, whatever another route takes out of it', () => {
    const missing = subtract(INTERNET, addressSet(['3.5.0.0/19', '52.216.0.0/15', '2600::/16']));
    expect(opened(missing, INTERNET)).toEqual(addressSet(['0.0.0.0/0', '::/0']));
  });

  it('that a translation changed are opened as they are', () => {
    const missing = addressSet(['198.51.100.7', '198.51.100.9']);
    expect(opened(missing, addressSet(['203.0.113.0/24']))).toEqual(missing);
  });

  it('are enough, never more than was asked for, and in the fewest blocks', () => {
    const some = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 8 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((pairs) =>
        fromIntervals(pairs.map(([first, more]) => [2e9 + first, 2e9 + Math.min(63, first + more)] as const)),
      );
    fc.assert(
      fc.property(some, some, (asked, other) => {
        const missing = intersect(asked, other);
        fc.pre(!isEmpty(missing));
        const made = opened(missing, asked);
        expect(isSubset(missing, made)).toBe(true);
        expect(isSubset(made, asked)).toBe(true);
        const touched = toCidrs(asked).filter((block) => overlaps(cidrSet(block), missing)).length;
        expect(texts(made)).toBeLessThanOrEqual(touched);
        expect(texts(made)).toBeLessThanOrEqual(texts(missing));
      }),
      { numRuns: 500 },
    );
  });
});

describe('ports', () => {
  it.each<readonly [readonly number[], readonly number[], readonly number[]]>([
    [
      [8787, 8787],
      [8786, 8787],
      [8787, 8787],
    ],
    [
      [1, 1, 3, 3],
      [0, 5],
      [0, 5],
    ],
    [
      [1, 1, 9, 9],
      [0, 1, 9, 9],
      [1, 1, 9, 9],
    ],
    [
      [7, 8],
      [0, 5],
      [7, 8],
    ],
  ])('%j of %j are opened as %j', (missing, asked, expected) => {
    expect(portsToOpen(missing, flowFrom(INTERNET, asked))).toEqual(expected);
  });
});
