/** Layers of rules, some of which cannot be judged, against a reading of one packet under every possible truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, fromIntervals, interval } from '../../src/ip/interval.ts';
import { type Box, TCP, type Traffic } from '../../src/ip/traffic.ts';
import { type Unknown, USABLE } from '../../src/model/known.ts';
import type { FilterRule } from '../../src/model/network.ts';
import { firstMatch } from '../../src/reach/first-match.ts';

const UNREAD: Unknown = { cause: 'UNSUPPORTED', why: 'not read', settle: 'read it' };
const LAST = 3;

/** A rule as plain numbers: what a packet has to be for it to match. */
interface Plain {
  readonly action: FilterRule['action'];
  readonly layer: number;
  readonly peer: readonly [number, number] | undefined;
  readonly peerUnread: boolean;
  readonly own: readonly [number, number] | undefined;
  readonly ports: readonly [number, number];
  readonly target: 'all' | 'carried' | 'other' | 'unread' | 'untold';
  readonly group: 'none' | 'carried' | 'other' | 'untold';
}

interface Packet {
  readonly far: number;
  readonly near: number;
  readonly port: number;
}

const range = fc
  .tuple(fc.nat(LAST), fc.nat(LAST))
  .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]);

const plainRule: fc.Arbitrary<Plain> = fc.record({
  action: fc.constantFrom('allow', 'deny', 'pass-on'),
  layer: fc.nat(2),
  peer: fc.option(range, { nil: undefined }),
  peerUnread: fc.boolean(),
  own: fc.option(range, { nil: undefined }),
  ports: range,
  target: fc.constantFrom('all', 'carried', 'other', 'unread', 'untold'),
  group: fc.constantFrom('none', 'carried', 'other', 'untold'),
});

const LABEL = { carried: 'tag:mine', other: 'tag:other', untold: 'sa:somebody' } as const;

const ruleOf = (plain: Plain, i: number): FilterRule => ({
  id: `rule ${i}`,
  action: plain.action,
  layer: `layer ${plain.layer}`,
  protocol: interval(TCP),
  ports: fromIntervals([plain.ports]),
  peer: {
    addresses: plain.peer ? fromIntervals([plain.peer]) : [],
    groups: plain.group === 'none' ? [] : [{ group: LABEL[plain.group] }],
    ...(plain.peerUnread && { unread: UNREAD }),
  },
  ...(plain.own && { own: fromIntervals([plain.own]) }),
  ...(plain.target === 'unread' && { target: { labels: [], unread: UNREAD } }),
  ...(plain.target !== 'unread' && plain.target !== 'all' && { target: { labels: [LABEL[plain.target]] } }),
  text: `rule ${i}`,
});

const inside = ([first, last]: readonly [number, number], value: number): boolean =>
  first <= value && value <= last;

/** What is known of a match: yes, no, or whether it does is anybody's guess. */
function matches(rule: Plain, { far, near, port }: Packet): boolean | undefined {
  if (!inside(rule.ports, port) || (rule.own && !inside(rule.own, near)) || rule.target === 'other')
    return false;
  const peer = farMatches(rule, far);
  if (peer === false) return false;
  return rule.target === 'unread' || rule.target === 'untold' ? undefined : peer;
}

function farMatches({ peer, peerUnread, group }: Plain, far: number): boolean | undefined {
  if ((peer && inside(peer, far)) || group === 'carried') return true;
  return peerUnread || group === 'untold' ? undefined : false;
}

/** Every outcome that some truth of the guesses gives. */
function outcomes(rules: readonly Plain[], packet: Packet): ReadonlySet<'allow' | 'deny'> {
  const [rule, ...rest] = rules;
  if (!rule) return new Set(['deny']);
  const match = matches(rule, packet);
  const next = rest.filter(({ layer }) => layer > rule.layer);
  const taken =
    rule.action === 'pass-on'
      ? () => outcomes(next, packet)
      : () => new Set([rule.action as 'allow' | 'deny']);
  if (match === true) return taken();
  const passed = outcomes(rest, packet);
  return match === undefined ? new Set([...taken(), ...passed]) : passed;
}

const has = (traffic: Traffic, { far, near, port }: Packet): boolean =>
  traffic.some((box) => contains(box.src, far) && contains(box.dst, near) && contains(box.dstPort, port));

const ALL: Box = {
  src: [0, LAST],
  dst: [0, LAST],
  protocol: interval(TCP),
  srcPort: [1024, 65535],
  dstPort: [0, LAST],
};

const numbers = [...Array(LAST + 1).keys()];
const PACKETS: readonly Packet[] = numbers.flatMap((far) =>
  numbers.flatMap((near) => numbers.map((port) => ({ far, near, port }))),
);

describe('the first rule that matches, layer after layer', () => {
  it('decides as each single packet is decided', () => {
    fc.assert(
      fc.property(fc.array(plainRule, { maxLength: 8 }), (drawn) => {
        const plain = [...drawn].sort((a, b) => a.layer - b.layer);
        const decision = firstMatch(plain.map(ruleOf), ALL, 'src', {
          near: { labels: ['tag:mine'], untold: ['sa:'] },
          far: {
            isMember: (label) => (label === LABEL.untold ? undefined : label === LABEL.carried),
            references: USABLE,
          },
        });
        for (const packet of PACKETS) {
          const expected = outcomes(plain, packet);
          expect({
            allowed: has(decision.allowed, packet),
            denied: has(decision.denied, packet),
            undecided: has(decision.undecided, packet),
          }).toEqual({
            allowed: expected.size === 1 && expected.has('allow'),
            denied: expected.size === 1 && expected.has('deny'),
            undecided: expected.size === 2,
          });
        }
        expect(decision.unknown !== undefined).toBe(decision.undecided.length > 0);
      }),
      { numRuns: 1500 },
    );
  });
});
