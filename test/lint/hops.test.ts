/**
 * Hops that hide what is behind them, and routes that are missing: what of a cluster's flows holds, why not, and the
 * commands that repair it, proven. Each network is the guide's with one thing different.
 */
import { describe, expect, test } from 'vitest';
import { rule as noEgress } from '../../rules/no-egress.ts';
import { rule as requiredFlowBlocked } from '../../rules/required-flow-blocked.ts';
import { rule as schedulerCannotReachWorker } from '../../rules/scheduler-cannot-reach-worker.ts';
import { rule as schedulerUnreachable } from '../../rules/scheduler-unreachable.ts';
import { rule as workerCannotReachScheduler } from '../../rules/worker-cannot-reach-scheduler.ts';
import type { AnalysisInput } from '../../src/analyse.ts';
import { contextOf } from '../../src/analyse.ts';
import { prover } from '../../src/prove.ts';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import { provider as google } from '../../src/providers/gcp/index.ts';
import type { OpenedNetwork } from '../../src/providers/provider.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  change,
  GUIDE,
  guideNetwork,
  localRoute,
  permission,
  route,
} from '../support/aws.ts';
import { centralEgress, HUB, TRANSIT, transitRoute } from '../support/fixtures/hub.ts';
import * as networks from '../support/fixtures/networks.ts';
import { acl, aclAssociations, idOf, named, OPEN, subnet, table } from '../support/fixtures/pieces.ts';
import * as gcp from '../support/gcp.ts';
import { gcpDocuments } from '../support/gcp-asked.ts';
import { analysisOf, inputOf, openedOf, valid } from '../support/opened.ts';

const RULES = [
  noEgress,
  requiredFlowBlocked,
  schedulerCannotReachWorker,
  schedulerUnreachable,
  workerCannotReachScheduler,
];

interface Case {
  readonly fact: string;
  readonly bodies: AwsBodies;
  readonly asked?: Partial<AnalysisInput>;
  /** The flow that the case is about, and what is said of it: "no", "yes", "undecided". */
  readonly flow: string;
  readonly holds: string;
  /** What stops it: the cause and the resource, in the order of the path. */
  readonly by?: readonly string[];
  /** The commands that repair the flow's finding, proven; or the beginning of why there are none. */
  readonly fix?: readonly string[] | string;
  /** What settles it. */
  readonly settle?: readonly string[];
}

function answer(opened: OpenedNetwork, { asked = {}, flow }: Pick<Case, 'asked' | 'flow'>) {
  const input = inputOf(opened.network, asked);
  const before = analysisOf(input, RULES);
  const { flows } = valid(contextOf(input));
  const traced = flows.find(({ required }) => required.name === flow);
  if (!traced) throw new Error(`there is no flow ${flow}`);
  const { forward, reply } = traced.trace;
  const prove = prover({ opened, input, rules: RULES, before });
  const fix = before.problems
    .filter(({ problem }) => problem.key === flow)
    .map((problem) => prove(problem))[0];
  return {
    holds: traced.judgement.holds,
    by: [...forward.blockers, ...reply.blockers].map(({ cause, resource }) => `${cause} ${resource.id}`),
    fix: fix && ('none' in fix ? fix.none : fix.commands),
    settle: traced.judgement.unknowns.map(({ settle }) => settle),
  };
}

function hold(opened: OpenedNetwork, row: Case): void {
  const { holds, by, fix, settle } = answer(opened, row);
  expect({ holds, by: [...new Set(by)] }).toEqual({ holds: row.holds, by: row.by ?? [] });
  if (row.settle) expect(settle).toEqual(row.settle);
  if (typeof row.fix === 'string') expect(fix).toMatch(row.fix);
  else if (row.fix) expect(fix).toEqual(row.fix);
}

const WORKER_OUT = 'worker → internet';
const CLIENT_IN = 'client → scheduler';
const FIREWALL_GROUP = idOf('sg', 'firewall');
const { FIREWALL, PRIVATE_CIDR, PUBLIC_CIDR, OFFICE_PRIVATE, OFFICE_PUBLIC, VPN_GATEWAY } = networks;
const EGRESS = { assume: [`egress:${FIREWALL.interface}`] };
const everything = (v4: string) => permission('-1', undefined, { v4: [v4] });

const natInstance = networks.behindFirewall();
const firewallGroup = (parts: Partial<ec2.SecurityGroup>): AwsBodies =>
  change(natInstance, 'SecurityGroups', FIREWALL_GROUP, parts);
const fromWorkers = permission('tcp', [443, 443], { groups: [GUIDE.group] });

/** The appliance's subnet has an ACL of its own; it shares the subnet with the scheduler. */
const withPublicAcl = (...entries: readonly ec2.NetworkAclEntry[]): AwsBodies =>
  add(
    change(natInstance, 'NetworkAcls', GUIDE.acl, {
      Associations: aclAssociations(GUIDE.acl, [GUIDE.privateSubnet]),
    }),
    'NetworkAcls',
    { ...acl('public', GUIDE.vpc, [GUIDE.publicSubnet], entries) },
  );

const APPLIANCES: readonly Case[] = [
  {
    fact: 'the group of a NAT instance may name the group of those that it serves',
    bodies: firewallGroup({ IpPermissions: [fromWorkers] }),
    asked: EGRESS,
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'its closed group stops packets, whatever is said of what lies behind it',
    bodies: firewallGroup({ IpPermissions: [] }),
    asked: EGRESS,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`SG_HAS_NO_RULES ${FIREWALL_GROUP}`],
    fix: [
      `aws ec2 authorize-security-group-ingress --group-id ${FIREWALL_GROUP} --protocol tcp --port 443 --cidr ${PRIVATE_CIDR} --region us-east-1`,
    ],
  },
  {
    fact: 'what it sends on to the internet leaves by its only interface: the group must let it out',
    bodies: firewallGroup({ IpPermissionsEgress: [everything('10.0.0.0/8')] }),
    asked: EGRESS,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`ENI_SG_RULES_MISMATCH ${FIREWALL_GROUP}`],
  },
  {
    fact: 'nobody knows by what it leaves where nobody said that the internet is there',
    bodies: firewallGroup({ IpPermissionsEgress: [everything('10.0.0.0/8')] }),
    flow: WORKER_OUT,
    holds: 'undecided',
    settle: [`declare it: --assume egress:${FIREWALL.interface}`],
  },
  {
    fact: "the ACL of its subnet must let the internet's answers in",
    bodies: withPublicAcl(aclEntry(100, 'in', 'allow', '10.0.0.0/16'), ...OPEN.filter((e) => e.Egress)),
    asked: EGRESS,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`SUBNET_ACL_RESTRICTION ${idOf('acl', 'public')}`],
  },
  {
    fact: 'with its source/destination check on it forwards nothing',
    bodies: networks.behindFirewall(true),
    asked: EGRESS,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`ENI_SOURCE_DEST_CHECK_RESTRICTION ${FIREWALL.interface}`],
  },
];

/** Clients behind a VPN appliance that stands in the scheduler's subnet. */
const vpnAppliance = (routes: readonly ec2.Route[]): AwsBodies =>
  networks.withIngress(
    networks.plusRoutes(networks.withFirewall(guideNetwork()), GUIDE.publicTable, ...routes),
    networks.clientsFrom(OFFICE_PRIVATE),
    networks.fromItself(),
  );
const OFFICE = { client: [OFFICE_PRIVATE], assume: [`reach:${OFFICE_PRIVATE}@${FIREWALL.interface}`] };

const BEHIND_AN_APPLIANCE: readonly Case[] = [
  {
    fact: 'clients behind a VPN appliance come and go through it',
    bodies: vpnAppliance([networks.toFirewall(OFFICE_PRIVATE)]),
    asked: OFFICE,
    flow: CLIENT_IN,
    holds: 'yes',
  },
  {
    fact: 'what it hands on leaves by its own group',
    bodies: change(vpnAppliance([networks.toFirewall(OFFICE_PRIVATE)]), 'SecurityGroups', FIREWALL_GROUP, {
      IpPermissionsEgress: [],
    }),
    asked: OFFICE,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`SG_HAS_NO_RULES ${FIREWALL_GROUP}`],
  },
  {
    fact: 'their answers need a route to it',
    bodies: vpnAppliance([]),
    asked: OFFICE,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.publicTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${GUIDE.publicTable} --destination-cidr-block ${OFFICE_PRIVATE} --network-interface-id ${FIREWALL.interface} --region us-east-1`,
    ],
  },
  {
    fact: 'what the answers need is named where nothing shows how they come in',
    bodies: vpnAppliance([networks.toFirewall(OFFICE_PRIVATE)]),
    asked: { client: [OFFICE_PRIVATE] },
    flow: CLIENT_IN,
    holds: 'undecided',
    settle: Array(2).fill(`declare it: --assume reach:${OFFICE_PRIVATE}@${FIREWALL.interface}`),
  },
];

/** Workers → firewall endpoint → NAT gateway in a subnet that nobody else uses. */
const INSPECTION = { subnet: idOf('subnet', 'inspection'), endpoint: idOf('vpce', 'inspection') } as const;
const NAT_SUBNET = idOf('subnet', 'nat');
const NAT_TABLE = idOf('rtb', 'nat');
const toEndpoint = (destination: string, endpoint: string = INSPECTION.endpoint): ec2.Route =>
  route(destination, { GatewayId: endpoint });

const endpointIn = (name: string, home: string, tags: ec2.VpcEndpoint['Tags'] = []): ec2.VpcEndpoint => ({
  ...named(name),
  Tags: tags,
  VpcEndpointId: idOf('vpce', name),
  VpcId: GUIDE.vpc,
  VpcEndpointType: 'GatewayLoadBalancer',
  State: 'available',
  SubnetIds: [home],
});
const MANAGED = [{ Key: 'AWSNetworkFirewallManaged', Value: 'true' }];

function inspected(back: readonly ec2.Route[], onward?: readonly ec2.Route[]): AwsBodies {
  const out = onward ?? [route('0.0.0.0/0', { NatGatewayId: GUIDE.natGateway })];
  const moved = change(guideNetwork(), 'NatGateways', GUIDE.natGateway, { SubnetId: NAT_SUBNET });
  const subnets = add(
    moved,
    'Subnets',
    subnet('inspection', GUIDE.vpc, '10.0.32.0/28'),
    subnet('nat', GUIDE.vpc, '10.0.33.0/28'),
  );
  const tables = add(
    subnets,
    'RouteTables',
    table('inspection', GUIDE.vpc, [INSPECTION.subnet], [localRoute(), ...out]),
    table(
      'nat',
      GUIDE.vpc,
      [NAT_SUBNET],
      [localRoute(), route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway }), ...back],
    ),
  );
  const guarded = add(tables, 'VpcEndpoints', endpointIn('inspection', INSPECTION.subnet, MANAGED));
  return networks.withRoutes(guarded, GUIDE.privateTable, toEndpoint('0.0.0.0/0'));
}
const THROUGH = { assume: [`egress:${INSPECTION.endpoint}`] };

/** A second endpoint of the same firewall, and its subnet. */
const secondEndpoint = (bodies: AwsBodies): AwsBodies =>
  add(
    add(
      add(bodies, 'Subnets', subnet('inspection-b', GUIDE.vpc, '10.0.34.0/28')),
      'RouteTables',
      table('inspection-b', GUIDE.vpc, [idOf('subnet', 'inspection-b')], [localRoute()]),
    ),
    'VpcEndpoints',
    endpointIn('inspection-b', idOf('subnet', 'inspection-b'), MANAGED),
  );

const ENDPOINTS: readonly Case[] = [
  {
    fact: 'both halves through the endpoint',
    bodies: inspected([toEndpoint(PRIVATE_CIDR)]),
    asked: THROUGH,
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'the answers come straight from the NAT subnet: the route that is missing is added, and proven',
    bodies: inspected([]),
    asked: THROUGH,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`ASYMMETRIC_PATH ${NAT_TABLE}`],
    fix: [
      `aws ec2 create-route --route-table-id ${NAT_TABLE} --destination-cidr-block ${PRIVATE_CIDR} --vpc-endpoint-id ${INSPECTION.endpoint} --region us-east-1`,
    ],
  },
  {
    fact: 'what an unknown endpoint does with half a connection is not known either',
    bodies: inspected([]),
    flow: WORKER_OUT,
    holds: 'undecided',
    settle: [`declare it: --assume egress:${INSPECTION.endpoint}`],
  },
  {
    fact: 'another endpoint of the firewall does not know the connection',
    bodies: secondEndpoint(inspected([toEndpoint(PRIVATE_CIDR, idOf('vpce', 'inspection-b'))])),
    asked: { assume: [...THROUGH.assume, `reach:${PRIVATE_CIDR}@${idOf('vpce', 'inspection-b')}`] },
    flow: WORKER_OUT,
    holds: 'no',
    by: [`ASYMMETRIC_PATH ${NAT_TABLE}`],
  },
  {
    fact: 'a firewall of AWS gives packets back, and its subnet has no route on',
    bodies: inspected([toEndpoint(PRIVATE_CIDR)], []),
    asked: THROUGH,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${idOf('rtb', 'inspection')}`],
  },
  {
    fact: 'appliances of somebody else may send packets on by themselves',
    bodies: change(inspected([toEndpoint(PRIVATE_CIDR)], []), 'VpcEndpoints', INSPECTION.endpoint, {
      Tags: [],
    }),
    asked: THROUGH,
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'the ACL of the subnet of the endpoint is asked',
    bodies: add(
      inspected([toEndpoint(PRIVATE_CIDR)]),
      'NetworkAcls',
      acl(
        'inspection',
        GUIDE.vpc,
        [INSPECTION.subnet],
        OPEN.filter(({ Egress }) => Egress),
      ),
    ),
    asked: THROUGH,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`SUBNET_ACL_RESTRICTION ${idOf('acl', 'inspection')}`],
  },
];

/** The scheduler's subnet leaves by the endpoint, and what enters goes through it if `edge` says so. */
function distributed(edge: boolean): AwsBodies {
  const bodies = networks.withRoutes(
    inspected([], [route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway })]),
    GUIDE.publicTable,
    toEndpoint('0.0.0.0/0'),
  );
  const gateway: ec2.RouteTable = {
    ...table('edge', GUIDE.vpc, [], [localRoute(), toEndpoint(PUBLIC_CIDR)]),
    Associations: [
      { Main: false, GatewayId: GUIDE.internetGateway, AssociationState: { State: 'associated' } },
    ],
  };
  return edge ? add(bodies, 'RouteTables', gateway) : bodies;
}
const FROM_OFFICE = { client: [OFFICE_PUBLIC], assume: THROUGH.assume };
const LET_IN = [...THROUGH.assume, `reach:${OFFICE_PUBLIC}@${INSPECTION.endpoint}`];

const INGRESS: readonly Case[] = [
  {
    fact: 'clients come in by the edge table and leave by the same endpoint',
    bodies: distributed(true),
    asked: { ...FROM_OFFICE, assume: LET_IN },
    flow: CLIENT_IN,
    holds: 'yes',
  },
  {
    fact: 'a declaration about egress says nothing of what is let in',
    bodies: distributed(true),
    asked: FROM_OFFICE,
    flow: CLIENT_IN,
    holds: 'undecided',
    settle: [`declare it: --assume reach:${OFFICE_PUBLIC}@${INSPECTION.endpoint}`],
  },
  {
    fact: 'what comes in still needs the internet gateway',
    bodies: change(distributed(true), 'InternetGateways', GUIDE.internetGateway, { Attachments: [] }),
    asked: { ...FROM_OFFICE, assume: LET_IN },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`BAD_STATE_ATTACHMENT ${GUIDE.internetGateway}`],
  },
  {
    fact: 'without an edge table the answers alone pass the endpoint: clients are answered around it',
    bodies: distributed(false),
    asked: FROM_OFFICE,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`ASYMMETRIC_PATH ${GUIDE.publicTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${GUIDE.publicTable} --destination-cidr-block ${OFFICE_PUBLIC} --gateway-id ${GUIDE.internetGateway} --region us-east-1`,
    ],
  },
  {
    fact: 'for clients anywhere a route around it would open the firewall: words alone',
    bodies: distributed(false),
    asked: { client: ['internet'], assume: THROUGH.assume },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`ASYMMETRIC_PATH ${GUIDE.publicTable}`],
    fix: 'an edge route table',
  },
  {
    fact: 'what leaves by the endpoint comes back through it by the edge table',
    bodies: distributed(true),
    asked: THROUGH,
    flow: 'scheduler → internet',
    holds: 'yes',
  },
  {
    fact: 'and past it without one',
    bodies: distributed(false),
    asked: THROUGH,
    flow: 'scheduler → internet',
    holds: 'no',
    by: [`ASYMMETRIC_PATH ${GUIDE.internetGateway}`],
    fix: 'lead both directions through',
  },
];

const vpnWith = (table: Partial<ec2.RouteTable>): AwsBodies => {
  const bodies = networks.behindVpn();
  const routes = (id: string) =>
    (bodies.RouteTables ?? [])
      .find(({ RouteTableId }) => RouteTableId === id)
      ?.Routes?.filter(({ GatewayId }) => GatewayId !== VPN_GATEWAY) ?? [];
  const bare = change(bodies, 'RouteTables', GUIDE.privateTable, { Routes: routes(GUIDE.privateTable) });
  return change(bare, 'RouteTables', GUIDE.publicTable, { Routes: routes(GUIDE.publicTable), ...table });
};
const BY_VPN = { client: [OFFICE_PRIVATE], assume: [`reach:${OFFICE_PRIVATE}@${VPN_GATEWAY}`] };
const IN_SPOKE = {
  placement: {
    networkId: GUIDE.vpc,
    schedulerSubnetId: GUIDE.privateSubnet,
    workerSubnetId: GUIDE.privateSubnet,
    firewallId: GUIDE.group,
    schedulerPublicIp: false,
    workersPublicIp: false,
  },
  client: [`subnet:${HUB.innerSubnet}`],
};
const spokeRoutes = (...routes: readonly ec2.TransitGatewayRoute[]): AwsBodies => {
  const bodies = centralEgress();
  return {
    ...bodies,
    Routes: { ...bodies.Routes, [TRANSIT.spokeTable]: { Routes: routes, AdditionalRoutesAvailable: false } },
  };
};
const TO_HUB = transitRoute(HUB.cidr, 'propagated', TRANSIT.hubAttachment, HUB.vpc);
const BLACKHOLE = transitRoute('0.0.0.0/0', 'static', TRANSIT.hubAttachment, HUB.vpc, 'blackhole');

const MISSING: readonly Case[] = [
  {
    fact: 'a gateway that is taught the range and writes into no table',
    bodies: vpnWith({}),
    asked: BY_VPN,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.publicTable}`],
    fix: [
      `aws ec2 enable-vgw-route-propagation --route-table-id ${GUIDE.publicTable} --gateway-id ${VPN_GATEWAY} --region us-east-1`,
    ],
  },
  {
    fact: 'where it writes already it was not taught the range: a route by hand',
    bodies: vpnWith({ PropagatingVgws: [{ GatewayId: VPN_GATEWAY }] }),
    asked: BY_VPN,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.publicTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${GUIDE.publicTable} --destination-cidr-block ${OFFICE_PRIVATE} --gateway-id ${VPN_GATEWAY} --region us-east-1`,
    ],
  },
  {
    fact: 'forward the same: what is required falls to the NAT gateway',
    bodies: vpnWith({}),
    asked: { require: ['role:worker=10.50.0.7:5432'] },
    flow: 'role:worker=10.50.0.7:5432',
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.privateTable}`],
    fix: [
      `aws ec2 enable-vgw-route-propagation --route-table-id ${GUIDE.privateTable} --gateway-id ${VPN_GATEWAY} --region us-east-1`,
      `# then check with --assume reach:10.50.0.7/32@${VPN_GATEWAY}`,
    ],
  },
  {
    fact: 'a reply never goes by NAT: for a scheduler in the private subnet the route is missing there',
    bodies: vpnWith({}),
    asked: { ...BY_VPN, placement: IN_SPOKE.placement },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.privateTable}`],
    fix: [
      `aws ec2 enable-vgw-route-propagation --route-table-id ${GUIDE.privateTable} --gateway-id ${VPN_GATEWAY} --region us-east-1`,
    ],
  },
  {
    fact: 'without a gateway that could lead there: words',
    bodies: networks.withIngress(guideNetwork(), networks.clientsFrom(OFFICE_PRIVATE), networks.fromItself()),
    asked: { client: [OFFICE_PRIVATE] },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.publicTable}`],
    fix: 'no active peering',
  },
  {
    fact: 'a route that somebody wrote to the internet gateway for a private range is its own mistake',
    bodies: networks.plusRoutes(
      networks.withIngress(guideNetwork(), networks.clientsFrom(OFFICE_PRIVATE), networks.fromItself()),
      GUIDE.publicTable,
      route(OFFICE_PRIVATE, { GatewayId: GUIDE.internetGateway }),
    ),
    asked: { client: [OFFICE_PRIVATE] },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS ${GUIDE.internetGateway}`],
  },
  {
    fact: 'the answers to a peer fall to the internet gateway: a route to the peering that is there',
    bodies: networks.withIngress(
      networks.withRoutes(
        networks.peered(),
        GUIDE.publicTable,
        route('0.0.0.0/0', { GatewayId: GUIDE.internetGateway }),
      ),
      networks.clientsFrom(networks.PEER.cidr),
      networks.fromItself(),
    ),
    asked: { client: [`vpc:${networks.PEER.vpc}`] },
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.publicTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${GUIDE.publicTable} --destination-cidr-block ${networks.PEER.cidr} --vpc-peering-connection-id ${networks.PEERING} --region us-east-1`,
    ],
  },
  {
    fact: "a black hole in the transit gateway's own table is replaced",
    bodies: spokeRoutes(TO_HUB, BLACKHOLE),
    asked: IN_SPOKE,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`TGW_RTB_BAD_STATE_ROUTE ${TRANSIT.spokeTable}`],
    fix: [
      `aws ec2 replace-transit-gateway-route --destination-cidr-block 0.0.0.0/0 --transit-gateway-route-table-id ${TRANSIT.spokeTable} --transit-gateway-attachment-id ${TRANSIT.hubAttachment} --region us-east-1`,
    ],
  },
  {
    fact: "a transit gateway's route back to where the packets come from is a circle, and no missing route",
    bodies: spokeRoutes(transitRoute('0.0.0.0/0', 'static', TRANSIT.spokeAttachment, GUIDE.vpc)),
    asked: IN_SPOKE,
    flow: WORKER_OUT,
    holds: 'no',
    by: [`ROUTING_LOOP ${TRANSIT.gateway}`],
  },
  {
    fact: 'a private range is missing in both tables on the way: both get it',
    bodies: networks.withRoutes(spokeRoutes(), GUIDE.privateTable),
    asked: IN_SPOKE,
    flow: CLIENT_IN,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${GUIDE.privateTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${GUIDE.privateTable} --destination-cidr-block ${HUB.cidr} --transit-gateway-id ${TRANSIT.gateway} --region us-east-1`,
      `aws ec2 create-transit-gateway-route --destination-cidr-block ${HUB.cidr} --transit-gateway-route-table-id ${TRANSIT.spokeTable} --transit-gateway-attachment-id ${TRANSIT.hubAttachment} --region us-east-1`,
    ],
  },
];

/** The hub's way out is a NAT instance in the attachment's subnet. */
const hubInstance = (...routes: readonly ec2.Route[]): AwsBodies => {
  const bodies = networks.withFirewall(centralEgress());
  const moved = change(bodies, 'NetworkInterfaces', FIREWALL.interface, {
    VpcId: HUB.vpc,
    SubnetId: HUB.publicSubnet,
    Groups: [{ GroupId: FIREWALL_GROUP }],
  });
  const open = change(moved, 'SecurityGroups', FIREWALL_GROUP, {
    VpcId: HUB.vpc,
    IpPermissions: [everything('10.0.0.0/8')],
  });
  const out = change(open, 'RouteTables', HUB.publicTable, { Routes: [localRoute(HUB.cidr), ...routes] });
  return networks.plusRoutes(
    change(out, 'RouteTables', idOf('rtb', 'hub'), { Routes: [localRoute(HUB.cidr)] }),
    idOf('rtb', 'hub'),
    networks.toFirewall('0.0.0.0/0'),
    route('10.0.0.0/16', { TransitGatewayId: TRANSIT.gateway }),
  );
};
const TO_SPOKES = route('10.0.0.0/16', { TransitGatewayId: TRANSIT.gateway });
const HUB_OUT = route('0.0.0.0/0', { GatewayId: HUB.internetGateway });

const HUBS: readonly Case[] = [
  {
    fact: 'a NAT instance of a hub answers over the transit gateway',
    bodies: hubInstance(HUB_OUT, TO_SPOKES),
    asked: { ...IN_SPOKE, ...EGRESS },
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'and not without a route back in the table of its subnet',
    bodies: hubInstance(HUB_OUT),
    asked: { ...IN_SPOKE, ...EGRESS },
    flow: WORKER_OUT,
    holds: 'no',
    by: [`NO_ROUTE_TO_DESTINATION ${HUB.publicTable}`],
    fix: [
      `aws ec2 create-route --route-table-id ${HUB.publicTable} --destination-cidr-block 10.0.0.0/16 --transit-gateway-id ${TRANSIT.gateway} --region us-east-1`,
    ],
  },
  {
    fact: 'an attachment that is named as the hop enters by its own table',
    bodies: centralEgress(),
    asked: {
      ...IN_SPOKE,
      client: ['10.100.1.0/24'],
      assume: [`reach:10.200.0.0/16@${TRANSIT.hubAttachment}`],
    },
    flow: CLIENT_IN,
    holds: 'yes',
  },
];

/** The default route of the guide's VMs on Google Cloud leads to a VM that forwards. */
const VM = 'inspection';
const VM_LINK = `https://www.googleapis.com/compute/v1/projects/${gcp.PROJECT}/zones/${gcp.ZONE}/instances/${VM}`;
const BALANCER = gcp.inRegion('forwardingRules', 'inspection-lb');
const viaVm = (next: object, ...rules: readonly ReturnType<typeof gcp.firewall>[]): gcp.GcpBodies => ({
  ...gcp.guideNetwork(),
  routes: [
    gcp.defaultRoute(),
    gcp.route('inspected', '0.0.0.0/0', { priority: 900, tags: [gcp.GUIDE.tag], ...next }),
  ],
  instances: [
    gcp.instance(
      VM,
      { subnet: gcp.GUIDE.subnet, address: '10.20.0.50' },
      { canIpForward: true, tags: { items: [VM] } },
    ),
  ],
  forwardingRules: [
    {
      name: 'inspection-lb',
      selfLink: BALANCER,
      IPAddress: '10.20.0.60',
      network: gcp.networkLink(gcp.GUIDE.network),
      subnetwork: gcp.subnetLink(gcp.GUIDE.subnet),
    },
  ],
  firewalls: [
    gcp.clients([gcp.GUIDE.tag], ['0.0.0.0/0']),
    gcp.firewall('byo-cluster', { tags: [gcp.GUIDE.tag], fromTags: [gcp.GUIDE.tag] }),
    ...rules,
  ],
});
const OPEN_VM = gcp.firewall('inspected', { tags: [VM], fromTags: [gcp.GUIDE.tag] });
const FOR_ALL = gcp.firewall('all', { from: ['10.0.0.0/8'] });
const ON_GOOGLE = {
  networkId: gcp.GUIDE.network,
  schedulerSubnetId: gcp.GUIDE.subnet,
  workerSubnetId: gcp.GUIDE.subnet,
  firewallId: gcp.GUIDE.tag,
  schedulerPublicIp: true,
  workersPublicIp: false,
};
const behindHop = (hop: string) => ({ placement: ON_GOOGLE, assume: [`egress:${hop}`] });

const GOOGLE: readonly (Omit<Case, 'bodies'> & { readonly bodies: gcp.GcpBodies })[] = [
  {
    fact: 'a VM that forwards has the firewall of its network',
    bodies: viaVm({ nextHopInstance: VM_LINK }),
    asked: behindHop(VM),
    flow: WORKER_OUT,
    holds: 'no',
    by: ['FIREWALL_RULE byo-network/firewall'],
    fix: [
      `gcloud compute firewall-rules create ${VM}-ingress-tcp-443 --project=${gcp.PROJECT} --network=byo-network --direction=ingress --action=allow --rules=tcp:443 --source-ranges=${gcp.GUIDE.cidr} --target-tags=${VM}`,
    ],
  },
  {
    fact: 'a rule for its tag opens it',
    bodies: viaVm({ nextHopInstance: VM_LINK }, OPEN_VM),
    asked: behindHop(VM),
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'and so for a client: it comes in by the external address, and its answer leaves by the VM',
    bodies: viaVm({ nextHopInstance: VM_LINK }, OPEN_VM),
    asked: { ...behindHop(VM), client: ['203.0.113.0/24'] },
    flow: CLIENT_IN,
    holds: 'no',
    by: ['ASYMMETRIC_PATH byo-network/routes'],
  },
  {
    fact: 'nobody said what the machines behind a load balancer carry: a rule may let the cluster in',
    bodies: viaVm({ nextHopIlb: BALANCER }),
    asked: behindHop('inspection-lb'),
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'a rule for all machines reaches them',
    bodies: viaVm({ nextHopIlb: BALANCER }, FOR_ALL),
    asked: behindHop('inspection-lb'),
    flow: WORKER_OUT,
    holds: 'yes',
  },
  {
    fact: 'where every rule denies, none of them gets a packet',
    bodies: viaVm(
      { nextHopIlb: BALANCER },
      gcp.firewall('nobody', { from: ['0.0.0.0/0'], deny: ['all'], priority: 1 }),
    ),
    asked: behindHop('inspection-lb'),
    flow: WORKER_OUT,
    holds: 'no',
    by: ['FIREWALL_RULE byo-network/firewall'],
    fix: 'nothing shows which network tags the machines behind inspection-lb carry',
  },
  {
    fact: 'a load balancer by its address is the same hop',
    bodies: viaVm(
      { nextHopIlb: '10.20.0.60' },
      gcp.firewall('nobody', { from: ['0.0.0.0/0'], deny: ['all'], priority: 1 }),
    ),
    asked: behindHop('10.20.0.60'),
    flow: WORKER_OUT,
    holds: 'no',
    by: ['FIREWALL_RULE byo-network/firewall'],
  },
];

/** A router of another region that is taught the office's range, and a cluster here. */
const taught = (routingMode: string): gcp.GcpBodies => ({
  ...gcp.guideNetwork(),
  networks: [gcp.network(gcp.GUIDE.network, { routingConfig: { routingMode } })],
  firewalls: [
    gcp.clients([gcp.GUIDE.tag], [OFFICE_PRIVATE]),
    gcp.firewall('byo-cluster', { tags: [gcp.GUIDE.tag], fromTags: [gcp.GUIDE.tag] }),
  ],
  routers: [gcp.router('learner', [], { bgpPeers: [{ name: 'office' }], region: 'us-west1' })],
  vpnTunnels: [{ name: 'office', selfLink: gcp.inRegion('vpnTunnels', 'office', 'us-west1') }],
  routerStatus: {
    learner: {
      bestRoutes: [
        {
          destRange: OFFICE_PRIVATE,
          nextHopVpnTunnel: gcp.inRegion('vpnTunnels', 'office', 'us-west1'),
          priority: 100,
        },
      ],
    },
  },
});
const BY_TUNNEL = {
  placement: ON_GOOGLE,
  client: [OFFICE_PRIVATE],
  assume: [`reach:${OFFICE_PRIVATE}@office`],
};

const LEARNED: typeof GOOGLE = [
  {
    fact: 'regional routing keeps it to its region',
    bodies: taught('REGIONAL'),
    asked: BY_TUNNEL,
    flow: CLIENT_IN,
    holds: 'no',
    by: ['NO_ROUTE byo-network/routes/us-east1'],
    fix: [`gcloud compute networks update byo-network --project=${gcp.PROJECT} --bgp-routing-mode=global`],
  },
  {
    fact: 'a required address behind the tunnel the same, with what has to be said of it',
    bodies: taught('REGIONAL'),
    asked: { placement: ON_GOOGLE, require: ['role:scheduler=10.50.0.7:5432'] },
    flow: 'role:scheduler=10.50.0.7:5432',
    holds: 'no',
    by: ['NO_ROUTE byo-network/routes/us-east1'],
    fix: [
      `gcloud compute networks update byo-network --project=${gcp.PROJECT} --bgp-routing-mode=global`,
      '# then check with --assume reach:10.50.0.7/32@office',
    ],
  },
  {
    fact: 'global routing gives it to all',
    bodies: taught('GLOBAL'),
    asked: BY_TUNNEL,
    flow: CLIENT_IN,
    holds: 'yes',
  },
  {
    fact: 'a tunnel that no route leads to can be named as well',
    bodies: { ...taught('GLOBAL'), routers: [], routerStatus: {} },
    asked: BY_TUNNEL,
    flow: CLIENT_IN,
    holds: 'no',
    by: ['NO_ROUTE byo-network/routes'],
  },
];

describe('an appliance', () => {
  test.each([...APPLIANCES, ...BEHIND_AN_APPLIANCE])('$fact', (row) => hold(openedOf(row.bodies), row));
});
describe('a firewall endpoint', () => {
  test.each([...ENDPOINTS, ...INGRESS])('$fact', (row) => hold(openedOf(row.bodies), row));
});
describe('a route that is missing', () => {
  test.each([...MISSING, ...HUBS])('$fact', (row) => hold(openedOf(row.bodies), row));
});
describe('Google Cloud', () => {
  test.each([...GOOGLE, ...LEARNED])('$fact', (row) =>
    hold(google.open({ documents: gcpDocuments(row.bodies), gaps: [], ignored: [] }), { ...row, bodies: {} }),
  );
});
