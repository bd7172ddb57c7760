/**
 * Two networks in different zones behind a transit gateway that leads everything through a firewall in a third one,
 * which has an endpoint in each zone: only in appliance mode do both halves of a connection meet the same one.
 */
import { expect, test } from 'vitest';
import { TCP } from '../../src/ip/traffic.ts';
import type { Declaration, VmSpot } from '../../src/model/endpoint.ts';
import { known, USABLE } from '../../src/model/known.ts';
import type {
  Network,
  Opaque,
  Subnet,
  TransitAttachment,
  TransitGateway,
  TransitRoute,
} from '../../src/model/network.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import { block, guide, route, subnet, table, vpc } from '../support/network.ts';

const zoned = (id: string, vpcId: string, cidr: string, zone: string): Subnet =>
  subnet(id, vpcId, cidr, { zone, routeTable: known(`rtb-${id}`), filters: known([]) });

const SUBNETS = [
  zoned('west', 'vpc-west', '10.1.0.0/24', 'a'),
  zoned('east', 'vpc-east', '10.2.0.0/24', 'b'),
  zoned('in-a', 'vpc-hub', '10.9.0.0/24', 'a'),
  zoned('in-b', 'vpc-hub', '10.9.1.0/24', 'b'),
  zoned('fw-a', 'vpc-hub', '10.9.2.0/24', 'a'),
  zoned('fw-b', 'vpc-hub', '10.9.3.0/24', 'b'),
];
const LOCAL = { west: '10.1.0.0/16', east: '10.2.0.0/16', hub: '10.9.0.0/16' } as const;
const TABLES = [
  table('rtb-west', 'vpc-west', route(LOCAL.west, 'local'), route('0.0.0.0/0', 'tgw-1')),
  table('rtb-east', 'vpc-east', route(LOCAL.east, 'local'), route('0.0.0.0/0', 'tgw-1')),
  ...['a', 'b'].flatMap((zone) => [
    table(`rtb-in-${zone}`, 'vpc-hub', route(LOCAL.hub, 'local'), route('0.0.0.0/0', `vpce-${zone}`)),
    table(`rtb-fw-${zone}`, 'vpc-hub', route(LOCAL.hub, 'local'), route('0.0.0.0/0', 'tgw-1')),
  ]),
];

const endpoint = (zone: string): Opaque => ({
  kind: 'opaque',
  id: `vpce-${zone}`,
  word: 'VPC endpoint',
  families: [4],
  state: USABLE,
  attached: ['vpc-hub'],
  unknown: { cause: 'UNKNOWN_DESTINATION', why: 'nothing shows it', settle: 'declare it' },
  middlebox: { subnet: `fw-${zone}`, returns: 'all' },
});

const attachment = (name: string, subnets: readonly string[], tableId: string): TransitAttachment => ({
  id: `attach-${name}`,
  word: 'attachment',
  vpc: `vpc-${name}`,
  subnets,
  state: USABLE,
  table: known(tableId),
  groupReferences: USABLE,
});
const to = (destination: string, name: string): TransitRoute => ({
  id: `${destination} → ${name}`,
  destination: block(destination),
  rank: 0,
  state: USABLE,
  attachment: `attach-${name}`,
});

const transit = (keepsZone: boolean): TransitGateway => ({
  kind: 'transit',
  id: 'tgw-1',
  word: 'transit gateway',
  attachments: [
    attachment('west', ['west'], 'spokes'),
    attachment('east', ['east'], 'spokes'),
    { ...attachment('hub', ['in-a', 'in-b'], 'hub'), keepsZone },
  ],
  tables: new Map([
    ['spokes', { id: 'spokes', word: 'table', routes: [to('0.0.0.0/0', 'hub')] }],
    ['hub', { id: 'hub', word: 'table', routes: [to(LOCAL.west, 'west'), to(LOCAL.east, 'east')] }],
  ]),
  groupReferences: USABLE,
});

const network = (keepsZone: boolean): Network => ({
  ...guide(),
  vpcs: new Map(
    Object.entries(LOCAL).map(([name, cidr]) => [`vpc-${name}`, vpc(`vpc-${name}`, cidr)] as const),
  ),
  subnets: new Map(SUBNETS.map((one) => [one.id, one])),
  routeTables: new Map(TABLES.map((one) => [one.id, one])),
  gateways: new Map(
    [endpoint('a'), endpoint('b'), transit(keepsZone)].map((gateway) => [gateway.id, gateway]),
  ),
  interfaces: new Map(),
});

const machines = (id: string): VmSpot => {
  const home = SUBNETS.find((one) => one.id === id);
  if (!home) throw new Error(`there is no ${id}`);
  const { vpc: vpcId, usable: addresses } = home;
  return {
    kind: 'vm',
    label: id,
    vpc: vpcId,
    subnet: id,
    addresses,
    filters: undefined,
    publicAddress: false,
  };
};

const BOTH: readonly Declaration[] = ['a', 'b'].flatMap((zone) =>
  [LOCAL.west, LOCAL.east].map((range) => {
    const { first, last } = block(range);
    return { hop: `vpce-${zone}`, reach: [first, last], text: `reach:${range}@vpce-${zone}` };
  }),
);

function trace(keepsZone: boolean, declarations: readonly Declaration[]) {
  const { verdict, reply } = traceFlow(worldOf(network(keepsZone), declarations), {
    from: [machines('west')],
    to: [machines('east')],
    protocol: TCP,
    ports: [5432, 5432],
  });
  return [verdict, ...reply.blockers.map(({ cause }) => cause)];
}

test('in appliance mode both halves meet one endpoint', () => {
  expect(trace(true, BOTH)).toEqual(['reachable']);
});

test('otherwise each half meets the endpoint of its own zone', () => {
  expect(trace(false, BOTH)).toEqual(['blocked', 'ASYMMETRIC_PATH', 'ASYMMETRIC_PATH']);
});

test('what endpoints do that nobody spoke of is not known, in either mode', () => {
  expect(trace(true, [])).toEqual(['unknown']);
  expect(trace(false, [])).toEqual(['unknown']);
});
