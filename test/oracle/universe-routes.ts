/** Route tables of a generated world: a door, the usual routes to peers and spokes, and a few that nobody expects. */
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { inAny, prefixLength, toNumber } from './address.ts';
import * as build from './build.ts';
import type { TablePlan, Target, WorldPlan } from './plan.ts';
import type { RawWorld } from './world.ts';

export function routeTables(plan: WorldPlan, world: RawWorld): readonly ec2.RouteTable[] {
  return plan.vpcs.flatMap((vpc, v) =>
    vpc.tables.map((table, t) => {
      const subnets = vpc.subnets.flatMap((subnet, s) => (subnet.table === t ? [`subnet-${v}-${s}`] : []));
      // The first table is the main one: its subnets need no association of their own.
      const members = t === 0 ? { main: true } : { subnets };
      return build.table(`rtb-${v}-${t}`, `vpc-${v}`, routesOf(world, v, table), members);
    }),
  );
}

function routesOf(world: RawWorld, v: number, plan: TablePlan): readonly ec2.Route[] {
  const own = blocksOf(world, v);
  const others = world.Vpcs.flatMap((_, other) => (other === v ? [] : [other]));
  const wanted = [
    ...own.map((cidr) => build.route(cidr, 'local')),
    ...plan.extra.flatMap(({ dst, target, which }) => routeTo(world, v, dst, target, which)),
    ...(plan.peers ? others.flatMap((other) => toPeer(world, v, other)) : []),
    ...(plan.transit ? others.flatMap((other) => viaTransit(world, v, other)) : []),
    ...(plan.door === 'none' ? [] : routeTo(world, v, '0.0.0.0/0', plan.door, 0)),
  ];
  return firstOfEach(wanted.filter((route) => route.GatewayId === 'local' || isAccepted(route, own)));
}

const blocksOf = (world: RawWorld, v: number): readonly string[] =>
  (world.Vpcs[v]?.CidrBlockAssociationSet ?? []).map((one) => one.CidrBlock);

/** EC2 refuses routes into the VPC's own blocks, but for those to middleboxes, and a second route to one place. */
function isAccepted({ DestinationCidrBlock: cidr }: ec2.Route, own: readonly string[]): boolean {
  if (cidr === undefined) return true;
  const first = toNumber(cidr.split('/')[0] ?? '');
  return !(inAny(first, own) && own.every((block) => prefixLength(block) <= prefixLength(cidr)));
}

function firstOfEach(routes: readonly ec2.Route[]): readonly ec2.Route[] {
  const key = (route: ec2.Route) =>
    `${route.Origin === 'EnableVgwRoutePropagation'} ${route.DestinationCidrBlock ?? route.DestinationPrefixListId}`;
  return [...new Map(routes.toReversed().map((route) => [key(route), route])).values()].toReversed();
}

const peeringsOf = (world: RawWorld, v: number): readonly ec2.VpcPeeringConnection[] =>
  world.VpcPeeringConnections.filter((one) =>
    [one.RequesterVpcInfo?.VpcId, one.AccepterVpcInfo?.VpcId].includes(`vpc-${v}`),
  );

function toPeer(world: RawWorld, v: number, other: number): readonly ec2.Route[] {
  const id = `pcx-${Math.min(v, other)}-${Math.max(v, other)}`;
  const exists = peeringsOf(world, v).some((one) => one.VpcPeeringConnectionId === id);
  return exists ? blocksOf(world, other).map((cidr) => build.route(cidr, id)) : [];
}

const isAttached = (world: RawWorld, v: number): boolean =>
  world.TransitGatewayVpcAttachments?.some((one) => one.VpcId === `vpc-${v}`) === true;

function viaTransit(world: RawWorld, v: number, other: number): readonly ec2.Route[] {
  if (!isAttached(world, v)) return [];
  return blocksOf(world, other).map((cidr) => build.route(cidr, 'tgw-1'));
}

/** A target that does not exist leaves a blackhole behind, or could never be chosen. */
function routeTo(
  world: RawWorld,
  v: number,
  dst: string,
  target: Target,
  which: number,
): readonly ec2.Route[] {
  const blackhole = build.route(dst, `nat-gone-${v}`, { State: 'blackhole' });
  switch (target) {
    case 'igw':
      return world.InternetGateways.some((one) => one.InternetGatewayId === `igw-${v}`)
        ? [build.route(dst, `igw-${v}`)]
        : [blackhole];
    case 'nat':
      return world.NatGateways.some((one) => one.NatGatewayId === `nat-${v}`)
        ? [build.route(dst, `nat-${v}`)]
        : [blackhole];
    case 'peering': {
      const peerings = peeringsOf(world, v);
      const id = peerings[which % peerings.length]?.VpcPeeringConnectionId;
      return id === undefined ? [] : [build.route(dst, id)];
    }
    case 'tgw':
      return isAttached(world, v) ? [build.route(dst, 'tgw-1')] : [];
    case 'blackhole':
      return [blackhole];
    case 'vgw':
      return [build.route(dst, `vgw-${v}`)];
    case 'propagated':
      return dst.startsWith('pl-')
        ? []
        : [build.route(dst, `vgw-${v}`, { Origin: 'EnableVgwRoutePropagation' })];
    case 'checking interface':
      return [build.route(dst, `eni-${v}-checking`)];
    case 'appliance':
      return [build.route(dst, `eni-${v}-appliance`)];
  }
}
