/** Routes of a network, or of a network in a region where they differ there (gcp.md 15, 19, 20). */
import {
  type AddressSet,
  ALL_ADDRESSES,
  addressSet,
  type Cidr,
  cidrSet,
  formatCidr,
  NOT_PUBLIC_V4,
  parseCidr,
} from '../../../ip/address.ts';
import { intersect, isSubset, subtract, union } from '../../../ip/interval.ts';
import { type Health, USABLE, unusable } from '../../../model/known.ts';
import { compare, sortById } from '../../../model/lists.ts';
import type { Cause, Gateway, Route, RouteTable, Unknown, UnreadRoutes } from '../../../model/network.ts';
import type * as compute from '../documents.ts';
import { linkText } from '../links.ts';
import type { Entry } from '../resources.ts';
import { addressesOf, type Context, resourceOf } from './context.ts';
import { INTERNET_GATEWAY, metadataRoutes } from './internet.ts';
import { tagLabel } from './labels.ts';
import { learnedElsewhere, learnedRoutes } from './learned.ts';
import { type Hop, hopOf } from './next-hops.ts';
import { idleRoutes, peeringRoutes, unreadPeers } from './peerings.ts';
import { policyRoutes } from './policy-routes.ts';
import { unreadCall } from './reading.ts';
import { allBlocks } from './subnets.ts';

type Network = Entry<compute.Network>;

export interface Routing {
  readonly tables: ReadonlyMap<string, RouteTable>;
  /** The next hops that nothing else lowers. */
  readonly gateways: readonly Gateway[];
  /** The table of a network's VMs in a region, by the network's link. */
  idOf(network: string, region: string | undefined): string | undefined;
}

/** A route with the gateway that it leads to. */
export interface Led {
  readonly route: Route;
  readonly gateway?: Gateway;
}

export function lowerRouting(context: Context): Routing {
  const made = [...context.resources.networks.values()].flatMap((network) => tablesOf(context, network));
  const ids = new Map(made.map(({ key, table }) => [key, table.id]));
  return {
    tables: sortById(made.map(({ table }) => table)),
    gateways: made.flatMap(({ gateways }) => gateways),
    idOf: (network, region) => ids.get(`${network} ${region}`) ?? ids.get(`${network} undefined`),
  };
}

interface Made {
  readonly key: string;
  readonly table: RouteTable;
  readonly gateways: readonly Gateway[];
}

function tablesOf(context: Context, network: Network): readonly Made[] {
  const key = linkText(network.link);
  const regions = [...new Set((context.subnetsOf.get(key) ?? []).map(({ link }) => link.region))].sort();
  const everywhere = [...staticRoutes(context, network), ...peeringRoutes(context, network)];
  const byRegion = regions.map((region) => ({
    region,
    ...learnedRoutes(context, network, region),
    elsewhere: distinct(learnedElsewhere(context, network, region)),
  }));
  const unread = byRegion.map((one) => one.unread.map(({ why, settle }) => `${why} ${settle}`).join());
  const [first] = byRegion;
  const isAlike = byRegion.every(({ led, elsewhere }) => led.length + elsewhere.length === 0);
  if (isAlike && new Set(unread).size <= 1)
    return [tableOf(context, network, undefined, everywhere, first?.unread ?? [])];
  return byRegion.map((one) =>
    tableOf(context, network, one.region, [...everywhere, ...distinct(one.led)], one.unread, one.elsewhere),
  );
}

/** Two routers of a region tell the same routes; the better of two that say the same. */
function distinct(led: readonly Led[]): readonly Led[] {
  const byId = new Map<string, Led>();
  for (const one of led) {
    const other = byId.get(one.route.id);
    if (!other || one.route.rank < other.route.rank) byId.set(one.route.id, one);
  }
  return [...byId.values()];
}

function tableOf(
  context: Context,
  network: Network,
  region: string | undefined,
  led: readonly Led[],
  unlearned: readonly Unknown[],
  elsewhere: readonly Led[] = [],
): Made {
  const key = linkText(network.link);
  const vpc = context.networkId(network.link);
  const local = localRoutes(context, network);
  const policy = policyRoutes(context, network);
  const own = addressesOf(local.map(({ destination }) => destination));
  // A subnet's range is routed to the subnet, whatever else claims a part of it.
  const isOverruled = ({ route }: Led) => isSubset(cidrSet(route.destination), own);
  const hybrid = hybridRanges(context, network);
  const overlaps = ({ route }: Led) => isSubset(cidrSet(route.destination), hybrid);
  const above = led.filter((one) => !isOverruled(one)).map(({ route }) => route);
  const routes = [...metadataRoutes, ...local, ...above];
  // In a hybrid subnet what no machine has goes by the other routes, those inside its range too (gcp.md 21b).
  const unowned = [
    ...metadataRoutes,
    ...local.filter(({ destination }) => !isSubset(cidrSet(destination), hybrid)),
    ...above,
    ...led.filter((one) => isOverruled(one) && overlaps(one)).map(({ route }) => route),
  ];
  const { place: _, link: _link, name: _name, ...resource } = resourceOf(network, vpc, 'routes');
  return {
    key: `${key} ${region}`,
    gateways: [...[...led, ...elsewhere].flatMap(({ gateway }) => gateway ?? []), ...policy.gateways],
    table: {
      ...resource,
      id: region === undefined ? `${vpc}/routes` : `${vpc}/routes/${region}`,
      ...(region !== undefined && { region }),
      vpc,
      routes: inOrder(routes),
      ...(hybrid.length > 0 && { unowned: inOrder(unowned) }),
      ...(policy.routes.length > 0 && { before: policy.routes }),
      unread: unreadRoutes(context, network, unlearned, own),
      overruled: [
        ...led
          .filter((one) => isOverruled(one) && !overlaps(one))
          .map(({ route }) => ({ ...route, state: OVERRULED })),
        ...idleRoutes(context, network),
        ...elsewhere.map(({ route }) => route),
      ],
    },
  };
}

/** All ranges of the subnets that share them with networks beyond. */
const hybridRanges = (context: Context, { link }: Network): AddressSet =>
  addressesOf(
    (context.subnetsOf.get(linkText(link)) ?? [])
      .filter(({ value }) => value.allowSubnetCidrRoutesOverlap === true)
      .flatMap(({ value }) => allBlocks(value)),
  );
/** Routes that may stand beside the known ones. The range of a subnet gives way to policy-based routes alone. */
function unreadRoutes(
  context: Context,
  network: Network,
  unlearned: readonly Unknown[],
  own: AddressSet,
): readonly UnreadRoutes[] {
  const { resources } = context;
  const { project } = network.link;
  const custom = [
    unreadCall(resources, 'routes.list', { project }),
    ...unlearned,
    ...unreadPeers(context, network),
  ];
  const subnets = unreadCall(resources, 'subnetworks.aggregatedList', { project });
  const policies = unreadCall(resources, 'policyBasedRoutes.list', { project });
  const outside = subtract(ALL_ADDRESSES, union(own, METADATA));
  return [
    ...(policies ? [{ unknown: policies, destinations: subtract(ALL_ADDRESSES, METADATA) }] : []),
    ...custom.flatMap((unknown) => (unknown ? [{ unknown, destinations: outside }] : [])),
    // The ranges of subnets are private ones, as good as always.
    ...(subnets ? [{ unknown: subnets, destinations: intersect(outside, NOT_PUBLIC_V4) }] : []),
  ];
}

/** Before all other paths. */
const METADATA = addressSet(['169.254.169.254']);

const OVERRULED: Health = unusable('NO_ROUTE', 'the range of a subnet comes before it');

const inOrder = (routes: readonly Route[]): readonly Route[] =>
  [...routes].sort(
    (a, b) =>
      Number(a.destination.first) - Number(b.destination.first) ||
      a.destination.length - b.destination.length ||
      a.rank - b.rank ||
      compare(a.id, b.id),
  );

const localRoutes = (context: Context, { link }: Network): readonly Route[] =>
  (context.subnetsOf.get(linkText(link)) ?? []).flatMap((subnet) =>
    allBlocks(subnet.value).map((destination) => ({
      id: `${formatCidr(destination)} → ${context.subnetId(subnet.link)}`,
      destination,
      rank: -1,
      state: USABLE,
      target: { kind: 'local' },
      place: subnet.place,
    })),
  );

function staticRoutes(context: Context, network: Network): readonly Led[] {
  const key = linkText(network.link);
  const vpc = context.networkId(network.link);
  return (context.routesOf.get(key) ?? []).flatMap((entry) => {
    const hop = hopOf(context, vpc, entry);
    return hop ? ledTo(entry, hop) : [];
  });
}

function ledTo(entry: Entry<compute.Route>, hop: Hop): readonly Led[] {
  const destination = parseCidr(entry.value.destRange ?? '');
  return destination
    ? [{ route: lowerRoute(entry, hop, destination), ...(hop.gateway && { gateway: hop.gateway }) }]
    : [];
}

export function lowerRoute({ value, place }: Entry<compute.Route>, hop: Hop, destination: Cidr): Route {
  const { name, tags = [] } = value;
  // What a next hop does with the packets decides nothing here: only one that is gone or stopped stands back.
  const isHealthy =
    !(hop.state.is === 'unusable' && STANDS_BACK.has(hop.state.cause)) &&
    value.routeStatus !== 'DROPPED' &&
    value.routeStatus !== 'INACTIVE';
  return {
    id: `${formatCidr(destination)} → ${hop.id}${name === undefined ? '' : ` (${name})`}`,
    ...(name !== undefined && { name }),
    destination,
    rank: rankOf({
      ...(value.priority !== undefined && { priority: value.priority }),
      isHealthy,
      isInternet: hop.id === INTERNET_GATEWAY,
    }),
    state:
      isHealthy || hop.state.is !== 'usable'
        ? hop.state
        : unusable('ROUTE_BLACKHOLE', `${name} is ${value.routeStatus}`),
    target: { kind: 'gateway', id: hop.id },
    shared: true,
    ...(tags.length > 0 && { carriers: tags.map(tagLabel) }),
    place,
  };
}

const STANDS_BACK: ReadonlySet<Cause> = new Set(['ROUTE_BLACKHOLE', 'ROUTE_NEXT_HOP_RESOURCE_NOT_FOUND']);

export interface Standing {
  readonly priority?: number;
  readonly isHealthy?: boolean;
  readonly isPeer?: boolean;
  readonly isInternet?: boolean;
}

/** Priorities are below 2^32. */
const PEER = 2 ** 40;
const UNHEALTHY = 2 ** 36;
const DEFAULT_PRIORITY = 1000;

/** One's own before a peer's, usable before dead, then by priority; the default internet gateway last. */
export const rankOf = ({
  priority = DEFAULT_PRIORITY,
  isHealthy = true,
  isPeer = false,
  isInternet = false,
}: Standing): number =>
  (isPeer ? PEER : 0) + (isHealthy ? 0 : UNHEALTHY) + 2 * priority + (isInternet ? 1 : 0);
