/** The ways in and out (gcp.md 15-20): each fact as a network, a question and its answer. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/snapshot/canonical.ts';
import {
  add,
  address,
  change,
  defaultRoute,
  firewall,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  inRegion,
  instance,
  nat,
  network,
  networkLink,
  route,
  router,
  subnet,
  subnetLink,
  subnetRoute,
  unread,
} from '../../support/gcp.ts';
import { answer, ask, gcpNetwork } from '../../support/gcp-asked.ts';

const OPEN = firewall('open', { from: ['0.0.0.0/0'] });
/** The guide's network, everything let in, with these routes beside those of its subnet. */
const routed = (...routes: readonly JsonObject[]): GcpBodies => ({
  ...guideNetwork(),
  firewalls: [OPEN],
  routes: [subnetRoute(GUIDE.cidr), ...routes],
});
const natted = (...nats: readonly JsonObject[]): GcpBodies => ({
  ...guideNetwork(),
  routers: [router(GUIDE.router, nats)],
});

const PRIVATE = `vm:subnet=${GUIDE.subnet}`;
const PUBLIC = `${PRIVATE},public`;
const TUNNEL = 'office';
const tunnel = {
  kind: 'compute#vpnTunnel',
  name: TUNNEL,
  selfLink: inRegion('vpnTunnels', TUNNEL),
  status: 'ESTABLISHED',
};
const viaTunnel = (name: string, range: string, extra: JsonObject = {}): JsonObject =>
  route(name, range, { nextHopVpnTunnel: inRegion('vpnTunnels', TUNNEL), ...extra });
const viaVm = (name: string, range = '0.0.0.0/0', extra: JsonObject = {}): JsonObject =>
  route('appliance', range, { nextHopInstance: `zones/us-east1-c/instances/${name}`, ...extra });
const appliance = (extra: JsonObject = {}): JsonObject =>
  instance('fw', { subnet: GUIDE.subnet, address: '10.20.0.9' }, { canIpForward: true, ...extra });

const listed = (ranges: readonly string[], name: string = GUIDE.subnet): JsonObject =>
  nat({
    sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
    subnetworks: [{ name: subnetLink(name), sourceIpRangesToNat: ranges }],
  });
const manual = (addresses: readonly string[], drained: readonly string[] = []): JsonObject =>
  nat({
    natIpAllocateOption: 'MANUAL_ONLY',
    natIps: addresses.map((name) => inRegion('addresses', name)),
    drainNatIps: drained.map((name) => inRegion('addresses', name)),
  });

interface Case {
  readonly fact: string;
  readonly bodies: GcpBodies;
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: number;
  readonly assume?: readonly string[];
  readonly says: string;
}

const OUT: readonly Case[] = [
  { fact: '15: no default route', bodies: routed(), from: PUBLIC, says: 'blocked NO_ROUTE' },
  { fact: '15: the default route', bodies: routed(defaultRoute()), from: PUBLIC, says: 'reachable' },
  {
    fact: '15: a default route for VMs with a tag that this one has not',
    bodies: routed({ ...defaultRoute(), tags: ['out'] }),
    from: PUBLIC,
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '15: a default route for VMs with its tag',
    bodies: routed({ ...defaultRoute(), tags: ['out'] }),
    from: `${PUBLIC},tags=out`,
    says: 'reachable',
  },
  {
    fact: '15: the lower priority wins',
    bodies: {
      ...routed(defaultRoute(), viaTunnel('up', '0.0.0.0/0', { priority: 900 })),
      vpnTunnels: [tunnel],
    },
    from: PUBLIC,
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '15: at equal priority the internet gateway comes last',
    bodies: { ...routed(defaultRoute(), viaTunnel('up', '0.0.0.0/0')), vpnTunnels: [tunnel] },
    from: PUBLIC,
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '15: the longest prefix wins, whatever its priority',
    bodies: {
      ...routed(defaultRoute(), viaTunnel('up', '192.0.0.0/4', { priority: 65000 })),
      vpnTunnels: [tunnel],
    },
    from: PUBLIC,
    to: '203.0.113.9',
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '15: a next hop that is stopped stands back',
    bodies: {
      ...routed(defaultRoute(), viaVm('fw', '0.0.0.0/0', { priority: 1 })),
      instances: [appliance({ status: 'TERMINATED' })],
    },
    from: PUBLIC,
    says: 'reachable',
  },
  {
    fact: '15: a VM that may not forward',
    bodies: { ...routed(viaVm('fw')), instances: [appliance({ canIpForward: false })] },
    says: 'blocked FOREIGN_IP_DISALLOWED',
  },
  {
    fact: '15: a next hop that is gone',
    bodies: routed(viaVm('gone')),
    says: 'blocked ROUTE_NEXT_HOP_RESOURCE_NOT_FOUND',
  },
  {
    fact: '15: a next hop in another network',
    bodies: {
      ...routed(viaVm('fw')),
      instances: [
        instance('fw', { subnet: 'far', address: '10.60.0.9', network: 'other' }, { canIpForward: true }),
      ],
    },
    says: 'blocked ROUTE_NEXT_HOP_INSTANCE_WRONG_NETWORK',
  },
  {
    fact: '15: equal routes share the packets, so one that fails fails some of them',
    bodies: {
      ...routed(viaVm('fw', '0.0.0.0/0'), viaTunnel('up', '0.0.0.0/0')),
      vpnTunnels: [tunnel],
      instances: [appliance({ canIpForward: false })],
    },
    assume: ['egress:office'],
    says: 'partial FOREIGN_IP_DISALLOWED',
  },
  {
    fact: '15: a policy-based route comes before all others',
    bodies: {
      ...routed(defaultRoute()),
      policyBasedRoutes: [
        {
          kind: 'networkconnectivity#policyBasedRoute',
          name: 'projects/my-project-id/locations/global/policyBasedRoutes/inspect',
          network: networkLink(GUIDE.network),
          filter: { protocolVersion: 'IPV4', destRange: '0.0.0.0/0' },
          nextHopIlbIp: '10.20.0.50',
          priority: 100,
        },
      ],
    },
    from: PUBLIC,
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '16: neither an external address nor Cloud NAT',
    bodies: natted(),
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  { fact: '16: an external address needs no NAT', bodies: natted(), from: PUBLIC, says: 'reachable' },
  { fact: '16: all ranges of all subnets', bodies: natted(nat()), says: 'reachable' },
  {
    fact: '16: all primary ranges',
    bodies: natted(nat({ sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES' })),
    says: 'reachable',
  },
  {
    fact: '16: a list with the primary range',
    bodies: natted(listed(['PRIMARY_IP_RANGE'])),
    says: 'reachable',
  },
  { fact: '16: a list with all ranges', bodies: natted(listed(['ALL_IP_RANGES'])), says: 'reachable' },
  {
    fact: '16: secondary ranges are not the address of a VM',
    bodies: natted(listed(['LIST_OF_SECONDARY_IP_RANGES'])),
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: '16: a list without the subnet',
    bodies: natted(listed(['ALL_IP_RANGES'], 'another')),
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: '16: NAT of another region',
    bodies: { ...natted(), routers: [router(GUIDE.router, [nat()], { region: 'us-west1' })] },
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: '16: NAT of another network',
    bodies: { ...natted(), routers: [router(GUIDE.router, [nat()], { network: 'other' })] },
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: '16: NAT for other endpoints than VMs',
    bodies: natted(nat({ endpointTypes: ['ENDPOINT_TYPE_SWG'] })),
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  { fact: '16: no endpoint types means VMs', bodies: natted(nat({ endpointTypes: [] })), says: 'reachable' },
  {
    fact: '16: private NAT is no way out',
    bodies: natted(nat({ type: 'PRIVATE' })),
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: '16: reserved addresses',
    bodies: { ...natted(manual(['one'])), addresses: [address('one', '198.51.100.7')] },
    says: 'reachable',
  },
  {
    fact: '16: only drained addresses',
    bodies: natted(manual(['one'], ['one'])),
    says: 'blocked CLOUD_NAT_NO_ADDRESSES',
  },
  { fact: '16: manual and none', bodies: natted(manual([])), says: 'blocked CLOUD_NAT_NO_ADDRESSES' },
  {
    fact: '16: NAT carries no ESP',
    bodies: natted(nat()),
    protocol: 50,
    says: 'blocked CLOUD_NAT_PROTOCOL_UNSUPPORTED',
  },
  {
    fact: '16: NAT serves only what goes by the default internet gateway',
    bodies: { ...routed(viaTunnel('up', '0.0.0.0/0')), vpnTunnels: [tunnel] },
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '16: routers that nobody read may have one',
    bodies: unread(natted(), 'routers'),
    says: 'unknown UNKNOWN_RESOURCE',
  },
  {
    fact: '18: Private Google Access is no way to the internet',
    bodies: change(natted(), 'subnetworks', GUIDE.subnet, { privateIpGoogleAccess: true }),
    to: '151.101.0.223',
    says: 'blocked NO_EXTERNAL_ADDRESS',
  },
  {
    fact: "18: Private Google Access reaches Google's own addresses",
    bodies: change(natted(), 'subnetworks', GUIDE.subnet, { privateIpGoogleAccess: true }),
    to: '199.36.153.8/30',
    says: 'reachable',
  },
  {
    fact: '18: without it they are out of reach',
    bodies: natted(),
    to: '199.36.153.8/30',
    says: 'blocked PRIVATE_GOOGLE_ACCESS_DISALLOWED',
  },
  {
    fact: '18: and it needs the route',
    bodies: change(routed(), 'subnetworks', GUIDE.subnet, { privateIpGoogleAccess: true }),
    to: '199.36.153.8/30',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '19: a tunnel hides what is behind it',
    bodies: { ...routed(viaTunnel('office', '10.50.0.0/16')), vpnTunnels: [tunnel] },
    to: '10.50.0.0/16',
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '19: a person may know it, by the name or by the link of the tunnel',
    bodies: { ...routed(viaTunnel('office', '10.50.0.0/16')), vpnTunnels: [tunnel] },
    to: '10.50.0.0/16',
    assume: [`reach:10.50.0.0/16@${inRegion('vpnTunnels', TUNNEL)}`],
    says: 'reachable',
  },
  {
    fact: '19: a tunnel that is down',
    bodies: {
      ...routed(viaTunnel('office', '10.50.0.0/16')),
      vpnTunnels: [{ ...tunnel, status: 'NETWORK_ERROR' }],
    },
    to: '10.50.0.0/16',
    says: 'blocked ROUTE_BLACKHOLE',
  },
  {
    fact: 'private addresses die at the internet gateway',
    bodies: guideNetwork(),
    from: PUBLIC,
    to: '10.99.0.0/16',
    says: 'blocked NO_ROUTE',
  },
];

const bgp = router('learner', [], { bgpPeers: [{ name: 'office' }] });
const learned = (destRange: string) => ({
  network: networkLink(GUIDE.network),
  bestRoutes: [
    {
      kind: 'compute#route',
      destRange,
      priority: 100,
      nextHopVpnTunnel: inRegion('vpnTunnels', TUNNEL),
      network: networkLink(GUIDE.network),
    },
  ],
});
const LEARNING: readonly Case[] = [
  {
    fact: '1: what a router with BGP peers learns was not read: a default route may be among it',
    bodies: add(guideNetwork(), 'routers', bgp),
    says: 'unknown UNKNOWN_RESOURCE',
  },
  {
    fact: '1: a learned default route is not missed',
    bodies: {
      ...add(guideNetwork(), 'routers', bgp),
      vpnTunnels: [tunnel],
      routerStatus: { learner: learned('0.0.0.0/0') },
    },
    says: 'unknown UNKNOWN_NETWORK',
  },
  {
    fact: '1: a router that learns other ranges changes nothing for the internet',
    bodies: {
      ...add(guideNetwork(), 'routers', bgp),
      vpnTunnels: [tunnel],
      routerStatus: { learner: learned('10.50.0.0/16') },
    },
    says: 'reachable',
  },
  {
    fact: '1: regional routing: a router of another region teaches this one nothing',
    bodies: {
      ...add(
        guideNetwork(),
        'routers',
        router('learner', [], { bgpPeers: [{ name: 'office' }], region: 'us-west1' }),
      ),
      subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr), subnet('west', '10.30.0.0/20', { region: 'us-west1' })],
    },
    says: 'reachable',
  },
  {
    fact: '1: global routing: it teaches every region',
    bodies: {
      ...add(
        guideNetwork(),
        'routers',
        router('learner', [], { bgpPeers: [{ name: 'office' }], region: 'us-west1' }),
      ),
      networks: [network(GUIDE.network, { routingConfig: { routingMode: 'GLOBAL' } })],
    },
    says: 'unknown UNKNOWN_RESOURCE',
  },
  {
    fact: '1: global routing: the status of a router of the region is enough',
    bodies: {
      ...add(
        add(guideNetwork(), 'routers', bgp),
        'routers',
        router('far', [], { bgpPeers: [{ name: 'office' }], region: 'us-west1' }),
      ),
      networks: [network(GUIDE.network, { routingConfig: { routingMode: 'GLOBAL' } })],
      vpnTunnels: [tunnel],
      routerStatus: { learner: learned('10.50.0.0/16') },
    },
    says: 'reachable',
  },
  {
    fact: 'routes that nobody read',
    bodies: unread(guideNetwork(), 'routes'),
    says: 'unknown UNKNOWN_RESOURCE',
  },
];

const asked = ({ from = PRIVATE, to = 'internet', protocol, assume }: Case) => ({
  from,
  to,
  port: 443,
  ...(protocol !== undefined && { protocol }),
  ...(assume && { assume }),
});

describe('the way out', () => {
  it.each([...OUT, ...LEARNING])('$fact', (one) => {
    expect(answer(gcpNetwork(one.bodies), asked(one))).toBe(one.says);
  });

  it('a subnet is reached although nobody read the routes', () => {
    const of = gcpNetwork({
      ...unread(guideNetwork(), 'routes'),
      firewalls: [OPEN],
      subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr), subnet('two', '10.30.0.0/20')],
    });
    expect(answer(of, { from: PRIVATE, to: 'vm:subnet=two' })).toBe('reachable');
  });

  it('1: what two routers of a region tell alike is one route', () => {
    const second = router('second', [], { bgpPeers: [{ name: 'office' }] });
    const of = gcpNetwork({
      ...add(add(guideNetwork(), 'routers', bgp), 'routers', second),
      vpnTunnels: [tunnel],
      routerStatus: { learner: learned('10.50.0.0/16'), second: learned('10.50.0.0/16') },
    });
    const ids = of.routeTables.get(`${GUIDE.network}/routes/us-east1`)?.routes.map(({ id }) => id);
    expect(ids?.filter((id) => id.startsWith('10.50.0.0/16'))).toEqual(['10.50.0.0/16 → office']);
  });

  it('15: no route claims a part of a subnet', () => {
    const of = gcpNetwork({
      ...routed(viaTunnel('thief', '10.30.0.0/24')),
      vpnTunnels: [tunnel],
      subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr), subnet('two', '10.30.0.0/20')],
    });
    expect(answer(of, { from: PRIVATE, to: 'vm:subnet=two' })).toBe('reachable');
    const [table] = of.routeTables.values();
    expect(table?.overruled?.map(({ name }) => name)).toEqual(['thief']);
  });

  it('17: says how many ports there are to share', () => {
    const of = gcpNetwork({
      ...natted(manual(['one', 'two'], ['two'])),
      addresses: [address('one', '198.51.100.7')],
    });
    const gateway = of.gateways.get('default-internet-gateway');
    const found = gateway?.kind === 'internet' ? gateway.translators?.get(GUIDE.subnet) : undefined;
    const [translator] = found && 'value' in found ? found.value : [];
    expect(translator?.ports).toMatchObject({ addresses: 1, perAddress: 64512, perMachine: 64 });
  });

  it('16: names the NAT that translates, and its addresses', () => {
    const of = gcpNetwork({ ...natted(manual(['one'])), addresses: [address('one', '198.51.100.7')] });
    const { forward } = ask(of, { from: PRIVATE, to: 'internet' });
    const hop = forward.hops.find(({ resource }) => resource.word === 'Cloud NAT');
    expect([hop?.resource.id, hop?.note]).toEqual([GUIDE.nat, 'translates to 198.51.100.7']);
  });
});

describe('the way in', () => {
  it.each([
    ['a VM with an external address', PUBLIC, routed(defaultRoute()), 'reachable'],
    [
      'a VM without one',
      PRIVATE,
      routed(defaultRoute()),
      'blocked NO_ROUTE_FROM_INTERNET_TO_PRIVATE_IPV4_ADDRESS NO_EXTERNAL_ADDRESS',
    ],
    ['a reply that finds no way back', PUBLIC, routed(), 'blocked NO_ROUTE'],
  ] as const)('%s', (_, to, bodies, says) => {
    expect(answer(gcpNetwork(bodies), { from: 'internet', to })).toBe(says);
  });
});

const peer = (other: string, extra: JsonObject = {}) => ({
  name: `to-${other}`,
  network: networkLink(other),
  state: 'ACTIVE',
  exchangeSubnetRoutes: true,
  ...extra,
});
/** Two networks that peer; `near` and `far` are what each side's peering says besides. */
const peered = (near: JsonObject = {}, far: JsonObject = {}, more: Partial<GcpBodies> = {}): GcpBodies => ({
  ...guideNetwork(),
  networks: [
    network(GUIDE.network, { peerings: [peer('other', near)] }),
    network('other', { peerings: [peer(GUIDE.network, far)] }),
  ],
  subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr), subnet('far', '10.60.0.0/20', { network: 'other' })],
  firewalls: [OPEN, firewall('open-far', { from: ['0.0.0.0/0'], network: 'other' })],
  vpnTunnels: [tunnel],
  ...more,
});
const farRoutes = [defaultRoute(), viaTunnel('office', '10.50.0.0/16', { network: 'other' })];

const PEERING: readonly Case[] = [
  { fact: '20: subnets of a peer', bodies: peered(), to: 'vm:subnet=far', says: 'reachable' },
  {
    fact: '20: a peering that one side has not made yet',
    bodies: peered({ state: 'INACTIVE' }),
    to: 'vm:subnet=far',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '20: custom routes that both sides let pass',
    bodies: peered({ importCustomRoutes: true }, { exportCustomRoutes: true }, { routes: farRoutes }),
    to: '10.50.0.0/16',
    assume: ['reach:10.50.0.0/16@office'],
    says: 'reachable',
  },
  {
    fact: '20: custom routes that are not imported',
    bodies: peered({}, { exportCustomRoutes: true }, { routes: farRoutes }),
    to: '10.50.0.0/16',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '20: custom routes that are not exported',
    bodies: peered({ importCustomRoutes: true }, {}, { routes: farRoutes }),
    to: '10.50.0.0/16',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '20: routes for tagged VMs are never exported',
    bodies: peered(
      { importCustomRoutes: true },
      { exportCustomRoutes: true },
      { routes: [defaultRoute(), { ...farRoutes[1], tags: ['x'] }] },
    ),
    to: '10.50.0.0/16',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: "20: a peer's way to the internet is never exported",
    bodies: peered(
      { importCustomRoutes: true },
      { exportCustomRoutes: true },
      { routes: [defaultRoute('other')] },
    ),
    from: PUBLIC,
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '20: a public range needs the flag',
    bodies: peered(
      {},
      {},
      {
        subnetworks: [
          subnet(GUIDE.subnet, GUIDE.cidr),
          subnet('far', '203.0.113.0/24', { network: 'other' }),
        ],
        routes: [],
      },
    ),
    to: 'vm:subnet=far',
    says: 'blocked NO_ROUTE',
  },
  {
    fact: '20: a peer that is not in the input may be behind any private address',
    bodies: { ...guideNetwork(), networks: [network(GUIDE.network, { peerings: [peer('other')] })] },
    to: '10.60.0.0/20',
    says: 'unknown UNKNOWN_NETWORK',
  },
];

it.each([
  [
    'that another route takes instead',
    defaultRoute(),
    ['0.0.0.0/0 → default-internet-gateway (default-route-5c2627903eeeec64)'],
  ],
  ['that nothing takes', defaultRoute('other'), ['no route']],
])('20: a hop names the inactive peering of packets %s', (_, left, decided) => {
  const state = { state: 'INACTIVE', stateDetails: 'Waiting for peer network to connect.' };
  const of = gcpNetwork(peered(state, {}, { routes: [left] }));
  const { forward } = ask(of, { from: PRIVATE, to: 'vm:subnet=far' });
  const hop = forward.hops.find(({ resource }) => resource.id === `${GUIDE.network}/routes`);
  expect(hop?.lines.map(({ id }) => id)).toEqual([...decided, '10.60.0.0/20 → to-other']);
  expect(hop?.lines.at(-1)?.text).toBe(
    '10.60.0.0/20 → to-other is not used: to-other is INACTIVE: Waiting for peer network to connect.',
  );
});

describe('peering', () => {
  it.each(PEERING)('$fact', (one) => {
    expect(answer(gcpNetwork(one.bodies), asked(one))).toBe(one.says);
  });

  it('20: is not transitive', () => {
    const bodies: GcpBodies = {
      ...peered(),
      networks: [
        network(GUIDE.network, { peerings: [peer('middle')] }),
        network('middle', { peerings: [peer(GUIDE.network), peer('other')] }),
        network('other', { peerings: [peer('middle')] }),
      ],
      subnetworks: [
        subnet(GUIDE.subnet, GUIDE.cidr),
        subnet('between', '10.40.0.0/20', { network: 'middle' }),
        subnet('far', '10.60.0.0/20', { network: 'other' }),
      ],
      routes: [],
    };
    expect(answer(gcpNetwork(bodies), { from: PRIVATE, to: 'vm:subnet=far' })).toBe('blocked NO_ROUTE');
  });
});
