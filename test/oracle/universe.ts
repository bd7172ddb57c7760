/** Small universes for property tests: random worlds of raw AWS documents, and questions about them. */
import fc from 'fast-check';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { toNumber, toText } from './address.ts';
import * as build from './build.ts';
import { blockMode } from './gateways.ts';
import { type EndPlan, type QueryPlan, queryPlan, type VpcPlan, type WorldPlan, worldPlan } from './plan.ts';
import { aclOfPlan, groupOfPlan } from './universe-filters.ts';
import { routeTables } from './universe-routes.ts';
import { transitGateways } from './universe-transit.ts';
import { ACCOUNT, type End, type PacketQuery, type RawWorld, REGION, type VmEnd } from './world.ts';

/** A world and a question about it. */
export interface Scenario {
  readonly world: RawWorld;
  readonly query: PacketQuery;
}

/** A world in which every call was answered: one to three VPCs of a few /28 subnets. */
export const worlds = (): fc.Arbitrary<RawWorld> => worldPlan.map(worldOf);

/** Choices for a question, to be made concrete with `questionOf`: shrinks apart from the world. */
export const questions = (): fc.Arbitrary<QueryPlan> => queryPlan;

export const scenarios = (): fc.Arbitrary<Scenario> =>
  fc.record({ plan: worldPlan, question: queryPlan }).map(({ plan, question }) => {
    const world = worldOf(plan);
    return { world, query: questionOf(world, question) };
  });

export function worldOf(plan: WorldPlan): RawWorld {
  const skeleton = skeletonOf(plan);
  const filtered = {
    ...skeleton,
    SecurityGroups: plan.vpcs.flatMap((vpc, v) =>
      vpc.groups.map((group, g) => groupOfPlan(plan, `sg-${v}-${g}`, v, group)),
    ),
    NetworkAcls: plan.vpcs.flatMap((vpc, v) => [0, 1].map((a) => aclOfPlan(vpc, v, a))),
    ...(plan.transit ? transitGateways(plan.transit, plan, skeleton) : {}),
  };
  return withBlockModes(plan, { ...filtered, RouteTables: routeTables(plan, filtered) });
}

/** Everything but filters, transit gateways and route tables. */
function skeletonOf(plan: WorldPlan): RawWorld {
  const Vpcs = plan.vpcs.map((vpc, v) => build.vpc(`vpc-${v}`, ...blocksOf(plan, vpc, v)));
  const Subnets = plan.vpcs.flatMap((vpc, v) =>
    vpc.subnets.map(({ zone }, s) =>
      build.subnet(`subnet-${v}-${s}`, `vpc-${v}`, subnetBlock(plan, v, s), zone),
    ),
  );
  return {
    Vpcs,
    Subnets,
    RouteTables: [],
    SecurityGroups: [],
    NetworkAcls: [],
    NatGateways: plan.vpcs.flatMap((vpc, v) => natOf(vpc, v, Subnets)),
    InternetGateways: plan.vpcs.flatMap(({ internetGateway: state }, v) =>
      state === undefined ? [] : [build.internetGateway(`igw-${v}`, `vpc-${v}`, state)],
    ),
    VpnGateways: Vpcs.map(({ VpcId }, v) => ({
      VpnGatewayId: `vgw-${v}`,
      State: 'available',
      VpcAttachments: [{ VpcId, State: 'attached' }],
    })),
    NetworkInterfaces: Vpcs.flatMap((_, v) => [true, false].map((checks) => interfaceOf(v, checks, Subnets))),
    VpcPeeringConnections: peeringsOf(plan, Vpcs),
    PrefixListEntries: Object.fromEntries(
      plan.lists.map((cidrs, i) => [`pl-${i + 1}`, cidrs.map((Cidr) => ({ Cidr }))]),
    ),
    ...blockingOf(plan),
  };
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** VPC 0 has 10.0.0.0/26, VPC 1 the next /26 and so on; a second block lies 256 addresses further. */
const baseOf = (plan: WorldPlan, v: number): number =>
  toNumber('10.0.0.0') + 64 * (plan.overlap && v === 2 ? 1 : v);

function blocksOf(plan: WorldPlan, vpc: VpcPlan, v: number): readonly string[] {
  const base = baseOf(plan, v);
  return [`${toText(base)}/26`, ...(vpc.secondBlock ? [`${toText(base + 256)}/26`] : [])];
}

function subnetBlock(plan: WorldPlan, v: number, s: number): string {
  const second = s === 2 && plan.vpcs[v]?.secondBlock === true;
  return `${toText(baseOf(plan, v) + (second ? 256 : 16 * s))}/28`;
}

const addressIn = (subnet: ec2.Subnet, offset: number): string =>
  toText(toNumber((subnet.CidrBlock ?? '').split('/')[0] ?? '') + offset);

const subnetsOf = (subnets: readonly ec2.Subnet[], v: number) =>
  subnets.filter((one) => one.VpcId === `vpc-${v}`);

function natOf({ nat }: VpcPlan, v: number, subnets: readonly ec2.Subnet[]): readonly ec2.NatGateway[] {
  if (nat === null) return [];
  const subnet = at(subnetsOf(subnets, v), nat.subnet);
  const publicIp = nat.isPublic ? `192.0.2.${200 + v}` : undefined;
  return [build.natGateway(`nat-${v}`, subnet, addressIn(subnet, 14), publicIp, nat.state)];
}

function interfaceOf(v: number, checks: boolean, subnets: readonly ec2.Subnet[]): ec2.NetworkInterface {
  const subnet = at(subnetsOf(subnets, v), 0);
  return {
    NetworkInterfaceId: `eni-${v}-${checks ? 'checking' : 'appliance'}`,
    VpcId: `vpc-${v}`,
    SubnetId: subnet.SubnetId,
    OwnerId: ACCOUNT,
    Status: 'in-use',
    InterfaceType: 'interface',
    SourceDestCheck: checks,
    PrivateIpAddress: addressIn(subnet, checks ? 12 : 13),
    Groups: [],
  };
}

/** AWS refuses a peering between VPCs whose addresses overlap. */
function peeringsOf(plan: WorldPlan, vpcs: readonly ec2.Vpc[]): readonly ec2.VpcPeeringConnection[] {
  const pairs = [[0, 1], [0, 2], ...(plan.overlap ? [] : [[1, 2]])];
  return pairs.flatMap(([a = 0, b = 0], i) => {
    const [near, far, state] = [vpcs[a], vpcs[b], plan.peerings[i]];
    return near && far && state ? [build.peering(`pcx-${a}-${b}`, near, far, { state })] : [];
  });
}

function blockingOf({ blocking }: WorldPlan): Partial<RawWorld> {
  const { mode, exclusion } = blocking;
  const resource = exclusion && `vpc/vpc-${exclusion.vpc}`;
  const subnet = exclusion?.subnet == null ? undefined : `subnet/subnet-${exclusion.vpc}-${exclusion.subnet}`;
  return {
    VpcBlockPublicAccessOptions: { AwsAccountId: ACCOUNT, AwsRegion: REGION, InternetGatewayBlockMode: mode },
    VpcBlockPublicAccessExclusions:
      exclusion === null || mode === 'off'
        ? []
        : [
            {
              ExclusionId: 'vpcbpa-exclude-1',
              State: 'create-complete',
              InternetGatewayExclusionMode: exclusion.mode,
              ResourceArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:${subnet ?? resource}`,
            },
          ],
  };
}

function withBlockModes(plan: WorldPlan, world: RawWorld): RawWorld {
  if (!plan.blocking.stated) return world;
  const Subnets = world.Subnets.map((subnet) => ({
    ...subnet,
    BlockPublicAccessStates: { InternetGatewayBlockMode: blockMode(world, subnet.VpcId, subnet) },
  }));
  return { ...world, Subnets };
}

/** Indices wrap around, so every plan asks something of every world. */
export function questionOf(world: RawWorld, { ends, port, natPort }: QueryPlan): PacketQuery {
  const from = endOf(world, ends.from);
  const to = endOf(world, ends.to);
  const { ephemeralPort } = ends;
  return { from, to: apart(world, from, to), port, ephemeralPort, natPort };
}

function endOf(world: RawWorld, plan: EndPlan): End {
  if (plan.kind === 'internet') return { kind: 'internet', address: plan.address };
  const v = plan.vpc % world.Vpcs.length;
  const subnet = at(subnetsOf(world.Subnets, v), plan.subnet);
  return {
    kind: 'vm',
    subnet: subnet.SubnetId,
    address: addressIn(subnet, plan.offset),
    groups: plan.groups.map((g) => `sg-${v}-${g}`),
    ...(plan.isPublic ? { publicAddress: `192.0.2.${v * 48 + plan.subnet * 16 + plan.offset}` } : {}),
  };
}

/** Two VMs never share an address. */
function apart(world: RawWorld, from: End, to: End): End {
  if (to.kind === 'internet' || from.address !== to.address) return to;
  const subnet = world.Subnets.find((one) => one.SubnetId === to.subnet);
  return { ...to, address: subnet ? addressIn(subnet, 11) : to.address } satisfies VmEnd;
}
