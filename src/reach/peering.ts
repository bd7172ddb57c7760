/** Across a peering connection: its own two ranges only, never further. */
import { describeAddresses } from '../ip/address.ts';
import type { Peering } from '../model/network.ts';
import { behind, declarable, undeclared } from './behind.ts';
import { notFromNat } from './nat.ts';
import { type Arrival, arrive, type Goal, type Position } from './path.ts';
import { byHealth, doubt, outside, pass, refOf, type Station, stop, type Walk, type World } from './walk.ts';

export function* crossPeering(
  world: World,
  walk: Walk,
  gateway: Peering,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(gateway);
  const [one, two] = gateway.sides;
  const [near, far] = one.vpc === at.vpc ? [one, two] : [two, one];
  let over = byHealth(walk, gateway.state, { resource, side: 'through', note: `to ${far.vpc}` });
  const foreign = outside(over.packet, 'dst', far.cidrs);
  if (foreign.length > 0) {
    const note = `carries only ${describeAddresses(far.cidrs)} of ${far.vpc}`;
    over = pass(over, {
      resource,
      side: 'through',
      blocked: foreign,
      cause: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      note,
    });
  }
  const strangers = outside(over.packet, 'src', near.cidrs);
  if (at.byTransit || strangers.length > 0) {
    const note = `carries only what starts in ${near.vpc}: peering is not transitive`;
    over = pass(over, {
      resource,
      side: 'through',
      blocked: at.byTransit ? [over.packet] : strangers,
      cause: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      note,
    });
  }
  if (from.nat !== undefined) over = notFromNat(over, gateway, from.nat);
  const visible = {
    ...over,
    senderVisible: worse(over.senderVisible, gateway),
    receiverVisible: worse(over.receiverVisible, gateway),
  };
  yield farSide(world, visible, gateway, far.vpc, goal);
}

const worse = (now: Walk['senderVisible'], gateway: Peering): Walk['senderVisible'] =>
  now.is === 'usable' ? gateway.groupReferences : now;

function farSide(world: World, walk: Walk, gateway: Peering, farVpc: string, goal: Goal): Arrival {
  if (goal.kind === 'station' && goal.vpc === farVpc) return arrive(world, walk, goal, undefined);
  const stage = { resource: refOf(gateway), side: 'through' as const };
  const isThere = world.network.vpcs.has(farVpc);
  const spot = goal.kind === 'away' && goal.spot.kind === 'nowhere' ? goal.spot : undefined;
  if (spot?.unknown && (isThere || spot.vpc === farVpc)) return { walk: doubt(walk, spot.unknown, stage) };
  if (goal.kind === 'station' || isThere) {
    const note =
      goal.kind === 'station'
        ? `${goal.label} is not in ${farVpc}`
        : `${describeAddresses(walk.packet.dst)} is in no subnet of ${farVpc}`;
    return { walk: stop(walk, { ...stage, cause: 'DISCONNECTED_VPCS', note }) };
  }
  const why = `${farVpc} behind ${gateway.id} is not in the input`;
  const texts = undeclared(world, gateway.id, walk.packet.dst);
  const read = `add the description of ${farVpc} to the input, or `;
  return behind(world, walk, gateway, declarable({ cause: 'UNKNOWN_DESTINATION', why }, texts, read));
}
