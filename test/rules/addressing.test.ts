/** The rules about address ranges, free addresses and zones. */
import { describe, expect, it } from 'vitest';
import { rule as overlap } from '../../rules/cidr-overlap.ts';
import { rule as bridges } from '../../rules/docker-bridge-overlap.ts';
import { rule as singleZone } from '../../rules/single-zone.ts';
import { rule as specialZone } from '../../rules/special-zone.ts';
import { rule as tooFew } from '../../rules/too-few-addresses.ts';
import type { Fix } from '../../src/lint/rule-types.ts';
import { known, USABLE, unusable } from '../../src/model/known.ts';
import type { Network, TransitAttachment, TransitGateway } from '../../src/model/network.ts';
import {
  type Asked,
  acl,
  group,
  guide,
  line,
  peering,
  route,
  say,
  subnet,
  table,
  vpc,
  withFilters,
  withGateways,
  withRoutes,
  withSubnets,
  withTables,
  withVpcs,
} from '../support/network.ts';

const moves = (fix: Fix): unknown =>
  'none' in fix ? 'none' : fix.changes.map((change) => (change.kind === 'place' ? change.set : change.kind));

const heard = (...said: Parameters<typeof say>): readonly string[] =>
  say(...said).problems.map(({ severity, message }) => `${severity}: ${message}`);

const attachment = (vpcId: string): TransitAttachment => ({
  id: `attach-${vpcId}`,
  word: 'transit gateway attachment',
  vpc: vpcId,
  subnets: [],
  state: USABLE,
  table: known(undefined),
  groupReferences: USABLE,
});

const transit = (...vpcs: readonly string[]): TransitGateway => ({
  id: 'tgw-1',
  word: 'transit gateway',
  kind: 'transit',
  attachments: vpcs.map(attachment),
  tables: new Map(),
  groupReferences: USABLE,
});

describe('cidr-overlap', () => {
  const twoPeers = (one: string, two: string): Network =>
    withGateways(guide(), peering('pcx-1', 'vpc-5', one), peering('pcx-2', 'vpc-6', two));

  it.each<readonly [string, Network, Asked, readonly string[]]>([
    ['no neighbour', guide(), {}, []],
    ['two peers apart', twoPeers('10.7.0.0/16', '10.8.0.0/16'), {}, []],
    [
      'two peers that share a range',
      twoPeers('10.7.0.0/16', '10.7.128.0/20'),
      {},
      ['warning: 10.7.128.0/20 is in vpc-5 behind pcx-1 and in vpc-6 behind pcx-2'],
    ],
    [
      'a peer by peering and by transit gateway',
      withVpcs(
        withGateways(guide(), peering('pcx-1', 'vpc-5', '10.7.0.0/16'), transit('vpc-1', 'vpc-5')),
        vpc('vpc-5', '10.7.0.0/16'),
      ),
      {},
      [],
    ],
    [
      'two networks on one transit gateway',
      withVpcs(
        withGateways(guide(), transit('vpc-1', 'vpc-5', 'vpc-6')),
        vpc('vpc-5', '10.7.0.0/16'),
        vpc('vpc-6', '10.7.0.0/24'),
      ),
      {},
      ['warning: 10.7.0.0/24 is in vpc-5 behind tgw-1 and in vpc-6 behind tgw-1'],
    ],
    [
      'a neighbour on the transit gateway with the own range',
      withVpcs(withGateways(guide(), transit('vpc-1', 'vpc-5')), vpc('vpc-5', '10.0.0.0/24')),
      {},
      ['warning: 10.0.0.0/24 is in vpc-1 and in vpc-5 behind tgw-1'],
    ],
    ['on-premises apart', guide(), { onPremises: ['192.168.0.0/16'] }, []],
    [
      'on-premises in the own range',
      guide(),
      { onPremises: ['10.0.128.0/17', '192.168.0.0/16'] },
      ['warning: 10.0.128.0/17 is in vpc-1 and in the declared ranges'],
    ],
    [
      'a range declared behind the peer that has it',
      twoPeers('10.7.0.0/16', '10.8.0.0/16'),
      { assume: ['reach:10.7.0.0/16@pcx-1'] },
      [],
    ],
    [
      'a summary route around the own range',
      withRoutes(withGateways(guide(), transit('vpc-1')), 'rtb-2', route('10.0.0.0/8', 'tgw-1')),
      {},
      [],
    ],
    [
      'a route out for a part of the own range',
      withRoutes(withGateways(guide(), transit('vpc-1')), 'rtb-2', route('10.0.3.0/24', 'tgw-1')),
      {},
      ["warning: the route 10.0.3.0/24 → tgw-1 of rtb-2 leads out of vpc-1, and the range is vpc-1's own"],
    ],
  ])('%s', (_what, network, asked, expected) => {
    expect(heard(overlap, network, asked)).toEqual(expected);
  });

  it('does not count a peering that carries nothing', () => {
    const dead = peering('pcx-2', 'vpc-6', '10.7.0.0/16', {
      state: unusable('BAD_STATE', 'pcx-2 is rejected'),
    });
    expect(heard(overlap, withGateways(guide(), peering('pcx-1', 'vpc-5', '10.7.0.0/16'), dead))).toEqual([]);
  });

  it('counts a propagated route that the local one overrules', () => {
    const overruled = [
      route('10.0.3.0/24', 'vgw-1', { state: unusable('HIGHER_PRIORITY_ROUTE', 'the local route wins') }),
    ];
    const network = withTables(guide(), {
      ...table('rtb-2', 'vpc-1', route('10.0.0.0/16', 'local')),
      overruled,
    });
    expect(heard(overlap, network)).toEqual([
      "warning: the route 10.0.3.0/24 → vgw-1 of rtb-2 leads out of vpc-1, and the range is vpc-1's own",
    ]);
  });

  it('is an error where a required flow goes to the wrong one of the two', () => {
    const far = withSubnets(
      withVpcs(twoPeers('10.7.0.0/16', '10.7.0.0/16'), vpc('vpc-6', '10.7.0.0/16')),
      subnet('subnet-6', 'vpc-6', '10.7.1.0/24', { routeTable: known('rtb-6') }),
    );
    const routed = withTables(
      withRoutes(far, 'rtb-1', route('10.7.0.0/16', 'pcx-1')),
      table('rtb-6', 'vpc-6', route('10.7.0.0/16', 'local'), route('10.0.0.0/16', 'pcx-2')),
    );
    const asked: Asked = { client: ['vpc:vpc-6'], placement: { schedulerPublicIp: false } };
    expect(heard(overlap, routed, asked)).toEqual([
      'error: 10.7.0.0/16 is in vpc-5 behind pcx-1 and in vpc-6 behind pcx-2',
    ]);
  });
});

describe('docker-bridge-overlap', () => {
  const behind = (cidr: string) => withGateways(guide(), peering('pcx-1', 'vpc-5', cidr));

  it.each<readonly [string, Network, Asked, readonly string[]]>([
    ['none', behind('172.16.0.0/16'), {}, []],
    [
      'the bridge that is always there',
      behind('172.17.0.0/16'),
      {},
      [
        'warning: 172.17.0.0/16 of vpc-5 behind pcx-1 lies in the range of the bridges that Docker makes on every VM',
      ],
    ],
    [
      'a further one',
      behind('172.31.0.0/16'),
      {},
      [
        'note: 172.31.0.0/16 of vpc-5 behind pcx-1 lies in the range of the bridges that Docker makes for further networks',
      ],
    ],
    [
      'both',
      guide(),
      { onPremises: ['172.16.0.0/12'] },
      [
        'warning: 172.17.0.0/16 of the declared ranges lies in the range of the bridges that Docker makes on every VM',
        'note: 172.18.0.0-172.31.255.255 of the declared ranges lies in the range of the bridges that Docker makes for further networks',
      ],
    ],
  ])('%s', (_what, network, asked, expected) => {
    expect(heard(bridges, network, asked)).toEqual(expected);
  });
});

describe('too-few-addresses', () => {
  const small = (more: Parameters<typeof subnet>[3] = {}) =>
    withSubnets(guide(), subnet('subnet-2', 'vpc-1', '10.0.2.0/28', more));
  const asking = (workers: number, placement: Asked['placement'] = {}): Asked => ({
    placement: { ...placement, workers },
  });

  it('counts eleven in a /28', () => {
    expect(heard(tooFew, small(), asking(11))).toEqual([]);
    expect(heard(tooFew, small(), asking(12))).toEqual([
      'error: subnet subnet-2 has 11 free addresses, and the cluster takes 12 there (12 workers)',
    ]);
  });

  it('counts the scheduler where it shares the subnet', () => {
    expect(heard(tooFew, small(), asking(11, { schedulerSubnetId: 'subnet-2' }))).toEqual([
      'error: subnet subnet-2 has 11 free addresses, and the cluster takes 12 there (the scheduler and 11 workers)',
    ]);
  });

  it('wants one address for each role where nobody named a number', () => {
    const full = withSubnets(
      guide(),
      subnet('subnet-1', 'vpc-1', '10.0.1.0/24', { free: { count: 0, exact: true } }),
    );
    expect(heard(tooFew, full)).toEqual([
      'error: subnet subnet-1 has 0 free addresses, and the cluster takes 1 there (the scheduler)',
    ]);
  });

  it('proves a range too small without a count, and asks for the count of one that is not', () => {
    const uncounted = small({ free: { count: 11, exact: false } });
    expect(heard(tooFew, uncounted, asking(12))).toEqual([
      'error: subnet subnet-2 has 11 addresses in all, and the cluster takes 12 there (12 workers)',
    ]);
    expect(say(tooFew, uncounted, asking(11))).toMatchObject({
      outcome: 'undecided',
      undecided: [{ required: false }],
    });
    expect(say(tooFew, uncounted).outcome).toBe('pass');
  });

  const MADE = ['create-subnet', { workerSubnetId: 'subnet-00000000000000000' }];

  it('moves the workers to a subnet that routes alike and is large enough, or makes one', () => {
    const wide = subnet('subnet-4', 'vpc-1', '10.0.4.0/24');
    const asked = asking(12, { schedulerSubnetId: 'subnet-2' });
    const fixes = (network: Network) => say(tooFew, network, asked).problems.map(({ fix }) => moves(fix));
    expect(fixes(withSubnets(small(), wide))).toEqual([[{ workerSubnetId: 'subnet-4' }]]);
    expect(fixes(withSubnets(small(), { ...wide, routeTable: known('rtb-1') }))).toEqual([MADE]);
    expect(fixes(withSubnets(small(), { ...wide, free: { count: 11, exact: true } }))).toEqual([MADE]);
  });
});

describe('single-zone', () => {
  const second = (routeTable: string) =>
    withSubnets(
      guide(),
      subnet('subnet-4', 'vpc-1', '10.0.4.0/24', { zone: 'zone-b', routeTable: known(routeTable) }),
    );

  it('speaks where the network has no other zone', () => {
    expect(heard(singleZone, guide())).toEqual([
      'note: the workers can run in zone-a alone: vpc-1 has no subnet in another zone',
    ]);
  });

  it('speaks where the other zone has no way out for them', () => {
    expect(heard(singleZone, second('rtb-1'))).toEqual([
      'note: the workers can run in zone-a alone: no subnet of vpc-1 in another zone gives them a way to the internet',
    ]);
  });

  it('is silent where another zone could take them, and where a subnet has no zone', () => {
    expect(heard(singleZone, second('rtb-2'))).toEqual([]);
    expect(
      heard(singleZone, second('rtb-1'), {
        placement: { workersPublicIp: true, workerSubnetId: 'subnet-1' },
      }),
    ).toEqual([]);
    const { zone: _, ...regional } = subnet('subnet-2', 'vpc-1', '10.0.2.0/24');
    expect(heard(singleZone, withSubnets(guide(), regional))).toEqual([]);
  });

  const silentGroup = group('sg-1', ['vpc-1'], [line('0.0.0.0/0', [8786, 8787])], []);
  const closedBorder = acl('acl-1', [], []);

  it.each<readonly [string, Network]>([
    ['a group that lets nothing out', withFilters(second('rtb-2'), silentGroup)],
    ['a border that they share', withFilters(second('rtb-2'), closedBorder)],
    ['a table that they share', withTables(second('rtb-2'), table('rtb-2', 'vpc-1'))],
  ])('is silent where %s stops the workers in every zone alike', (_what, network) => {
    expect(heard(singleZone, network)).toEqual([]);
  });

  it('speaks where something stops them everywhere, and the other zone has no way out besides', () => {
    const network = withFilters(withTables(second('rtb-3'), table('rtb-3', 'vpc-1')), silentGroup);
    expect(heard(singleZone, network)).toHaveLength(1);
  });
});

describe('special-zone', () => {
  const local = withSubnets(
    guide(),
    subnet('subnet-2', 'vpc-1', '10.0.2.0/24', { zone: 'zone-x', specialZone: 'local zone' }),
  );

  it('names the role and the zone', () => {
    expect(heard(specialZone, guide())).toEqual([]);
    expect(heard(specialZone, local)).toEqual([
      'warning: the subnet of the worker, subnet-2, is in no ordinary zone: zone-x is a local zone',
    ]);
  });

  it('proposes a subnet that routes alike', () => {
    const beside = withSubnets(local, subnet('subnet-4', 'vpc-1', '10.0.4.0/24'));
    expect(say(specialZone, beside).problems.map(({ fix }) => moves(fix))).toEqual([
      [{ workerSubnetId: 'subnet-4' }],
    ]);
    expect(say(specialZone, local).problems.map(({ fix }) => moves(fix))).toEqual(['none']);
  });
});
