import { describe, expect, test } from 'vitest';
import { ALL_ADDRESSES, addressSet, formatCidr } from '../../../src/ip/address.ts';
import { subtract } from '../../../src/ip/interval.ts';
import type * as ec2 from '../../../src/providers/aws/documents.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  type AwsBodies,
  add,
  association,
  change,
  GUIDE,
  guideNetwork,
  localRoute,
  resourcesOf,
  route,
  unread,
} from '../../support/aws.ts';

const guide = guideNetwork();
const network = (bodies: AwsBodies) => lower(resourcesOf(bodies));

/** The guide's private table with these routes beside the local one. */
const withRoutes = (bodies: AwsBodies, ...routes: readonly ec2.Route[]) =>
  change(bodies, 'RouteTables', GUIDE.privateTable, { Routes: [localRoute(), ...routes] });
const table = (bodies: AwsBodies) => network(bodies).routeTables.get(GUIDE.privateTable);
const routesOf = (bodies: AwsBodies) => table(bodies)?.routes ?? [];
const find = (bodies: AwsBodies, id: string) => routesOf(bodies).find((each) => each.id === id);
const propagated = (destination: string, target: Partial<ec2.Route>) =>
  route(destination, { ...target, Origin: 'EnableVgwRoutePropagation' });

describe('aws.md 10: which table a subnet uses', () => {
  const tableOf = (bodies: AwsBodies) => network(bodies).subnets.get(GUIDE.privateSubnet)?.routeTable;
  const associated = (...list: ec2.RouteTable['Associations'] & object) =>
    change(guide, 'RouteTables', GUIDE.privateTable, { Associations: list });

  test('the one that names it', () => {
    expect(tableOf(guide)).toEqual({ value: GUIDE.privateTable });
  });

  test('else the main table of its VPC', () => {
    expect(tableOf(associated())).toEqual({ value: GUIDE.mainTable });
  });

  test.each(['disassociated', 'failed'])('an association that is %s does not count', (State) => {
    const old = { ...association(GUIDE.privateTable, GUIDE.privateSubnet), AssociationState: { State } };
    expect(tableOf(associated(old))).toEqual({ value: GUIDE.mainTable });
  });

  test('an association without a state counts', () => {
    expect(tableOf(associated({ SubnetId: GUIDE.privateSubnet, Main: false }))).toEqual({
      value: GUIDE.privateTable,
    });
  });

  test('an edge association makes it no subnet’s table, but that of the gateway', () => {
    const edge = { GatewayId: GUIDE.internetGateway, Main: false, AssociationState: { State: 'associated' } };
    const lowered = network(associated(edge));
    expect(tableOf(associated(edge))).toEqual({ value: GUIDE.mainTable });
    expect(lowered.gateways.get(GUIDE.internetGateway)).toMatchObject({
      edgeTables: new Map([[GUIDE.vpc, GUIDE.privateTable]]),
    });
  });

  test('neither readable: unknown', () => {
    const tables = (guide.RouteTables ?? []).filter(({ RouteTableId }) => RouteTableId === GUIDE.publicTable);
    expect(tableOf({ ...guide, RouteTables: tables })).toMatchObject({
      unknown: { cause: 'UNKNOWN_RESOURCE' },
    });
  });

  test('an answer cut short leaves the main table in doubt, not the explicit one', () => {
    const why = 'the answer has a NextToken: its later pages were not read';
    const { subnets } = lower(resourcesOf(associated(), { refused: [{ call: 'DescribeRouteTables', why }] }));
    expect(subnets.get(GUIDE.privateSubnet)?.routeTable).toMatchObject({
      unknown: { why: expect.stringContaining('NextToken') },
    });
    expect(subnets.get(GUIDE.publicSubnet)?.routeTable).toEqual({ value: GUIDE.publicTable });
  });
});

describe('aws.md 11: rank of routes', () => {
  const lists = { ...guide, Entries: { 'pl-a': [{ Cidr: '10.50.0.0/16' }] } };

  test('a block, then a prefix list, then what a gateway propagates', () => {
    const bodies = withRoutes(
      lists,
      propagated('10.50.0.0/16', { GatewayId: 'vgw-1' }),
      route('pl-a', { TransitGatewayId: 'tgw-1' }),
      route('10.50.0.0/16', { VpcPeeringConnectionId: 'pcx-1' }),
    );
    const ranked = [...routesOf(bodies)].sort((a, b) => a.rank - b.rank).map(({ id }) => id);
    expect(ranked).toEqual([
      '10.0.0.0/16 → local',
      '10.50.0.0/16 → pcx-1',
      '10.50.0.0/16 → tgw-1',
      '10.50.0.0/16 → vgw-1',
    ]);
    expect(
      new Set(
        routesOf(bodies)
          .filter(({ target }) => target.kind !== 'local')
          .map(({ rank }) => rank),
      ).size,
    ).toBe(3);
  });

  test('local beats propagated routes inside it, however specific; they stay beside the table', () => {
    const bodies = withRoutes(
      guide,
      propagated('10.0.16.0/24', { GatewayId: 'vgw-1' }),
      propagated('10.0.0.0/8', { GatewayId: 'vgw-1' }),
      route('10.0.17.0/24', { NetworkInterfaceId: 'eni-1' }),
    );
    expect(routesOf(bodies).map(({ id }) => id)).toEqual([
      '10.0.0.0/16 → local',
      '10.0.0.0/8 → vgw-1',
      '10.0.17.0/24 → eni-1',
    ]);
    expect(table(bodies)?.overruled).toMatchObject([
      { id: '10.0.16.0/24 → vgw-1', state: { is: 'unusable', cause: 'HIGHER_PRIORITY_ROUTE' } },
    ]);
  });

  test('two lists with different targets: only where they overlap is undecided', () => {
    const bodies = withRoutes(
      {
        ...guide,
        Entries: {
          'pl-a': [{ Cidr: '10.50.0.0/16' }, { Cidr: '10.60.0.0/16' }],
          'pl-b': [{ Cidr: '10.50.1.0/24' }, { Cidr: '10.60.0.0/16' }],
        },
      },
      route('pl-a', { TransitGatewayId: 'tgw-1' }),
      route('pl-b', { VpcPeeringConnectionId: 'pcx-1' }),
    );
    const states = Object.fromEntries(routesOf(bodies).map(({ id, state }) => [id, state.is]));
    expect(states).toEqual({
      '10.0.0.0/16 → local': 'usable',
      '10.50.0.0/16 → tgw-1': 'usable',
      '10.50.1.0/24 → pcx-1': 'unknown',
      '10.60.0.0/16 → pcx-1': 'unknown',
      '10.60.0.0/16 → tgw-1': 'unknown',
    });
  });

  test.each([
    ['lists with one target', 'tgw-1', 'usable'],
    ['lists with two', 'tgw-2', 'unknown'],
  ])('overlapping %s', (_name, TransitGatewayId, state) => {
    const bodies = withRoutes(
      { ...guide, Entries: { 'pl-a': [{ Cidr: '10.50.0.0/16' }], 'pl-b': [{ Cidr: '10.50.1.0/24' }] } },
      route('pl-a', { TransitGatewayId: 'tgw-1' }),
      route('pl-b', { TransitGatewayId }),
    );
    expect(routesOf(bodies).at(-1)?.state.is).toBe(state);
  });
});

describe('aws.md 12: state of routes', () => {
  test.each([
    ['active', 'usable'],
    ['blackhole', 'unusable'],
    ['filtered', 'unusable'],
  ])('%s is %s', (State, is) => {
    const bodies = withRoutes(guide, route('0.0.0.0/0', { NatGatewayId: GUIDE.natGateway, State }));
    expect(find(bodies, `0.0.0.0/0 → ${GUIDE.natGateway}`)?.state).toMatchObject(
      is === 'usable' ? { is } : { is, cause: 'BAD_STATE_ROUTE', why: expect.stringContaining(State) },
    );
  });
});

describe('aws.md 13: prefix lists as destinations', () => {
  const toTransit = withRoutes(guide, route('pl-a', { TransitGatewayId: 'tgw-1' }));

  test('are expanded, by either call, and remember the list and the place', () => {
    const expected = [
      {
        id: '192.0.2.0/24 → tgw-1',
        prefixList: 'pl-a',
        place: { file: 'RouteTables.json', pointer: '/RouteTables/2/Routes/1' },
      },
      { id: '2001:db8::/32 → tgw-1', prefixList: 'pl-a' },
    ];
    const entries = {
      ...toTransit,
      Entries: { 'pl-a': [{ Cidr: '192.0.2.0/24' }, { Cidr: '2001:db8::/32' }] },
    };
    const cidrs = {
      ...toTransit,
      PrefixLists: [{ PrefixListId: 'pl-a', Cidrs: ['192.0.2.0/24', '2001:db8::/32'] }],
    };
    expect(routesOf(entries).slice(1)).toMatchObject(expected);
    expect(routesOf(cidrs).slice(1)).toMatchObject(expected);
  });

  test('unread they cast doubt on the table', () => {
    expect(table(toTransit)?.unread).toMatchObject([
      {
        unknown: {
          cause: 'UNKNOWN_RESOURCE',
          settle: expect.stringContaining('get-managed-prefix-list-entries --prefix-list-id pl-a'),
        },
        destinations: subtract(ALL_ADDRESSES, addressSet(['10.0.0.0/16'])),
      },
    ]);
  });

  test('refused they name the permission', () => {
    const why = 'AccessDenied';
    const { routeTables } = lower(
      resourcesOf(toTransit, { refused: [{ call: 'GetManagedPrefixListEntries', why }] }),
    );
    expect(routeTables.get(GUIDE.privateTable)?.unread).toMatchObject([
      { unknown: { cause: 'PERMISSION_DENIED', settle: 'allow ec2:GetManagedPrefixListEntries' } },
    ]);
  });

  test('of a gateway endpoint, unread, they are a gap and nothing more: one service’s addresses', () => {
    const endpoint = {
      VpcEndpointId: 'vpce-1',
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcId: GUIDE.vpc,
    };
    const bodies = withRoutes(
      add(guide, 'VpcEndpoints', endpoint),
      route('pl-63a5400a', { GatewayId: 'vpce-1' }),
    );
    expect(table(bodies)?.unread).toEqual([]);
    expect(network(bodies).gaps).toMatchObject([
      { call: 'GetManagedPrefixListEntries', what: 'entries of prefix list pl-63a5400a' },
    ]);
  });

  test('of an endpoint that was not read, they may be anybody’s', () => {
    const bodies = withRoutes(unread(guide, 'VpcEndpoints'), route('pl-63a5400a', { GatewayId: 'vpce-1' }));
    expect(table(bodies)?.unread).toHaveLength(1);
    expect(network(bodies).gaps.map(({ call }) => call)).toEqual([
      'DescribeVpcEndpoints',
      'GetManagedPrefixListEntries',
    ]);
  });
});

describe('aws.md 14: local routes', () => {
  test('stay in the VPC', () => {
    expect(find(guide, '10.0.0.0/16 → local')).toMatchObject({
      target: { kind: 'local' },
      state: { is: 'usable' },
    });
  });

  test('a replaced local target is a gateway like any other', () => {
    const replaced = { ...route('10.0.0.0/16', { NetworkInterfaceId: 'eni-1' }), Origin: 'CreateRouteTable' };
    const bodies = change(guide, 'RouteTables', GUIDE.privateTable, { Routes: [replaced] });
    expect(routesOf(bodies)).toMatchObject([{ target: { kind: 'gateway', id: 'eni-1' } }]);
  });
});

describe('aws.md 15: every target has its gateway', () => {
  const open = unread(
    guide,
    'VpcEndpoints',
    'VpnGateways',
    'VpcPeeringConnections',
    'TransitGateways',
    'EgressOnlyInternetGateways',
    'NetworkInterfaces',
  );
  const cases: readonly (readonly [Partial<ec2.Route>, string, string, string])[] = [
    [{ GatewayId: 'igw-9' }, 'igw-9', 'internet gateway', 'UNKNOWN_RESOURCE'],
    [{ NatGatewayId: 'nat-9' }, 'nat-9', 'NAT gateway', 'UNKNOWN_RESOURCE'],
    [{ EgressOnlyInternetGatewayId: 'eigw-9' }, 'eigw-9', 'egress-only internet gateway', 'UNKNOWN_RESOURCE'],
    [{ VpcPeeringConnectionId: 'pcx-9' }, 'pcx-9', 'VPC peering connection', 'UNKNOWN_RESOURCE'],
    [{ TransitGatewayId: 'tgw-9' }, 'tgw-9', 'transit gateway', 'UNKNOWN_RESOURCE'],
    [{ GatewayId: 'vgw-9' }, 'vgw-9', 'virtual private gateway', 'UNKNOWN_RESOURCE'],
    [{ GatewayId: 'vpce-9' }, 'vpce-9', 'VPC endpoint', 'UNKNOWN_RESOURCE'],
    [{ NetworkInterfaceId: 'eni-9', InstanceId: 'i-9' }, 'eni-9', 'network interface', 'UNKNOWN_RESOURCE'],
    [{ CarrierGatewayId: 'cagw-9' }, 'cagw-9', 'carrier gateway', 'UNSUPPORTED_COMPONENT'],
    [{ LocalGatewayId: 'lgw-9' }, 'lgw-9', 'local gateway', 'UNSUPPORTED_COMPONENT'],
    [
      { CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/core-network-9' },
      'arn:aws:networkmanager::1:core-network/core-network-9',
      'core network',
      'UNSUPPORTED_COMPONENT',
    ],
    [{ GatewayId: 'new-9' }, 'new-9', 'route target', 'UNSUPPORTED_COMPONENT'],
  ];
  test.each(cases)('%j → %s', (target, id, word, cause) => {
    const lowered = network(withRoutes(open, route('0.0.0.0/0', target)));
    expect(lowered.routeTables.get(GUIDE.privateTable)?.routes[1]).toMatchObject({
      id: `0.0.0.0/0 → ${id}`,
      target: { id },
    });
    expect(lowered.gateways.get(id)).toMatchObject({
      kind: 'opaque',
      word,
      unknown: { settle: expect.stringMatching(/./) },
    });
    const isRead = word === 'internet gateway' || word === 'NAT gateway';
    expect(lowered.gateways.get(id)).toMatchObject({
      unknown: { cause },
      state: { is: isRead ? 'unusable' : cause === 'UNKNOWN_RESOURCE' ? 'unknown' : 'usable' },
    });
  });

  test('a field of next year is a target too', () => {
    const next = { ...route('0.0.0.0/0', {}), OdbNetworkArn: 'arn:aws:odb:us-east-1:1:odb-network/odbnet_9' };
    const lowered = network(withRoutes(guide, next));
    expect(lowered.gateways.get('arn:aws:odb:us-east-1:1:odb-network/odbnet_9')).toMatchObject({
      kind: 'opaque',
      unknown: { cause: 'UNSUPPORTED_COMPONENT' },
    });
  });

  test('a route without any target is not dropped', () => {
    const lowered = network(withRoutes(guide, { ...route('0.0.0.0/0', {}), State: 'blackhole' }));
    const [, blackhole] = lowered.routeTables.get(GUIDE.privateTable)?.routes ?? [];
    expect(blackhole && formatCidr(blackhole.destination)).toBe('0.0.0.0/0');
    expect(lowered.gateways.has(blackhole?.target.kind === 'gateway' ? blackhole.target.id : '')).toBe(true);
  });

  test('ids of routes are unique in a table', () => {
    const bodies = withRoutes(
      { ...guide, Entries: { 'pl-a': [{ Cidr: '10.50.0.0/16' }] } },
      route('10.50.0.0/16', { GatewayId: 'vgw-1' }),
      route('pl-a', { GatewayId: 'vgw-1' }),
      propagated('10.50.0.0/16', { GatewayId: 'vgw-1' }),
    );
    expect(routesOf(bodies).map(({ id }) => id)).toEqual([
      '10.0.0.0/16 → local',
      '10.50.0.0/16 → vgw-1',
      '10.50.0.0/16 → vgw-1 (pl-a)',
      '10.50.0.0/16 → vgw-1 (propagated)',
    ]);
  });
});

describe('aws.md 15: network interfaces as targets', () => {
  const appliance = (SourceDestCheck: boolean | undefined): ec2.NetworkInterface => ({
    NetworkInterfaceId: 'eni-1',
    VpcId: GUIDE.vpc,
    SubnetId: GUIDE.publicSubnet,
    PrivateIpAddress: '10.0.0.30',
    ...(SourceDestCheck !== undefined && { SourceDestCheck }),
    TagSet: [{ Key: 'Name', Value: 'firewall' }],
  });
  const toAppliance = (check: boolean | undefined) =>
    network(
      add(
        withRoutes(guide, route('0.0.0.0/0', { NetworkInterfaceId: 'eni-1' })),
        'NetworkInterfaces',
        appliance(check),
      ),
    ).gateways.get('eni-1');

  test('that check their traffic forward nothing', () => {
    expect(toAppliance(true)).toMatchObject({
      name: 'firewall',
      state: { is: 'unusable', cause: 'ENI_SOURCE_DEST_CHECK_RESTRICTION' },
    });
  });

  test('that do not are firewalls: a person says what is behind them', () => {
    expect(toAppliance(false)).toMatchObject({
      state: { is: 'usable' },
      unknown: { cause: 'UNKNOWN_DESTINATION', settle: expect.stringContaining('--assume egress:eni-1') },
    });
  });

  test('of which the check is not known are unknown', () => {
    expect(toAppliance(undefined)).toMatchObject({ state: { is: 'unknown' } });
  });

  test('seen on an instance only, named by the instance', () => {
    const instances = [{ Instances: [{ InstanceId: 'i-1', NetworkInterfaces: [appliance(true)] }] }];
    const bodies = withRoutes(
      { ...guide, Reservations: instances },
      route('0.0.0.0/0', { InstanceId: 'i-1' }),
    );
    expect(network(bodies).gateways.get('i-1')).toMatchObject({
      state: { cause: 'ENI_SOURCE_DEST_CHECK_RESTRICTION' },
    });
  });
});
