/** Route tables, asked about one destination (domain/aws.md 10-13). */
import type { Route, RouteTable, TransitGatewayRoute } from '../../src/providers/aws/documents.ts';
import { inCidr, prefixLength } from './address.ts';
import type { RawWorld } from './world.ts';

/** The explicit association, else the VPC's main table. */
export function tableOf(world: RawWorld, vpc: string, subnet: string): RouteTable | undefined {
  const explicit = world.RouteTables.find((table) =>
    table.Associations?.some((one) => one.SubnetId === subnet && isStanding(one)),
  );
  return (
    explicit ??
    world.RouteTables.find(
      (table) => table.VpcId === vpc && table.Associations?.some((one) => one.Main === true),
    )
  );
}

/** The table for traffic that enters by a gateway, if it has one. */
export function edgeTableOf(world: RawWorld, gateway: string): RouteTable | undefined {
  return world.RouteTables.find((table) =>
    table.Associations?.some((one) => one.GatewayId === gateway && isStanding(one)),
  );
}

const isStanding = (association: { readonly AssociationState?: { readonly State?: string } }): boolean =>
  (association.AssociationState?.State ?? 'associated') === 'associated';

export type Choice =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'no route' }
  | { readonly kind: 'undecided' };

interface Candidate {
  readonly route: Route;
  readonly length: number;
  /** 0 static, 1 by prefix list, 2 propagated: the lower wins among equal lengths. */
  readonly rank: number;
}

export function chooseRoute(world: RawWorld, table: RouteTable, dst: number): Choice {
  const candidates: Candidate[] = [];
  for (const route of table.Routes ?? []) {
    const list = route.DestinationPrefixListId;
    if (list !== undefined && world.PrefixListEntries?.[list] === undefined) return { kind: 'undecided' };
    for (const cidr of destinationsOf(world, route)) {
      if (inCidr(dst, cidr)) candidates.push({ route, length: prefixLength(cidr), rank: rankOf(route) });
    }
  }
  const local = candidates.some(({ route }) => route.GatewayId === 'local');
  const allowed = candidates.filter(({ rank }) => !(local && rank === 2));
  const [best] = [...allowed].sort((a, b) => b.length - a.length || a.rank - b.rank);
  const winner = best && targetOf(best.route);
  if ((table.Routes ?? []).some((route) => isCutShort(world, route) && targetOf(route) !== winner))
    return { kind: 'undecided' };
  if (best === undefined) return { kind: 'no route' };
  const rivals = allowed.filter(({ rank }) => best.rank === 1 && rank === 1);
  if (rivals.some(({ route }) => targetOf(route) !== targetOf(best.route))) return { kind: 'undecided' };
  return { kind: 'route', route: best.route };
}

/** What was not read of its list may be more specific than any other route. */
const isCutShort = (world: RawWorld, { DestinationPrefixListId: list }: Route): boolean =>
  list !== undefined && world.cutShort?.includes(list) === true;

function destinationsOf(world: RawWorld, route: Route): readonly string[] {
  if (route.DestinationCidrBlock !== undefined) return [route.DestinationCidrBlock];
  const entries = world.PrefixListEntries?.[route.DestinationPrefixListId ?? ''] ?? [];
  return entries.map((entry) => entry.Cidr);
}

function rankOf(route: Route): number {
  if (route.Origin === 'EnableVgwRoutePropagation') return 2;
  return route.DestinationPrefixListId === undefined ? 0 : 1;
}

/** The id of what the route points to; "local" for the VPC itself. */
export function targetOf(route: Route): string {
  return (
    route.NatGatewayId ??
    route.VpcPeeringConnectionId ??
    route.TransitGatewayId ??
    route.NetworkInterfaceId ??
    route.EgressOnlyInternetGatewayId ??
    route.CarrierGatewayId ??
    route.LocalGatewayId ??
    route.CoreNetworkArn ??
    route.GatewayId ??
    route.InstanceId ??
    ''
  );
}

/** Longest prefix, static before propagated (domain/aws.md 31). */
export function chooseTransitGatewayRoute(
  routes: readonly TransitGatewayRoute[],
  dst: number,
): TransitGatewayRoute | undefined {
  const lengthOf = (route: TransitGatewayRoute) => prefixLength(route.DestinationCidrBlock ?? '0.0.0.0/0');
  const rank = (route: TransitGatewayRoute) => (route.Type === 'static' ? 0 : 1);
  return routes
    .filter(({ DestinationCidrBlock: cidr }) => cidr !== undefined && inCidr(dst, cidr))
    .sort((a, b) => lengthOf(b) - lengthOf(a) || rank(a) - rank(b))[0];
}
