/**
 * Destinations and sources that are many addresses: a block, `subnet:`, `vpc:`. What an interface has is judged by that
 * interface; addresses that nobody has are left out beside machines, and undecided where there is no machine at all.
 */
import type { Subnet } from '../../src/providers/aws/documents.ts';
import { inCidr, toNumber, toText } from './address.ts';
import { type Finding, type Packets, toAddress, toMachine } from './destinations.ts';
import { machineToCome, type Owner, ownerOf, usableOf } from './owners.ts';
import type { RawWorld, VmEnd } from './world.ts';

/** An address of a range, where it lies and whose it is. */
export interface Spot {
  readonly subnet: Subnet;
  readonly address: string;
  readonly owner: Owner;
}

/** The addresses that machines can have of what a text names. */
export function spotsOf(world: RawWorld, text: string): readonly Spot[] {
  const [scheme = '', id] = text.split(':');
  const subnets = world.Subnets.filter(
    ({ SubnetId, VpcId }) => id === undefined || id === (scheme === 'vpc' ? VpcId : SubnetId),
  );
  return subnets.flatMap((subnet) =>
    usableOf(subnet)
      .filter((address) => id !== undefined || inCidr(address, text.includes('/') ? text : `${text}/32`))
      .map((address) => ({ subnet, address: toText(address), owner: ownerOf(world, subnet, address) })),
  );
}

/** Who may send from a range: its machines, and machines to come; what starts no connection is left out. */
export const sendersOf = (spots: readonly Spot[]): readonly VmEnd[] =>
  spots.flatMap(({ subnet, address, owner }) => {
    if (owner.kind === 'machine') return [owner.vm];
    return 'vm' in owner || owner.kind === 'nat gateway' ? [] : [machineToCome(subnet, toNumber(address))];
  });

export interface RangeFinding extends Omit<Finding, 'accepted'> {
  readonly address: string;
  readonly accepted: readonly string[];
  /** Whether the verdict on the whole range rests on it. */
  readonly counts: boolean;
  readonly isNobody: boolean;
}

/** What is true of each address of a range. `named` by what has the addresses (`subnet:`, `vpc:`), not by them. */
export function toRange(
  world: RawWorld,
  packets: Packets,
  spots: readonly Spot[],
  named: boolean,
): readonly RangeFinding[] {
  const others = spots.filter(({ address }) => address !== packets.from.address);
  const found = others.map(({ address, owner }) => ({
    address,
    owner,
    finding:
      named && owner.kind === 'machine'
        ? toMachine(world, packets, owner.vm)
        : toAddress(world, packets, address),
  }));
  const machines = found.filter(({ owner }) => owner.kind === 'machine');
  const isEmpty = spots.every(({ owner }) => owner.kind === 'nobody');
  const isClosed = machines.every(({ finding }) => finding.accepted.includes('blocked'));
  return found.map(({ address, owner, finding: { accepted, why } }) => {
    const finding = { address, why, isNobody: owner.kind === 'nobody' };
    if (owner.kind === 'machine') return { ...finding, accepted, counts: true };
    // What was not read may have a public address, where no private way leads to what is named.
    if (owner.kind === 'unread')
      return { ...finding, accepted: named ? ['unknown', 'blocked'] : accepted, counts: true };
    // By its name a subnet without machines may be asked about either path; none of them is open.
    if (isEmpty) return { ...finding, accepted: named ? ['unknown', 'blocked'] : accepted, counts: true };
    if (owner.kind === 'endpoint')
      return { ...finding, accepted: ['no part', 'blocked', ...accepted], counts: false };
    // Beside machines, what nobody has is left out. What is no machine is too, or is said for what it is.
    const other = owner.kind === 'nobody' ? (isClosed ? ['blocked', 'unknown'] : []) : ['blocked', 'unknown'];
    return { ...finding, accepted: ['no part', ...other], counts: false };
  });
}
