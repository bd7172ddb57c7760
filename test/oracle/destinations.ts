/**
 * One packet to what a person names as its destination: a machine by its id, a public address, a private one. Which
 * verdicts are true of it, and why (domain/aws.md 18, 33c, and what a destination without a machine means).
 */
import type { Verdict } from '../../src/reach/trace.ts';
import { isPublic, toNumber } from './address.ts';
import { forEveryNatPort, type Judgement, judgeForEveryNatPort, judgePacket, worse } from './oracle.ts';
import { machineToCome, type Owner, ownerOf, publicOwnerOf, subnetsWith } from './owners.ts';
import { findSubnet } from './walk.ts';
import type { End, PacketQuery, RawWorld, VmEnd } from './world.ts';

/** Ports of a packet, and who sends it. */
export type Packets = Omit<PacketQuery, 'to'>;

export interface Finding {
  /** Any of these is a true answer; one, but where the facts leave it open. */
  readonly accepted: readonly Verdict[];
  /** What the oracle saw, for people. */
  readonly why: string;
}

const only = (verdict: Verdict, why: string): Finding => ({ accepted: [verdict], why });
const findingOf = ({ verdict, blockers, unknowns }: Judgement): Finding =>
  only(verdict, verdict === 'blocked' ? blockers.join(', ') : unknowns.join(', '));

const NO_CONNECTION = only('blocked', 'a NAT gateway takes no connection');

/** To a machine that is named by its id: the private path, and the public one where no private way leads there. */
export function toMachine(world: RawWorld, packets: Packets, to: VmEnd): Finding {
  const { from } = packets;
  const { publicAddress: _, ...privately } = to;
  if (from.kind === 'internet') return findingOf(judgeForEveryNatPort(world, { ...packets, to }));
  const direct = judgeForEveryNatPort(world, { ...packets, to: privately });
  const isElsewhere = findSubnet(world, from.subnet).VpcId !== findSubnet(world, to.subnet).VpcId;
  if (!isElsewhere || !isStranded(direct) || to.publicAddress === undefined) return findingOf(direct);
  const around = judgePublicPath(world, packets, to);
  return around.stranded ? findingOf(direct) : around;
}

/** For want of a next hop; what went out of sight is not stranded. */
const isStranded = ({ end, isOutOfSight }: Judgement): boolean => end === 'lost' && !isOutOfSight;

/** To an address: whose it is decides what is asked. */
export function toAddress(world: RawWorld, packets: Packets, address: string): Finding {
  return isPublic(toNumber(address))
    ? toPublicAddress(world, packets, address)
    : toPrivateAddress(world, packets, address);
}

function toPublicAddress(world: RawWorld, packets: Packets, address: string): Finding {
  const owner = publicOwnerOf(world, address);
  if (owner === undefined)
    return findingOf(judgeForEveryNatPort(world, { ...packets, to: { kind: 'internet', address } }));
  if (!('vm' in owner)) {
    const to = { kind: 'internet', address } as const;
    if (packets.from.kind === 'internet') return NO_CONNECTION;
    return listening(owner, findingOf(judgeForEveryNatPort(world, { ...packets, to })));
  }
  const to = { ...owner.vm, publicAddress: address };
  const path =
    packets.from.kind === 'internet'
      ? findingOf(judgeForEveryNatPort(world, { ...packets, to }))
      : judgePublicPath(world, packets, to);
  return listening(owner, path);
}

function toPrivateAddress(world: RawWorld, packets: Packets, address: string): Finding {
  const subnets = subnetsWith(world, toNumber(address));
  if (packets.from.kind === 'internet' && !packets.from.beyond)
    return only('blocked', 'no packet from the internet can be addressed to a private address');
  if (subnets.length === 0 && packets.from.kind === 'internet') return only('blocked', 'it is in no subnet');
  if (subnets.length === 0) {
    const to = { kind: 'internet', address } as const;
    return findingOf(judgeForEveryNatPort(world, { ...packets, to }));
  }
  // Several networks can have the address: the routes of the source decide whose it is.
  const paths = subnets.map((subnet) => {
    const owner = ownerOf(world, subnet, toNumber(address));
    const { publicAddress: _, ...to } = 'vm' in owner ? owner.vm : machineToCome(subnet, toNumber(address));
    return { owner, judged: judgeForEveryNatPort(world, { ...packets, to }) };
  });
  const isMeant = ({ judged }: (typeof paths)[number]) =>
    !judged.forwardBlockers.some((one) => one.startsWith('elsewhere:') || one.startsWith('vgw:'));
  const meant = paths.find(isMeant) ?? paths[0];
  if (meant === undefined) throw new Error('no subnet has the address');
  return listening(meant.owner, findingOf(meant.judged));
}

/** Whether somebody is there who takes the connection. */
function listening(owner: Owner, path: Finding): Finding {
  const sure = path.accepted.includes('blocked');
  switch (owner.kind) {
    case 'machine':
      return path;
    case 'nat gateway':
      // Where nothing shows whether the packet comes there at all, that may be the answer too.
      return path.accepted.includes('unknown')
        ? { ...NO_CONNECTION, accepted: ['blocked', 'unknown'] }
        : NO_CONNECTION;
    case 'service':
      return sure ? path : only('unknown', 'what listens there was not read');
    case 'endpoint':
      // On which ports the service listens is no answer of EC2.
      return sure ? path : { ...path, accepted: [...path.accepted, 'unknown'] };
    case 'nobody':
      return sure ? path : only('unknown', 'no interface has this address');
    case 'unread':
      return sure ? path : only('unknown', 'whose address it is was not read');
  }
}

/**
 * Both halves of the public path: out to the internet as somebody, to the public address, and in by the gateway of the
 * machine that has it; both with their replies.
 */
export function judgePublicPath(
  world: RawWorld,
  packets: Packets,
  to: VmEnd,
): Finding & { readonly stranded: boolean } {
  const { from } = packets;
  if (from.kind === 'internet' || to.publicAddress === undefined) throw new Error('no public path to ask');
  const there = { kind: 'internet', address: to.publicAddress } as const;
  const half = judgePacket(world, { ...packets, to: there });
  const stranded = isStranded(half);
  const judged = forEveryNatPort(world, { ...packets, to: there }, (query) =>
    bothHalves(world, query, from, to),
  );
  const finding = findingOf(judged);
  // Out of sight nothing shows whether it comes in at all; that the machine itself cannot answer may be seen.
  const isOpen = half.end !== 'internet' && finding.accepted.includes('unknown');
  return { ...finding, accepted: isOpen ? ['unknown', 'blocked'] : finding.accepted, stranded };
}

function bothHalves(world: RawWorld, query: PacketQuery, from: VmEnd, to: VmEnd): Judgement {
  const out = judgePacket(world, query);
  const seen = out.nat === undefined ? from.publicAddress : publicAddressOf(world, out.nat);
  if (out.end !== 'internet' || seen === undefined) return out;
  const sender: End = { kind: 'internet', address: seen };
  const ephemeralPort = out.nat === undefined ? query.ephemeralPort : (query.natPort ?? query.ephemeralPort);
  const arriving = judgePacket(world, { from: sender, to, port: query.port, ephemeralPort });
  return {
    ...out,
    verdict: worse(out.verdict, arriving.verdict),
    blockers: [...out.blockers, ...arriving.blockers],
    unknowns: [...out.unknowns, ...arriving.unknowns],
  };
}

function publicAddressOf(world: RawWorld, id: string): string | undefined {
  const addresses = world.NatGateways.find((one) => one.NatGatewayId === id)?.NatGatewayAddresses ?? [];
  return (addresses.find((one) => one.IsPrimary) ?? addresses[0])?.PublicIp;
}
