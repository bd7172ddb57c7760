/** What lies behind a gateway that nothing shows: unknown, but for what a person declared. */
import { type AddressSet, formatCidr, INTERNET, toCidrs } from '../ip/address.ts';
import { intersect, isEmpty, subtract, union } from '../ip/interval.ts';
import type { Unknown } from '../model/known.ts';
import type { Gateway, Network } from '../model/network.ts';
import { wholeSubnets } from '../model/whole.ts';
import type { Arrival } from './path.ts';
import { hideGroups, outside, pass, refOf, type Walk, type World } from './walk.ts';

/** What lies behind a gateway that nothing shows: unknown, but for what a person declared. */
export function behind(
  world: World,
  walk: Walk,
  gateway: Gateway,
  reason: Unknown,
  ids: readonly string[] = [gateway.id],
): Arrival {
  const end = { kind: 'beyond', gateway: gateway.id } as const;
  return { walk: lookBehind(world, walk, gateway, reason, ids), end };
}

/** The stage alone, for packets whose way goes on. */
export function lookBehind(
  world: World,
  walk: Walk,
  gateway: Gateway,
  reason: Unknown,
  ids: readonly string[] = [gateway.id],
): Walk {
  const declarations = ids.flatMap((id) => world.declared.get(id) ?? []);
  const seen = declaredDestinations(declarations);
  const rest = outside(walk.packet, 'dst', seen);
  const texts = declarations.map((declaration) => declaration.text);
  const noted = isEmpty(intersect(walk.packet.dst, seen))
    ? walk
    : { ...walk, declared: [...walk.declared, ...texts] };
  const hidden = hideGroups(noted, `${gateway.id} hides who is behind it`);
  const stage = { resource: refOf(gateway), side: 'through' as const };
  return rest.length === 0
    ? pass(hidden, { ...stage, note: `declared: ${texts.join(', ')}` })
    : pass(hidden, { ...stage, note: reason.why, unknown: rest, reason });
}

/** `egress:<hop>` puts the whole internet behind it, `reach:<range>@<hop>` the range. */
const declaredDestinations = (declarations: readonly { readonly reach?: AddressSet }[]): AddressSet =>
  union(...declarations.map((declaration) => declaration.reach ?? INTERNET));

/** All that a person declared to lie behind one of these hops. */
export const declaredBehind = (world: World, hops: readonly string[]): AddressSet =>
  declaredDestinations(hops.flatMap((hop) => world.declared.get(hop) ?? []));

/** The declarations that settle what lies behind a hop for these destinations: those that are missing, and no others. */
export function undeclared(world: World, hop: string, destinations: AddressSet): readonly string[] {
  const rest = subtract(destinations, declaredBehind(world, [hop]));
  const egress = isEmpty(intersect(rest, INTERNET)) ? [] : [`egress:${hop}`];
  const ranges = rangesOf(world.network, subtract(rest, INTERNET));
  return [...egress, ...ranges.map((range) => `reach:${range}@${hop}`)];
}

/** As arguments. */
export const assumeFlags = (declarations: readonly string[]): string =>
  declarations.map((text) => `--assume ${text}`).join(' ');

/** What is settled by these declarations, or also by them after `otherwise`. */
export const declarable = (
  reason: Pick<Unknown, 'cause' | 'why'>,
  declare: readonly string[],
  otherwise = '',
): Unknown => ({
  cause: reason.cause,
  why: reason.why,
  settle: `${otherwise}declare it: ${assumeFlags(declare)}`,
  declare,
});

/** As a person writes them. */
export const rangesOf = (network: Network, addresses: AddressSet): readonly string[] =>
  toCidrs(wholeSubnets(network, addresses)).map(formatCidr);

/** Addresses that a person declared to lie behind some hop, and the hop. */
export function* declaredRanges(
  world: World,
  addresses: AddressSet,
): Generator<readonly [string, AddressSet, string]> {
  for (const [hop, declarations] of world.declared) {
    for (const { reach, text } of declarations) {
      const covered = reach ? intersect(addresses, reach) : [];
      if (!isEmpty(covered)) yield [hop, covered, text];
    }
  }
}
