/** A connection has two halves: a middlebox that meets only one of them drops it. */
import { intersectTraffic, reverseBox, type Traffic } from '../ip/traffic.ts';
import { knownValue } from '../model/known.ts';
import { describeDestinations } from '../model/whole.ts';
import { missing as missingRef } from './border.ts';
import type { DecidingLine, Ref } from './trace.ts';
import { type Leg, type PassedBox, pass, refOf, type Walk, type World } from './walk.ts';

/** The middleboxes that the packets of one leg met. */
export const boxesOn = (walk: Walk, leg: number): readonly PassedBox[] =>
  walk.boxes.filter((box) => box.leg === leg);

/**
 * Holds a reply against its request: a middlebox that meets only one of them drops what it cannot place. Where nobody
 * said what it lets pass, that is not known either, and has been told.
 */
export function bothHalves(world: World, walk: Walk, leg: Leg, isThere: boolean): Walk {
  const request = walk.request ?? [];
  const missed = isThere ? request.filter(({ id }) => !walk.boxes.some((box) => box.id === id)) : [];
  const extra = walk.boxes.filter(({ id }) => !request.some((box) => box.id === id));
  const past = missed.reduce((now, box) => replyGoesPast(world, now, box, leg), walk);
  return extra.reduce((now, box) => requestWentPast(world, now, box, leg), past);
}

function replyGoesPast(world: World, walk: Walk, box: PassedBox, leg: Leg): Walk {
  const lost = intersectTraffic([walk.packet], box.sure.map(reverseBox));
  const step = walk.steps.find(({ hop }) => world.network.routeTables.has(hop.resource.id));
  const there = describeDestinations(world.network, walk.packet.dst);
  const at = step?.hop ?? { resource: entranceOf(world, leg), lines: [] };
  const note = `the request goes through ${box.id} and the reply does not: ${box.id} drops half a connection`;
  const missing = { kind: 'none', id: 'no route', text: `no route ${there} → ${box.id}` } as const;
  return halved(walk, lost, at, note, missing);
}

/** Where a reply comes in that no table of the network has seen: at the internet gateway, which has no edge route. */
function entranceOf({ network }: World, { from }: Leg): Ref {
  const vpc = from.kind === 'station' ? network.vpcs.get(from.vpc) : undefined;
  const gateway = network.gateways.get((vpc && knownValue(vpc.internetGateway)) ?? '');
  return gateway ? refOf(gateway) : missingRef('route', 'route');
}

function requestWentPast(world: World, walk: Walk, box: PassedBox, leg: Leg): Walk {
  const lost = intersectTraffic([walk.packet], box.sure);
  const met = walk.steps.findIndex(({ hop }) => hop.resource.id === box.id);
  const step = walk.steps
    .slice(0, Math.max(met, 0))
    .findLast(({ hop }) => world.network.routeTables.has(hop.resource.id));
  const whence = leg.from.kind === 'internet' ? ', which comes in by the internet gateway,' : '';
  return halved(
    walk,
    lost,
    step?.hop,
    `the reply goes through ${box.id} and the request${whence} does not: ${box.id} drops half a connection`,
  );
}

function halved(
  walk: Walk,
  lost: Traffic,
  at: { readonly resource: Ref; readonly lines: readonly DecidingLine[] } | undefined,
  note: string,
  line?: DecidingLine,
): Walk {
  if (lost.length === 0 || !at) return walk;
  const lines = [...at.lines, ...(line ? [line] : [])];
  const { resource } = at;
  return pass(walk, { resource, side: 'through', cause: 'ASYMMETRIC_PATH', note, lines, blocked: lost });
}
