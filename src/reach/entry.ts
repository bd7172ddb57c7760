/** Packets that start outside every known machine: on the internet, or behind a hop that a person declared. */
import { type AddressSet, cidrSet, describeAddresses, INTERNET, ofFamily } from '../ip/address.ts';
import { intersect, isEmpty, overlaps, subtract, union } from '../ip/interval.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import { isKnown, type Unknown, USABLE } from '../model/known.ts';
import type { Gateway, Health, TransitAttachment, TransitGateway } from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { assumeFlags, declarable, declaredRanges, rangesOf } from './behind.ts';
import { missing } from './border.ts';
import { detourOf } from './edge.ts';
import { withoutFallen } from './fallen.ts';
import { enterFromInternet } from './internet.ts';
import { enterThrough } from './middlebox.ts';
import { type Arrival, arrive, route } from './path.ts';
import { lookup } from './routes.ts';
import {
  byHealth,
  doubt,
  family,
  hideGroups,
  lose,
  pass,
  refOf,
  stationOf,
  stop,
  translate,
  type Walk,
  type World,
} from './walk.ts';

/** From addresses that are no known machine into a VM. */
export function* enter(
  world: World,
  walk: Walk,
  from: Exclude<Spot, VmSpot>,
  to: VmSpot,
): Generator<Arrival> {
  let rest: AddressSet = walk.packet.src;
  // What comes from the internet by an edge table meets the internet gateway first, and its appliance then.
  const edge = from.kind === 'internet' ? detourOf(world, stationOf(to))?.hop : undefined;
  for (const [hop, range, text] of declaredRanges(world, walk.packet.src)) {
    if (hop === edge) continue;
    const covered = intersect(range, rest);
    if (isEmpty(covered)) continue;
    rest = subtract(rest, covered);
    yield* enterBehind(world, declare(onlyFrom(walk, covered), text), hop, to);
  }
  if (isEmpty(rest)) return;
  const others = onlyFrom(walk, rest);
  if (from.kind === 'internet') yield enterFromInternet(world, others, stationOf(to));
  else if (to.publicly && family(walk) === 4) yield enterTranslated(world, others, to);
  else yield enterSomewhere(world, others, from, to);
}

const onlyFrom = (walk: Walk, sources: AddressSet): Walk => ({
  ...walk,
  packet: { ...walk.packet, src: sources },
});
const declare = (walk: Walk, text: string): Walk => ({ ...walk, declared: [...walk.declared, text] });

/** In by the hop that a person named. */
function* enterBehind(world: World, walk: Walk, hop: string, to: VmSpot): Generator<Arrival> {
  const named = attachmentNamed(world, hop);
  const gateway = named?.gateway ?? world.network.gateways.get(hop);
  const goal = stationOf(to);
  const door = gateway ? refOf(gateway) : missing(hop, 'gateway');
  const through = byHealth({ ...walk, door }, gateway ? connects(gateway, to.vpc) : USABLE, {
    resource: door,
    side: 'through',
    note: `declared: ${walk.declared.join(', ')}`,
  });
  const sent = named ? byAttachment(through, named.gateway, named.attachment, to.vpc) : through;
  const hidden = visibility(sent, gateway);
  const attachment =
    gateway?.kind === 'transit' ? gateway.attachments.find((one) => one.vpc === to.vpc) : undefined;
  const [subnet] = attachment?.subnets ?? [];
  const box = gateway?.kind === 'opaque' ? gateway.middlebox : undefined;
  if (gateway?.kind === 'opaque' && box) {
    const out = enterThrough(world, hidden, gateway, box);
    const home = world.network.subnets.get(box.subnet ?? '');
    if (!home) yield arrive(world, out, goal, undefined);
    else yield* route(world, out, { vpc: home.vpc, subnet: home.id }, goal, goal);
  } else if (subnet === undefined) yield arrive(world, hidden, goal, undefined);
  else yield* route(world, hidden, { vpc: to.vpc, subnet, byTransit: true }, goal, goal);
}

interface Named {
  readonly gateway: TransitGateway;
  readonly attachment: TransitAttachment;
}

/** A hop may be an attachment of a transit gateway: its table is asked then. */
function attachmentNamed({ network }: World, hop: string): Named | undefined {
  for (const gateway of network.gateways.values()) {
    if (gateway.kind !== 'transit') continue;
    const attachment = gateway.attachments.find((one) => one.id === hop);
    if (attachment) return { gateway, attachment };
  }
  return undefined;
}

function byAttachment(walk: Walk, gateway: TransitGateway, attachment: TransitAttachment, vpc: string): Walk {
  const alive = byHealth(walk, attachment.state, {
    resource: refOf(attachment),
    side: 'through',
    note: `enters ${gateway.id}`,
  });
  const id = isKnown(attachment.table) ? attachment.table.value : undefined;
  const table = id === undefined ? undefined : gateway.tables.get(id);
  if (!table || table.unread) return alive;
  const leadsThere = gateway.attachments.filter((one) => one.vpc === vpc).map((one) => one.id);
  const { wins, unrouted } = lookup(table.routes, alive.packet.dst);
  const lost = wins.filter(({ route: one }) => !leadsThere.includes(one.attachment ?? ''));
  const dst = union(unrouted, ...lost.map(({ addresses }) => addresses));
  if (isEmpty(dst)) return alive;
  return pass(alive, {
    resource: refOf(table),
    side: 'through',
    blocked: [{ ...alive.packet, dst }],
    cause: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
    note: `no route from ${attachment.id} to ${vpc}`,
    lines: [{ kind: 'none', id: 'no route', text: 'no route matches' }],
  });
}

const visibility = (walk: Walk, gateway: Gateway | undefined): Walk =>
  gateway?.kind === 'peering'
    ? { ...walk, senderVisible: gateway.groupReferences }
    : hideGroups(walk, `${walk.door?.id ?? 'the hop'} hides who is behind it`);

function connects(gateway: Gateway, vpc: string): Health {
  const apart: Health = {
    is: 'unusable',
    cause: 'BAD_STATE_ATTACHMENT',
    why: `${gateway.id} is not attached to ${vpc}`,
  };
  switch (gateway.kind) {
    case 'peering':
      return gateway.sides.some((side) => side.vpc === vpc) ? gateway.state : apart;
    case 'opaque':
      return gateway.attached.length === 0 || gateway.attached.includes(vpc) ? gateway.state : apart;
    case 'transit':
      return gateway.attachments.find((one) => one.vpc === vpc)?.state ?? (gateway.unread ? USABLE : apart);
    case 'internet':
      return gateway.attached.get(vpc) ?? apart;
    case 'nat':
    case 'service':
      return { is: 'unusable', cause: 'NO_ROUTE_TO_DESTINATION', why: `${gateway.id} lets nothing in` };
  }
}

/** Nobody said where these packets come in; the table that answers them shows the likely hop. */
function enterSomewhere(world: World, walk: Walk, from: Exclude<Spot, VmSpot>, to: VmSpot): Arrival {
  const vpc = world.network.vpcs.get(to.vpc);
  const resource = vpc ? refOf(vpc) : missing(to.vpc, 'network');
  if (from.kind === 'nowhere' && !from.unknown) {
    const note = `${describeAddresses(from.addresses)} is in no subnet of ${from.vpc}: no machine can have it`;
    return { walk: stop(walk, { resource, side: 'in', note, cause: 'VPC_LOCAL_ROUTE_CIDR_RESTRICTION' }) };
  }
  // Of addresses that perhaps nobody has, nothing that stops them is certain either.
  const perhaps = from.kind === 'nowhere' ? from.unknown : undefined;
  const reason = perhaps ?? whereFrom(world, walk.packet.src, to);
  const stage = { resource, side: 'in' as const };
  const inside = hideGroups(
    perhaps ? lose(walk, reason, stage) : doubt(walk, reason, stage),
    'nothing shows who sends this',
  );
  return arrive(world, inside, stationOf(to), undefined);
}

/** To a public address private ones are sent by the internet, under an address that nothing here shows. */
function enterTranslated(world: World, walk: Walk, to: VmSpot): Arrival {
  const range = describeAddresses(walk.packet.src, 1);
  const reason: Unknown = {
    cause: 'UNKNOWN_DESTINATION',
    why: `nothing in the input shows the public address that ${range} sends from`,
    settle: 'name the sender by its public address',
  };
  const resource = missing(range, 'endpoint');
  const sent = doubt(walk, reason, { resource, side: 'out' });
  return enterFromInternet(world, translate(sent, 'src', ofFamily(INTERNET, 4)), stationOf(to));
}

function whereFrom(world: World, sources: AddressSet, to: VmSpot): Unknown {
  const [hop] = answeringHops(world, sources, to);
  const cause = 'UNKNOWN_DESTINATION';
  const why = `nothing in the input shows where ${describeAddresses(sources, 1)} enters ${to.vpc}`;
  const texts = (at: string) => rangesOf(world.network, sources).map((range) => `reach:${range}@${at}`);
  return hop === undefined
    ? { cause, why, settle: `declare it: ${assumeFlags(texts('<the hop that it comes by>'))}` }
    : declarable({ cause, why }, texts(hop));
}

/** The hops to which the destination's own table sends the answers, or could: what leads to the internet alone is none. */
export function answeringHops(world: World, sources: AddressSet, to: VmSpot): readonly string[] {
  const table = tableOf(world.network, to.subnet);
  const wins = table ? lookup(table.unowned ?? table.routes, sources).wins : [];
  const { kept } = withoutFallen(world.network, wins, 'reply');
  const used = kept.flatMap(({ route: { target } }) => (target.kind === 'gateway' ? [target.id] : []));
  const unused = (table?.overruled ?? [])
    .filter(({ elsewhere, destination }) => elsewhere && overlaps(cidrSet(destination), sources))
    .flatMap(({ target }) => (target.kind === 'gateway' ? [target.id] : []));
  const hops = used.length > 0 ? used : unused.length > 0 ? unused : attachedWays(world, to.vpc);
  return [...new Set(hops)].sort();
}

/** Gateways to other networks that stand at this one without a route to them. */
const attachedWays = ({ network }: World, vpc: string): readonly string[] =>
  [...network.gateways.values()]
    .filter(
      (gateway) =>
        (gateway.kind === 'opaque' && gateway.teaches && gateway.attached.includes(vpc)) ||
        (gateway.kind === 'transit' && gateway.attachments.some((one) => one.vpc === vpc)),
    )
    .map(({ id }) => id);
