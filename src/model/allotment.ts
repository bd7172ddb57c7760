/** Where networks are to lie: blocks that a person set aside, for all networks or for those of one name. */
import { type AddressSet, block, type Cidr, cidrSet, toCidrs } from '../ip/address.ts';
import { subtract, union } from '../ip/interval.ts';

export interface Allotment {
  /** As written: "dev=10.1.0.0/16". */
  readonly text: string;
  /** "dev" is for the networks dev, dev-… and dev_…; absent: for every network that no other is for. */
  readonly name?: string;
  readonly block: Cidr;
}

/** The blocks that are for a network; none where nobody said anything about it. */
export function allottedTo(network: string, allotments: readonly Allotment[]): readonly Allotment[] {
  const own = allotments.filter(({ name }) => name !== undefined && isNamed(network, name));
  return own.length > 0 ? own : allotments.filter(({ name }) => name === undefined);
}

const isNamed = (network: string, name: string): boolean =>
  network === name || network.startsWith(`${name}-`) || network.startsWith(`${name}_`);

/** What a network may take of `usual`: its own blocks, or all that is nobody else's. */
export function roomFor(network: string, allotments: readonly Allotment[], usual: AddressSet): AddressSet {
  const own = allottedTo(network, allotments);
  return own.length > 0 ? setOf(own) : subtract(usual, setOf(allotments));
}

const setOf = (allotments: readonly Allotment[]): AddressSet =>
  union(...allotments.map(({ block: at }) => cidrSet(at)));

/** The first IPv4 block of a length that lies in `left` and begins at a last octet of 0. */
export function firstBlock(left: AddressSet, length: number): Cidr | undefined {
  const found = toCidrs(left).find((one) => one.length <= length && Number(one.first) % 256 === 0);
  return found && block(found.first, length);
}
