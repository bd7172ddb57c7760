/** Fixes of routing: a door that works, and the route to it. */
import {
  type AddressSet,
  ALL_V6,
  block,
  type Cidr,
  cidrSet,
  describeAddresses,
  type Family,
  familyOf,
  formatCidr,
  INTERNET,
} from '../ip/address.ts';
import { intersect, isEmpty, isSubset, overlaps } from '../ip/interval.ts';
import { type Change, NEW_NAT } from '../model/change.ts';
import { isKnown } from '../model/known.ts';
import type { InternetGateway, NatGateway, Network, Route, RouteTable, Subnet } from '../model/network.ts';
import { tableOf, tableOfNat } from '../model/tables.ts';
import type { Blocker } from '../reach/trace.ts';
import { newNat } from './new-nat.ts';
import { routeToPrivate } from './repair-private.ts';
import { cannotChange, change, none, roleOf, routeTo, type Step, senderOf } from './repair-step.ts';
import type { Context, Role, TracedFlow } from './rule-types.ts';

export function repairRoute(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const table = tableAt(context, traced, blocker);
  const isPrivate = isEmpty(intersect(blocker.packets.destinations, INTERNET));
  const inward = table && isPrivate ? routeToPrivate(context, traced, blocker, table) : undefined;
  if (inward) return inward;
  const vm = senderOf(traced, blocker);
  const far = blocker.direction === 'forward' ? blocker.stopped.destinations : blocker.stopped.sources;
  // In from the internet without a gateway: attach one that stands free.
  if (!table || !vm) return attach(context, traced, blocker);
  const toInternet = isSubset(far, INTERNET);
  // A gateway that hangs on the sender's own table sends nothing anywhere: the sender needs another one.
  const isOwn = tableOf(context.network, vm.subnet)?.id === table.id;
  const isPublic = vm.publicAddress !== false || (!isOwn && isOfNat(context.network, traced, blocker, table));
  const door = toInternet
    ? internetDoor(context.network, table, vm.subnet, isPublic, familyOf(far[0] ?? 0))
    : undefined;
  const dead = deadRoutes(table, far);
  if (!door) return makeDoor(context, table, vm.subnet, dead, blocker, far, isPublic);
  const translated = isPublic ? [] : translation(context.network, door, vm.subnet);
  if (toInternet && dead.length > 0) return revive(table, dead, door, translated);
  return leadsThere(table, door)
    ? cannotChange(blocker)
    : change(routeTo(table, door.destination, door.gateway), ...translated);
}

/** Without a door that is there: a NAT gateway for machines without a public address; else what has to be made, in words. */
function makeDoor(
  { network }: Context,
  table: RouteTable,
  subnet: string,
  dead: readonly Route[],
  blocker: Blocker,
  far: AddressSet,
  isPublic: boolean,
): Step {
  const made =
    !isPublic && isSubset(far, INTERNET) && familyOf(far[0] ?? 0) === 4
      ? newNat(network, table, subnet)
      : undefined;
  if (!made) return noDoor(table, blocker, far, isPublic);
  const blocks = dead.length > 0 ? dead.map(({ destination }) => destination) : [DEFAULT_ROUTE[4]];
  return change(made, ...blocks.map((block) => routeTo(table, block, NEW_NAT)));
}
/** A gateway that translates does so for the subnets that it is told to. */
const translation = (network: Network, door: Door, subnet: string): readonly Change[] =>
  translatorsOf(network, door.gateway)?.has(subnet) === false ? [{ kind: 'translate', subnet }] : [];

/** Whether the packets leave by this table in the name of a NAT gateway, which has a public address of its own. */
const isOfNat = (network: Network, traced: TracedFlow, blocker: Blocker, table: RouteTable): boolean =>
  (traced.trace.paths[blocker.path]?.[blocker.direction] ?? []).some(({ resource }) => {
    const gateway = network.gateways.get(resource.id);
    const isPublicNat = gateway?.kind === 'nat' && gateway.connectivity === 'public';
    return isPublicNat && tableOfNat(network, gateway)?.id === table.id;
  });

/** Routes for parts of these addresses that forward nothing: each hides a default route that works. */
const deadRoutes = (table: RouteTable, far: AddressSet): readonly Route[] =>
  table.routes.filter(
    ({ state, destination, prefixList, target }) =>
      state.is === 'unusable' &&
      prefixList === undefined &&
      target.kind === 'gateway' &&
      overlaps(cidrSet(destination), far),
  );

function revive(table: RouteTable, dead: readonly Route[], door: Door, more: readonly Change[]): Step {
  const [first, ...others] = dead.map((route) => routeTo(table, route.destination, door.gateway));
  return first ? change(first, ...others, ...more) : none(`${table.id} has no dead route`);
}

const leadsThere = (table: RouteTable, door: Door): boolean =>
  table.routes.some(
    ({ destination, target }) =>
      formatCidr(destination) === formatCidr(door.destination) &&
      target.kind === 'gateway' &&
      target.id === door.gateway,
  );

/** The table that chose the way: the blocker itself, or the sender's, when a door behind it failed. */
function tableAt(context: Context, traced: TracedFlow, blocker: Blocker): RouteTable | undefined {
  const own = context.network.routeTables.get(blocker.resource.id);
  if (own) return own;
  const vm = senderOf(traced, blocker);
  return vm && tableOf(context.network, vm.subnet);
}

const DEFAULT_ROUTE = { 4: block(0, 0), 6: block(ALL_V6[0] ?? 0n, 0) } as const;

interface Door {
  readonly destination: Cidr;
  readonly gateway: string;
}

/**
 * The door to the internet that a machine here can use: the internet gateway, or for IPv4 without a public address a
 * working NAT gateway. IPv6 needs no mapping; without a public address it leaves by an egress-only gateway.
 */
export function internetDoor(
  network: Network,
  table: RouteTable,
  subnetId: string,
  hasPublicAddress: boolean,
  family: Family = 4,
): Door | undefined {
  const vpc = network.vpcs.get(table.vpc);
  const gateway = vpc && isKnown(vpc.internetGateway) ? vpc.internetGateway.value : undefined;
  if (gateway !== undefined && translatorsOf(network, gateway))
    return { destination: DEFAULT_ROUTE[family], gateway };
  const inward =
    family === 4 ? bestNat(network, table, network.subnets.get(subnetId)) : egressOnly(network, table);
  const chosen = hasPublicAddress ? gateway : inward?.id;
  return chosen === undefined ? undefined : { destination: DEFAULT_ROUTE[family], gateway: chosen };
}

/** What the gateway itself translates; undefined where NAT is a gateway of its own. */
function translatorsOf(network: Network, id: string): InternetGateway['translators'] {
  const gateway = network.gateways.get(id);
  return gateway?.kind === 'internet' ? gateway.translators : undefined;
}

const egressOnly = (network: Network, table: RouteTable) =>
  [...network.gateways.values()].find(
    (gateway) =>
      gateway.kind === 'internet' &&
      gateway.direction === 'out' &&
      gateway.attached.get(table.vpc)?.is === 'usable',
  );

/** A usable public NAT gateway of this network that does not itself hang on this table; the same zone first. */
function bestNat(network: Network, table: RouteTable, subnet: Subnet | undefined): NatGateway | undefined {
  const candidates = [...network.gateways.values()].filter(
    (gateway): gateway is NatGateway =>
      gateway.kind === 'nat' &&
      gateway.vpc === table.vpc &&
      gateway.connectivity === 'public' &&
      gateway.state.is === 'usable' &&
      (gateway.regional ? isKnown(gateway.regional.table) : isKnown(gateway.subnet)) &&
      tableOfNat(network, gateway)?.id !== table.id,
  );
  const zoneOf = (nat: NatGateway) =>
    isKnown(nat.subnet) ? network.subnets.get(nat.subnet.value)?.zone : undefined;
  return candidates.find((nat) => zoneOf(nat) === subnet?.zone) ?? candidates[0];
}

function noDoor(table: RouteTable, blocker: Blocker, far: AddressSet, isPublic: boolean): Step {
  const { cause, note, route, resource } = blocker;
  const reason = cause === 'BAD_STATE_ROUTE' && route ? `${route.text} of ${resource.id} is ${note}` : note;
  const why = cause === 'NO_ROUTE_TO_DESTINATION' ? '' : `${reason}, and `;
  if (!isSubset(far, INTERNET)) {
    const there = describeAddresses(far, 2);
    return none(
      `${why}no active peering of ${table.vpc} leads to ${there}: make one, then route to it from ${table.id}`,
    );
  }
  if (isPublic) return none(withoutGateway(table.vpc));
  return none(
    `${why}${table.vpc} has no other working NAT gateway: create one in a public subnet, then route 0.0.0.0/0 of ${table.id} to it`,
  );
}

const withoutGateway = (vpc: string): string =>
  `no internet gateway is attached to ${vpc}: create and attach one, then route 0.0.0.0/0 to it`;

/** Attaches the gateway that the path names, or one that stands free. */
export function attach(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const path = traced.trace.paths[blocker.path];
  const vm = path?.to.kind === 'vm' ? path.to : path?.from.kind === 'vm' ? path.from : undefined;
  const named = context.network.gateways.get(blocker.resource.id);
  if (!vm || (named && named.kind !== 'internet')) return cannotChange(blocker);
  const gateway = named && isFree(named.attached) ? named : freeGateway(context.network, vm.vpc);
  return gateway
    ? change({ kind: 'attach-gateway', gateway: gateway.id, vpc: vm.vpc })
    : none(withoutGateway(vm.vpc));
}

const freeGateway = ({ gateways, vpcs }: Network, vpc: string) =>
  [...gateways.values()].find(
    (gateway) =>
      gateway.kind === 'internet' &&
      gateway.direction === 'both' &&
      gateway.region === vpcs.get(vpc)?.region &&
      isFree(gateway.attached),
  );

const isFree = (attached: ReadonlyMap<string, { readonly is: string }>): boolean =>
  [...attached.values()].every((health) => health.is === 'unusable');

/** A machine without public address behind an internet gateway: a NAT gateway if there is one, else an address. */
export function withoutPublicAddress(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const vm = senderOf(traced, blocker);
  const role = vm && roleOf(context, vm.label);
  const table = vm && tableOf(context.network, vm.subnet);
  if (!vm || !role || !table) return none(`${blocker.resource.id}: ${blocker.note}`);
  // Where the gateway itself translates, no route has to change.
  if (translatorsOf(context.network, blocker.resource.id))
    return change({ kind: 'translate', subnet: vm.subnet });
  const shared = context.workload.roles.some(
    (other) => other !== role && tableOf(context.network, other.subnet.id)?.id === table.id,
  );
  const nat = shared ? undefined : internetDoor(context.network, table, vm.subnet, false);
  if (nat) return change(routeTo(table, nat.destination, nat.gateway));
  return publicAddressFor(role);
}

/** In from the internet to a machine without a public address. */
export function withPublicAddress(context: Context, traced: TracedFlow, blocker: Blocker): Step {
  const to = traced.trace.paths[blocker.path]?.to;
  const role = to && roleOf(context, to.label);
  return role
    ? publicAddressFor(role)
    : none(`${blocker.note}; reach it from inside its network, or by a public address`);
}

const publicAddressFor = (role: Role): Step =>
  change({
    kind: 'place',
    set: role.name === 'scheduler' ? { schedulerPublicIp: true } : { workersPublicIp: true },
  });
