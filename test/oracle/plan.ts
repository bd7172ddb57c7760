/**
 * What varies between small universes, as plain choices: fast-check shrinks the choices, `universe.ts` turns them
 * into documents. The first choice of every list is the simplest, so counterexamples shrink towards it.
 */
import fc from 'fast-check';

/** Blocks that filters speak of: pieces of the VPCs, of their neighbours, and of the clients' networks. */
const CIDRS = [
  '0.0.0.0/0',
  '10.0.0.0/23',
  '10.0.0.0/26',
  '10.0.0.64/26',
  '10.0.0.128/26',
  '10.0.0.0/27',
  '10.0.0.64/27',
  '10.0.0.0/28',
  '10.0.0.16/28',
  '10.0.0.64/28',
  '10.0.0.80/28',
  '10.0.0.8/29',
  '10.0.0.4/30',
  '10.0.0.68/30',
  '10.0.0.20/31',
  '10.0.0.5/32',
  '10.0.0.70/32',
  '10.0.1.0/28',
  '203.0.113.0/24',
  '203.0.113.0/25',
  '203.0.113.7/32',
  '198.51.100.0/24',
  '198.51.100.8/30',
  '128.0.0.0/1',
  '192.0.2.0/24',
  '192.0.2.0/26',
  '192.0.2.4/30',
  '192.0.2.200/29',
] as const;

const PUBLIC_CIDRS = ['198.51.100.0/24', '203.0.113.0/24', '203.0.113.0/25', '198.51.100.8/30'] as const;
/** Where extra routes lead to: parts of the internet, prefix lists, other VPCs and pieces of them. */
const DESTINATIONS = [
  ...PUBLIC_CIDRS,
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  'pl-1',
  'pl-2',
  '10.0.0.0/23',
  '10.0.0.0/26',
  '10.0.0.64/26',
  '10.0.0.128/26',
  '10.0.0.64/27',
  '10.0.0.0/28',
  '10.0.0.16/28',
  '10.0.0.80/28',
  '192.0.2.0/24',
] as const;

export const TARGETS = [
  'igw',
  'nat',
  'peering',
  'tgw',
  'blackhole',
  'vgw',
  'propagated',
  'checking interface',
  'appliance',
] as const;
export type Target = (typeof TARGETS)[number];

export const weighted = <T>(...choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
export const mostly = (likely: number): fc.Arbitrary<boolean> =>
  weighted([likely, true], [10 - likely, false]);

const cidr = fc.constantFrom(...CIDRS);
export const servicePort = fc.integer({ min: 0, max: 15 });
const servicePorts = fc
  .tuple(servicePort, servicePort)
  .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]);
/** What people write for the ports of replies, and parts of it. */
const replyPorts = fc.constantFrom<readonly [number, number]>(
  [1024, 65535],
  [32768, 61000],
  [32768, 65535],
  [40000, 50000],
);

const aclEntry = fc.record({
  number: fc.integer({ min: 1, max: 200 }),
  allow: mostly(6),
  cidr,
  ports: fc.oneof(fc.constant('all' as const), servicePorts, replyPorts),
  protocol: weighted([6, '6'], [1, '17'], [1, '-1']),
});
const aclSide = fc.record({
  /** An entry that allows everything behind all others, so that worlds are not all closed. */
  open: weighted([19, true], [1, false]),
  entries: fc.uniqueArray(aclEntry, { selector: (entry) => entry.number, maxLength: 6 }),
});
export type AclSidePlan = typeof aclSide extends fc.Arbitrary<infer T> ? T : never;

const remote = fc.oneof(
  { weight: 5, arbitrary: cidr },
  { weight: 1, arbitrary: fc.constantFrom('pl-1', 'pl-2') },
  { weight: 3, arbitrary: fc.record({ vpc: fc.nat(2), group: fc.nat(2) }) },
);
const rule = fc.record({
  ports: fc.oneof(fc.constant('all' as const), fc.constant([0, 15] as const), servicePorts),
  protocol: weighted([5, 'tcp'], [1, '6'], [1, '-1'], [1, 'udp']),
  remotes: fc.array(remote, { minLength: 1, maxLength: 3 }),
});
const group = fc.record({
  /** A rule for everybody beside the others, so that filters are not all that decides. */
  open: mostly(4),
  ingress: fc.array(rule, { maxLength: 4 }),
  egress: fc.oneof(
    { weight: 4, arbitrary: fc.constant('open' as const) },
    { weight: 1, arbitrary: fc.array(rule, { maxLength: 3 }) },
  ),
});
export type GroupPlan = typeof group extends fc.Arbitrary<infer T> ? T : never;
export type RulePlan = GroupPlan['ingress'][number];

const table = fc.record({
  door: weighted<Target | 'none'>([4, 'igw'], [4, 'nat'], [2, 'tgw'], [1, 'none']),
  /** Routes to all peers; to all VPCs behind the transit gateway. */
  peers: mostly(9),
  transit: mostly(9),
  extra: fc.array(
    fc.record({
      dst: fc.constantFrom(...DESTINATIONS),
      target: fc.constantFrom(...TARGETS),
      which: fc.nat(1),
    }),
    { maxLength: 3 },
  ),
});
export type TablePlan = typeof table extends fc.Arbitrary<infer T> ? T : never;

const vpc = fc.record({
  /** As people build them: the first subnet is public and holds the NAT gateway, the others leave by it. */
  ordinary: mostly(6),
  subnets: fc.array(
    fc.record({ zone: weighted([4, 'a'], [1, 'b']), table: weighted([2, 0], [1, 1]), acl: fc.nat(1) }),
    { minLength: 1, maxLength: 3, size: 'max' },
  ),
  /** The third subnet lies in a second CIDR block of the VPC. */
  secondBlock: mostly(3),
  internetGateway: weighted([8, 'available'], [1, 'detaching'], [1, undefined]),
  nat: fc.option(
    fc.record({
      subnet: fc.nat(2),
      isPublic: mostly(9),
      state: weighted([9, 'available'], [1, 'failed']),
    }),
    { freq: 6 },
  ),
  tables: fc.tuple(table, table),
  acls: fc.tuple(fc.record({ in: aclSide, out: aclSide }), fc.record({ in: aclSide, out: aclSide })),
  groups: fc.tuple(group, group, group),
});

const ofThree = <T>(arbitrary: fc.Arbitrary<T>) => fc.tuple(arbitrary, arbitrary, arbitrary);

const transit = fc.record({
  groupReferences: fc.boolean(),
  /** One a VPC: how it is attached, if it is, and which table it is associated with (2: none). */
  attachments: ofThree(
    fc.record({
      attached: mostly(9),
      state: weighted([9, 'available'], [1, 'pending']),
      everyZone: fc.boolean(),
      groupReferences: mostly(8),
      table: weighted([7, 0], [2, 1], [1, 2]),
    }),
  ),
  /** One a table: which VPCs propagate into it, and its static routes (`to` 3: a blackhole). */
  tables: fc.tuple(...[0, 1].map(() => transitTable())),
});
function transitTable() {
  return fc.record({
    propagated: ofThree(mostly(9)),
    statics: fc.array(
      fc.record({
        dst: fc.constantFrom('0.0.0.0/0', '10.0.0.0/26', '10.0.0.64/26', '10.0.0.16/28', '198.51.100.0/24'),
        to: fc.nat(3),
      }),
      { maxLength: 2 },
    ),
  });
}
export type TransitPlan = typeof transit extends fc.Arbitrary<infer T> ? T : never;

const peering = weighted<string | undefined>([5, 'active'], [3, undefined], [1, 'pending-acceptance']);
const publicCidrs = fc.uniqueArray(fc.constantFrom(...PUBLIC_CIDRS), { minLength: 1, maxLength: 2 });

type AnyVpcPlan = typeof vpc extends fc.Arbitrary<infer T> ? T : never;
export type VpcPlan = Omit<AnyVpcPlan, 'ordinary'>;

function settled({ ordinary, ...plan }: AnyVpcPlan): VpcPlan {
  if (!ordinary) return plan;
  const [main, other] = plan.tables;
  return {
    ...plan,
    subnets: plan.subnets.map((subnet, s) => ({ ...subnet, table: s === 0 ? 1 : 0 })),
    tables: [
      { ...main, door: 'nat' },
      { ...other, door: 'igw' },
    ],
    nat: plan.nat && { ...plan.nat, subnet: 0 },
  };
}

export const worldPlan = fc.record({
  vpcs: fc.array(vpc.map(settled), { minLength: 1, maxLength: 3, size: 'max' }),
  /** The third VPC has the second one's addresses. */
  overlap: mostly(1),
  /** Between VPCs 0-1, 0-2 and 1-2. */
  peerings: ofThree(peering),
  transit: fc.option(transit, { freq: 4 }),
  lists: fc.tuple(publicCidrs, publicCidrs),
  blocking: fc.record({
    mode: weighted([8, 'off'], [1, 'block-ingress'], [1, 'block-bidirectional']),
    /** Of a whole VPC, or of one of its subnets. */
    exclusion: fc.option(
      fc.record({
        vpc: fc.nat(2),
        subnet: fc.option(fc.nat(2)),
        mode: fc.constantFrom('allow-bidirectional', 'allow-egress'),
      }),
      { freq: 2 },
    ),
    /** Whether the subnets tell the effective mode, as newer answers do. */
    stated: fc.boolean(),
  }),
});
export type WorldPlan = typeof worldPlan extends fc.Arbitrary<infer T> ? T : never;

const vmEnd = (isPublic: fc.Arbitrary<boolean>) =>
  fc.record({
    kind: fc.constant('vm' as const),
    isPublic,
    vpc: fc.nat(2),
    subnet: fc.nat(2),
    /** Within the subnet: the first four addresses and the last one are AWS's, 11-14 are kept for others. */
    offset: fc.integer({ min: 4, max: 10 }),
    groups: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
  });
const internetEnd = fc.record({
  kind: fc.constant('internet' as const),
  address: fc.constantFrom('203.0.113.7', '203.0.113.130', '198.51.100.9', '198.51.100.77', '8.8.8.8'),
});
export type EndPlan =
  | (ReturnType<typeof vmEnd> extends fc.Arbitrary<infer T> ? T : never)
  | (typeof internetEnd extends fc.Arbitrary<infer T> ? T : never);

export const LINUX = { min: 32768, max: 60999 };
export const ANY_CLIENT = { min: 1024, max: 65535 };
/** Both sides of every edge that ACL entries draw, and anything between. */
const EDGES = [32768, 39999, 40000, 50000, 50001, 60999, 61000, 61001, 1024, 32767, 65535] as const;
export const portIn = ({ min, max }: typeof LINUX) =>
  fc.oneof(fc.constantFrom(...EDGES.filter((port) => min <= port && port <= max)), fc.integer({ min, max }));

const ends = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ from: vmEnd(mostly(3)), to: vmEnd(mostly(3)), ephemeralPort: portIn(LINUX) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ from: vmEnd(mostly(5)), to: internetEnd, ephemeralPort: portIn(LINUX) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ from: internetEnd, to: vmEnd(mostly(9)), ephemeralPort: portIn(ANY_CLIENT) }),
  },
);

export const queryPlan = fc.record({ ends, port: servicePort, natPort: portIn(ANY_CLIENT) });
export type QueryPlan = typeof queryPlan extends fc.Arbitrary<infer T> ? T : never;
