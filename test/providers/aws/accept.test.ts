/** What EC2 would refuse although it can be written: quotas, what another account owns, what a policy locks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSet, block, parseAddress } from '../../../src/ip/address.ts';
import { type IntervalSet, interval, overlaps, union } from '../../../src/ip/interval.ts';
import type { AllowChange, Change } from '../../../src/model/change.ts';
import type { Network } from '../../../src/model/network.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  change,
  GUIDE,
  guideNetwork,
  permission,
  route,
} from '../../support/aws.ts';
import { openedOf, withoutRegion } from '../../support/opened.ts';

const guide = guideNetwork();
const ingress = (...permissions: readonly ReturnType<typeof permission>[]) =>
  change(guide, 'SecurityGroups', GUIDE.group, { IpPermissions: permissions });
/** Blocks that no two of join. */
const apart = (count: number, prefix = '198.51') =>
  Array.from({ length: count }, (_, i) => `${prefix}.${Math.floor(i / 32)}.${(i % 32) * 8}/32`);
const apart6 = (count: number) =>
  Array.from({ length: count }, (_, i) => `2001:db8:${(i * 8).toString(16)}::/64`);
const rules = (count: number) => permission('tcp', [8786, 8787], { v4: apart(count) });

const allow = (more: Partial<AllowChange> = {}): AllowChange => ({
  kind: 'allow',
  filter: GUIDE.group,
  direction: 'ingress',
  protocol: 6,
  ports: [8786, 8787],
  peer: { addresses: addressSet(['203.0.113.0/24']) },
  ...more,
});
const from = (...texts: readonly string[]) => ({ peer: { addresses: addressSet(texts) } });

/** What is printed for a change, or why it is refused. */
function answer(bodies: AwsBodies, wanted: readonly Change[], beside: readonly Change[] = []) {
  const opened = openedOf(bodies);
  const accepted = opened.accepted?.(wanted, beside);
  if (!accepted || 'refused' in accepted) return accepted?.refused;
  return withoutRegion(opened.commands(accepted.changes, beside)).map((line) =>
    line.replace('aws ec2 ', '').replace(`--group-id ${GUIDE.group} `, ''),
  );
}
const AUTHORIZED = ['authorize-security-group-ingress --protocol tcp --port 8786-8787 --cidr 203.0.113.0/24'];
const FULL = `${GUIDE.group} has 60 inbound rules, and EC2 takes 60 a group unless its quota is raised: put the addresses into a prefix list, or into another security group, or take out a rule that nobody needs`;

describe('a security group', () => {
  it('takes a sixtieth rule', () => {
    expect(answer(ingress(rules(59)), [allow()])).toEqual(AUTHORIZED);
  });

  it('takes no more, and the way out is said', () => {
    expect(answer(ingress(rules(60)), [allow()])).toBe(FULL);
  });

  it('counts the two families apart, and references for both', () => {
    const v6 = from('2001:db8:ffff::/64');
    expect(answer(ingress(rules(60)), [allow(v6)])).toHaveLength(1);
    const groups = ingress(
      permission('tcp', [1, 1], { v6: apart6(59), groups: [GUIDE.defaultGroup] }),
      permission('tcp', [2, 2], { groups: [GUIDE.group] }),
    );
    expect(answer(groups, [allow(v6)])).toContain('61 inbound rules');
    expect(answer(groups, [allow()])).toEqual(AUTHORIZED);
  });

  it('has a higher quota where it is past the default, and nobody knows which', () => {
    expect(answer(ingress(rules(80)), [allow()])).toContain('80 inbound rules, and EC2 takes 80 a group');
  });

  it('counts a list as often as it may have entries', () => {
    const list = (MaxEntries: number) =>
      add(
        ingress(permission('tcp', [8786, 8787], { v4: apart(10), lists: ['pl-1'] })),
        'ManagedPrefixLists',
        {
          PrefixListId: 'pl-1',
          MaxEntries,
        },
      );
    expect(answer(list(49), [allow()])).toEqual(AUTHORIZED);
    expect(answer(list(50), [allow()])).toContain(`${GUIDE.group} has 60 inbound rules`);
  });

  it('counts a list of AWS by its weight', () => {
    const list = (count: number) =>
      add(
        ingress(permission('tcp', [443, 443], { v4: apart(count), lists: ['pl-1'] })),
        'ManagedPrefixLists',
        {
          PrefixListId: 'pl-1',
          PrefixListName: 'com.amazonaws.global.cloudfront.origin-facing',
        },
      );
    expect(answer(list(4), [allow()])).toEqual(AUTHORIZED);
    expect(answer(list(5), [allow()])).toContain('60 inbound rules');
  });

  it('counts what the same report prints before', () => {
    const first = allow(from('192.0.2.7/32'));
    expect(answer(ingress(rules(59)), [allow()], [first])).toContain('60 inbound rules');
    expect(answer(ingress(rules(58)), [allow()], [first])).toEqual(AUTHORIZED);
  });

  it.each<readonly [string, ReturnType<typeof permission>, Partial<AllowChange>, readonly string[]]>([
    [
      'the other half of a block that is there',
      permission('tcp', [8786, 8787], { v4: ['203.0.112.0/24'] }),
      {},
      ['revoke 8786-8787 --cidr 203.0.112.0/24', 'authorize 8786-8787 --cidr 203.0.112.0/23'],
    ],
    [
      'the next port of a rule that is there',
      permission('tcp', [8787, 8787], { v4: ['203.0.113.0/24'] }),
      { ports: [8786, 8786] },
      ['revoke 8787 --cidr 203.0.113.0/24', 'authorize 8786-8787 --cidr 203.0.113.0/24'],
    ],
    [
      'a rule that is part of it',
      permission('tcp', [8787, 8787], { v4: ['203.0.113.64/26'] }),
      {},
      ['revoke 8787 --cidr 203.0.113.64/26', 'authorize 8786-8787 --cidr 203.0.113.0/24'],
    ],
    [
      'more ports for a group',
      permission('tcp', [1024, 65535], { groups: [GUIDE.group] }),
      { ports: [1, 1023], peer: { group: GUIDE.group } },
      [
        `revoke-security-group-ingress --ip-permissions '[{"IpProtocol":"tcp","FromPort":1024,"ToPort":65535,"UserIdGroupPairs":[{"GroupId":"${GUIDE.group}","UserId":"111122223333"}]}]'`,
        `authorize 1-65535 --source-group ${GUIDE.group}`,
      ],
    ],
  ])('that is full is widened by %s', (_what, there, more, expected) => {
    const short = (line: string) => line.replace('-security-group-ingress --protocol tcp --port', '');
    const printed = answer(ingress(rules(59), there), [allow(more)]);
    expect(typeof printed === 'object' && printed.map(short)).toEqual(expected);
  });

  it.each<readonly [string, ReturnType<typeof permission>]>([
    ['another protocol', permission('udp', [8786, 8787], { v4: ['203.0.112.0/24'] })],
    ['other ports', permission('tcp', [8786, 8786], { v4: ['203.0.112.0/24'] })],
    ['a block that is no neighbour', permission('tcp', [8786, 8787], { v4: ['203.0.114.0/24'] })],
    ['a list', permission('tcp', [8786, 8787], { lists: ['pl-0'] })],
  ])('that is full is not widened by %s', (_what, there) => {
    expect(answer(ingress(rules(59), there), [allow()])).toBe(FULL);
  });

  it('that is full of a rule within another loses that one', () => {
    const twice = permission('tcp', [80, 80], { v4: ['192.0.2.0/24', '192.0.2.64/26'] });
    expect(answer(ingress(rules(58), twice), [allow()])).toEqual([
      'revoke-security-group-ingress --protocol tcp --port 80 --cidr 192.0.2.64/26',
      ...AUTHORIZED,
    ]);
  });

  it('admits what it admitted and what was asked, whatever room was made', () => {
    const blocks = fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 2, maxLength: 20 });
    const ports = fc.constantFrom([80, 80] as const, [81, 81] as const, [80, 81] as const);
    fc.assert(
      fc.property(blocks, ports, fc.integer({ min: 0, max: 31 }), (some, range, last) => {
        const there = permission('tcp', [80, 80], { v4: some.map((one) => `10.9.0.${one}/32`) });
        const bodies = ingress(there, permission('tcp', [9, 9], { v4: apart(60 - some.length) }));
        const wanted = allow({ ports: range, ...from(`10.9.0.${last}/32`) });
        const opened = openedOf(bodies);
        const accepted = opened.accepted?.([wanted], []);
        if (!accepted || 'refused' in accepted) return;
        const after = opened.changed(accepted.changes);
        const exact = opened.changed([wanted]);
        expect(after && linesIn(after)).toBeLessThanOrEqual(60);
        for (const port of [9, 80, 81])
          expect(after && admitted(after, port)).toEqual(exact && admitted(exact, port));
      }),
      { numRuns: 200 },
    );
  });
});

const linesIn = ({ filters }: Network): number => filters.get(GUIDE.group)?.ingress.length ?? 0;
const admitted = ({ filters }: Network, port: number): IntervalSet =>
  union(
    ...(filters.get(GUIDE.group)?.ingress ?? [])
      .filter(({ ports }) => overlaps(ports, interval(port)))
      .map(({ peer }) => peer.addresses),
  );

describe('a network ACL', () => {
  const entries = (count: number) =>
    change(guide, 'NetworkAcls', GUIDE.acl, {
      Entries: [
        ...Array.from({ length: count - 1 }, (_, i) => aclEntry(100 + i * 10, 'in', 'allow')),
        aclEntry(32767, 'in', 'deny'),
        aclEntry(32767, 'out', 'deny'),
      ],
    });
  const one = allow({ filter: GUIDE.acl });

  it('takes twenty rules with its closing one', () => {
    expect(answer(entries(19), [one])).toHaveLength(1);
    expect(answer(entries(20), [one])).toBe(
      `${GUIDE.acl} has 20 inbound rules with its closing one, and EC2 takes 20 an ACL unless its quota is raised (40 at most): widen a rule that is there, or take out one that nobody needs`,
    );
  });

  it('counts each direction by itself', () => {
    expect(answer(entries(20), [{ ...one, direction: 'egress' }])).toHaveLength(1);
  });
});

describe('a route table', () => {
  const table = (count: number) =>
    change(guide, 'RouteTables', GUIDE.privateTable, {
      Routes: Array.from({ length: count }, (_, i) =>
        route(`172.16.${i}.0/24`, { NatGatewayId: GUIDE.natGateway }),
      ),
    });
  const destination = block(parseAddress('192.0.2.0') ?? 0, 24);
  const wanted = {
    kind: 'add-route',
    table: GUIDE.privateTable,
    destination,
    gateway: GUIDE.natGateway,
  } as const;

  it('takes fifty', () => {
    expect(answer(table(49), [wanted])).toHaveLength(1);
    expect(answer(table(50), [wanted])).toContain(
      `${GUIDE.privateTable} has 50 routes, and EC2 takes 50 a table`,
    );
  });

  it('takes another target for a route that is there', () => {
    const there = block(parseAddress('172.16.3.0') ?? 0, 24);
    const replaced = { ...wanted, kind: 'replace-route', route: 'x', destination: there } as const;
    expect(answer(table(50), [replaced])).toHaveLength(1);
  });
});

describe('what is not this account’s to change', () => {
  it('is for its owner, where a VPC is shared', () => {
    const shared = change(guide, 'RouteTables', GUIDE.privateTable, { OwnerId: '444455556666' });
    const destination = block(parseAddress('192.0.2.0') ?? 0, 24);
    const wanted = {
      kind: 'add-route',
      table: GUIDE.privateTable,
      destination,
      gateway: GUIDE.natGateway,
    } as const;
    expect(answer(shared, [wanted])).toBe(
      `${GUIDE.privateTable} belongs to account 444455556666, and no other account can change it: ask its owner`,
    );
  });

  it.each([
    ['not-allowed', 'declarative-policy', false],
    ['allowed', 'declarative-policy', true],
    ['allowed', 'account', true],
    [undefined, undefined, true],
  ] as const)('is an exclusion that is %s under %s: %s', (ExclusionsAllowed, ManagedBy, isTaken) => {
    const bodies = {
      ...guide,
      VpcBlockPublicAccessOptions: {
        AwsAccountId: '111122223333',
        AwsRegion: 'us-east-1',
        InternetGatewayBlockMode: 'block-bidirectional',
        ...(ExclusionsAllowed && { ExclusionsAllowed, ManagedBy }),
      },
    };
    const wanted = {
      kind: 'exclude-from-public-access-block',
      subnet: GUIDE.publicSubnet,
      mode: 'bidirectional',
    } as const;
    const said = answer(bodies, [wanted]);
    if (isTaken) expect(said).toHaveLength(1);
    else
      expect(said).toBe(
        'no change of yours can repair this: an organisation policy sets Block Public Access and allows no exclusions; ask its owner (VpcBlockPublicAccessOptions: ManagedBy declarative-policy, ExclusionsAllowed not-allowed)',
      );
  });
});
