/** One network's part of the report: placement, flows, both port generations, and the configuration's state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provider } from '../../src/providers/aws/index.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  change,
  documentsOf,
  GUIDE,
  guideNetwork,
  localRoute,
  permission,
  route,
  unread,
} from '../support/aws.ts';
import { openedOf } from '../support/opened.ts';
import { type Asked, reported } from './reported.ts';

const guide = guideNetwork();
const PLACED = {
  networkId: GUIDE.vpc,
  schedulerSubnetId: GUIDE.publicSubnet,
  workerSubnetId: GUIDE.privateSubnet,
  firewallId: GUIDE.group,
};
const OFFICE: Asked = { placement: PLACED, client: ['203.0.113.0/24'] };

const withPorts = (...ports: readonly (readonly [number, number])[]) =>
  change(guide, 'SecurityGroups', GUIDE.group, {
    IpPermissions: [
      ...ports.map((range) => permission('tcp', range, { v4: ['203.0.113.0/24'] })),
      permission('-1', undefined, { groups: [GUIDE.group] }),
    ],
  });
const GUIDE_PORTS = [8786, 8787] as const;
const HTTPS = [443, 443] as const;

/** A default route to a customer's site: nothing shows what it lets through. */
const behindFirewall = change(
  add(guide, 'VpnGateways', {
    VpnGatewayId: 'vgw-0office',
    State: 'available',
    VpcAttachments: [{ VpcId: GUIDE.vpc, State: 'attached' }],
  }),
  'RouteTables',
  GUIDE.privateTable,
  { Routes: [localRoute(), route('0.0.0.0/0', { GatewayId: 'vgw-0office' })] },
);

const target = (bodies: AwsBodies, asked: Asked = OFFICE) => reported(openedOf(bodies), asked);

describe('the placement', () => {
  it('has Coiled’s keys, and what was checked beside them', () => {
    const asked = {
      ...OFFICE,
      placement: { ...PLACED, schedulerFirewallId: GUIDE.defaultGroup, workers: 50 },
    };
    expect(target(guide, asked).placement).toEqual({
      network_id: GUIDE.vpc,
      scheduler_subnet_id: GUIDE.publicSubnet,
      worker_subnet_id: GUIDE.privateSubnet,
      firewall_id: GUIDE.group,
      scheduler_firewall_id: GUIDE.defaultGroup,
      give_scheduler_public_ip: true,
      give_workers_public_ip: false,
      workers: 50,
      client: ['203.0.113.0/24'],
    });
  });

  it('says where it is', () => {
    expect(target(guide)).toMatchObject({ provider: 'aws', account: '111122223333', region: 'us-east-1' });
  });
});

describe('both port generations', () => {
  it.each([
    ['guide', withPorts(GUIDE_PORTS), 'yes', 'coiled', 'no'],
    ['guide', withPorts(HTTPS), 'no', 'coiled', 'yes'],
    ['guide', withPorts(GUIDE_PORTS, HTTPS), 'yes', 'coiled', 'yes'],
    ['coiled', withPorts(GUIDE_PORTS), 'no', 'guide', 'yes'],
    ['guide', behindFirewall, 'undecided', 'coiled', 'no'],
  ] as const)('%s %#', (requirements, bodies, passes, name, other) => {
    expect(target(bodies, { ...OFFICE, requirements }).requirements).toMatchObject({
      name: requirements,
      passes,
      other: { name, passes: other },
    });
  });

  it('a cluster without a place meets neither', () => {
    const nowhere = { placement: { ...PLACED, workerSubnetId: 'subnet-0none' } };
    expect(target(guide, nowhere).requirements).toMatchObject({
      passes: 'undecided',
      other: { passes: 'undecided' },
    });
  });

  it.each([
    [{}, { scheduler_port: 8786, use_dashboard_https: false }],
    [{ requirements: 'coiled' }, {}],
    [
      { placement: { ...PLACED, schedulerPublicIp: false } },
      { scheduler_port: 8786, use_dashboard_https: false, use_scheduler_public_ip: false },
    ],
  ])('tell the client which ports are open: %o', (more, expected) => {
    expect(target(guide, { ...OFFICE, ...more }).config.clusterArguments).toEqual(expected);
  });
});

describe('flows', () => {
  it('say who can connect where nobody was named, and only there', () => {
    const [client, ...others] = target(withPorts(GUIDE_PORTS), { placement: PLACED }).flows;
    expect(client).toMatchObject({ name: 'client → scheduler', holds: 'yes', who: ['203.0.113.0/24'] });
    expect(others.filter((flow) => 'who' in flow)).toEqual([]);
    expect(target(guide).flows.filter((flow) => 'who' in flow)).toEqual([]);
  });

  it('say what was declared', () => {
    const { flows, declared } = target(behindFirewall, { ...OFFICE, assume: ['egress:vgw-0office'] });
    expect(declared).toEqual(['egress:vgw-0office']);
    expect(flows.filter((flow) => flow.declared.length > 0).map(({ name }) => name)).toEqual([
      'worker → internet',
    ]);
  });
});

describe('the configuration', () => {
  it('is ready where nothing stands in the way', () => {
    expect(target(guide).config).toMatchObject({
      state: 'ready',
      missing: [],
      backend: 'aws',
      region: 'us-east-1',
      network: {
        network_id: GUIDE.vpc,
        scheduler_subnet_id: GUIDE.publicSubnet,
        worker_subnet_id: GUIDE.privateSubnet,
        firewall_id: GUIDE.group,
        give_workers_public_ip: false,
      },
    });
  });

  it('is withheld for an error, whose message it names', () => {
    expect(target(withPorts([8786, 8786])).config).toMatchObject({
      state: 'withheld',
      missing: ['clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787'],
    });
  });

  it('is unproven for an open question', () => {
    expect(target(behindFirewall).config).toMatchObject({
      state: 'unproven',
      missing: ['whether workers can reach the internet on tcp 443 is not known'],
    });
  });

  it('is withheld where the cluster has no place', () => {
    const { config } = target(guide, { placement: { ...PLACED, workerSubnetId: 'subnet-0none' } });
    expect(config.state).toBe('withheld');
    expect(config.missing[0]).toBe('the placement is not complete');
  });
});

it('gaps say what they leave open and how to close it, and nothing of the inside', () => {
  const { gaps } = target(unread(guide, 'NatGateways', 'NetworkInterfaces'));
  expect(gaps.map(({ call }) => call)).toContain('DescribeNatGateways');
  for (const gap of gaps) {
    expect(gap).toMatchObject({ permission: expect.stringMatching(/^ec2:/), settle: expect.any(String) });
    expect(gap).not.toHaveProperty('hides');
  }
});

/** Networks that fill every part of a report: findings with and without fixes, open questions, notes, IPv6. */
const SAMPLES: readonly (readonly [string, AwsBodies, Asked])[] = [
  ['a clean one', guide, OFFICE],
  ['a proposal', guide, {}],
  ['a firewall', behindFirewall, OFFICE],
  [
    'a closed ACL',
    change(guide, 'NetworkAcls', GUIDE.acl, {
      Entries: [
        aclEntry(50, 'in', 'deny', '203.0.113.0/24'),
        aclEntry(100, 'in', 'allow'),
        aclEntry(32767, 'out', 'deny'),
      ],
    }),
    { ...OFFICE, require: ['role:worker=10.0.0.9:5432', 'role:worker=10.50.0.0/16:443'] },
  ],
  [
    'IPv6 clients',
    add(
      change(guide, 'Subnets', GUIDE.publicSubnet, {
        Ipv6CidrBlockAssociationSet: [
          { Ipv6CidrBlock: '2600:1f18::/64', Ipv6CidrBlockState: { State: 'associated' } },
        ],
      }),
      'SecurityGroups',
      { GroupId: 'sg-0idle', GroupName: 'idle', VpcId: GUIDE.vpc },
    ),
    { ...OFFICE, client: ['2600:ffff::/32'] },
  ],
  [
    'what is barely read',
    unread(guide, 'NatGateways', 'NetworkAcls', 'InternetGateways', 'DhcpOptions'),
    OFFICE,
  ],
];

describe('a report of', () => {
  it.each(SAMPLES)('%s is plain JSON', (_what, bodies, asked) => {
    const made = target(bodies, asked);
    const kinds = new Set<string>();
    const walk = (value: unknown): void => {
      kinds.add(typeof value);
      if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) walk(each);
    };
    walk(made);
    expect(
      [...kinds].filter((kind) => !['object', 'string', 'number', 'boolean', 'undefined'].includes(kind)),
    ).toEqual([]);
  });

  it.each(SAMPLES)('%s is the same whatever the order of the documents', (_what, bodies, asked) => {
    const documents = documentsOf(bodies);
    const of = (some: typeof documents) =>
      JSON.stringify(reported(provider.open({ documents: some, gaps: [], ignored: [] }), asked));
    const first = of(documents);
    fc.assert(
      fc.property(fc.shuffledSubarray([...documents], { minLength: documents.length }), (shuffled) => {
        expect(of(shuffled)).toBe(first);
      }),
      { numRuns: 12 },
    );
  });
});
