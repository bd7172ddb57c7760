/** Ranges that several networks have: which of them a flow means. */
import type { Spot } from '../model/endpoint.ts';
import { groupBy } from '../model/lists.ts';
import type { Branch } from './summary.ts';

/** The ways between two spots. */
export interface Pair {
  readonly from: Spot;
  readonly to: Spot;
  readonly branches: readonly Branch[];
}

/**
 * Of pairs whose ends could be in one of several networks: those within one network, else those that routes join, else
 * the first in each. Pairs that leave nothing open are all meant.
 */
export function keepMeant(pairs: readonly Pair[]): readonly Pair[] {
  const open = pairs.filter(isOpen);
  if (open.length === 0) return pairs;
  const meant = new Set([...groupOpen(open).values()].flatMap(chooseNetworks));
  return pairs.filter((pair) => !isOpen(pair) || meant.has(pair));
}

const alternatives = (spot: Spot): readonly string[] | undefined =>
  spot.kind === 'vm' || spot.kind === 'nowhere' ? spot.oneOf : undefined;

const networkOf = (spot: Spot): string | undefined =>
  spot.kind === 'vm' || spot.kind === 'nowhere' ? spot.vpc : undefined;

const isOpen = ({ from, to }: Pair): boolean =>
  alternatives(from) !== undefined || alternatives(to) !== undefined;

/** Pairs that compete: each open end by the networks that it may be in, each certain one by itself. */
function groupOpen(pairs: readonly Pair[]): ReadonlyMap<string, readonly Pair[]> {
  const numbers = new Map<Spot, number>();
  const numberOf = (spot: Spot): number => {
    const number = numbers.get(spot) ?? numbers.size;
    numbers.set(spot, number);
    return number;
  };
  return groupBy(pairs, ({ from, to }) =>
    JSON.stringify([from, to].map((spot) => alternatives(spot) ?? numberOf(spot))),
  );
}

function chooseNetworks(pairs: readonly Pair[]): readonly Pair[] {
  const local = pairs.filter(
    ({ from, to }) => networkOf(from) !== undefined && networkOf(from) === networkOf(to),
  );
  if (local.length > 0) return local;
  // A way that nobody read may lead there; where all are known to lead nowhere, one of them says so for all.
  const best = [isJoined, ({ reached }: Branch) => reached, isUndecided]
    .map((leads) => pairs.filter(({ branches }) => branches.some(leads)))
    .find((some) => some.length > 0);
  const chosen = new Set((best ?? pairs.slice(0, 1)).map(networksOf));
  return pairs.filter((pair) => chosen.has(networksOf(pair)));
}

/** A hop that is not attached to a network joins nothing to it; each cloud has its word for that. */
const isJoined = ({ reached, forward }: Branch): boolean =>
  reached && forward.every(({ hop }) => hop.cause === undefined || !APART.has(hop.cause));

const APART: ReadonlySet<string> = new Set(['BAD_STATE_ATTACHMENT', 'ROUTE_WRONG_NETWORK']);

const networksOf = ({ from, to }: Pair): string => JSON.stringify([networkOf(from), networkOf(to)]);

const isUndecided = ({ forward }: Branch): boolean => forward.some(({ unknown }) => unknown.length > 0);
