/** Across a transit gateway: in by the attachment of the sender's zone, by its table, out by another attachment. */
import type { TransitAttachment, TransitGateway } from '../model/network.ts';
import { behind } from './behind.ts';
import { border } from './border.ts';
import type { Arrival, Goal, Position } from './path.ts';
import { enterTransit, entrySubnet } from './transit-table.ts';
import { byHealth, refOf, type Station, stop, type Walk, type World } from './walk.ts';

export function* crossTransit(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const entry = gateway.attachments.find((candidate) => candidate.vpc === at.vpc);
  if (!entry) {
    yield noAttachment(world, walk, gateway, at);
    return;
  }
  const stage = { resource: refOf(entry), side: 'through' as const, note: `attaches ${at.vpc}` };
  const attached = inZone(world, byHealth(walk, entry.state, stage), entry, at);
  const subnet = entrySubnet(world, entry, at.subnet);
  const inside = subnet ? border(world, attached, subnet, 'in') : attached;
  yield* enterTransit({ world, gateway, entry, at, from, goal }, inside);
}

function noAttachment(world: World, walk: Walk, gateway: TransitGateway, at: Position): Arrival {
  if (gateway.unread) return behind(world, walk, gateway, gateway.unread);
  const note = `${at.vpc} is not attached to it`;
  return {
    walk: stop(walk, { resource: refOf(gateway), side: 'through', cause: 'BAD_STATE_ATTACHMENT', note }),
  };
}

/** A gateway serves only the zones in which its attachment has a subnet. */
function inZone(world: World, walk: Walk, attachment: TransitAttachment, at: Position): Walk {
  const zone = world.network.subnets.get(at.subnet)?.zone;
  const zones = attachment.subnets.map((id) => world.network.subnets.get(id)?.zone);
  if (zone === undefined || zones.length === 0 || zones.includes(undefined) || zones.includes(zone))
    return walk;
  const note = `has no subnet in ${zone}`;
  return stop(walk, {
    resource: refOf(attachment),
    side: 'through',
    cause: 'TGW_ROUTE_AZ_RESTRICTION',
    note,
  });
}
