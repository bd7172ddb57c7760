/**
 * The state of a set of packets on its way. Packets never split at a filter: each stage notes what it stops and what
 * it cannot judge, and the walk goes on with all of them, so that every blocker of a path is found in one pass.
 * They split only where their ways part, at a route lookup.
 */
import { type AddressSet, ALL_ADDRESSES, type Family, familyOf } from '../ip/address.ts';
import { intersect } from '../ip/interval.ts';
import {
  ALL_PORTS,
  type Box,
  NOTHING,
  type PortSet,
  project,
  reverseBox,
  subtractTraffic,
  type Traffic,
  unionTraffic,
} from '../ip/traffic.ts';
import type { Cause } from '../model/cause.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import { type Health, type Unknown, USABLE } from '../model/known.ts';
import type { Carrier } from '../model/labels.ts';
import type { Gateway, Network, Resource } from '../model/network.ts';
import type { DecidingLine, Hop, Portion, Ref, Trace } from './trace.ts';

/** What every step of an analysis can look at. */
export interface World {
  readonly network: Network;
  /** Traces of flows asked before: rules and proposals ask the same ones again. */
  readonly traced: Map<string, Trace>;
  /** Ranges and doors that a person declared to lie behind a hop, by the hop's id. */
  readonly declared: ReadonlyMap<string, readonly { readonly reach?: AddressSet; readonly text: string }[]>;
}

/** What a stage stops and what it cannot judge; in the coordinates of the flow once lifted. */
export interface Outcome {
  readonly blocked: Traffic;
  readonly unknown: Traffic;
}

export const PASSES: Outcome = { blocked: NOTHING, unknown: NOTHING };

/** A hop and the packets of the flow that it stops or cannot judge. */
export interface Step extends Outcome {
  readonly hop: Omit<Hop, 'verdict' | 'stopped' | 'undecided'>;
}

/** A machine in a subnet: a VM, or the NAT gateway that speaks for it. */
export interface Station extends Carrier {
  readonly kind: 'station';
  readonly label: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly addresses: AddressSet;
  readonly publicAddress: boolean | AddressSet;
  /** Only its private addresses are meant, or only its public ones. */
  readonly asked?: 'privately' | 'publicly';
  /** Set for a NAT gateway. */
  readonly nat?: string;
  /** The route table by which it sends, where it stands in no subnet. */
  readonly table?: string;
  /** The machine that it is; absent for a gateway. */
  readonly spot?: VmSpot;
}

/** Where a stretch of a path ends: a machine, the internet, a service of the provider, or behind a gateway. */
export type End =
  | Station
  | { readonly kind: 'internet'; readonly addresses: AddressSet }
  | { readonly kind: 'service'; readonly gateway: string }
  | {
      readonly kind: 'beyond';
      readonly gateway: string | undefined;
      /** Addresses of a network that no known subnet has. */
      readonly spot?: Extract<Spot, { kind: 'nowhere' }>;
    };

/** A stretch between two machines that exchange untranslated packets: what the reply walks back. */
export interface Leg {
  readonly from: End;
  readonly to: End;
  /** The packets as they arrive at the end of this stretch. */
  readonly packet: Box;
  readonly lift: Lift;
}

/** Brings an outcome from the coordinates of a stretch (after translation) back to those of the flow. */
export type Lift = (outcome: Outcome) => Outcome;

/** An appliance or a firewall endpoint that packets met on a leg, and those that it surely let pass. */
export interface PassedBox {
  readonly id: string;
  /** The index of the leg. */
  readonly leg: number;
  readonly sure: Traffic;
}

export interface Walk {
  readonly mode: 'forward' | 'reply';
  /** The packets as they travel now. */
  readonly packet: Box;
  readonly lift: Lift;
  readonly steps: readonly Step[];
  readonly legs: readonly Leg[];
  /** Whether a rule may still recognise the sender, or the receiver, by group. */
  readonly senderVisible: Health;
  readonly receiverVisible: Health;
  /** Set where the sender wrote another destination than the flow names: the public address of the machine. */
  readonly sentTo?: AddressSet;
  readonly door?: Ref;
  /** Doors passed, against going round in circles. */
  readonly visited: readonly string[];
  /** Why it is not known that the packets come here at all: what stops them here may not concern them. */
  readonly unsure?: Unknown;
  readonly declared: readonly string[];
  readonly boxes: readonly PassedBox[];
  /** Of a reply: what its request met. */
  readonly request?: readonly PassedBox[];
}

export const start = (mode: Walk['mode'], packet: Box, lift: Lift): Walk => ({
  mode,
  packet,
  lift,
  steps: [],
  legs: [],
  senderVisible: USABLE,
  receiverVisible: USABLE,
  visited: [],
  declared: [],
  boxes: [],
});

export const refOf = ({ id, word, name, account, region, place }: Resource): Ref => ({
  id,
  word,
  ...(name !== undefined && { name }),
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
  ...(place && { place }),
});

/** What a stage says of itself; `blocked` and `unknown` in the packets' present coordinates. */
export interface Stage {
  readonly resource: Ref;
  readonly side: Hop['side'];
  readonly note: string;
  readonly lines?: readonly DecidingLine[];
  readonly blocked?: Traffic;
  readonly unknown?: Traffic;
  readonly cause?: Cause;
  readonly reason?: Unknown;
  readonly qualifier?: 'AVAILABILITY_ZONE_CROSSED';
}

/** A stage that cannot judge says why, unless it says something else. */
type Doubtful = Omit<Stage, 'note'> & Partial<Pick<Stage, 'note'>>;

/** All values of each dimension, for people. */
export const portion = (traffic: Traffic): Portion => ({
  sources: project(traffic, 'src'),
  destinations: project(traffic, 'dst'),
  protocol: project(traffic, 'protocol'),
  sourcePorts: project(traffic, 'srcPort'),
  ports: project(traffic, 'dstPort'),
});

/** Adds a stage to the walk. */
export function pass(walk: Walk, said: Stage): Walk {
  const stage = walk.unsure ? perhaps(said, walk.unsure) : said;
  const outcome = walk.lift({ blocked: stage.blocked ?? NOTHING, unknown: stage.unknown ?? NOTHING });
  const cause = stage.cause ?? stage.reason?.cause;
  const step: Step = {
    ...outcome,
    hop: {
      resource: stage.resource,
      side: stage.side,
      note: stage.note,
      lines: stage.lines ?? [],
      ...(cause && { cause }),
      ...(stage.reason && { unknown: stage.reason }),
      ...(stage.qualifier && { qualifier: stage.qualifier }),
      ...(stage.blocked && stage.blocked.length > 0 && { packets: portion(stage.blocked) }),
    },
  };
  return { ...walk, steps: [...walk.steps, step] };
}

/** A stage that stops packets of which nobody knows that they come by: it decides nothing about them. */
function perhaps(
  { cause: _, blocked = NOTHING, unknown = NOTHING, ...stage }: Stage,
  unsure: Unknown,
): Stage {
  if (blocked.length === 0) return { ...stage, unknown };
  return { ...stage, unknown: unionTraffic(unknown, blocked), reason: stage.reason ?? unsure };
}

/** A stage that stops all packets, or cannot judge any. */
export const stop = (walk: Walk, stage: Stage): Walk => pass(walk, { ...stage, blocked: [walk.packet] });
export const doubt = (walk: Walk, reason: Unknown, stage: Doubtful): Walk =>
  pass(walk, { note: reason.why, ...stage, reason, unknown: [walk.packet] });

/** It is not known that the packets go this way: from here on nothing is certain about them. */
export const lose = (walk: Walk, unsure: Unknown, stage: Doubtful): Walk => ({
  ...doubt(walk, unsure, stage),
  unsure: walk.unsure ?? unsure,
});

/** The stage as the health of its component has it: it passes, stops or cannot be judged. */
export function byHealth(walk: Walk, health: Health, stage: Stage): Walk {
  switch (health.is) {
    case 'usable':
      return pass(walk, stage);
    case 'unusable':
      return stop(walk, { ...stage, note: health.why, cause: health.cause });
    case 'unknown':
      return doubt(walk, health.unknown, { ...stage, note: health.unknown.why });
  }
}

/** Only the packets to these destinations. */
export const narrow = (walk: Walk, destinations: AddressSet): Walk => ({
  ...walk,
  packet: { ...walk.packet, dst: intersect(walk.packet.dst, destinations) },
});

/** What a walk's packets are in the coordinates of the flow; where a translation leaves it open, all that they may be. */
export const trafficOf = (walk: Walk): Traffic => {
  const { blocked, unknown } = walk.lift({ blocked: [walk.packet], unknown: NOTHING });
  return unionTraffic(blocked, unknown);
};

export const identity: Lift = (outcome) => outcome;

/**
 * After a NAT gateway the source is another address and port. Which of them a connection gets is chance, so all of
 * them are required: what is stopped for one is stopped for all sources of the flow that go to the same place.
 */
export const throughNat = (before: Walk): Lift => {
  const restore = (traffic: Traffic): Traffic =>
    traffic.reduce<Traffic>(
      (sum, box) => unionTraffic(sum, [{ ...box, src: before.packet.src, srcPort: before.packet.srcPort }]),
      NOTHING,
    );
  return ({ blocked, unknown }) => before.lift({ blocked: restore(blocked), unknown: restore(unknown) });
};

/**
 * After a translation one end is another address, one of `candidates`, not known which. Stopped is what is stopped for
 * all that it can be; stopped for some is not known.
 */
export const throughTranslation = (before: Walk, end: 'src' | 'dst', candidates: AddressSet): Lift => {
  const anyOf = (traffic: Traffic): Traffic => traffic.map((box) => ({ ...box, [end]: candidates }));
  const forAll = (traffic: Traffic): Traffic => {
    const passesForSome = subtractTraffic(anyOf(traffic), traffic);
    return subtractTraffic(traffic, anyOf(passesForSome));
  };
  const restore = (traffic: Traffic): Traffic =>
    traffic.reduce<Traffic>(
      (sum, box) => unionTraffic(sum, [{ ...box, [end]: before.packet[end] }]),
      NOTHING,
    );
  return ({ blocked, unknown }) => {
    const surely = forAll(blocked);
    const perhaps = unionTraffic(unknown, subtractTraffic(blocked, surely));
    return before.lift({ blocked: restore(surely), unknown: restore(perhaps) });
  };
};

/** The packets as they are once one end is translated. */
export const translate = (walk: Walk, end: 'src' | 'dst', candidates: AddressSet): Walk => ({
  ...walk,
  packet: { ...walk.packet, [end]: candidates },
  lift: throughTranslation(walk, end, candidates),
});

/** For a reply that retraces a leg: the same lift, source and destination exchanged. */
export const reversed =
  (lift: Lift): Lift =>
  ({ blocked, unknown }) =>
    lift({ blocked: blocked.map(reverseBox), unknown: unknown.map(reverseBox) });

export const stationOf = (spot: VmSpot): Station => ({
  kind: 'station',
  label: spot.label,
  vpc: spot.vpc,
  subnet: spot.subnet,
  addresses: spot.addresses,
  publicAddress: spot.publicAddress,
  ...(spot.privately && { asked: 'privately' as const }),
  ...(spot.publicly && { asked: 'publicly' as const }),
  spot,
  ...(spot.labels && { labels: spot.labels }),
  ...(spot.untold && { untold: spot.untold }),
});

/** The ephemeral ports that a connection from here can use (engine.md): Linux VMs, or anybody. */
export const ephemeralPorts = (spot: Spot): PortSet =>
  spot.kind === 'vm' && spot.filters !== undefined ? VM_PORTS : ANY_CLIENT_PORTS;

/** Linux' default `ip_local_port_range` as AWS and GCP images ship it. */
export const VM_PORTS: PortSet = [32768, 61000];
/** Behind NAT or out on the internet. */
export const ANY_CLIENT_PORTS: PortSet = [1024, 65535];
/** The part that Linux and Windows use; a filter that cuts into it breaks the connection. */
export const ESSENTIAL_CLIENT_PORTS: PortSet = [32768, 65535];

/** Everything except the packets to these destinations, or from these sources. */
export const outside = (packet: Box, side: 'src' | 'dst', addresses: AddressSet): Traffic =>
  subtractTraffic(
    [packet],
    [{ ...packet, srcPort: ALL_PORTS, src: ALL_ADDRESSES, dst: ALL_ADDRESSES, [side]: addresses }],
  );

export const family = (walk: Walk): Family => familyOf(walk.packet.dst[0] ?? 0);

export const wrongFamily = (walk: Walk, gateway: Gateway & { readonly families: readonly Family[] }): Walk =>
  gateway.families.includes(family(walk))
    ? walk
    : stop(walk, {
        resource: refOf(gateway),
        side: 'through',
        cause: 'PROTOCOL_RESTRICTION',
        note: `carries no IPv${family(walk)}`,
      });

export const hideGroups = (walk: Walk, why: string): Walk => ({
  ...walk,
  senderVisible: { is: 'unusable', cause: 'SG_REFERENCES_NOT_PRESERVED', why },
  receiverVisible: { is: 'unusable', cause: 'SG_REFERENCES_NOT_PRESERVED', why },
});
