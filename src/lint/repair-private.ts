/** Fixes of routes to private ranges that a table lacks: by what is in the input and leads there. */
import { type AddressSet, type Cidr, cidrSet, formatCidr, INTERNET, toCidrs } from '../ip/address.ts';
import { isEmpty, isSubset } from '../ip/interval.ts';
import type { Change } from '../model/change.ts';
import { isKnown } from '../model/known.ts';
import type {
  Gateway,
  Network,
  Opaque,
  RouteTable,
  TransitAttachment,
  TransitGateway,
  TransitTable,
} from '../model/network.ts';
import { tableOf } from '../model/tables.ts';
import { wholeSubnets } from '../model/whole.ts';
import { lookup } from '../reach/routes.ts';
import type { Blocker } from '../reach/trace.ts';
import { cannotChange, change, declaredBehind, routeTo, type Step } from './repair-step.ts';
import type { Context, TracedFlow } from './rule-types.ts';

/** A gateway that leads there, and what makes the table use it. */
interface Way {
  /** Ids that a path through it names. */
  readonly hops: readonly string[];
  readonly changes: readonly [Change, ...Change[]];
}

/** Undefined where nothing in the input leads there. */
export function routeToPrivate(
  context: Context,
  traced: TracedFlow,
  blocker: Blocker,
  table: RouteTable,
): Step | undefined {
  const far = blocker.packets.destinations;
  const ways = [...context.network.gateways.values()]
    .flatMap((gateway) => wayBy(context, table, gateway, far) ?? [])
    .concat(taughtElsewhere(context, table, far))
    .filter(({ changes: [first] }) => !isThere(table, first));
  const path = traced.trace.paths[blocker.path];
  const other = blocker.direction === 'forward' ? path?.reply : path?.forward;
  const passed = new Set((other ?? []).map(({ resource }) => resource.id));
  // The way by which the other direction comes is the one that is meant.
  const best = ways.find(({ hops }) => hops.some((hop) => passed.has(hop))) ?? ways[0];
  return best && change(...best.changes);
}

/** A route that is there already, and does not help. */
const isThere = (table: RouteTable, first: Change): boolean =>
  first.kind === 'replace-route' &&
  table.routes.some(
    ({ id, target }) => id === first.route && target.kind === 'gateway' && target.id === first.gateway,
  );

function wayBy(context: Context, table: RouteTable, gateway: Gateway, far: AddressSet): Way | undefined {
  switch (gateway.kind) {
    case 'peering': {
      const destination = peeredBlock(context.network, table, gateway, far);
      return destination && { hops: [gateway.id], changes: [routeTo(table, destination, gateway.id)] };
    }
    case 'transit':
      return byTransit(context, table, gateway, far);
    case 'opaque':
      if (gateway.teaches && gateway.attached.includes(table.vpc))
        return byTeacher(context, table, gateway, far);
      return byAppliance(context, table, gateway, far);
    default:
      return undefined;
  }
}

/** The block of the network behind an active peering that holds the addresses. */
function peeredBlock(
  network: Network,
  table: RouteTable,
  gateway: Gateway,
  far: AddressSet,
): Cidr | undefined {
  if (gateway.kind !== 'peering' || gateway.state.is !== 'usable') return undefined;
  const side = gateway.sides.find((one) => one.vpc !== table.vpc);
  const isMine = gateway.sides.some((one) => one.vpc === table.vpc);
  if (!isMine || !side || !isSubset(far, side.cidrs)) return undefined;
  return blockAround(network.vpcs.get(side.vpc)?.blocks ?? toCidrs(side.cidrs), far);
}

const blockAround = (blocks: readonly Cidr[], far: AddressSet): Cidr | undefined =>
  blocks.find((block) => isSubset(far, cidrSet(block)));

/** Over a transit gateway to a network of the input, or to what its own table has a route for. */
function byTransit(
  context: Context,
  table: RouteTable,
  gateway: TransitGateway,
  far: AddressSet,
): Way | undefined {
  const entry = gateway.attachments.find(({ vpc, state }) => vpc === table.vpc && state.is === 'usable');
  const own = entry && readTable(gateway, entry);
  if (!entry) return undefined;
  const home = homeOf(context.network, gateway, entry, far);
  const routed = own ? lookup(own.routes, far) : undefined;
  const isRouted = routed !== undefined && isEmpty(routed.unrouted);
  if (home) {
    const further: readonly Change[] =
      own && !isRouted ? [transitRoute(own, home.block, home.attachment.id)] : [];
    const first = routeTo(table, home.block, gateway.id);
    return { hops: [gateway.id, entry.id, home.attachment.id], changes: [first, ...further] };
  }
  const behind = isRouted ? (routed?.wins[0]?.route.attachment ?? '') : '';
  const exit = gateway.attachments.find(({ id }) => id === behind);
  if (!exit || exit.vpc !== undefined) return undefined;
  const [first, ...others] = wholeBlocksOf(context.network, far).map((one) =>
    routeTo(table, one, gateway.id),
  );
  const said = undeclared(context, exit.id, far);
  return first && { hops: [gateway.id, entry.id, exit.id], changes: [first, ...others, ...said] };
}

/** The attached network that holds the addresses. */
function homeOf(network: Network, gateway: TransitGateway, entry: TransitAttachment, far: AddressSet) {
  for (const attachment of gateway.attachments) {
    if (attachment === entry || attachment.state.is !== 'usable') continue;
    const block = blockAround(network.vpcs.get(attachment.vpc ?? '')?.blocks ?? [], far);
    if (block) return { attachment, block };
  }
  return undefined;
}

/** What a virtual private gateway is taught comes into a table by propagation, and where that is on, by hand. */
function byTeacher(context: Context, table: RouteTable, gateway: Opaque, far: AddressSet): Way | undefined {
  const ranges = wholeBlocksOf(context.network, far);
  const said = undeclared(context, gateway.id, far);
  const isOn = table.taughtBy?.includes(gateway.id) === true;
  const [first, ...others]: readonly Change[] = isOn
    ? ranges.map((range) => routeTo(table, range, gateway.id))
    : [{ kind: 'propagate-routes', table: table.id, gateway: gateway.id, ranges }];
  return first && { hops: [gateway.id], changes: [first, ...others, ...said] };
}

/** An appliance of this network that somebody said leads there. */
function byAppliance(
  context: Context,
  table: RouteTable,
  { id, middlebox }: Opaque,
  far: AddressSet,
): Way | undefined {
  const { network } = context;
  const isHere = network.subnets.get(middlebox?.subnet ?? '')?.vpc === table.vpc;
  if (!isHere || !isSubset(far, declaredBehind(context, id))) return undefined;
  const [first, ...others] = wholeBlocksOf(network, far).map((range) => routeTo(table, range, id));
  return first && { hops: [id], changes: [first, ...others] };
}

/** Routes that another region has, and this one would have if the network shared them. */
function taughtElsewhere(context: Context, table: RouteTable, far: AddressSet): readonly Way[] {
  return (table.overruled ?? []).flatMap(({ elsewhere, destination, target }) => {
    if (elsewhere === undefined || target.kind === 'local') return [];
    if (!isSubset(far, cidrSet(destination))) return [];
    const share: Change = { kind: 'share-routes-among-regions', vpc: table.vpc };
    return [{ hops: [target.id], changes: [share, ...undeclared(context, target.id, far)] }] as const;
  });
}

/** That the range lies behind the hop nothing shows: the fix holds if it does. */
function undeclared(context: Context, hop: string, far: AddressSet): readonly Change[] {
  if (isSubset(far, declaredBehind(context, hop))) return [];
  return wholeBlocksOf(context.network, far).map((range) => ({
    kind: 'declare',
    text: `reach:${formatCidr(range)}@${hop}`,
  }));
}

const wholeBlocksOf = (network: Network, far: AddressSet): readonly Cidr[] =>
  toCidrs(wholeSubnets(network, far));

function readTable(gateway: TransitGateway, { table }: TransitAttachment): TransitTable | undefined {
  const id = isKnown(table) ? table.value : undefined;
  const read = id === undefined ? undefined : gateway.tables.get(id);
  return read?.unread ? undefined : read;
}

const transitRoute = (table: TransitTable, destination: Cidr, attachment: string): Change => ({
  kind: 'add-transit-route',
  table: table.id,
  destination,
  attachment,
  ...(table.routes.some((route) => formatCidr(route.destination) === formatCidr(destination)) && {
    replaces: true,
  }),
});

/** A transit gateway's own table without a route: to the network that holds the addresses, or that leads out. */
export function repairTransitTable(context: Context, blocker: Blocker): Step {
  const { network } = context;
  const far = blocker.packets.destinations;
  for (const gateway of network.gateways.values()) {
    const table = gateway.kind === 'transit' ? gateway.tables.get(blocker.resource.id) : undefined;
    if (gateway.kind !== 'transit' || !table || table.unread) continue;
    for (const attachment of gateway.attachments) {
      if (attachment.state.is !== 'usable') continue;
      const block = isSubset(far, INTERNET)
        ? leadsOut(network, attachment)
        : blockAround(network.vpcs.get(attachment.vpc ?? '')?.blocks ?? [], far);
      if (block) return change(transitRoute(table, block, attachment.id));
    }
  }
  return cannotChange(blocker);
}

/** The default route of an attached network that a NAT gateway takes. */
function leadsOut(network: Network, { subnets }: TransitAttachment): Cidr | undefined {
  const routes = subnets.flatMap((id) => tableOf(network, id)?.routes ?? []);
  return routes.find(({ destination, state, target }) => {
    const gateway = target.kind === 'gateway' ? network.gateways.get(target.id) : undefined;
    const isDefault = destination.length === 0 && destination.family === 4 && state.is === 'usable';
    return isDefault && gateway?.kind === 'nat' && gateway.state.is === 'usable';
  })?.destination;
}
