import { describe, expect, test } from 'vitest';
import { describeAddresses } from '../../../src/ip/address.ts';
import type * as ec2 from '../../../src/providers/aws/documents.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  ACCOUNT,
  type AwsBodies,
  aclEntry,
  add,
  change,
  GUIDE,
  guideNetwork,
  permission,
  type Reader,
  resourcesOf,
} from '../../support/aws.ts';

const guide = guideNetwork();
const filter = (bodies: AwsBodies, id: string, reader?: Reader) => {
  const found = lower(resourcesOf(bodies, reader)).filters.get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const allowing = (...permissions: readonly ec2.IpPermission[]) =>
  change(guide, 'SecurityGroups', GUIDE.group, { IpPermissions: permissions });
const ingress = (bodies: AwsBodies, reader?: Reader) => filter(bodies, GUIDE.group, reader).ingress;
const peerOf = (bodies: AwsBodies, reader?: Reader) => ingress(bodies, reader)[0]?.peer;

describe('aws.md 22, 23: security groups', () => {
  test('are stateful unions, known by their own name', () => {
    expect(filter(guide, GUIDE.group)).toMatchObject({
      word: 'security group',
      name: 'coiled-cluster',
      reading: 'union',
      stateful: true,
      vpcs: [GUIDE.vpc],
    });
  });

  test('one rule for each peer of a permission, of every kind, with its place', () => {
    const bodies = {
      ...allowing(
        permission('tcp', [22, 22], { v4: ['192.0.2.0/24'] }),
        permission('tcp', [8000, 9000], {
          v4: ['192.0.2.0/24', '198.51.100.0/24'],
          v6: ['2001:db8::/32'],
          lists: ['pl-a'],
          groups: [GUIDE.group],
        }),
      ),
      Entries: { 'pl-a': [{ Cidr: '203.0.113.0/25' }, { Cidr: '203.0.113.128/25' }] },
    };
    const rules = ingress(bodies).slice(1);
    expect(rules.map(({ text }) => text)).toEqual([
      'allow tcp 8000-9000 from 192.0.2.0/24',
      'allow tcp 8000-9000 from 198.51.100.0/24',
      'allow tcp 8000-9000 from 2001:db8::/32',
      'allow tcp 8000-9000 from pl-a',
      `allow tcp 8000-9000 from ${GUIDE.group}`,
    ]);
    expect(rules.map(({ place }) => place?.pointer)).toEqual(
      ['IpRanges/0', 'IpRanges/1', 'Ipv6Ranges/0', 'PrefixListIds/0', 'UserIdGroupPairs/0'].map(
        (tail) => `/SecurityGroups/0/IpPermissions/1/${tail}`,
      ),
    );
    expect(rules.map(({ ports }) => ports)).toEqual(rules.map(() => [8000, 9000]));
    expect(describeAddresses(rules[3]?.peer.addresses ?? [])).toBe('203.0.113.0/24');
    expect(rules[4]?.peer).toEqual({ addresses: [], groups: [{ group: GUIDE.group }] });
  });

  const cases: readonly (readonly [
    string,
    number | undefined,
    number | undefined,
    readonly number[],
    readonly number[],
    string,
  ])[] = [
    ['tcp', 8786, 8787, [6, 6], [8786, 8787], 'tcp 8786-8787'],
    ['6', 8786, 8786, [6, 6], [8786, 8786], 'tcp 8786'],
    ['TCP', 0, 65535, [6, 6], [0, 65535], 'tcp all ports'],
    ['17', -1, -1, [17, 17], [0, 65535], 'udp all ports'],
    ['udp', undefined, undefined, [17, 17], [0, 65535], 'udp all ports'],
    ['-1', undefined, undefined, [0, 255], [0, 65535], 'all traffic'],
    ['-1', 80, 80, [0, 255], [0, 65535], 'all traffic'],
    ['icmp', 8, -1, [1, 1], [2048, 2303], 'icmp type 8'],
    ['icmp', 8, 0, [1, 1], [2048, 2048], 'icmp type 8 code 0'],
    ['icmp', -1, -1, [1, 1], [0, 65535], 'icmp'],
    ['icmpv6', -1, -1, [58, 58], [0, 65535], 'icmpv6'],
    ['50', undefined, undefined, [50, 50], [0, 65535], 'protocol 50'],
  ];
  test.each(cases)('protocol %s, ports %s to %s', (protocol, from, to, protocols, ports, text) => {
    const [rule] = ingress(
      allowing({
        IpProtocol: protocol,
        ...(from !== undefined && { FromPort: from }),
        ...(to !== undefined && { ToPort: to }),
        IpRanges: [{ CidrIp: '192.0.2.0/24' }],
      }),
    );
    expect(rule).toMatchObject({
      protocol: protocols,
      ports,
      id: `${text} from 192.0.2.0/24`,
      text: `allow ${text} from 192.0.2.0/24`,
    });
  });

  test.each(['hopopt', '256', ''])('a protocol that this tool does not know (%j) may be any', (protocol) => {
    const [rule] = ingress(allowing(permission(protocol, undefined, { v4: ['192.0.2.0/24'] })));
    expect(rule).toMatchObject({
      protocol: [0, 255],
      peer: { addresses: [], unread: { cause: 'UNSUPPORTED_COMPONENT' } },
    });
  });

  test('a block that is none is not dropped', () => {
    expect(peerOf(allowing(permission('tcp', [1, 1], { v4: ['my office'] })))).toMatchObject({
      unread: { why: 'my office is no block of addresses' },
    });
  });

  test('rules have ids of their own even where they are equal', () => {
    const twice = permission('tcp', [22, 22], { v4: ['192.0.2.0/24', '192.0.2.0/24'] });
    expect(ingress(allowing(twice)).map(({ id }) => id)).toEqual([
      'tcp 22 from 192.0.2.0/24',
      'tcp 22 from 192.0.2.0/24 (2)',
    ]);
  });

  test('an unread prefix list leaves the peer open, with what reads it', () => {
    expect(peerOf(allowing(permission('tcp', [1, 1], { lists: ['pl-a'] })))).toMatchObject({
      addresses: [],
      unread: { cause: 'UNKNOWN_RESOURCE', settle: expect.stringContaining('--prefix-list-id pl-a') },
    });
  });

  test('aws.md 25: a group without egress rules has none', () => {
    expect(
      filter(change(guide, 'SecurityGroups', GUIDE.group, { IpPermissionsEgress: [] }), GUIDE.group).egress,
    ).toEqual([]);
  });

  test('egress rules read "to"', () => {
    expect(filter(guide, GUIDE.group).egress).toMatchObject([
      {
        text: 'allow all traffic to 0.0.0.0/0',
        place: { pointer: '/SecurityGroups/0/IpPermissionsEgress/0/IpRanges/0' },
      },
    ]);
  });
});

describe('aws.md 24: references that match nothing', () => {
  type Pair = NonNullable<ec2.IpPermission['UserIdGroupPairs']>[number];
  const naming = (pair: Pair) => allowing({ IpProtocol: '-1', UserIdGroupPairs: [pair] });
  const stale = (bodies: AwsBodies, reader?: Reader) => peerOf(bodies, reader)?.groups[0]?.stale;

  test('a group that is there is not stale', () => {
    expect(stale(naming({ GroupId: GUIDE.defaultGroup, UserId: ACCOUNT }))).toBeUndefined();
  });

  test('a group that its VPC does not have', () => {
    expect(stale(naming({ GroupId: 'sg-gone', UserId: ACCOUNT }))).toBe('sg-gone does not exist');
  });

  test.each([
    ['of another account', { GroupId: 'sg-far', UserId: '444455556666' }],
    ['of a VPC that was not read', { GroupId: 'sg-far', UserId: ACCOUNT, VpcId: 'vpc-far' }],
  ])('a group %s may be there', (_name, pair) => {
    expect(stale(naming(pair))).toBeUndefined();
  });

  test('of an answer cut short nobody knows', () => {
    const reader = { refused: [{ call: 'DescribeSecurityGroups', why: 'the answer has a NextToken' }] };
    expect(stale(naming({ GroupId: 'sg-gone', UserId: ACCOUNT }), reader)).toBeUndefined();
  });

  test.each(['deleted', 'expired'])('a group beyond a peering that is %s', (PeeringStatus) => {
    const pair = { GroupId: 'sg-far', VpcId: 'vpc-far', VpcPeeringConnectionId: 'pcx-1', PeeringStatus };
    expect(stale(naming(pair))).toBe(`its peering pcx-1 is ${PeeringStatus}`);
    expect(stale(naming({ ...pair, PeeringStatus: 'active' }))).toBeUndefined();
  });

  test('a group that AWS reports, in the direction that it reports', () => {
    const pair = {
      GroupId: 'sg-far',
      VpcId: 'vpc-far',
      VpcPeeringConnectionId: 'pcx-1',
      PeeringStatus: 'active',
    };
    const report = (key: 'StaleIpPermissions' | 'StaleIpPermissionsEgress') =>
      add(naming(pair), 'StaleSecurityGroupSet', {
        GroupId: GUIDE.group,
        VpcId: GUIDE.vpc,
        [key]: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-far' }] }],
      });
    expect(stale(report('StaleIpPermissions'))).toBe('AWS reports the reference to sg-far as stale');
    expect(stale(report('StaleIpPermissionsEgress'))).toBeUndefined();
  });

  test('a group named without an id is found by its name', () => {
    expect(peerOf(naming({ GroupName: 'default' }))?.groups).toEqual([{ group: GUIDE.defaultGroup }]);
    expect(peerOf(naming({ GroupName: 'nobody' }))).toMatchObject({
      groups: [],
      unread: { cause: 'UNKNOWN_RESOURCE' },
    });
  });
});

describe('aws.md 26: a group can serve more than one VPC', () => {
  test.each([
    ['associated', [GUIDE.vpc, 'vpc-2']],
    ['disassociated', [GUIDE.vpc]],
    ['association-failed', [GUIDE.vpc]],
  ])('where the association is %s: %j', (State, vpcs) => {
    const bodies = add(guide, 'SecurityGroupVpcAssociations', {
      GroupId: GUIDE.group,
      VpcId: 'vpc-2',
      State,
    });
    expect(filter(bodies, GUIDE.group).vpcs).toEqual(vpcs);
  });
});

describe('aws.md 27: network ACLs', () => {
  const acl = (...Entries: readonly ec2.NetworkAclEntry[]) =>
    filter(change(guide, 'NetworkAcls', GUIDE.acl, { Entries }), GUIDE.acl);

  test('are stateless, first match, in ascending order whatever AWS prints', () => {
    const found = acl(
      aclEntry(32767, 'in', 'deny'),
      aclEntry(200, 'in', 'allow'),
      aclEntry(32767, 'out', 'deny'),
      aclEntry(100, 'in', 'deny', '192.0.2.0/24', { protocol: '6', ports: [22, 22] }),
      aclEntry(110, 'out', 'allow', '::/0', { protocol: '17', ports: [1024, 65535] }),
    );
    expect(found).toMatchObject({
      word: 'network ACL',
      reading: 'first-match',
      stateful: false,
      vpcs: [GUIDE.vpc],
    });
    expect(found.ingress.map(({ id, text }) => [id, text])).toEqual([
      ['rule 100', 'deny tcp 22 from 192.0.2.0/24'],
      ['rule 200', 'allow all traffic from 0.0.0.0/0'],
      ['rule 32767', 'deny all traffic from 0.0.0.0/0 (the closing *)'],
    ]);
    expect(found.egress.map(({ id, text }) => [id, text])).toEqual([
      ['rule 110', 'allow udp 1024-65535 to ::/0'],
      ['rule 32767', 'deny all traffic to 0.0.0.0/0 (the closing *)'],
    ]);
    expect(found.ingress[0]?.place?.pointer).toBe('/NetworkAcls/0/Entries/3');
  });

  test('close each family with a rule that nobody wrote', () => {
    const found = acl(
      aclEntry(100, 'in', 'allow'),
      aclEntry(32767, 'in', 'deny'),
      aclEntry(32768, 'in', 'deny', '::/0'),
    );
    expect(found.ingress.map(({ implicit }) => implicit ?? false)).toEqual([false, true, true]);
  });

  const aclOf = (bodies: AwsBodies) => lower(resourcesOf(bodies)).subnets.get(GUIDE.privateSubnet)?.filters;

  test('stand at the subnets that they name', () => {
    expect(aclOf(guide)).toEqual({ value: [GUIDE.acl] });
  });

  test('the default of the VPC stands where none is named', () => {
    expect(aclOf(change(guide, 'NetworkAcls', GUIDE.acl, { Associations: [] }))).toEqual({
      value: [GUIDE.acl],
    });
  });

  test('without a default the answer is not whole', () => {
    const bodies = change(guide, 'NetworkAcls', GUIDE.acl, { Associations: [], IsDefault: false });
    expect(aclOf(bodies)).toMatchObject({ unknown: { cause: 'UNKNOWN_RESOURCE' } });
  });
});
