/** Whose an address is: the interfaces of a network by subnet and by public address, NAT gateways among them. */
import type { AddressSet } from '../ip/address.ts';
import { isEmpty, overlaps } from '../ip/interval.ts';
import { knownValue, unusable } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { Interface, NatGateway, Network } from '../model/network.ts';

interface Owners {
  readonly bySubnet: ReadonlyMap<string, readonly Interface[]>;
  /** Those with a public address. */
  readonly publicly: readonly Interface[];
}

const made = new WeakMap<Network, Owners>();

/** The interfaces of a subnet that have some of these addresses. */
export const findOwners = (network: Network, subnet: string, addresses: AddressSet): readonly Interface[] =>
  (ownersOf(network).bySubnet.get(subnet) ?? []).filter((one) => overlaps(one.addresses, addresses));

/** The interfaces that have some of these public addresses. */
export const findPublicOwners = (network: Network, addresses: AddressSet): readonly Interface[] =>
  ownersOf(network).publicly.filter((one) => overlaps(one.publicAddresses, addresses));

function ownersOf(network: Network): Owners {
  const known = made.get(network);
  if (known) return known;
  const all = [...network.interfaces.values(), ...unseenNatGateways(network)];
  const owners = {
    bySubnet: groupBy(all, ({ subnet }) => subnet),
    publicly: all.filter(({ publicAddresses }) => !isEmpty(publicAddresses)),
  };
  made.set(network, owners);
  return owners;
}

/** NAT gateways whose interface was not read: their own answer has its addresses. */
function unseenNatGateways({ gateways, interfaces }: Network): readonly Interface[] {
  const bySubnet = groupBy(interfaces.values(), ({ subnet }) => subnet);
  return [...gateways.values()]
    .filter((gateway) => gateway.kind === 'nat')
    .flatMap(interfaceOf)
    .filter(({ subnet, addresses }) =>
      (bySubnet.get(subnet) ?? []).every((one) => !overlaps(one.addresses, addresses)),
    );
}

function interfaceOf(nat: NatGateway): readonly Interface[] {
  const subnet = knownValue(nat.subnet);
  if (subnet === undefined) return [];
  const { id, word, vpc, privateAddresses: addresses, publicAddresses } = nat;
  const why = `a ${word} takes no connection that starts elsewhere`;
  const service = { word, takes: unusable('NGW_REQUIRES_SOURCE_IN_VPC', why), starts: false };
  return [{ id, word, vpc, subnet, addresses, publicAddresses, filters: [], service }];
}
