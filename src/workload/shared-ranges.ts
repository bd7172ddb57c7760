/** Which networks have a range: parts that one has, and parts that several have. */
import type { AddressSet } from '../ip/address.ts';
import { intersect, isEmpty, subtract, union } from '../ip/interval.ts';
import type { Network, Vpc } from '../model/network.ts';

/** What one network has of a range; `oneOf` where others have it too: their ids, its own among them. */
export interface Holding {
  readonly vpc: Vpc;
  readonly addresses: AddressSet;
  readonly oneOf: readonly string[] | undefined;
}

/** The parts of a range that networks of the input have, each part with all networks that have it. */
export function splitByNetwork(network: Network, wanted: AddressSet): readonly Holding[] {
  const owning = [...network.vpcs.values()]
    .map((vpc) => ({ vpc, addresses: intersect(vpc.cidrs, wanted) }))
    .filter(({ addresses }) => !isEmpty(addresses));
  const shared = sharedParts(owning.map(({ addresses }) => addresses));
  if (isEmpty(shared)) return owning.map((one) => ({ ...one, oneOf: undefined }));
  return owning.flatMap(({ vpc, addresses }) => [
    ...holding(vpc, subtract(addresses, shared), undefined),
    ...atoms(intersect(addresses, shared), owning).flatMap((part) => {
      const others = owning.filter((one) => !isEmpty(intersect(one.addresses, part)));
      return holding(
        vpc,
        part,
        others.map((one) => one.vpc.id),
      );
    }),
  ]);
}

const holding = (
  vpc: Vpc,
  addresses: AddressSet,
  oneOf: readonly string[] | undefined,
): readonly Holding[] => (isEmpty(addresses) ? [] : [{ vpc, addresses, oneOf }]);

/** What at least two of the sets hold: one sweep over their ends. */
function sharedParts(sets: readonly AddressSet[]): AddressSet {
  let once: AddressSet = [];
  let twice: AddressSet = [];
  for (const set of sets) {
    twice = union(twice, intersect(once, set));
    once = union(once, set);
  }
  return twice;
}

/** Parts of a range in which the same networks stand. */
function atoms(
  range: AddressSet,
  owning: readonly { readonly addresses: AddressSet }[],
): readonly AddressSet[] {
  let parts: readonly AddressSet[] = [range];
  for (const { addresses } of owning) {
    parts = parts.flatMap((part) => [intersect(part, addresses), subtract(part, addresses)]);
    parts = parts.filter((part) => !isEmpty(part));
  }
  return parts;
}
