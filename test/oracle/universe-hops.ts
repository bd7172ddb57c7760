/**
 * Networks with a hop that nothing shows behind: an appliance, the endpoint of a firewall, a virtual private gateway. One
 * VPC with four subnets: the NAT gateway's, a private one, the hop's own, and one of machines with public addresses.
 */
import fc from 'fast-check';
import * as build from './build.ts';
import { mostly, weighted } from './plan.ts';
import { interfaceAt } from './universe-machines.ts';
import { ACCOUNT, type End, type RawWorld, type VmEnd } from './world.ts';

export const ON_PREMISES = '172.20.0.5';
const CLIENT = '203.0.113.7';
const HOPS = { appliance: 'eni-appliance', firewall: 'vpce-firewall', vpn: 'vgw-1' } as const;

const filter = weighted<'open' | 'closed' | 'no web' | 'no replies'>(
  [4, 'open'],
  [1, 'closed'],
  [1, 'no web'],
  [1, 'no replies'],
);
export const hopPlan = fc.record({
  kind: fc.constantFrom('appliance', 'firewall', 'vpn'),
  /** Whether the default route of the private, of the public machines' subnet leads to the hop. */
  privateDoor: weighted<'hop' | 'nat'>([3, 'hop'], [1, 'nat']),
  publicDoor: weighted<'hop' | 'igw'>([2, 'hop'], [1, 'igw']),
  /** A route back through the hop: in the NAT gateway's subnet, and where the internet gateway lets packets in. */
  natReturns: fc.boolean(),
  edgeReturns: fc.boolean(),
  check: mostly(2),
  hopGroup: weighted<'open' | 'closed' | 'web' | 'members'>(
    [3, 'open'],
    [1, 'closed'],
    [1, 'web'],
    [1, 'members'],
  ),
  privateAcl: filter,
  hopAcl: filter,
  publicAcl: filter,
  vmGroup: weighted<'open' | 'closed'>([4, 'open'], [1, 'closed']),
  assumed: fc.record({ egress: mostly(7), reach: mostly(7), back: mostly(7) }),
  flow: fc.constantFrom('private out', 'public out', 'client in', 'private to premises', 'premises in'),
  port: fc.constantFrom(80, 443, 8786),
  ephemeralPort: fc.constantFrom(32768, 45000, 60999),
  natPort: fc.constantFrom(1024, 40000, 65535),
});
export type HopPlan = typeof hopPlan extends fc.Arbitrary<infer T> ? T : never;

const SUBNETS = {
  nat: build.subnet('subnet-nat', 'vpc-1', '10.0.0.0/28'),
  private: build.subnet('subnet-private', 'vpc-1', '10.0.0.16/28'),
  hop: build.subnet('subnet-hop', 'vpc-1', '10.0.0.32/28'),
  public: build.subnet('subnet-public', 'vpc-1', '10.0.0.48/28'),
} as const;

const PRIVATE: VmEnd = { kind: 'vm', subnet: 'subnet-private', address: '10.0.0.20', groups: ['sg-vm'] };
const PUBLIC: VmEnd = {
  kind: 'vm',
  subnet: 'subnet-public',
  address: '10.0.0.52',
  groups: ['sg-vm'],
  publicAddress: '192.0.2.52',
};

export const hopOf = ({ kind }: HopPlan): string => HOPS[kind];

function aclOf(id: string, subnets: readonly string[], how: HopPlan['hopAcl']) {
  const open = [build.entry(100, 'in', 'allow', '0.0.0.0/0'), build.entry(100, 'out', 'allow', '0.0.0.0/0')];
  const entries = {
    open,
    // Never about what comes from the internet: what a hop does on its far side is not the question.
    closed: [
      build.entry(1, 'in', 'deny', '10.0.0.0/26'),
      build.entry(2, 'in', 'deny', '172.20.0.0/16'),
      ...open,
    ],
    'no web': [
      build.entry(1, 'out', 'deny', '172.20.0.0/16'),
      build.entry(2, 'in', 'deny', '10.0.0.16/28', 443),
      ...open,
    ],
    'no replies': [build.entry(1, 'out', 'deny', '10.0.0.0/26', [32768, 50000]), ...open],
  }[how];
  return build.acl(id, 'vpc-1', subnets, entries);
}

function routeTables(plan: HopPlan) {
  const hop = hopOf(plan);
  const local = build.route('10.0.0.0/26', 'local');
  const premises = build.route('172.20.0.0/16', hop);
  const door = { hop, nat: 'nat-1', igw: 'igw-1' };
  const isFirewall = plan.kind === 'firewall';
  const returns = (is: boolean, cidr: string) => (is && isFirewall ? [build.route(cidr, hop)] : []);
  const table = (name: keyof typeof SUBNETS, routes: readonly ReturnType<typeof build.route>[]) =>
    build.table(`rtb-${name}`, 'vpc-1', [local, ...routes], { subnets: [SUBNETS[name].SubnetId] });
  return [
    build.table('rtb-main', 'vpc-1', [local], { main: true }),
    table('nat', [build.route('0.0.0.0/0', 'igw-1'), ...returns(plan.natReturns, '10.0.0.16/28')]),
    table('private', [build.route('0.0.0.0/0', door[plan.privateDoor]), premises]),
    // Behind the hop is what the declaration says: machines without a public address leave by the NAT gateway.
    table('hop', [build.route('0.0.0.0/0', plan.flow.startsWith('private') ? 'nat-1' : 'igw-1')]),
    table('public', [build.route('0.0.0.0/0', door[plan.publicDoor]), premises]),
    ...(plan.edgeReturns && isFirewall
      ? [build.table('rtb-edge', 'vpc-1', [local, ...returns(true, '10.0.0.48/28')], { gateway: 'igw-1' })]
      : []),
  ];
}

const INGRESS: Readonly<Record<HopPlan['hopGroup'], readonly ReturnType<typeof build.permission>[]>> = {
  open: [build.ANYWHERE],
  closed: [],
  web: [build.permission([443, 443], ['10.0.0.0/26'])],
  members: [build.permission('all', ['sg-vm'])],
};

export function hopWorld(plan: HopPlan): RawWorld {
  const home = build.vpc('vpc-1', '10.0.0.0/26');
  const open = plan.vmGroup === 'open' ? [build.ANYWHERE] : [];
  return {
    Vpcs: [home],
    Subnets: Object.values(SUBNETS),
    RouteTables: routeTables(plan),
    SecurityGroups: [
      build.group('sg-vm', 'vpc-1', open),
      build.group('sg-hop', 'vpc-1', INGRESS[plan.hopGroup]),
    ],
    NetworkAcls: [
      aclOf('acl-nat', ['subnet-nat'], 'open'),
      aclOf('acl-private', ['subnet-private'], plan.privateAcl),
      aclOf('acl-hop', ['subnet-hop'], plan.hopAcl),
      aclOf('acl-public', ['subnet-public'], plan.publicAcl),
    ],
    NatGateways: [build.natGateway('nat-1', SUBNETS.nat, '10.0.0.14', '192.0.2.14')],
    InternetGateways: [build.internetGateway('igw-1', 'vpc-1')],
    VpcPeeringConnections: [],
    VpnGateways: [
      { VpnGatewayId: 'vgw-1', State: 'available', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' }] },
    ],
    NetworkInterfaces: [
      machineAt('i-private', PRIVATE),
      machineAt('i-public', PUBLIC),
      ...(plan.kind === 'appliance' ? [applianceOf(plan)] : []),
      ...(plan.kind === 'firewall'
        ? [
            {
              ...interfaceAt('eni-firewall', 'vpc-1', 'subnet-hop', '10.0.0.45'),
              InterfaceType: 'gateway_load_balancer_endpoint',
              SourceDestCheck: false,
            },
          ]
        : []),
    ],
    VpcEndpoints: plan.kind === 'firewall' ? [FIREWALL] : [],
    PrefixListEntries: {},
    assume: assumptionsOf(plan),
  };
}

const machineAt = (instance: string, vm: VmEnd) => ({
  ...interfaceAt(`eni-${instance}`, 'vpc-1', vm.subnet, vm.address),
  Groups: vm.groups.map((GroupId) => ({ GroupId })),
  Attachment: { InstanceId: instance, Status: 'attached' },
  ...(vm.publicAddress === undefined ? {} : { Association: { PublicIp: vm.publicAddress } }),
});

const applianceOf = ({ check }: HopPlan) => ({
  ...interfaceAt('eni-appliance', 'vpc-1', 'subnet-hop', '10.0.0.45'),
  SourceDestCheck: check,
  Groups: [{ GroupId: 'sg-hop' }],
  Attachment: { InstanceId: 'i-appliance', Status: 'attached' },
});

const FIREWALL = {
  VpcEndpointId: 'vpce-firewall',
  VpcEndpointType: 'GatewayLoadBalancer',
  VpcId: 'vpc-1',
  OwnerId: ACCOUNT,
  ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
  State: 'available',
  SubnetIds: ['subnet-hop'],
  NetworkInterfaceIds: ['eni-firewall'],
  PrivateDnsEnabled: false,
} as const;

function assumptionsOf(plan: HopPlan): readonly string[] {
  const hop = hopOf(plan);
  const { egress, reach, back } = plan.assumed;
  return [
    ...(egress ? [`egress:${hop}`] : []),
    ...(reach ? [`reach:172.20.0.0/16@${hop}`] : []),
    ...(back && plan.kind === 'firewall' ? [`reach:10.0.0.48/28@${hop}`] : []),
  ];
}

/** Both ends of the plan's flow, as texts and as the oracle knows them. Undefined: nobody declared where it starts. */
export function flowOf(plan: HopPlan) {
  const site: End = { kind: 'internet', address: CLIENT };
  const premises: End = { kind: 'internet', address: ON_PREMISES };
  const of = (from: End, to: End, texts: readonly [string, string]) => ({ from, to, texts });
  switch (plan.flow) {
    case 'private out':
      return of(PRIVATE, site, ['i-private', CLIENT]);
    case 'public out':
      return of(PUBLIC, site, ['i-public', CLIENT]);
    case 'client in':
      return of(site, PUBLIC, [CLIENT, 'i-public']);
    // The endpoint of a firewall is on the way to somewhere: no premises are behind it.
    case 'private to premises':
      return plan.kind === 'firewall' ? undefined : of(PRIVATE, premises, ['i-private', ON_PREMISES]);
    case 'premises in':
      return plan.assumed.reach && plan.kind !== 'firewall'
        ? of({ ...premises, beyond: hopOf(plan) }, PRIVATE, [ON_PREMISES, 'i-private'])
        : undefined;
  }
}
