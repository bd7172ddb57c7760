/** A subnet where none is large enough: in a part of the network's ranges that no subnet has. */
import { block, type Cidr } from '../ip/address.ts';
import { intervals, subtract, union } from '../ip/interval.ts';
import { type Change, NEW_SUBNET, type PlaceChange } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Role } from '../workload/workload.ts';

/** Longer and shorter prefixes than these no subnet of EC2 has. */
const LONGEST = 28;
const SHORTEST = 16;
/** What providers keep of a subnet, at most. */
const KEPT = 5;

/** Makes one for so many VMs of a role, and puts the role there; undefined where no range is free. */
export function newSubnet(
  network: Network,
  role: Role,
  count: number,
): readonly [Change, PlaceChange] | undefined {
  const length = Math.min(LONGEST, 32 - Math.ceil(Math.log2(count + KEPT)));
  const range = length < SHORTEST ? undefined : freeRange(network, role.subnet.vpc, length);
  if (!range) return undefined;
  const key = role.name === 'scheduler' ? 'schedulerSubnetId' : 'workerSubnetId';
  return [
    { kind: 'create-subnet', id: NEW_SUBNET, like: role.subnet.id, range },
    { kind: 'place', set: { [key]: NEW_SUBNET } },
  ];
}

/** The first aligned IPv4 block of this length within one of the network's blocks. */
function freeRange({ vpcs, subnets }: Network, vpcId: string, length: number): Cidr | undefined {
  const own = [...subnets.values()].filter(({ vpc }) => vpc === vpcId);
  const taken = union(...own.map(({ addresses }) => addresses));
  const size = 2 ** (32 - length);
  for (const { family, first: start, last: end } of vpcs.get(vpcId)?.blocks ?? []) {
    if (family !== 4) continue;
    for (const [from, to] of intervals(subtract([start, end], taken))) {
      const first = Math.ceil(Number(from) / size) * size;
      if (first + size - 1 <= Number(to)) return block(first, length);
    }
  }
  return undefined;
}
