/** Addresses as people speak of them: subnets as whole blocks, the internet by its name. */
import { type AddressSet, ALL_V4, describeAddresses, INTERNET, ofFamily } from '../ip/address.ts';
import { intersect, isEmpty, isSubset, overlaps, size, subtract, union } from '../ip/interval.ts';
import type { Network } from './network.ts';

/** With the addresses that the provider keeps in a subnet, where all others of the subnet are among them. */
export function wholeSubnets({ subnets }: Pick<Network, 'subnets'>, addresses: AddressSet): AddressSet {
  // Every way that ends asks this, of all subnets of an account: most have nothing to do with it.
  const near = [...subnets.values()].filter(({ usable }) => overlaps(usable, addresses));
  const whole = near.flatMap((subnet) =>
    ([4, 6] as const).flatMap((family) => {
      const usable = ofFamily(subnet.usable, family);
      return !isEmpty(usable) && isSubset(usable, addresses) ? [ofFamily(subnet.addresses, family)] : [];
    }),
  );
  return union(addresses, ...whole);
}

const PUBLIC_V4 = intersect(INTERNET, ALL_V4);
const PUBLIC_V6 = subtract(INTERNET, ALL_V4);

/** What packets are for, in few words. */
export function describeDestinations(network: Pick<Network, 'subnets'>, addresses: AddressSet): string {
  for (const all of [PUBLIC_V4, PUBLIC_V6]) {
    const part = intersect(addresses, all);
    if (isEmpty(part) || !isSubset(addresses, all)) continue;
    if (isSubset(all, part)) return 'the internet';
    if (size(part) > size(all) / 2) return 'most of the internet';
  }
  return isSubset(INTERNET, addresses) ? 'the internet' : describeAddresses(wholeSubnets(network, addresses));
}
