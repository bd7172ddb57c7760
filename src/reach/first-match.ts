/**
 * The first rule that matches decides, layer after layer. A rule that cannot be judged may match or not: what is
 * undecided is exactly what one reading allows and another denies, whatever stands further down.
 */
import { type AddressSet, ALL_ADDRESSES } from '../ip/address.ts';
import { EMPTY, isEmpty, union } from '../ip/interval.ts';
import {
  type Box,
  intersectTraffic,
  NOTHING,
  subtractTraffic,
  type Traffic,
  unionTraffic,
} from '../ip/traffic.ts';
import { type Health, type Unknown, USABLE } from '../model/known.ts';
import { type Carrier, carriesOne } from '../model/labels.ts';
import type { FilterRule } from '../model/network.ts';
import { boxOf, concerns, type Decision, type FarEnd, type FarSide, readPeer } from './filters.ts';

/** Who a rule can speak of: the machine that has the filter, and the far end. */
export interface Ends {
  readonly near: Carrier;
  readonly far: FarEnd;
}

const NOBODY: Ends = { near: { labels: [] }, far: { isMember: () => false, references: USABLE } };

/** What a rule took of the packets. */
interface Taken {
  readonly rule: FilterRule;
  readonly traffic: Traffic;
  readonly doubt?: Unknown | undefined;
}

export function firstMatch(
  rules: readonly FilterRule[],
  packet: Box,
  far: FarSide,
  ends: Ends = NOBODY,
): Decision {
  const taken: Taken[] = [];
  let here: Traffic = [packet];
  let passedOn: Traffic = NOTHING;
  let layer: string | undefined;
  let lost: Decision['lost'];
  for (const rule of rules) {
    if (rule.layer !== layer) {
      here = unionTraffic(here, passedOn);
      passedOn = NOTHING;
      layer = rule.layer;
    }
    if (here.length === 0 && passedOn.length === 0) break;
    if (!concerns(rule, packet)) continue;
    const match = read(rule, ends);
    if (match.lost) lost ??= { rule, health: match.lost };
    const traffic = intersectTraffic(here, boxesOf(rule, match.perhaps, far));
    if (traffic.length === 0) continue;
    here = subtractTraffic(here, boxesOf(rule, match.surely, far));
    if (rule.action === 'pass-on') passedOn = unionTraffic(passedOn, traffic);
    taken.push({ rule, traffic, doubt: match.unknown });
  }
  const decision = decide(taken, unionTraffic(here, passedOn), lost);
  const beaten = beatenIn(rules, taken, decision, far, ends);
  return beaten.size === 0 ? decision : { ...decision, beaten };
}

/** The rules of a denying one's rank that allow what it stops. */
function beatenIn(
  rules: readonly FilterRule[],
  taken: readonly Taken[],
  { denied, deniedBy }: Decision,
  far: FarSide,
  ends: Ends,
): NonNullable<Decision['beaten']> {
  const tied = taken.filter(({ rule }) => rule.tie && deniedBy.includes(rule));
  return new Map(
    tied.flatMap(({ rule, traffic }) => {
      const stopped = intersectTraffic(traffic, denied);
      const beaten = rules.filter(
        (one) =>
          one.action === 'allow' &&
          one.layer === rule.layer &&
          one.tie?.rank === rule.tie?.rank &&
          intersectTraffic(boxesOf(one, read(one, ends).surely, far), stopped).length > 0,
      );
      return beaten.length > 0 ? [[rule, beaten] as const] : [];
    }),
  );
}

function decide(taken: readonly Taken[], unmatched: Traffic, lost: Decision['lost']): Decision {
  const by = (action: FilterRule['action']) => taken.filter(({ rule }) => rule.action === action);
  const sum = (some: readonly Taken[], more: Traffic): Traffic =>
    some.reduce((all, { traffic }) => unionTraffic(all, traffic), more);
  const mayPass = sum(by('allow'), NOTHING);
  const mayStop = sum(by('deny'), unmatched);
  const undecided = intersectTraffic(mayPass, mayStop);
  const allowed = subtractTraffic(mayPass, undecided);
  const denied = subtractTraffic(mayStop, undecided);
  const behind = (some: readonly Taken[], part: Traffic) =>
    some.filter(({ traffic }) => intersectTraffic(traffic, part).length > 0);
  const unknown = behind(
    taken.filter(({ doubt }) => doubt !== undefined),
    undecided,
  )[0]?.doubt;
  return {
    allowed,
    denied,
    undecided,
    allowedBy: behind(by('allow'), allowed).map(({ rule }) => rule),
    deniedBy: behind(by('deny'), denied).map(({ rule }) => rule),
    ...(unknown && { unknown }),
    ...(lost && denied.length > 0 && { lost }),
  };
}

/** The far addresses that a rule surely matches, and those that it may match. */
interface Match {
  readonly surely: AddressSet;
  readonly perhaps: AddressSet;
  readonly unknown?: Unknown;
  readonly lost?: Health;
}

const NO_MATCH: Match = { surely: EMPTY, perhaps: EMPTY };

function read(rule: FilterRule, ends: Ends): Match {
  const concerned = rule.target ? carriesOne(ends.near, rule.target.labels) : true;
  const { unread } = rule.target ?? {};
  if (concerned === false && !unread) return NO_MATCH;
  const peer = readPeer(rule, ends.far);
  const surely = peer.matches ? (rule.peer.within ?? ALL_ADDRESSES) : rule.peer.addresses;
  const perhaps = peer.unknown ? union(surely, rule.peer.within ?? ALL_ADDRESSES) : surely;
  if (concerned === true) return { ...peer, surely, perhaps };
  return { surely: EMPTY, perhaps, unknown: unread ?? untold(rule) };
}

const untold = (rule: FilterRule): Unknown => ({
  cause: 'UNKNOWN_RESOURCE',
  why: `${rule.id} concerns machines with ${rule.target?.labels.join(', ')}, and nobody said whether this one is`,
  settle: `name the machine with what it carries, or have the rule concern what is known of it`,
});

function boxesOf(rule: FilterRule, addresses: AddressSet, far: FarSide): Traffic {
  if (isEmpty(addresses)) return NOTHING;
  const box = boxOf(rule, addresses, far);
  return [rule.own ? { ...box, [far === 'src' ? 'dst' : 'src']: rule.own } : box];
}
