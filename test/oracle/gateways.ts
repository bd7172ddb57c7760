/** What each route target does to a packet (domain/aws.md 12-20, 30, 31). */
import type {
  NatGateway,
  PeeringVpcInfo,
  Subnet,
  TransitGatewayVpcAttachment,
  VpcPeeringConnection,
} from '../../src/providers/aws/documents.ts';
import { inAny, isPublic, toNumber } from './address.ts';
import { enterEndpoint, enterInterface, interfaceOf, type Onward, outOfSight, standsIn } from './hops.ts';
import { chooseRoute, chooseTransitGatewayRoute, edgeTableOf, targetOf } from './routes.ts';
import {
  deliver,
  findSubnet,
  holds,
  lost,
  type Outcome,
  opaque,
  type Place,
  passAcl,
  placeIn,
  type Walk,
} from './walk.ts';
import type { RawWorld } from './world.ts';

const MOST_HOPS = 20;

/** Sends the packet from where it stands to wherever its destination address leads. */
export function send(walk: Walk, from: Place): Outcome {
  walk.hops += 1;
  if (walk.hops > MOST_HOPS) return lost(walk, 'loop');
  if (from.subnet && holds(from.subnet, walk.packet.dst)) return deliver(walk, from.vpc, from.subnet);
  if (from.table === undefined) {
    passAcl(walk, from.subnet, 'out');
    return opaque(walk, `route-table:${from.subnet?.SubnetId ?? from.nat}`);
  }
  const choice = chooseRoute(walk.world, from.table, walk.packet.dst);
  const target = choice.kind === 'route' ? targetOf(choice.route) : '';
  // Not known where to: perhaps to a NAT gateway in this very subnet, where no ACL is asked.
  if (choice.kind === 'undecided') return opaque(walk, `route:${from.table.RouteTableId}`);
  if (!staysInSubnet(walk, from, target)) passAcl(walk, from.subnet, 'out');
  if (choice.kind === 'no route' || (choice.route.State ?? 'active') !== 'active') {
    return lost(walk, `route:${from.table.RouteTableId}`);
  }
  return cross(walk, from, target);
}

/** A packet for a NAT gateway or an interface of the same subnet meets no ACL on its way there. */
function staysInSubnet(walk: Walk, from: Place, target: string): boolean {
  // An interface that was not read may stand in this very subnet.
  if (target.startsWith('eni-') && !interfaceOf(walk.world, target))
    return walk.world.interfaces !== undefined;
  const nat = walk.world.NatGateways.find((one) => one.NatGatewayId === target);
  const subnet = nat?.SubnetId ?? standsIn(walk.world, target);
  return subnet !== undefined && subnet === from.subnet?.SubnetId;
}

function cross(walk: Walk, from: Place, target: string): Outcome {
  if (target === 'local') return deliver(walk, from.vpc, from.subnet);
  if (target.startsWith('igw-')) return leaveByInternetGateway(walk, from, target);
  if (target.startsWith('nat-')) return throughNat(walk, from, target);
  if (target.startsWith('pcx-')) return throughPeering(walk, from, target);
  if (target.startsWith('tgw-')) return throughTransitGateway(walk, from, target);
  if (target.startsWith('eni-')) return enterInterface(walk, from, target);
  if (target.startsWith('vpce-')) return onward(walk, enterEndpoint(walk, from, target));
  return target.startsWith('vgw-') ? outOfSight(walk, target, from) : opaque(walk, `gateway:${target}`);
}

/** What comes out of a transparent middlebox is routed again, from where that stands. */
const onward = (walk: Walk, next: Outcome | Onward): Outcome =>
  typeof next === 'string' ? next : send(walk, next.from);

function leaveByInternetGateway(walk: Walk, from: Place, id: string): Outcome {
  passInternetGateway(walk, from, id);
  // It knows the machines of its VPC by where their packets come from: a guest's by a transit gateway, even one's own.
  const visiting = walk.crossed.at(-1)?.kind === 'transit gateway';
  if (visiting || walk.sender?.vpc !== from.vpc || !walk.sender.hasPublicAddress)
    walk.blockers.push('public-address');
  if (!isPublic(walk.packet.dst)) return lost(walk, `igw-destination:${id}`);
  if (walk.receiver?.subnet !== undefined) return lost(walk, `igw-destination:${id}`);
  walk.crossed.push({ kind: 'internet' });
  walk.exit = { gateway: id, from };
  return 'internet';
}

/** Both ways: the gateway is attached to this VPC, and Block Public Access lets the facing subnet use it. */
function passInternetGateway(walk: Walk, facing: Place, id: string): void {
  const gateway = walk.world.InternetGateways.find((one) => one.InternetGatewayId === id);
  const live = gateway?.Attachments?.some((one) => one.VpcId === facing.vpc && one.State === 'available');
  if (live !== true) walk.blockers.push(`igw:${id}`);
  const mode = blockMode(walk.world, facing.vpc, facing.subnet);
  const byNat = walk.sender?.isNat === true;
  if (mode === 'block-bidirectional' || (mode === 'block-ingress' && !byNat)) {
    walk.blockers.push(`bpa:${facing.subnet?.SubnetId ?? facing.vpc}`);
  }
}

/** The subnet says what holds for it; where it does not, the account's mode with the exclusions that cover it. */
export function blockMode(world: RawWorld, vpc: string, subnet: Subnet | undefined): string {
  const stated = subnet?.BlockPublicAccessStates?.InternetGatewayBlockMode;
  if (stated !== undefined) return stated;
  const mode = world.VpcBlockPublicAccessOptions?.InternetGatewayBlockMode ?? 'off';
  const exclusions = (world.VpcBlockPublicAccessExclusions ?? [])
    .filter(({ State }) => State === 'create-complete' || State === 'update-complete')
    .filter(({ ResourceArn = '' }) =>
      [`vpc/${vpc}`, `subnet/${subnet?.SubnetId}`].some((end) => ResourceArn.endsWith(`:${end}`)),
    )
    .map((one) => one.InternetGatewayExclusionMode);
  if (exclusions.includes('allow-bidirectional')) return 'off';
  if (exclusions.includes('allow-egress') && mode === 'block-bidirectional') return 'block-ingress';
  return mode;
}

/** From the internet to a private address behind the gateway, which already translated the destination. */
export function enterByInternetGateway(walk: Walk, facing: Place, gateway: string): Outcome {
  passInternetGateway(walk, facing, gateway);
  if (facing.subnet === undefined) return 'delivered';
  const edge = edgeTableOf(walk.world, gateway);
  if (edge !== undefined) {
    const choice = chooseRoute(walk.world, edge, walk.packet.dst);
    if (choice.kind === 'undecided') return opaque(walk, `route:${edge.RouteTableId}`);
    if (choice.kind === 'no route') return lost(walk, `route:${edge.RouteTableId}`);
    const target = targetOf(choice.route);
    if (target.startsWith('vpce-')) return onward(walk, enterEndpoint(walk, undefined, target));
    if (target !== 'local') return opaque(walk, `gateway:${target}`);
  }
  return deliver(walk, facing.vpc, undefined);
}

function throughNat(walk: Walk, from: Place, id: string): Outcome {
  const nat = walk.world.NatGateways.find((one) => one.NatGatewayId === id);
  if (nat === undefined) return opaque(walk, `nat:${id}`);
  if (walk.direction === 'reply') return lost(walk, `nat-reply:${id}`);
  if (from.nat !== undefined) return lost(walk, `nat-route:${from.nat}`);
  if (nat.VpcId !== from.vpc || nat.State !== 'available') walk.blockers.push(`nat:${id}`);
  if (nat.AttachedAppliances !== undefined && nat.AttachedAppliances.length > 0)
    walk.unknowns.push(`nat:${id}`);
  const subnet = nat.SubnetId === undefined ? undefined : findSubnet(walk.world, nat.SubnetId);
  if (subnet?.SubnetId !== from.subnet?.SubnetId) passAcl(walk, subnet, 'in');
  const place = { ...(subnet ? placeIn(walk.world, subnet) : regionalPlace(walk, nat)), nat: id };
  const address = primaryAddress(nat);
  const privateAddress = toNumber(address?.PrivateIp ?? '0.0.0.0');
  walk.translations.push({ place, privateAddress, before: walk.packet });
  walk.packet = { ...walk.packet, src: privateAddress, srcPort: walk.natPort };
  const isPublicNat = nat.ConnectivityType !== 'private' && address?.PublicIp !== undefined;
  walk.sender = { vpc: place.vpc, hasPublicAddress: isPublicNat, isNat: true };
  walk.crossed.push({ kind: 'nat' });
  return send(walk, place);
}

/** A regional NAT gateway is in no subnet: it has a route table of its own. */
function regionalPlace(walk: Walk, nat: NatGateway): Place {
  const table = walk.world.RouteTables.find((one) => one.RouteTableId === nat.RouteTableId);
  return { vpc: nat.VpcId ?? '', subnet: undefined, table };
}

function primaryAddress({ NatGatewayAddresses: addresses = [] }: NatGateway) {
  return addresses.find((one) => one.IsPrimary) ?? addresses[0];
}

function throughPeering(walk: Walk, from: Place, id: string): Outcome {
  const peering = walk.world.VpcPeeringConnections.find((one) => one.VpcPeeringConnectionId === id);
  if (peering === undefined) return opaque(walk, `peering:${id}`);
  const far = farSide(peering, from.vpc);
  if (far === undefined || peering.Status?.Code !== 'active') walk.blockers.push(`peering:${id}`);
  if (far === undefined) return 'lost';
  if (from.nat !== undefined) walk.blockers.push(`nat-route:${from.nat}`);
  const near = farSide(peering, far.VpcId ?? '');
  // Not transitive: what came in by a transit gateway does not leave by a peering, whatever its address.
  const visiting = walk.crossed.some(({ kind }) => kind === 'transit gateway');
  if (visiting || !inAny(walk.packet.src, blocksOf(near))) walk.blockers.push(`peering-source:${id}`);
  if (!inAny(walk.packet.dst, blocksOf(far))) return lost(walk, `peering-destination:${id}`);
  const known = walk.world.Vpcs.some((vpc) => vpc.VpcId === far.VpcId);
  if (!known || far.VpcId === undefined) return opaque(walk, `vpc:${far.VpcId}`);
  walk.crossed.push({ kind: 'peering', id });
  return deliver(walk, far.VpcId, undefined);
}

function farSide(peering: VpcPeeringConnection, near: string): PeeringVpcInfo | undefined {
  if (peering.RequesterVpcInfo?.VpcId === near) return peering.AccepterVpcInfo;
  if (peering.AccepterVpcInfo?.VpcId === near) return peering.RequesterVpcInfo;
  return undefined;
}

function blocksOf(info: PeeringVpcInfo | undefined): readonly string[] {
  const set = info?.CidrBlockSet?.map((one) => one.CidrBlock) ?? [];
  return info?.CidrBlock === undefined ? set : [...set, info.CidrBlock];
}

function throughTransitGateway(walk: Walk, from: Place, id: string): Outcome {
  const { world } = walk;
  const gateway = world.TransitGateways?.find((one) => one.TransitGatewayId === id);
  if (gateway !== undefined && gateway.State !== 'available') walk.blockers.push(`tgw:${id}`);
  const attachments = world.TransitGatewayVpcAttachments;
  if (attachments === undefined) return opaque(walk, `tgw:${id}`);
  const ours = attachments.find((one) => one.VpcId === from.vpc && one.TransitGatewayId === id);
  if (ours === undefined) return lost(walk, `tgw-attachment:${id}`);
  enterTransitGateway(walk, from, ours);

  const table = associatedTable(walk, ours.TransitGatewayAttachmentId);
  if (table === undefined) return lost(walk, `tgw-association:${ours.TransitGatewayAttachmentId}`);
  const routes = world.TransitGatewayRoutes?.[table];
  if (routes === undefined) return opaque(walk, `tgw-route:${table}`);
  const route = chooseTransitGatewayRoute(routes, walk.packet.dst);
  if (route === undefined || route.State !== 'active') return lost(walk, `tgw-route:${table}`);

  const far = route.TransitGatewayAttachments?.[0]?.TransitGatewayAttachmentId;
  const theirs = attachments.find((one) => one.TransitGatewayAttachmentId === far);
  if (theirs === undefined) return opaque(walk, `tgw-attachment:${far}`);
  walk.crossed.push({
    kind: 'transit gateway',
    id,
    attachments: [ours.TransitGatewayAttachmentId, theirs.TransitGatewayAttachmentId],
  });
  return leaveTransitGateway(walk, from, theirs);
}

/** In by the attachment's subnet of the sender's own zone, whose ACL sees the packet come in and nothing else. */
function enterTransitGateway(walk: Walk, from: Place, ours: TransitGatewayVpcAttachment): void {
  passAttachment(walk, ours);
  const door = placesOf(walk, ours).find((place) => zoneOf(place) === zoneOf(from));
  if (door === undefined) walk.blockers.push(`tgw-zone:${ours.TransitGatewayAttachmentId}`);
  passAcl(walk, door?.subnet, 'in');
}

/** Out into the attachment's subnet: of the zone that the packet came from if there is one, else of another. */
function leaveTransitGateway(walk: Walk, from: Place, theirs: TransitGatewayVpcAttachment): Outcome {
  passAttachment(walk, theirs);
  if (!walk.world.Vpcs.some((vpc) => vpc.VpcId === theirs.VpcId)) return opaque(walk, `vpc:${theirs.VpcId}`);
  const doors = placesOf(walk, theirs);
  const arrival = doors.find((place) => zoneOf(place) === zoneOf(from)) ?? doors[0];
  if (arrival === undefined) return lost(walk, `tgw-attachment:${theirs.TransitGatewayAttachmentId}`);
  return send(walk, arrival);
}

function passAttachment(walk: Walk, attachment: TransitGatewayVpcAttachment): void {
  if (attachment.State !== 'available') {
    walk.blockers.push(`tgw-attachment:${attachment.TransitGatewayAttachmentId}`);
  }
}

const zoneOf = (place: Place): string | undefined => place.subnet?.AvailabilityZone;

/** The attachment's subnets, one a zone, by id. */
function placesOf(walk: Walk, attachment: TransitGatewayVpcAttachment): readonly Place[] {
  return [...(attachment.SubnetIds ?? [])]
    .sort()
    .map((id) => placeIn(walk.world, findSubnet(walk.world, id)));
}

function associatedTable(walk: Walk, attachment: string): string | undefined {
  const tables = Object.entries(walk.world.TransitGatewayAssociations ?? {});
  return tables.find(([, list]) =>
    list.some((one) => one.TransitGatewayAttachmentId === attachment && one.State === 'associated'),
  )?.[0];
}
