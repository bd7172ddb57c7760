/** VMs that exist: their addresses, and what they carry (gcp.md 8, 16). */
import { type AddressSet, addressSet, cidrSet, parseCidr } from '../../../ip/address.ts';
import { union } from '../../../ip/interval.ts';
import { sortById } from '../../../model/lists.ts';
import type { Interface } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import type { Entry } from '../resources.ts';
import { below, type Context, reference, resourceOf } from './context.ts';
import { instanceLabels } from './labels.ts';

type Nic = NonNullable<compute.Instance['networkInterfaces']>[number];

/** `filtersOf`: the filters of a subnet's machines, by the subnet's id. */
export const lowerInterfaces = (
  context: Context,
  filtersOf: (subnet: string) => readonly string[],
): ReadonlyMap<string, Interface> =>
  sortById(
    [...context.resources.instances.values()].flatMap((entry) =>
      (entry.value.networkInterfaces ?? []).flatMap((nic, i) => lowerNic(context, entry, nic, i, filtersOf)),
    ),
  );

function lowerNic(
  context: Context,
  entry: Entry<compute.Instance>,
  nic: Nic,
  i: number,
  filtersOf: (subnet: string) => readonly string[],
): readonly Interface[] {
  const network = reference(nic.network, entry.link);
  const subnetLink = reference(nic.subnetwork, entry.link);
  if (!network || !subnetLink) return [];
  const instance = context.gatewayId(entry.link);
  const subnet = context.subnetId(subnetLink);
  return [
    {
      ...resourceOf(entry, interfaceId(instance, nic, i), 'network interface'),
      place: below(entry.place, `/networkInterfaces/${i}`),
      vpc: context.networkId(network),
      subnet,
      addresses: internalOf(nic),
      publicAddresses: externalOf(nic),
      filters: filtersOf(subnet),
      labels: instanceLabels(entry.value),
      instance,
    },
  ];
}

/** Of an instance's interface: no two instances share an id. */
export const interfaceId = (
  instance: string,
  nic: { readonly name?: string } | undefined,
  i: number,
): string => `${instance}/${nic?.name ?? `nic${i}`}`;

const given = (texts: readonly (string | undefined)[]): AddressSet =>
  addressSet(texts.filter((text) => text !== undefined && text !== '').map((text) => text ?? ''));

const internalOf = ({ networkIP, ipv6Address, aliasIpRanges = [] }: Nic): AddressSet => {
  const aliases = aliasIpRanges.flatMap(({ ipCidrRange }) => parseCidr(ipCidrRange ?? '') ?? []);
  return union(given([networkIP, ipv6Address]), ...aliases.map(cidrSet));
};

const externalOf = ({ accessConfigs = [], ipv6AccessConfigs = [] }: Nic): AddressSet =>
  given([
    ...accessConfigs.map(({ natIP }) => natIP),
    ...ipv6AccessConfigs.map(({ externalIpv6 }) => externalIpv6),
  ]);
