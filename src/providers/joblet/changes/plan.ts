/** The networks to use: each with a range of its own, those that jobs name and nobody made among them. */
import { type AddressSet, addressSet, type Cidr, cidrSet, formatCidr } from '../../../ip/address.ts';
import { type IntervalSet, intersect, isSubset, overlaps, subtract, union } from '../../../ip/interval.ts';
import { type Allotment, allottedTo, firstBlock, roomFor } from '../../../model/allotment.ts';
import type { Change } from '../../../model/change.ts';
import type { Network } from '../../../model/network.ts';
import type { DeclaredNetwork, Plan } from '../../../model/plan.ts';
import { gatewayOf } from '../lower/subnets.ts';
import { BUILT_IN } from '../lower/words.ts';

/** Private ranges, without those that Docker takes for itself (172.16.0.0/12). */
const PRIVATE = addressSet(['10.0.0.0/8', '192.168.0.0/16']);
const LEGAL = union(PRIVATE, addressSet(['172.16.0.0/12', '100.64.0.0/10']));
/** 253 jobs: what the guide's networks have. */
const LENGTH = 24;
const SMALLEST = 30;
const WIDEST = 13;

/** What makes every network that is declared or named, each in a range that nothing else has. */
export function planned(
  network: Network,
  avoid: readonly string[] = [],
  allotments: readonly Allotment[] = [],
): readonly Change[] {
  const { plan } = network;
  if (!plan) return [];
  const first = new Map<string, DeclaredNetwork>();
  for (const one of plan.networks) if (!first.has(one.name)) first.set(one.name, one);
  const own = [...first.values()].filter(({ builtin }) => !builtin);
  const fixed = union(
    addressSet(avoid),
    ...plan.networks
      .filter(({ builtin }) => builtin)
      .flatMap(({ block: at }) => (at?.family === 4 ? [cidrSet(at)] : [])),
  );
  const kept = keep(own, fixed, (name) => roomFor(name, allotments, LEGAL));
  const present = union(...own.flatMap(({ block: at }) => (at?.family === 4 ? [cidrSet(at)] : [])));
  let taken = union(fixed, ...[...kept.values()].map(cidrSet));
  const place = (name: string, length: number): readonly string[] => {
    const usual = allottedTo(name, allotments).length > 0 ? LEGAL : PRIVATE;
    const left = subtract(intersect(roomFor(name, allotments, usual), usual), taken);
    // Outside of what is declared now, each change is right whether the others are made or not.
    const found = firstBlock(subtract(left, present), length) ?? firstBlock(left, length);
    if (!found) return [];
    taken = union(taken, cidrSet(found));
    return [formatCidr(found)];
  };
  const declared = own.flatMap((one) => changesFor(one, kept.get(one.name), place));
  const missing = named(plan).filter((name) => !first.has(name) && !BUILT_IN.includes(name));
  return [...declared, ...missing.flatMap((name) => place(name, LENGTH).map((cidr) => create(name, cidr)))];
}

const create = (network: string, cidr: string): Change => ({ kind: 'create-network', network, cidr });

/** The small ones first: one wide range gives way to the many that it covers. */
function keep(
  networks: readonly DeclaredNetwork[],
  fixed: IntervalSet,
  roomOf: (name: string) => AddressSet,
): ReadonlyMap<string, Cidr> {
  const kept = new Map<string, Cidr>();
  let taken = fixed;
  const bySize = [...networks].sort((a, b) => (b.block?.length ?? 0) - (a.block?.length ?? 0));
  for (const { name, block: at } of bySize) {
    if (!at || !isSound(at, roomOf(name)) || overlaps(taken, cidrSet(at))) continue;
    kept.set(name, at);
    taken = union(taken, cidrSet(at));
  }
  return kept;
}

/** A private IPv4 range where it is to lie, of a size that works, with its gateway inside. */
const isSound = (at: Cidr, room: AddressSet): boolean =>
  at.family === 4 &&
  !at.hasHostBits &&
  at.length <= SMALLEST &&
  at.length >= WIDEST &&
  isSubset(cidrSet(at), intersect(LEGAL, room)) &&
  gatewayOf(at) > Number(at.first) &&
  gatewayOf(at) < Number(at.last);

function changesFor(
  { name, source, block: before }: DeclaredNetwork,
  kept: Cidr | undefined,
  place: (name: string, length: number) => readonly string[],
): readonly Change[] {
  if (kept) return source === 'listed' ? [] : [create(name, formatCidr(kept))];
  // A range whose gateway lies outside it was meant to have this size; a wider one is what has to give way.
  const length =
    before?.family === 4 && before.length > LENGTH && before.length <= 29 ? before.length : LENGTH;
  const remove: readonly Change[] = source === 'listed' ? [{ kind: 'remove-network', network: name }] : [];
  return place(name, length).flatMap((cidr) => [...remove, create(name, cidr)]);
}

/** Networks that jobs and commands name, sorted. */
function named({ workflows, uses }: Plan): readonly string[] {
  const jobs = workflows.flatMap((workflow) => workflow.jobs.map(({ on }) => on));
  const names = [...jobs, ...uses.map(({ network }) => network.text)];
  return [...new Set(names)].filter((name) => name !== 'host' && /^[\w-]+$/.test(name)).sort();
}
