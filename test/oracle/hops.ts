/**
 * Hops that stand in a subnet and see packets pass: appliances, endpoints of firewalls, gateway endpoints of services
 * (domain/aws.md 15, 32). A declaration settles what lies behind one, and nothing of the hop itself.
 */
import type { NetworkInterface, VpcEndpoint } from '../../src/providers/aws/documents.ts';
import { inCidr, isPublic } from './address.ts';
import { askSecurityGroups } from './filters.ts';
import { readInterfaces } from './owners.ts';
import { findSubnet, lost, type Outcome, opaque, type Place, passAcl, placeIn, type Walk } from './walk.ts';
import type { RawWorld, VmEnd } from './world.ts';

/** The packets go on, unchanged, from here. */
export interface Onward {
  readonly from: Place;
}

interface Declared {
  readonly hop: string;
  /** The range behind the hop; undefined: the internet. */
  readonly reach: string | undefined;
}

const declared = (world: RawWorld): readonly Declared[] =>
  (world.assume ?? []).map((text) => {
    const [, reach, hop = ''] = /^(?:egress:|reach:([^@]+)@)(.*)$/.exec(text) ?? [];
    return { hop, reach };
  });

/** Whether a person said anything of this hop: what comes in through it is then not out of the blue. */
const isDeclared = (world: RawWorld, hop: string): boolean => declared(world).some((one) => one.hop === hop);

/** Whether a person said that this address lies behind this hop. */
export const vouches = (world: RawWorld, hop: string, address: number): boolean =>
  declared(world).some(
    (one) => one.hop === hop && (one.reach === undefined ? isPublic(address) : inCidr(address, one.reach)),
  );

/**
 * Out of sight behind a gateway. Whatever is there, its answer comes back into the subnet of the one who asked. A reply
 * that goes there does not come back the way that its request came, unless the request came from there.
 */
export function outOfSight(walk: Walk, gateway: string, from: Place): Outcome {
  walk.exit = { gateway, from };
  if (walk.cameBy === gateway) return 'delivered';
  const name = `${gateway.startsWith('eni-') ? 'interface' : 'gateway'}:${gateway}`;
  if (!vouches(walk.world, gateway, walk.packet.dst)) return opaque(walk, name);
  return walk.direction === 'reply' ? lost(walk, `asymmetric:${gateway}`) : 'lost';
}

export const interfaceOf = (world: RawWorld, id: string): NetworkInterface | undefined =>
  readInterfaces(world).find((one) => one.NetworkInterfaceId === id);
const endpointOf = (world: RawWorld, id: string): VpcEndpoint | undefined =>
  world.VpcEndpoints?.find((one) => one.VpcEndpointId === id);
const isGateway = (endpoint: VpcEndpoint | undefined): boolean =>
  endpoint?.VpcEndpointType?.toLowerCase() === 'gateway';

/** The subnet that a hop has its interface in. */
export function standsIn(world: RawWorld, hop: string): string | undefined {
  const endpoint = endpointOf(world, hop);
  return isGateway(endpoint) ? undefined : (endpoint?.SubnetIds?.[0] ?? interfaceOf(world, hop)?.SubnetId);
}

/** Into the hop's subnet, if the packet is not there. */
function enterSubnetOf(walk: Walk, hop: string, from: Place | undefined): void {
  const subnet = standsIn(walk.world, hop);
  if (subnet !== undefined && subnet !== from?.subnet?.SubnetId) {
    passAcl(walk, findSubnet(walk.world, subnet), 'in');
  }
}

/** An appliance or NAT instance: what it does with the packet is its own affair, but its interface must take it. */
export function enterInterface(walk: Walk, from: Place, id: string): Outcome {
  const found = interfaceOf(walk.world, id);
  enterSubnetOf(walk, id, from);
  if (found && walk.cameBy !== id) passGroupsOf(walk, found, walk.direction === 'forward');
  if (found?.SourceDestCheck !== true) return outOfSight(walk, id, from);
  walk.exit = undefined;
  return lost(walk, `interface:${id}`);
}

/** Its groups are asked about a packet that comes to it first; a reply that never was a request to it is new to it. */
function passGroupsOf(walk: Walk, one: NetworkInterface, isRequest: boolean): void {
  const groups = (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  if (groups.length === 0 || !isRequest) return;
  const self: VmEnd = {
    kind: 'vm',
    subnet: one.SubnetId ?? '',
    address: one.PrivateIpAddress ?? '',
    groups,
  };
  const answer = askSecurityGroups(walk.world, {
    side: 'in',
    self,
    remote: walk.packet.src,
    remoteVm: walk.senderVm,
    crossed: walk.crossed,
    port: walk.packet.dstPort,
  });
  if (answer === 'deny') walk.blockers.push(`sg-in:${one.NetworkInterfaceId}`);
  if (answer === 'unknown') walk.unknowns.push(`sg-in:${one.NetworkInterfaceId}`);
}

/** A gateway endpoint delivers to its service; that of a gateway load balancer hands packets to a firewall and back. */
export function enterEndpoint(walk: Walk, from: Place | undefined, id: string): Outcome | Onward {
  const endpoint = endpointOf(walk.world, id);
  if (endpoint === undefined) return opaque(walk, `gateway:${id}`);
  if (endpoint.State?.toLowerCase() !== 'available') walk.blockers.push(`endpoint:${id}`);
  if (isGateway(endpoint)) {
    if (walk.direction === 'reply' || from === undefined) return lost(walk, `endpoint:${id}`);
    walk.exit = { gateway: id, from };
    return 'lost';
  }
  enterSubnetOf(walk, id, from);
  const isReplyOfItsOwn = walk.direction === 'reply' && walk.passedForward.includes(id);
  const isVouched =
    from === undefined ? isDeclared(walk.world, id) : vouches(walk.world, id, walk.packet.dst);
  if (!isReplyOfItsOwn && !isVouched) {
    if (from !== undefined) walk.exit = { gateway: id, from };
    return opaque(walk, `gateway:${id}`);
  }
  walk.middleboxes.push(id);
  return { from: placeIn(walk.world, findSubnet(walk.world, standsIn(walk.world, id) ?? '')) };
}

/** The answer of whoever is out of sight: from the hop's subnet, or straight into the one the packet left. */
export function answerFromOutOfSight(walk: Walk, gateway: string, from: Place): Outcome {
  const home = standsIn(walk.world, gateway);
  if (home === from.subnet?.SubnetId) return 'delivered';
  if (home !== undefined) passAcl(walk, findSubnet(walk.world, home), 'out');
  passAcl(walk, from.subnet, 'in');
  return 'delivered';
}
