/**
 * Room in a full security group: a new rule joins one that is there, or two that are there become one. Together they
 * admit exactly what they admitted apart.
 */
import { type Cidr, cidrSet, toCidrs } from '../../../ip/address.ts';
import { equals, intervals, isSubset, union } from '../../../ip/interval.ts';
import type { PortSet } from '../../../ip/traffic.ts';
import type { AllowChange, Change } from '../../../model/change.ts';
import { groupLine, type Origin } from './lines.ts';
import type { Excess } from './quotas.ts';

/** A rule of one peer and one range of ports. */
interface Line {
  readonly protocol: number | undefined;
  readonly ports: PortSet;
  readonly peer: Cidr | string;
  /** The id of a rule that is there. */
  readonly rule?: string;
}

/** The changes with room made for them, or undefined where these rules leave none. */
export function madeRoom(
  origin: Origin,
  changes: readonly Change[],
  beside: readonly Change[],
  over: readonly Excess[],
): readonly Change[] | undefined {
  let fitting: readonly Change[] | undefined = changes;
  for (const one of over) fitting = fitting && roomIn(origin, fitting, beside, one);
  return fitting;
}

function roomIn(
  origin: Origin,
  changes: readonly Change[],
  beside: readonly Change[],
  { id, direction, by }: Excess,
): readonly Change[] | undefined {
  const isHere = (change: Change): change is AllowChange =>
    change.kind === 'allow' && change.filter === id && change.direction === direction;
  if (direction === undefined || !origin.resources.securityGroups.has(id)) return undefined;
  const gone = [...changes, ...beside].flatMap((change) =>
    change.kind === 'remove-rule' && change.filter === id ? change.rule : [],
  );
  const there = linesOf(origin, id, direction).filter(({ rule = '' }) => !gone.includes(rule));
  const put = (made: Made): readonly Change[] => changesOf(made, id, direction);
  const { steps, free } = joinAll(changes.filter(isHere).flatMap(newLines), there, by);
  const first = changes.findIndex(isHere);
  const others = changes.filter((change) => !isHere(change));
  return free > 0 ? undefined : [...others.slice(0, first), ...steps.flatMap(put), ...others.slice(first)];
}

/** Rules that go for one that comes. */
interface Made {
  readonly gone: readonly Line[];
  readonly comes: Line | undefined;
}

function joinAll(fresh: readonly Line[], there: readonly Line[], by: number) {
  let free = by;
  const left = new Set(there);
  const made: Made[] = [];
  for (const line of fresh) {
    const [match] = free > 0 ? pairs([line], left) : [];
    if (match) {
      left.delete(match.b);
      free--;
    }
    made.push(match ? { gone: [match.b], comes: match.joined } : { gone: [], comes: line });
  }
  const room: Made[] = [];
  while (free > 0) {
    const [match] = pairs(left, left);
    if (!match) break;
    for (const one of [match.a, match.b]) left.delete(one);
    const kept = [match.a, match.b].find((one) => isSame(one, match.joined));
    room.push({
      gone: [match.a, match.b].filter((one) => one !== kept),
      comes: kept ? undefined : match.joined,
    });
    free--;
  }
  return { steps: [...room, ...made], free };
}

function* pairs(some: Iterable<Line>, others: Iterable<Line>) {
  for (const a of some)
    for (const b of others) {
      const joined = a === b ? undefined : join(a, b);
      if (joined) yield { a, b, joined };
    }
}

/** One rule that admits what both do, and nothing else. */
function join(a: Line, b: Line): Line | undefined {
  if (a.protocol !== b.protocol) return undefined;
  const { protocol } = a;
  const ports = union(a.ports, b.ports);
  if (isSamePeer(a, b)) return ports.length === 2 ? { protocol, ports, peer: a.peer } : undefined;
  if (typeof a.peer === 'string' || typeof b.peer === 'string') return undefined;
  const [outer, inner] = a.peer.length <= b.peer.length ? [a, b] : [b, a];
  const isWithin = isSubset(setOf(inner), setOf(outer)) && isSubset(inner.ports, outer.ports);
  if (isWithin) return { protocol, ports: outer.ports, peer: outer.peer };
  const [whole, ...more] = toCidrs(union(setOf(a), setOf(b)));
  const isOne = whole && more.length === 0 && equals(a.ports, b.ports);
  return isOne ? { protocol, ports, peer: whole } : undefined;
}

const setOf = ({ peer }: Line) => (typeof peer === 'string' ? [] : cidrSet(peer));
const isSamePeer = (a: Line, b: Line): boolean =>
  typeof a.peer === 'string' || typeof b.peer === 'string' ? a.peer === b.peer : equals(setOf(a), setOf(b));
const isSame = (a: Line, b: Line): boolean => isSamePeer(a, b) && equals(a.ports, b.ports);

/** The rules of a group that name one block or one group. */
function linesOf(origin: Origin, filter: string, direction: AllowChange['direction']): readonly Line[] {
  const rules = origin.network.filters.get(filter)?.[direction] ?? [];
  return rules.flatMap(
    ({ id: rule, protocol: set, ports, peer: { addresses, groups, unread } }): readonly Line[] => {
      const list = groupLine(origin, { filter, direction, rule })?.list;
      if (unread || ports.length !== 2 || list === undefined || list === 'PrefixListIds') return [];
      const [block] = toCidrs(addresses);
      const [group] = groups;
      const peer =
        list === 'UserIdGroupPairs' ? (group?.stale === undefined ? group?.group : undefined) : block;
      const protocol = set.length === 2 && set[0] === set[1] ? Number(set[0]) : undefined;
      return peer === undefined ? [] : [{ protocol, ports, peer, rule }];
    },
  );
}

const newLines = ({ protocol, ports, peer }: AllowChange): readonly Line[] =>
  [...intervals(ports)].flatMap(([first, last]) =>
    ('group' in peer ? [peer.group] : toCidrs(peer.addresses)).map((one) => ({
      protocol,
      ports: [first, last],
      peer: one,
    })),
  );

/** First one rule goes, so that there is room for the one that comes; then the others that it stands for. */
function changesOf(
  { gone, comes }: Made,
  filter: string,
  direction: AllowChange['direction'],
): readonly Change[] {
  const [first, ...others] = gone.flatMap(({ rule }): readonly Change[] =>
    rule === undefined ? [] : [{ kind: 'remove-rule', filter, direction, rule }],
  );
  const allow: readonly Change[] = comes
    ? [
        {
          kind: 'allow',
          filter,
          direction,
          protocol: comes.protocol,
          ports: comes.ports,
          peer: typeof comes.peer === 'string' ? { group: comes.peer } : { addresses: cidrSet(comes.peer) },
        },
      ]
    : [];
  return [...(first ? [first] : []), ...allow, ...others];
}
