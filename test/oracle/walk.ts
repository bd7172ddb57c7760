/** A packet under way: where it is, what it met, and the steps that are the same for every gateway. */
import type { RouteTable, Subnet } from '../../src/providers/aws/documents.ts';
import { inCidr } from './address.ts';
import { aclOf, askNetworkAcl, type Crossing, type Packet } from './filters.ts';
import { tableOf } from './routes.ts';
import type { RawWorld, VmEnd } from './world.ts';

/** Where a packet stands before the route lookup: in a subnet, or in a regional NAT gateway, which has none. */
export interface Place {
  readonly vpc: string;
  readonly subnet: Subnet | undefined;
  readonly table: RouteTable | undefined;
  /** Set where a NAT gateway sends the packet on. */
  readonly nat?: string;
}

/** Who owns the packet's present source address, and how the internet gateway knows it. */
export interface Sender {
  readonly vpc: string;
  readonly hasPublicAddress: boolean;
  /** NAT gateways are let out by Block Public Access's ingress mode. */
  readonly isNat: boolean;
}

/** Who is to get the packet; undefined: an address on the internet. */
export interface Receiver {
  readonly subnet: string | undefined;
  readonly address: number;
}

/** A NAT gateway that changed the packet, and how the packet looked before. */
export interface Translation {
  readonly place: Place;
  readonly privateAddress: number;
  readonly before: Packet;
}

/** How a walk ends: at the receiver, out of the internet gateway, or nowhere. */
export type Outcome = 'delivered' | 'internet' | 'lost';

export interface Walk {
  readonly world: RawWorld;
  readonly direction: 'forward' | 'reply';
  readonly natPort: number;
  packet: Packet;
  sender: Sender | undefined;
  receiver: Receiver | undefined;
  /** Components that stop the packet, in the order met. */
  readonly blockers: string[];
  /** Components that cannot be judged. */
  readonly unknowns: string[];
  readonly crossed: Crossing[];
  /** Hops that keep state of what they let through, and of nothing else, in the order passed. */
  readonly middleboxes: string[];
  readonly translations: Translation[];
  /** Of a reply: the middleboxes that its request passed. */
  readonly passedForward: readonly string[];
  /** Of a reply to somebody behind a declared hop: that hop. */
  readonly cameBy: string | undefined;
  /** Who sends the request, where it is a machine. */
  readonly senderVm: VmEnd | undefined;
  /** The gateway that the packet left by, to the internet or out of sight, and from where. */
  exit: { readonly gateway: string; readonly from: Place } | undefined;
  hops: number;
}

export function lost(walk: Walk, blocker: string): Outcome {
  walk.blockers.push(blocker);
  return 'lost';
}

export function opaque(walk: Walk, unknown: string): Outcome {
  walk.unknowns.push(unknown);
  return 'lost';
}

export function findSubnet(world: RawWorld, id: string): Subnet {
  const subnet = world.Subnets.find((one) => one.SubnetId === id);
  if (subnet === undefined) throw new Error(`the question names ${id}, which this world does not have`);
  return subnet;
}

export function placeIn(world: RawWorld, subnet: Subnet): Place {
  return { vpc: subnet.VpcId, subnet, table: tableOf(world, subnet.VpcId, subnet.SubnetId) };
}

export function senderOf(world: RawWorld, vm: VmEnd): Sender {
  const { VpcId: vpc } = findSubnet(world, vm.subnet);
  return { vpc, hasPublicAddress: vm.publicAddress !== undefined, isNat: false };
}

export const holds = (subnet: Subnet, address: number): boolean =>
  subnet.CidrBlock !== undefined && inCidr(address, subnet.CidrBlock);

/** The ACL of a subnet, asked about the packet as it looks now. */
export function passAcl(walk: Walk, subnet: Subnet | undefined, side: 'in' | 'out'): void {
  if (subnet === undefined) return;
  const acl = aclOf(walk.world, subnet.SubnetId);
  if (acl === undefined) walk.unknowns.push(`acl:${subnet.SubnetId}`);
  else if (askNetworkAcl(walk.world, acl, side, walk.packet) !== 'allow') {
    walk.blockers.push(`acl-${side}:${acl}`);
  }
}

/** The last step: the VPC's router hands the packet to the address's subnet. */
export function deliver(walk: Walk, vpc: string, from: Subnet | undefined): Outcome {
  const subnet = walk.world.Subnets.find((one) => one.VpcId === vpc && holds(one, walk.packet.dst));
  if (subnet === undefined) return lost(walk, `local:${vpc}`);
  if (subnet.SubnetId !== from?.SubnetId) passAcl(walk, subnet, 'in');
  const meant = walk.receiver?.subnet === subnet.SubnetId && walk.receiver.address === walk.packet.dst;
  return meant ? 'delivered' : lost(walk, `elsewhere:${subnet.SubnetId}`);
}
