/** Inside a transit gateway: by the table of the attachment that packets came in by, out by another attachment. */
import type { AddressSet } from '../ip/address.ts';
import { intersect, isEmpty, subtract, union } from '../ip/interval.ts';
import { type Health, isKnown, type Unknown } from '../model/known.ts';
import { groupBy } from '../model/lists.ts';
import type { TransitAttachment, TransitGateway, TransitRoute, TransitTable } from '../model/network.ts';
import { describeDestinations } from '../model/whole.ts';
import { behind, declarable, declaredBehind, undeclared } from './behind.ts';
import { type Arrival, arrive, type Goal, type Position, route, routeLine } from './path.ts';
import { lookup } from './routes.ts';
import {
  byHealth,
  hideGroups,
  lose,
  narrow,
  pass,
  refOf,
  type Station,
  stop,
  type Walk,
  type World,
} from './walk.ts';

/** Packets in a transit gateway: where they came in, from whom, and where they want to go. */
export interface Crossing {
  readonly world: World;
  readonly gateway: TransitGateway;
  readonly entry: TransitAttachment;
  readonly at: Position;
  readonly from: Station;
  readonly goal: Goal;
}

/** By the table of the attachment that they came in by. */
export function* enterTransit(crossing: Crossing, walk: Walk): Generator<Arrival> {
  const { world, gateway, entry } = crossing;
  const table = transitTable(gateway, entry);
  if ('unknown' in table) {
    yield behind(world, walk, gateway, table.unknown, hopsOf(gateway));
  } else if (table.value) {
    yield* throughTable(crossing, walk, table.value);
  } else {
    const note = 'the attachment is associated with no route table';
    yield {
      walk: stop(walk, {
        resource: refOf(entry),
        side: 'through',
        cause: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION',
        note,
      }),
    };
  }
}

/** What a person may have declared something behind, where nobody read which way it is. */
export const hopsOf = ({ id, attachments }: TransitGateway): readonly string[] => [
  id,
  ...attachments.map((attachment) => attachment.id),
];

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

/** A transit gateway keeps to the sender's zone where the attachment has a subnet there; else the first by id stands for all. */
export function entrySubnet(world: World, attachment: TransitAttachment, sender: string): string | undefined {
  const zone = world.network.subnets.get(sender)?.zone;
  const subnets = [...attachment.subnets].sort();
  return subnets.find((id) => world.network.subnets.get(id)?.zone === zone) ?? subnets[0];
}

function* throughTable(crossing: Crossing, walk: Walk, table: TransitTable): Generator<Arrival> {
  if (table.unread) {
    yield* throughUnread(crossing, walk, table, table.unread);
    return;
  }
  const { wins, unrouted } = lookup(table.routes, walk.packet.dst);
  yield* byRoutes(crossing, walk, table, wins);
  if (!isEmpty(unrouted)) {
    yield {
      walk: stop(narrow(walk, unrouted), {
        resource: refOf(table),
        side: 'through',
        cause: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
        note: `no route to ${describeDestinations(crossing.world.network, unrouted)}`,
        lines: [{ kind: 'none', id: 'no route', text: 'no route matches' }],
      }),
    };
  }
}

/** Any route may stand there: the ones that are known need not win, and what none of them takes may be routed. */
function* throughUnread(
  crossing: Crossing,
  walk: Walk,
  table: TransitTable,
  unread: Unknown,
): Generator<Arrival> {
  const { world, gateway } = crossing;
  const hops = hopsOf(gateway);
  const declared = intersect(declaredBehind(world, hops), walk.packet.dst);
  if (!isEmpty(declared)) yield behind(world, narrow(walk, declared), gateway, unread, hops);
  const rest = subtract(walk.packet.dst, declared);
  if (isEmpty(rest)) return;
  const lost = lose(narrow(walk, rest), unread, { resource: refOf(table), side: 'through' });
  const { wins, unrouted } = lookup(table.routes, rest);
  yield* byRoutes(crossing, lost, table, wins);
  const end = { kind: 'beyond', gateway: gateway.id } as const;
  if (!isEmpty(unrouted)) yield { walk: narrow(lost, unrouted), end };
}

type Wins = ReturnType<typeof lookup<TransitRoute>>['wins'];

function* byRoutes(crossing: Crossing, walk: Walk, table: TransitTable, wins: Wins): Generator<Arrival> {
  for (const { winner, lines, addresses } of sameAttachment(wins)) {
    const piece = byHealth(narrow(walk, addresses), winner.state, {
      resource: refOf(table),
      side: 'through',
      note: `to ${winner.attachment ?? 'nowhere'}`,
      lines: lines.map(routeLine),
    });
    if (winner.state.is !== 'usable') yield { walk: piece };
    else yield* leaveTransit(crossing, piece, winner);
  }
}

interface TransitGroup {
  readonly winner: TransitRoute;
  readonly lines: readonly TransitRoute[];
  readonly addresses: AddressSet;
}

function sameAttachment(wins: Wins): readonly TransitGroup[] {
  const groups = groupBy(wins, (win) => `${win.route.attachment} ${win.route.state.is}`);
  return [...groups.values()].map((group) => ({
    winner: group[0].route,
    lines: group.map((win) => win.route),
    addresses: union(...group.map(({ addresses }) => addresses)),
  }));
}

function* leaveTransit(crossing: Crossing, walk: Walk, winner: TransitRoute): Generator<Arrival> {
  const { world, gateway, entry, at, from, goal } = crossing;
  const exit = gateway.attachments.find((candidate) => candidate.id === winner.attachment);
  if (exit?.peer !== undefined) {
    yield* crossPeer(crossing, walk, winner, exit, exit.peer);
    return;
  }
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
  // In appliance mode neither direction of a connection keeps to its sender's zone: one subnet stands for both.
  const subnet = exit.keepsZone ? [...exit.subnets].sort()[0] : entrySubnet(world, exit, at.subnet);
  if (subnet === undefined) {
    yield goal.kind === 'station' && goal.vpc === vpc
      ? arrive(world, out, goal, undefined)
      : hiddenAttachment(world, out, gateway, winner, exit);
    return;
  }
  yield* route(world, out, { vpc, subnet, byTransit: true }, from, goal);
}

/** Into another transit gateway, by the peering that both have; its own table says where the packets go on to. */
function* crossPeer(
  crossing: Crossing,
  walk: Walk,
  winner: TransitRoute,
  exit: TransitAttachment,
  peer: string,
): Generator<Arrival> {
  const { world, gateway } = crossing;
  const far = world.network.gateways.get(peer);
  const entry =
    far?.kind === 'transit' ? far.attachments.find((candidate) => candidate.id === exit.id) : undefined;
  if (far?.kind !== 'transit' || !entry) {
    yield hiddenAttachment(world, walk, gateway, winner, exit);
    return;
  }
  const step = `${peer} by ${exit.id}`;
  const stage = { resource: refOf(exit), side: 'through' as const, note: `peers with ${peer}` };
  if (walk.visited.includes(step)) {
    yield { walk: stop(walk, { ...stage, cause: 'ROUTING_LOOP', note: `the packets come back to ${peer}` }) };
    return;
  }
  const out = byHealth(byHealth(walk, exit.state, stage), entry.state, {
    ...stage,
    resource: refOf(entry),
    note: `peers with ${gateway.id}`,
  });
  const hidden = hideGroups(out, `no group is recognised across the peering ${exit.id}`);
  yield* enterTransit(
    { ...crossing, gateway: far, entry },
    { ...hidden, visited: [...hidden.visited, step] },
  );
}

function hiddenAttachment(
  world: World,
  walk: Walk,
  gateway: TransitGateway,
  winner: TransitRoute,
  exit: TransitAttachment | undefined,
): Arrival {
  const name = winner.attachment ?? winner.id;
  const why = `what lies behind ${name} is not in the input`;
  const texts = undeclared(world, name, walk.packet.dst);
  const reason = declarable(
    { cause: 'UNKNOWN_DESTINATION', why },
    texts,
    `add ${exit?.peer === undefined ? 'its network' : `the answers about ${exit.peer}`} to the input, or `,
  );
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
