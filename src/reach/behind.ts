/** What lies behind a gateway that nothing shows: unknown, but for what a person declared. */
import { type AddressSet, INTERNET } from '../ip/address.ts';
import { intersect, isEmpty, union } from '../ip/interval.ts';
import type { Unknown } from '../model/known.ts';
import type { Gateway } from '../model/network.ts';
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
  const declarations = ids.flatMap((id) => world.declared.get(id) ?? []);
  const seen = declaredDestinations(declarations);
  const rest = outside(walk.packet, 'dst', seen);
  const texts = declarations.map((declaration) => declaration.text);
  const noted = isEmpty(intersect(walk.packet.dst, seen))
    ? walk
    : { ...walk, declared: [...walk.declared, ...texts] };
  const hidden = hideGroups(noted, `${gateway.id} hides who is behind it`);
  const end = { kind: 'beyond', gateway: gateway.id } as const;
  const stage = { resource: refOf(gateway), side: 'through' as const };
  if (rest.length === 0)
    return { walk: pass(hidden, { ...stage, note: `declared: ${texts.join(', ')}` }), end };
  return { walk: pass(hidden, { ...stage, note: reason.why, unknown: rest, reason }), end };
}

/** `egress:<hop>` puts the whole internet behind it, `reach:<range>@<hop>` the range. */
const declaredDestinations = (declarations: readonly { readonly reach?: AddressSet }[]): AddressSet =>
  union(...declarations.map((declaration) => declaration.reach ?? INTERNET));

/** All that a person declared to lie behind one of these hops. */
export const declaredBehind = (world: World, hops: readonly string[]): AddressSet =>
  declaredDestinations(hops.flatMap((hop) => world.declared.get(hop) ?? []));

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
