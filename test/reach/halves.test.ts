/** Both halves of a connection past a hop: what is asked on the way back, and what nobody read on either way. */
import { expect, test } from 'vitest';
import { entry } from '../oracle/build.ts';
import { type HopPlan, hopWorld } from '../oracle/universe-hops.ts';
import { type RawWorld, worldSnapshot } from '../oracle/world.ts';
import { type Answer, ask } from './ask.ts';

const PLAN: HopPlan = {
  kind: 'firewall',
  privateDoor: 'hop',
  publicDoor: 'igw',
  natReturns: true,
  edgeReturns: false,
  check: false,
  hopGroup: 'open',
  privateAcl: 'open',
  hopAcl: 'open',
  publicAcl: 'open',
  vmGroup: 'open',
  assumed: { egress: true, reach: false, back: false },
  flow: 'private out',
  port: 443,
  ephemeralPort: 45000,
  natPort: 1024,
};
const CLIENT = '203.0.113.7';
const OUT = { from: 'i-private', to: CLIENT };
const IN = { from: CLIENT, to: 'i-public' };

interface Row {
  readonly name: string;
  readonly plan: Partial<HopPlan>;
  readonly change?: (world: RawWorld) => Partial<RawWorld>;
  readonly ends: { readonly from: string; readonly to: string };
  readonly is: string;
  readonly says?: string;
}

const withoutSubnet = ({ Subnets }: RawWorld) => ({
  Subnets: Subnets.filter(({ SubnetId }) => SubnetId !== 'subnet-hop'),
});
const byTransit = ({ RouteTables }: RawWorld): Partial<RawWorld> => ({
  assume: ['egress:tgw-attach-egress'],
  TransitGateways: [{ TransitGatewayId: 'tgw-1', State: 'available' }],
  TransitGatewayVpcAttachments: ['1', 'egress'].map((name) => ({
    TransitGatewayAttachmentId: `tgw-attach-${name}`,
    TransitGatewayId: 'tgw-1',
    VpcId: `vpc-${name}`,
    State: 'available',
    SubnetIds: name === '1' ? ['subnet-hop'] : [],
  })),
  TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1' }],
  TransitGatewayRoutes: {
    'tgw-rtb-1': [
      {
        DestinationCidrBlock: '0.0.0.0/0',
        State: 'active',
        Type: 'static',
        TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-egress' }],
      },
    ],
  },
  TransitGatewayAssociations: {
    'tgw-rtb-1': [{ TransitGatewayAttachmentId: 'tgw-attach-1', State: 'associated' }],
  },
  RouteTables: RouteTables.map((table) =>
    table.RouteTableId === 'rtb-public'
      ? {
          ...table,
          Routes: (table.Routes ?? []).map((route) =>
            route.DestinationCidrBlock === '0.0.0.0/0'
              ? { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1', State: 'active' }
              : route,
          ),
        }
      : table,
  ),
});
const LEAVES = 'the reply leaves here, and the sender waits for it from the public address';
const VPN = { kind: 'vpn', publicDoor: 'hop' } as const;

const ROWS: readonly Row[] = [
  { name: 'a firewall that both halves pass', plan: {}, ends: OUT, is: 'reachable' },
  {
    name: 'the ACL out of the subnet of a firewall that knows the connection',
    plan: { hopAcl: 'no replies' },
    ends: OUT,
    is: 'partial',
    says: 'reply acl-hop out partial',
  },
  {
    name: 'the ACL into the subnet of the sender, behind such a firewall',
    plan: {},
    change: ({ NetworkAcls }) => ({
      NetworkAcls: NetworkAcls.map((acl) =>
        acl.NetworkAclId === 'acl-private'
          ? { ...acl, Entries: [entry(1, 'in', 'deny', '203.0.113.0/24'), ...(acl.Entries ?? [])] }
          : acl,
      ),
    }),
    ends: OUT,
    is: 'blocked',
    says: 'reply acl-private in blocked',
  },
  {
    name: 'a firewall in a subnet that nobody read',
    plan: {},
    change: withoutSubnet,
    ends: OUT,
    is: 'unknown',
    says: 'vpce-firewall stands in subnet-hop that is not in the input',
  },
  {
    name: 'an appliance in a subnet that nobody read',
    plan: { kind: 'appliance', hopGroup: 'closed' },
    change: withoutSubnet,
    ends: OUT,
    is: 'unknown',
    says: 'eni-appliance stands in subnet-hop that is not in the input',
  },
  {
    name: 'a client of the internet whose answer leaves by a declared VPN',
    plan: VPN,
    ends: IN,
    is: 'blocked',
    says: LEAVES,
  },
  {
    name: 'the same where nobody declared anything',
    plan: { ...VPN, assumed: { egress: false, reach: false, back: false } },
    ends: IN,
    is: 'unknown',
  },
  {
    name: 'the same by an attachment of a transit gateway',
    plan: VPN,
    change: byTransit,
    ends: IN,
    is: 'blocked',
    says: LEAVES,
  },
  { name: 'an answer by the internet gateway', plan: { kind: 'vpn' }, ends: IN, is: 'reachable' },
];

test.each(ROWS)('$name: $is', async ({ plan, change, ends, is, says }) => {
  const world = hopWorld({ ...PLAN, ...plan });
  const whole = { ...world, ...change?.(world) };
  const answer = await ask(worldSnapshot(whole), { ...ends, port: 443, assume: whole.assume ?? [] });
  expect(verdictOf(answer)).toBe(is);
  if (says !== undefined) expect(hopsOf(answer)).toContain(says);
});

const verdictOf = (answer: Answer): string => ('refused' in answer ? answer.refused : answer.report.verdict);

const hopsOf = (answer: Answer): string =>
  'refused' in answer
    ? answer.refused
    : (['forward', 'reply'] as const)
        .flatMap((way) =>
          answer.report[way].hops.map(
            ({ resource, side, verdict, note }) => `${way} ${resource.id} ${side} ${verdict} ${note}`,
          ),
        )
        .join('\n');
