/** Packets that start outside every known machine: on the internet, or behind a hop that a person declared. */
import { type AddressSet, describeAddresses } from '../ip/address.ts';
import { intersect, isEmpty, subtract, union } from '../ip/interval.ts';
import type { Spot, VmSpot } from '../model/endpoint.ts';
import { isKnown, type Unknown, USABLE } from '../model/known.ts';
import type { Gateway, Health } from '../model/network.ts';
import { declaredRanges } from './behind.ts';
import { missing } from './border.ts';
import { enterFromInternet } from './internet.ts';
import { type Arrival, arrive, route } from './path.ts';
import { lookup } from './routes.ts';
import { byHealth, doubt, hideGroups, lose, refOf, stationOf, stop, type Walk, type World } from './walk.ts';

/** From addresses that are no known machine into a VM. */
export function* enter(
  world: World,
  walk: Walk,
  from: Exclude<Spot, VmSpot>,
  to: VmSpot,
): Generator<Arrival> {
  let rest: AddressSet = walk.packet.src;
  for (const [hop, range, text] of declaredRanges(world, walk.packet.src)) {
    const covered = intersect(range, rest);
    if (isEmpty(covered)) continue;
    rest = subtract(rest, covered);
    yield* enterBehind(world, declare(onlyFrom(walk, covered), text), hop, to);
  }
  if (isEmpty(rest)) return;
  const others = onlyFrom(walk, rest);
  if (from.kind === 'internet') yield enterFromInternet(world, others, stationOf(to));
  else yield enterSomewhere(world, others, from, to);
}

const onlyFrom = (walk: Walk, sources: AddressSet): Walk => ({
  ...walk,
  packet: { ...walk.packet, src: sources },
});
const declare = (walk: Walk, text: string): Walk => ({ ...walk, declared: [...walk.declared, text] });

/** In by the hop that a person named. */
function* enterBehind(world: World, walk: Walk, hop: string, to: VmSpot): Generator<Arrival> {
  const gateway = world.network.gateways.get(hop);
  const goal = stationOf(to);
  const door = gateway ? refOf(gateway) : missing(hop, 'gateway');
  const through = byHealth({ ...walk, door }, gateway ? connects(gateway, to.vpc) : USABLE, {
    resource: door,
    side: 'through',
    note: `declared: ${walk.declared.join(', ')}`,
  });
  const hidden = visibility(through, gateway);
  const attachment =
    gateway?.kind === 'transit' ? gateway.attachments.find((one) => one.vpc === to.vpc) : undefined;
  const [subnet] = attachment?.subnets ?? [];
  if (subnet === undefined) yield arrive(world, hidden, goal, undefined);
  else yield* route(world, hidden, { vpc: to.vpc, subnet, byTransit: true }, goal, goal);
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
  const stage = { resource, side: 'in' as const, note: reason.why };
  const inside = hideGroups(
    perhaps ? lose(walk, reason, stage) : doubt(walk, reason, stage),
    'nothing shows who sends this',
  );
  return arrive(world, inside, stationOf(to), undefined);
}

function whereFrom(world: World, sources: AddressSet, to: VmSpot): Unknown {
  const range = describeAddresses(sources, 1);
  const hops = answeringHops(world, sources, to);
  const hop = hops[0] ?? '<the hop that it comes by>';
  return {
    cause: 'UNKNOWN_DESTINATION',
    why: `nothing in the input shows where ${range} enters ${to.vpc}`,
    settle: `declare it: --assume reach:${range}@${hop}`,
  };
}

/** The hops to which the destination's own table sends the answers. */
export function answeringHops(world: World, sources: AddressSet, to: VmSpot): readonly string[] {
  const subnet = world.network.subnets.get(to.subnet);
  const id = subnet && isKnown(subnet.routeTable) ? subnet.routeTable.value : undefined;
  const table = id === undefined ? undefined : world.network.routeTables.get(id);
  const targets = table ? lookup(table.routes, sources).wins.map((win) => win.route.target) : [];
  const hops = targets.flatMap((target) => (target.kind === 'gateway' ? [target.id] : []));
  return union(sources).length === 0 ? [] : [...new Set(hops)].sort();
}
