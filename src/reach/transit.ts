/** Across a transit gateway: in by the attachment of the sender's zone, by its table, out by another attachment. */
import type { AddressSet } from '../ip/address.ts';
import { describeAddresses } from '../ip/address.ts';
import { isEmpty, union } from '../ip/interval.ts';
import { type Health, isKnown, type Unknown } from '../model/known.ts';
import type { TransitAttachment, TransitGateway, TransitRoute, TransitTable } from '../model/network.ts';
import { behind } from './behind.ts';
import { border } from './border.ts';
import { type Arrival, arrive, type Goal, type Position, route, routeLine } from './path.ts';
import { lookup } from './routes.ts';
import { byHealth, doubt, narrow, pass, refOf, type Station, stop, type Walk, type World } from './walk.ts';

export function* crossTransit(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const attachment = gateway.attachments.find((candidate) => candidate.vpc === at.vpc);
  if (!attachment) {
    yield noAttachment(world, walk, gateway, at);
    return;
  }
  const stage = { resource: refOf(attachment), side: 'through' as const, note: `attaches ${at.vpc}` };
  const attached = inZone(world, byHealth(walk, attachment.state, stage), attachment, at);
  const subnet = entrySubnet(world, attachment, at.subnet);
  const inside = subnet ? border(world, attached, subnet, 'in') : attached;
  const table = transitTable(gateway, attachment);
  if ('unknown' in table) {
    yield behind(world, inside, gateway, table.unknown, [gateway.id, attachment.id]);
  } else if (table.value) {
    yield* throughTable(world, inside, gateway, attachment, table.value, at, from, goal);
  } else {
    const note = 'the attachment is associated with no route table';
    yield {
      walk: stop(inside, {
        resource: refOf(attachment),
        side: 'through',
        cause: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION',
        note,
      }),
    };
  }
}

function noAttachment(world: World, walk: Walk, gateway: TransitGateway, at: Position): Arrival {
  if (gateway.unread) return behind(world, walk, gateway, gateway.unread);
  const note = `${at.vpc} is not attached to it`;
  return {
    walk: stop(walk, { resource: refOf(gateway), side: 'through', cause: 'BAD_STATE_ATTACHMENT', note }),
  };
}

type ReadTable = { readonly unknown: Unknown } | { readonly value: TransitTable | undefined };

function transitTable(gateway: TransitGateway, attachment: TransitAttachment): ReadTable {
  if (!isKnown(attachment.table)) return attachment.table;
  const id = attachment.table.value;
  if (id === undefined) return { value: undefined };
  const table = gateway.tables.get(id);
  const why = `the routes of ${id} are not in the input`;
  const settle = `add the routes of ${id} to the input`;
  return table
    ? { value: table }
    : { unknown: gateway.unread ?? { cause: 'TGW_RTB_ROUTES_ARE_UNKNOWN', why, settle } };
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

/** A transit gateway keeps to the sender's zone where the attachment has a subnet there; else the first by id stands for all. */
function entrySubnet(world: World, attachment: TransitAttachment, sender: string): string | undefined {
  const zone = world.network.subnets.get(sender)?.zone;
  const subnets = [...attachment.subnets].sort();
  return subnets.find((id) => world.network.subnets.get(id)?.zone === zone) ?? subnets[0];
}

function* throughTable(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  entry: TransitAttachment,
  table: TransitTable,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const resource = refOf(table);
  const reason = table.unread;
  const sure = reason ? doubt(walk, reason, { resource, side: 'through', note: reason.why }) : walk;
  const { wins, unrouted } = lookup(table.routes, walk.packet.dst);
  for (const { winner, lines, addresses } of sameAttachment(wins)) {
    const piece = byHealth(narrow(sure, addresses), winner.state, {
      resource,
      side: 'through',
      note: `to ${winner.attachment ?? 'nowhere'}`,
      lines: lines.map(routeLine),
    });
    if (winner.state.is !== 'usable') yield { walk: piece };
    else yield* leaveTransit(world, piece, gateway, entry, winner, at, from, goal);
  }
  if (!isEmpty(unrouted)) {
    yield {
      walk: stop(narrow(sure, unrouted), {
        resource,
        side: 'through',
        cause: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
        note: `no route to ${describeAddresses(unrouted)}`,
        lines: [{ kind: 'none', id: 'no route', text: 'no route matches' }],
      }),
    };
  }
}

interface TransitGroup {
  readonly winner: TransitRoute;
  readonly lines: readonly TransitRoute[];
  readonly addresses: AddressSet;
}

function sameAttachment(
  wins: readonly { readonly route: TransitRoute; readonly addresses: AddressSet }[],
): readonly TransitGroup[] {
  const groups = new Map<string, { winner: TransitRoute; lines: TransitRoute[]; pieces: AddressSet[] }>();
  for (const win of wins) {
    const key = `${win.route.attachment} ${win.route.state.is}`;
    const group = groups.get(key) ?? { winner: win.route, lines: [], pieces: [] };
    group.lines.push(win.route);
    group.pieces.push(win.addresses);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ winner, lines, pieces }) => ({
    winner,
    lines,
    addresses: union(...pieces),
  }));
}

function* leaveTransit(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  entry: TransitAttachment,
  winner: TransitRoute,
  at: Position,
  from: Station,
  goal: Goal,
): Generator<Arrival> {
  const exit = gateway.attachments.find((candidate) => candidate.id === winner.attachment);
  const vpc = exit?.vpc;
  if (!exit || vpc === undefined || !world.network.vpcs.has(vpc)) {
    yield hiddenAttachment(world, walk, gateway, winner, exit);
    return;
  }
  const senderVisible = references(walk.senderVisible, gateway, entry, exit);
  const receiverVisible = inboundOnly(walk.receiverVisible, gateway);
  const out = byHealth({ ...walk, senderVisible, receiverVisible }, exit.state, {
    resource: refOf(exit),
    side: 'through',
    note: `attaches ${vpc}`,
  });
  const subnet = entrySubnet(world, exit, at.subnet);
  if (subnet === undefined) {
    yield goal.kind === 'station' && goal.vpc === vpc
      ? arrive(world, out, goal, undefined)
      : hiddenAttachment(world, out, gateway, winner, exit);
    return;
  }
  yield* route(world, out, { vpc, subnet, byTransit: true }, from, goal);
}

function hiddenAttachment(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  winner: TransitRoute,
  exit: TransitAttachment | undefined,
): Arrival {
  const name = winner.attachment ?? winner.id;
  const reason: Unknown = {
    cause: 'UNKNOWN_DESTINATION',
    why: `what lies behind ${name} is not in the input`,
    settle: `add its network to the input, or declare it: --assume reach:${describeAddresses(walk.packet.dst, 1)}@${name}`,
  };
  const through = exit
    ? pass(walk, { resource: refOf(exit), side: 'through', note: 'leaves the transit gateway' })
    : walk;
  return behind(world, through, gateway, reason, [gateway.id, name]);
}

/** Rules may name groups across a transit gateway only inbound, and only where it and both attachments allow it. */
const references = (
  now: Health,
  gateway: TransitGateway,
  entry: TransitAttachment,
  exit: TransitAttachment,
): Health =>
  [gateway.groupReferences, entry.groupReferences, exit.groupReferences].reduce(
    (worst, next) => (worst.is === 'usable' ? next : worst),
    now,
  );

const inboundOnly = (now: Health, gateway: TransitGateway): Health =>
  now.is === 'usable'
    ? {
        is: 'unusable',
        cause: 'SG_REFERENCING_SUPPORT',
        why: `across ${gateway.id} only inbound rules recognise groups`,
      }
    : now;
