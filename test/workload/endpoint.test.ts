/** The grammar of endpoints (DESIGN.md, "Endpoints"): what each text stands for, and what it says when it is none. */
import { describe, expect, it } from 'vitest';
import { describeAddresses, INTERNET } from '../../src/ip/address.ts';
import { equals } from '../../src/ip/interval.ts';
import type { Spot } from '../../src/model/endpoint.ts';
import { rolesOf } from '../../src/workload/dask.ts';
import { type EndpointContext, resolveEndpoint } from '../../src/workload/endpoint.ts';
import { type AwsBodies, add, change, GUIDE, guideNetwork, merge, unread } from '../support/aws.ts';
import { GUIDE_PLACEMENT, networkOf } from '../support/opened.ts';

const machine = {
  NetworkInterfaceId: 'eni-0db',
  VpcId: GUIDE.vpc,
  SubnetId: GUIDE.privateSubnet,
  Status: 'in-use',
  PrivateIpAddress: '10.0.16.50',
  PrivateIpAddresses: [
    { PrivateIpAddress: '10.0.16.50', Primary: true, Association: { PublicIp: '198.51.100.50' } },
    { PrivateIpAddress: '10.0.16.51', Primary: false },
  ],
  Groups: [{ GroupId: GUIDE.defaultGroup }],
  Attachment: { InstanceId: 'i-0db' },
};

/** The guide's network with a database machine in its private subnet. */
const withMachine = (): AwsBodies => add(guideNetwork(), 'NetworkInterfaces', machine);

/** A second network with the guide's range, with a machine at the same address and one group. */
const twin = (): AwsBodies => ({
  Vpcs: [
    {
      VpcId: 'vpc-0twin',
      State: 'available',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
    },
  ],
  Subnets: [{ SubnetId: 'subnet-0twin', VpcId: 'vpc-0twin', State: 'available', CidrBlock: '10.0.16.0/24' }],
  NetworkInterfaces: [
    {
      NetworkInterfaceId: 'eni-0twin',
      VpcId: 'vpc-0twin',
      SubnetId: 'subnet-0twin',
      PrivateIpAddress: '10.0.16.50',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.16.50', Primary: true }],
      Groups: [],
    },
  ],
  SecurityGroups: [{ GroupId: 'sg-0twin', GroupName: 'twin', VpcId: 'vpc-0twin' }],
});

function contextOf(bodies: AwsBodies, placed = true): EndpointContext {
  const network = networkOf(bodies);
  const roles = placed ? rolesOf({ network, placement: GUIDE_PLACEMENT }) : [];
  return { network, roles, end: 'destination' };
}

const guide = contextOf(withMachine());

/** A spot in one line: its kind, its addresses, and what a VM carries. */
function told(spot: Spot): string {
  const addresses = equals(spot.addresses, INTERNET) ? 'all of it' : describeAddresses(spot.addresses, 9);
  if (spot.kind !== 'vm') return `${spot.kind} ${addresses}`;
  const filters = spot.filters === undefined ? 'any groups' : spot.filters.join('+');
  const open = typeof spot.publicAddress === 'boolean' ? spot.publicAddress : 'known';
  const by = spot.privately ? ' by a private address' : '';
  const asked = spot.publicly ? ` by ${describeAddresses(spot.publicly)}` : '';
  const what = spot.vacant ? 'nobody' : (spot.service?.word ?? 'vm');
  return `${what} ${addresses} in ${spot.subnet}, ${filters}, public ${open}${by}${asked}`;
}

function read(text: string, context: EndpointContext = guide) {
  const resolved = resolveEndpoint(text, context);
  return 'error' in resolved
    ? resolved
    : { label: resolved.endpoint.label, spots: resolved.endpoint.spots.map(told) };
}

const PUBLIC = '10.0.0.4-10.0.15.254';
const PRIVATE = '10.0.16.4-10.0.31.254';
const anyIn = (what: 'vm' | 'nobody', range: string, subnet: string): string =>
  `${what} ${range} in ${subnet}, any groups, public ${what === 'nobody'}`;
const privately = (spot: string): string => `${spot} by a private address`;
const MACHINE = `vm 10.0.16.50/31 in ${GUIDE.privateSubnet}, ${GUIDE.defaultGroup}, public known`;
const ROLES: readonly (readonly [string, string, readonly string[]])[] = [
  ['role:scheduler', 'the scheduler', [`vm ${PUBLIC} in ${GUIDE.publicSubnet}, ${GUIDE.group}, public true`]],
  ['role:worker', 'the worker', [`vm ${PRIVATE} in ${GUIDE.privateSubnet}, ${GUIDE.group}, public false`]],
];
const OUTSIDE: typeof ROLES = [
  ['internet', 'the internet', ['internet all of it']],
  ['203.0.113.7', '203.0.113.7', ['internet 203.0.113.7']],
  ['203.0.113.0/24', '203.0.113.0/24', ['internet 203.0.113.0/24']],
  ['10.50.0.0/16', '10.50.0.0/16', ['beyond 10.50.0.0/16']],
  ['2600:1f18::/32', '2600:1f18::/32', ['internet 2600:1f18::/32']],
  ['fd00::/8', 'fd00::/8', ['beyond fd00::/8']],
  ['10.0.128.0/17', '10.0.128.0/17', ['nowhere 10.0.128.0/17']],
];

describe('a destination', () => {
  const nobody = (range: string, subnet: string) => privately(anyIn('nobody', range, subnet));

  it.each([
    ...ROLES,
    ...OUTSIDE,
    ['10.0.16.9', '10.0.16.9', [nobody('10.0.16.9', GUIDE.privateSubnet)]] as const,
    ['10.0.24.0/21', '10.0.24.0/21', [nobody('10.0.24.0-10.0.31.254', GUIDE.privateSubnet)]] as const,
    // The NAT gateway of the public subnet takes no connection, and beside a machine nobody asks for it.
    ...['10.0.0.0/19', '10.0.0.0/18'].map((text) => [text, text, [privately(MACHINE)]] as const),
    ['10.0.0.0/15', '10.0.0.0/15', [privately(MACHINE), 'beyond 10.1.0.0/16']] as const,
    ...[GUIDE.vpc, `vpc:${GUIDE.vpc}`].map((text) => [text, GUIDE.vpc, [MACHINE]] as const),
    ...[GUIDE.privateSubnet, `subnet:${GUIDE.privateSubnet}`].map(
      (text) => [text, GUIDE.privateSubnet, [MACHINE]] as const,
    ),
  ])('%s', (text, label, spots) => {
    expect(read(text)).toEqual({ label, spots });
  });

  it('says which addresses of a range no machine has', () => {
    const resolved = resolveEndpoint('10.0.16.48/29', guide);
    expect('endpoint' in resolved && describeAddresses(resolved.endpoint.vacant)).toBe(
      '10.0.16.48/31, 10.0.16.52/30',
    );
  });

  it('is anybody where interfaces were not read, and who it is is not known', () => {
    const resolved = resolveEndpoint('10.0.16.50', contextOf(unread(withMachine(), 'NetworkInterfaces')));
    expect('endpoint' in resolved && resolved.endpoint.spots).toMatchObject([
      { vacant: { settle: expect.stringContaining('describe-network-interfaces') } },
    ]);
  });
});

describe('a source', () => {
  const source = { ...guide, end: 'source' } as const;
  const toCome = (range: string, subnet: string) => anyIn('vm', range, subnet);
  const besides = toCome('10.0.16.4-10.0.16.49, 10.0.16.52-10.0.31.254', GUIDE.privateSubnet);
  // The NAT gateway starts no connection of its own.
  const inPublic = toCome('10.0.0.4/30, 10.0.0.8/31, 10.0.0.11-10.0.15.254', GUIDE.publicSubnet);

  it.each([
    ...ROLES,
    ...OUTSIDE,
    ['10.0.16.9', '10.0.16.9', [privately(toCome('10.0.16.9', GUIDE.privateSubnet))]] as const,
    ['10.0.0.0/19', '10.0.0.0/19', [inPublic, MACHINE, besides].map(privately)] as const,
    [`vpc:${GUIDE.vpc}`, GUIDE.vpc, [inPublic, MACHINE, besides]] as const,
    [`subnet:${GUIDE.privateSubnet}`, GUIDE.privateSubnet, [MACHINE, besides]] as const,
  ])('%s', (text, label, spots) => {
    expect(read(text, source)).toEqual({ label, spots });
  });
});

describe('an address that an interface has', () => {
  const spot = (addresses: string) =>
    `vm ${addresses} in ${GUIDE.privateSubnet}, ${GUIDE.defaultGroup}, public known`;

  it.each([
    ['its first', '10.0.16.50', '10.0.16.50'],
    ['its second, and no other', '10.0.16.51', '10.0.16.51'],
    ['its public one, which may stand for either', '198.51.100.50', '10.0.16.50/31'],
    ['as a block of one', '10.0.16.50/32', '10.0.16.50'],
  ])('is that machine by %s', (_what, text, addresses) => {
    const own = spot(addresses);
    const asked = text.startsWith('10.') ? privately(own) : `${own} by ${text}`;
    expect(read(text)).toEqual({ label: text, spots: [asked] });
  });

  it.each(['eni-0db', 'i-0db'])('is that machine by the id %s', (id) => {
    expect(read(id)).toEqual({ label: id, spots: [spot('10.0.16.50/31')] });
  });

  it('is one machine of each network that has the address', () => {
    const two = contextOf(merge(withMachine(), twin()));
    expect(read('10.0.16.50', two)).toEqual({
      label: '10.0.16.50',
      spots: [privately(spot('10.0.16.50')), privately('vm 10.0.16.50 in subnet-0twin, , public false')],
    });
  });
});

describe('an address in two networks that overlap', () => {
  const two = contextOf(merge(guideNetwork(), twin()));
  const oneOf = (text: string) => {
    const resolved = resolveEndpoint(text, two);
    return 'endpoint' in resolved
      ? resolved.endpoint.spots.map((spot) => [told(spot), 'oneOf' in spot ? spot.oneOf : undefined])
      : resolved;
  };

  it('stands for each of them until the routes of the other end decide', () => {
    const both = [GUIDE.vpc, 'vpc-0twin'];
    expect(oneOf('10.0.16.9')).toEqual([
      [privately(anyIn('nobody', '10.0.16.9', GUIDE.privateSubnet)), both],
      [privately(anyIn('nobody', '10.0.16.9', 'subnet-0twin')), both],
    ]);
  });

  it('is settled by naming the network', () => {
    expect(read('vpc:vpc-0twin', two)).toEqual({
      label: 'vpc-0twin',
      spots: ['vm 10.0.16.50 in subnet-0twin, , public false'],
    });
  });
});

describe('a VM not built yet', () => {
  const label = `a VM in ${GUIDE.publicSubnet}`;

  it.each([
    [`vm:subnet=${GUIDE.publicSubnet}`, 'any groups', false],
    [`vm:subnet=${GUIDE.publicSubnet},public`, 'any groups', true],
    [`vm:groups=${GUIDE.group},subnet=${GUIDE.publicSubnet}`, GUIDE.group, false],
    [
      `vm:subnet=${GUIDE.publicSubnet},groups=${GUIDE.group}+${GUIDE.defaultGroup},public`,
      `${GUIDE.group}+${GUIDE.defaultGroup}`,
      true,
    ],
  ])('%s', (text, groups, open) => {
    expect(read(text)).toEqual({
      label,
      spots: [`vm ${PUBLIC} in ${GUIDE.publicSubnet}, ${groups}, public ${open}`],
    });
  });

  it.each([
    ['vm:', 'vm: has no field ""', 'write vm:subnet'],
    ['vm:public', 'vm:public names no subnet of the input', 'write vm:subnet'],
    [`vm:subnet=${GUIDE.publicSubnet},public=false`, 'vm: has no field "public=false"', 'write vm:subnet'],
    [`vm:subnet=${GUIDE.publicSubnet},tags=a`, 'vm: has no field "tags=a"', 'write vm:subnet'],
    [`vm:subnet=${GUIDE.publicSubnet},groups=`, 'vm: names no group', 'write vm:subnet'],
    [
      `vm:subnet=${GUIDE.publicSubnet.slice(0, -1)}2`,
      'names no subnet of the input',
      `did you mean ${GUIDE.publicSubnet}`,
    ],
    [
      `vm:subnet=${GUIDE.publicSubnet},groups=${GUIDE.group}0`,
      `${GUIDE.group}0 is not in the input`,
      `did you mean ${GUIDE.group}?`,
    ],
    [
      `vm:subnet=${GUIDE.publicSubnet},groups=${GUIDE.acl}`,
      `network ACL ${GUIDE.acl} cannot be used in ${GUIDE.vpc}`,
      `name groups of its network: ${GUIDE.group}, ${GUIDE.defaultGroup}`,
    ],
    [
      `vm:subnet=${GUIDE.publicSubnet},groups=sg-0twin`,
      `security group sg-0twin cannot be used in ${GUIDE.vpc}`,
      `name groups of its network: ${GUIDE.group}, ${GUIDE.defaultGroup}`,
    ],
  ])('%s is refused', (text, error, remedy) => {
    expect(read(text, contextOf(merge(guideNetwork(), twin())))).toEqual({
      error: expect.stringContaining(error),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe('a text that is no endpoint', () => {
  it.each([
    ['10.0.0.0/33', '/33 in 10.0.0.0/33 is no prefix length', 'write an address like 10.20.0.5'],
    ['10.0.0.300', '300 in 10.0.0.300 is more than 255', 'write an address like 10.20.0.5'],
    ['everywhere', 'everywhere is not in the input', 'an endpoint is one of internet, '],
    ['', ' is not in the input', 'an endpoint is one of internet, '],
    ['10.1.0.2/16', '10.1.0.2/16 has host bits set', 'write 10.1.0.0/16 for the block, or 10.1.0.2 for'],
    ['2600:1f18::1/32', '2600:1f18::1/32 has host bits set', 'write 2600:1f18::/32 for the block'],
    ['10.0.0.1', 'no machine can have an address of 10.0.0.1', 'name addresses of a subnet'],
    [`${GUIDE.publicSubnet}0`, 'is not in the input', `did you mean ${GUIDE.publicSubnet}?`],
    ['i-0dc', 'is not in the input', 'did you mean i-0db?'],
    ['subnet:nope', 'there is no subnet nope in the input', `the input has ${GUIDE.publicSubnet}, `],
    ['vpc:nope', 'there is no network nope in the input', `the input has ${GUIDE.vpc}`],
    [`vpc:${GUIDE.vpc}1`, 'there is no network', `did you mean ${GUIDE.vpc}?`],
    [`subnet:${GUIDE.vpc}`, 'there is no subnet', 'the input has'],
    [`vpc:${GUIDE.privateSubnet}`, 'there is no network', 'the input has'],
    [GUIDE.group, `${GUIDE.group} is no place where packets start or end`, 'name a machine, a subnet'],
    [GUIDE.natGateway, 'is no place where packets start or end', 'name a machine, a subnet'],
    [GUIDE.publicTable, 'is no place where packets start or end', 'name a machine, a subnet'],
    ['role:workr', 'there is no role:workr', 'did you mean role:worker? the roles are'],
    ['rol:worker', 'rol:worker is not in the input', 'did you mean role:? an endpoint is one of'],
    ['role:client', 'there is no role:client', 'the roles are role:scheduler, role:worker'],
  ])('%s', (text, error, remedy) => {
    expect(read(text)).toEqual({
      error: expect.stringContaining(error),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('is a role before the cluster has a place', () => {
    expect(read('role:worker', contextOf(guideNetwork(), false))).toEqual({
      error: 'role:worker has no place',
      remedy: 'name its subnet and group: --scheduler-subnet-id, --worker-subnet-id, --firewall-id',
    });
  });
});

describe('where subnets were not read', () => {
  const network = networkOf(unread(guideNetwork(), 'Subnets'));

  it.each(['10.0.16.9', GUIDE.vpc])('nobody calls %s missing', (text) => {
    const resolved = resolveEndpoint(text, { network, roles: [], end: 'destination' });
    expect('endpoint' in resolved && resolved.endpoint.spots).toMatchObject([
      { kind: 'nowhere', unknown: { settle: expect.stringContaining('describe-subnets') } },
    ]);
  });
});

describe('families', () => {
  it('a network with both is split by subnet, with both families of each', () => {
    const both = change(guideNetwork(), 'Vpcs', GUIDE.vpc, {
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
      ],
    });
    const dual = change(both, 'Subnets', GUIDE.privateSubnet, {
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2600:1f18:0:1::/64', Ipv6CidrBlockState: { State: 'associated' } },
      ],
    });
    expect(read('2600:1f18:0:1::9', contextOf(dual))).toEqual({
      label: '2600:1f18:0:1::9',
      spots: [privately(anyIn('nobody', '2600:1f18:0:1::9', GUIDE.privateSubnet))],
    });
    expect(read('2600:1f18::9', contextOf(dual))).toEqual({
      label: '2600:1f18::9',
      spots: ['nowhere 2600:1f18::9'],
    });
    // A planned VM is asked for by IPv4 as long as its subnet has any.
    expect(read(`vm:subnet=${GUIDE.privateSubnet}`, contextOf(dual))).toEqual({
      label: `a VM in ${GUIDE.privateSubnet}`,
      spots: [`vm ${PRIVATE} in ${GUIDE.privateSubnet}, any groups, public false`],
    });
  });
});
