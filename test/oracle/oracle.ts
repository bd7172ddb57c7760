/**
 * The oracle: one concrete packet and its reply, walked through raw AWS documents, address by address. It knows no
 * sets and shares no code with the engine: where the two differ, one of them is wrong.
 */
import type { Verdict } from '../../src/reach/trace.ts';
import { toNumber } from './address.ts';
import { askSecurityGroups, type Crossing, type Packet } from './filters.ts';
import { enterByInternetGateway, send } from './gateways.ts';
import { answerFromOutOfSight, interfaceOf } from './hops.ts';
import {
  deliver,
  findSubnet,
  type Outcome,
  type Place,
  placeIn,
  type Receiver,
  senderOf,
  type Walk,
} from './walk.ts';
import type { End, PacketQuery, RawWorld, VmEnd } from './world.ts';

export interface Judgement {
  readonly forward: Verdict;
  readonly reply: Verdict;
  /** The worse of the two: blocked, then unknown, then reachable. */
  readonly verdict: Verdict;
  /** Every component that stops the packet or its reply, each once; security groups after what lies between: "sg-in:sg-1". */
  readonly blockers: readonly string[];
  readonly forwardBlockers: readonly string[];
  readonly replyBlockers: readonly string[];
  /** Every component that cannot be judged. */
  readonly unknowns: readonly string[];
  /** What the forward packet crossed on its way. */
  readonly crossed: readonly Crossing['kind'][];
  readonly end: Outcome;
  /** Whether it went out of sight. */
  readonly isOutOfSight: boolean;
  /** The last NAT gateway that speaks for the sender. */
  readonly nat: string | undefined;
}

export function judgePacket(world: RawWorld, query: PacketQuery): Judgement {
  const there = walkForward(world, query);
  const back = walkReply(world, query, there);
  const forward = verdictOf(there.walk);
  const forwardBlockers = once(there.walk.blockers);
  const replyBlockers = once([...(back?.blockers ?? []), ...asymmetries(there.walk, back)]);
  const reply = back === undefined ? forward : replyBlockers.length > 0 ? 'blocked' : verdictOf(back);
  return {
    forward,
    reply,
    verdict: worse(forward, reply),
    blockers: once([...forwardBlockers, ...replyBlockers]),
    forwardBlockers,
    replyBlockers,
    unknowns: once([...there.walk.unknowns, ...(back?.unknowns ?? [])]),
    crossed: there.walk.crossed.map(({ kind }) => kind),
    end: there.end,
    isOutOfSight: there.end === 'lost' && there.walk.exit !== undefined,
    nat: there.walk.translations.at(-1)?.place.nat,
  };
}

/** What keeps state drops the packets of connections that it sees half of (domain/aws.md 15). */
function asymmetries(there: Walk, back: Walk | undefined): readonly string[] {
  if (back === undefined || back.unknowns.length > 0) return [];
  const [forward, reply] = [there.middleboxes, back.middleboxes];
  const half = [...forward, ...reply].filter((id) => forward.includes(id) !== reply.includes(id));
  return half.map((id) => `asymmetric:${id}`);
}

/**
 * The same for whatever port a NAT gateway picks: the worst of all of them. ACLs are all that looks at ports there,
 * so the ports at the edges of their entries stand for the rest.
 */
export function judgeForEveryNatPort(world: RawWorld, query: PacketQuery): Judgement {
  return forEveryNatPort(world, query, (one) => judgePacket(world, one));
}

export function forEveryNatPort(
  world: RawWorld,
  query: PacketQuery,
  judge: (query: PacketQuery) => Judgement,
): Judgement {
  const any = judge(query);
  if (!any.crossed.includes('nat')) return any;
  const judged = edgePorts(world, 1024, 65535).map((natPort) => judge({ ...query, natPort }));
  return judged.find(({ verdict }) => verdict === judged.map((one) => one.verdict).reduce(worse)) ?? any;
}

/** Both sides of every edge that an ACL entry draws within a range of ports, and the range's own ends. */
export function edgePorts(world: RawWorld, first: number, last: number): readonly number[] {
  const edges = world.NetworkAcls.flatMap((acl) => acl.Entries ?? []).flatMap(({ PortRange = {} }) => {
    const { From = 0, To = 65535 } = PortRange;
    return [From - 1, From, To, To + 1];
  });
  const ports = [first, last, ...edges].filter((port) => first <= port && port <= last);
  return [...new Set(ports)].sort((a, b) => a - b);
}

export const once = (names: readonly string[]): readonly string[] => [...new Set(names)];

export const worse = (a: Verdict, b: Verdict): Verdict =>
  a === 'blocked' || b === 'blocked'
    ? 'blocked'
    : a === 'unknown' || b === 'unknown'
      ? 'unknown'
      : 'reachable';

const verdictOf = (walk: Walk): Verdict =>
  walk.blockers.length > 0 ? 'blocked' : walk.unknowns.length > 0 ? 'unknown' : 'reachable';

interface Journey {
  readonly walk: Walk;
  readonly end: Outcome;
}

function walkForward(world: RawWorld, query: PacketQuery): Journey {
  const { from, to } = query;
  const packet = {
    src: toNumber(from.address),
    dst: toNumber(to.address),
    srcPort: query.ephemeralPort,
    dstPort: query.port,
  };
  const walk = newWalk(world, query, 'forward', packet, receiverOf(to));
  if (from.kind === 'internet' && from.beyond !== undefined) return arriveFromBehind(walk, from.beyond, to);
  if (from.kind === 'internet') return arriveFromInternet(walk, to);
  walk.sender = senderOf(world, from);
  const end = send(walk, placeIn(world, findSubnet(world, from.subnet)));
  const remoteVm = to.kind === 'vm' ? to : undefined;
  // Asked after the walk: whether a group reference matches depends on what lies between the two VMs.
  passSecurityGroups(walk, 'out', from, packet.dst, remoteVm);
  if (end === 'delivered' && to.kind === 'vm') passSecurityGroups(walk, 'in', to, walk.packet.src, from);
  return { walk, end };
}

function newWalk(
  world: RawWorld,
  query: PacketQuery,
  direction: Walk['direction'],
  packet: Packet,
  receiver: Receiver,
): Walk {
  return {
    world,
    direction,
    natPort: query.natPort ?? query.ephemeralPort,
    packet,
    sender: undefined,
    receiver,
    blockers: [],
    unknowns: [],
    crossed: [],
    middleboxes: [],
    passedForward: [],
    cameBy: undefined,
    senderVm: query.from.kind === 'vm' ? query.from : undefined,
    translations: [],
    exit: undefined,
    hops: 0,
  };
}

const receiverOf = (end: End): Receiver => ({
  subnet: end.kind === 'vm' ? end.subnet : undefined,
  address: toNumber(end.address),
});

/** The client aims at the VM's public address; the internet gateway of the VM's VPC makes it the private one. */
function arriveFromInternet(walk: Walk, to: End): Journey {
  if (to.kind === 'internet') throw new Error('the question stays on the internet');
  const place = placeIn(walk.world, findSubnet(walk.world, to.subnet));
  if (to.publicAddress === undefined) walk.blockers.push('public-address');
  walk.crossed.push({ kind: 'internet' });
  const gateway = walk.world.InternetGateways.find((one) =>
    one.Attachments?.some((attachment) => attachment.VpcId === place.vpc),
  )?.InternetGatewayId;
  const end = enterByInternetGateway(walk, place, gateway ?? 'none');
  passSecurityGroups(walk, 'in', to, walk.packet.src, undefined);
  return { walk, end };
}

/** From behind a hop that a person named: in by it, as far as it is connected to the receiver's VPC. */
function arriveFromBehind(walk: Walk, hop: string, to: End): Journey {
  if (to.kind === 'internet') throw new Error('the question stays outside');
  const { world } = walk;
  const place = placeIn(world, findSubnet(world, to.subnet));
  const appliance = interfaceOf(world, hop);
  if (appliance?.SourceDestCheck === true) walk.blockers.push(`interface:${hop}`);
  const attached = world.VpnGateways?.find((one) => one.VpnGatewayId === hop)?.VpcAttachments;
  if (attached?.some((one) => one.VpcId === place.vpc && one.State === 'attached') === false)
    walk.blockers.push(`vgw:${hop}`);
  const end =
    appliance === undefined
      ? deliver(walk, place.vpc, undefined)
      : send(walk, placeIn(world, findSubnet(world, appliance.SubnetId ?? '')));
  passSecurityGroups(walk, 'in', to, walk.packet.src, undefined);
  return { walk, end };
}

function passSecurityGroups(
  walk: Walk,
  side: 'in' | 'out',
  self: VmEnd,
  remote: number,
  remoteVm: VmEnd | undefined,
): void {
  if (self.toCome) return;
  const { crossed, packet } = walk;
  const answer = askSecurityGroups(walk.world, {
    side,
    self,
    remote,
    remoteVm,
    crossed,
    port: packet.dstPort,
  });
  const name = `sg-${side}:${[...self.groups].sort().join('+')}`;
  if (answer === 'deny') walk.blockers.push(name);
  if (answer === 'unknown') walk.unknowns.push(name);
}

/**
 * The reply goes to the address that the receiver saw. Security groups are stateful: they do not ask again.
 * Undefined when there is nobody to reply and no way to tell how the packet would have looked.
 */
function walkReply(world: RawWorld, query: PacketQuery, there: Journey): Walk | undefined {
  const { from, to } = query;
  const changed = there.walk.translations.length > 0 || from.kind === 'internet' || to.kind === 'internet';
  const hidden = there.end === 'lost' && changed ? there.walk.exit : undefined;
  if (there.end === 'lost' && changed && hidden === undefined) return undefined;
  const seen = there.walk.packet;
  const packet = { src: seen.dst, dst: seen.src, srcPort: seen.dstPort, dstPort: seen.srcPort };
  const translations = [...there.walk.translations];
  const walk: Walk = {
    ...newWalk(world, query, 'reply', packet, receiverOfReply(translations, from)),
    passedForward: there.walk.middleboxes,
    cameBy: from.kind === 'internet' ? from.beyond : undefined,
  };
  let end: Outcome;
  if (hidden) {
    walk.sender = undefined;
    end = answerFromOutOfSight(walk, hidden.gateway, translations.at(-1)?.place ?? placeOf(world, from));
  } else if (to.kind === 'vm') {
    walk.sender = senderOf(world, to);
    end = send(walk, placeIn(world, findSubnet(world, to.subnet)));
  } else {
    walk.sender = there.walk.sender;
    end = there.walk.exit
      ? enterByInternetGateway(walk, there.walk.exit.from, there.walk.exit.gateway)
      : 'lost';
  }
  while (end === 'delivered') {
    const translation = translations.pop();
    if (translation === undefined) break;
    // The NAT gateway gives the reply its own client's address and port again.
    walk.packet = { ...walk.packet, dst: translation.before.src, dstPort: translation.before.srcPort };
    walk.receiver = receiverOfReply(translations, from);
    end = send(walk, translation.place);
  }
  return walk;
}

function placeOf(world: RawWorld, end: End): Place {
  if (end.kind === 'internet') throw new Error('what comes from the internet is not lost out of sight');
  return placeIn(world, findSubnet(world, end.subnet));
}

/** The last NAT gateway that changed the packet, else the one who sent it. */
function receiverOfReply(translations: Walk['translations'], from: End): Receiver {
  const nat = translations.at(-1);
  return nat ? { subnet: nat.place.subnet?.SubnetId, address: nat.privateAddress } : receiverOf(from);
}
