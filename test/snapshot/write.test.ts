import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniser } from '../../src/providers/aws/recognise.ts';
import type { SnapshotDocument, SnapshotGap } from '../../src/snapshot/snapshot.ts';
import { writeSnapshot } from '../../src/snapshot/write.ts';
import { folderOf } from '../support/folder.ts';
import { read } from './support.ts';

interface Content {
  readonly documents: readonly SnapshotDocument[];
  readonly gaps: readonly SnapshotGap[];
}
const write = (content: Content): string => writeSnapshot(content, [recogniser]);

const about = {
  provider: fc.constant('aws'),
  account: fc.constantFrom('111122223333', '444455556666'),
  region: fc.constantFrom('us-east-1', 'us-west-2'),
};
const id = (prefix: string) => fc.nat(30).map((n) => `${prefix}-${n}`);
const text = fc.string({ maxLength: 8 });
const tags = fc.uniqueArray(fc.record({ Key: text, Value: text }), { selector: ({ Key }) => Key });
const vpc = fc.record({ VpcId: id('vpc'), CidrBlock: text, IsDefault: fc.boolean() });
const routeTable = fc.record({
  RouteTableId: id('rtb'),
  VpcId: id('vpc'),
  Tags: tags,
  Routes: fc.array(
    fc.record({ DestinationCidrBlock: text, State: text, Unknown: fc.jsonValue({ maxDepth: 2 }) }),
  ),
});
const body = fc.oneof(
  fc.array(vpc).map((Vpcs) => ({ call: 'DescribeVpcs', body: { Vpcs } })),
  fc.array(routeTable).map((RouteTables) => ({ call: 'DescribeRouteTables', body: { RouteTables } })),
);
const document = fc
  .tuple(fc.record(about, { requiredKeys: ['provider'] }), body)
  .map(([where, answer]): SnapshotDocument => ({ ...where, ...answer }));
const gap = fc.record(
  { ...about, call: fc.constantFrom('DescribeVpcs', 'DescribeSubnets'), why: text },
  { requiredKeys: ['provider', 'call', 'why'] },
);
const content: fc.Arbitrary<Content> = fc.record({ documents: fc.array(document), gaps: fc.array(gap) });

const SETS = new Set(['Vpcs', 'RouteTables', 'Tags', 'Routes', 'documents', 'gaps']);

/** The same content in another order: of keys everywhere, of elements where their order has no meaning. */
function shuffled(value: unknown, key: string, turn: number): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => shuffled(element, '', turn));
    return SETS.has(key) ? rotate(elements, turn) : elements;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
    name,
    shuffled(field, name, turn),
  ]);
  return Object.fromEntries(rotate(fields, turn));
}
const rotate = <T>(list: readonly T[], turn: number): readonly T[] =>
  [...list.slice(turn % (list.length || 1)), ...list.slice(0, turn % (list.length || 1))].toReversed();

test('the same network gives the same bytes, whatever its order', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.nat(7), async (given, turn) => {
      const bytes = write(given);
      const other = await read(['-'], JSON.stringify(shuffled({ version: 1, ...given }, '', turn)));
      expect(write(other)).toBe(bytes);
    }),
  );
});

test('what was written is what is read, and writes the same again', async () => {
  await fc.assert(
    fc.asyncProperty(content, async (given) => {
      const bytes = write(given);
      const { documents, gaps } = await read(['-'], bytes);
      const parsed: unknown = JSON.parse(bytes);
      const bare = documents.map(({ origin: _origin, ...rest }) => rest);
      expect({ version: 1, documents: bare, gaps }).toEqual(parsed);
      expect(write({ documents, gaps })).toBe(bytes);
    }),
  );
});

const vpcIds = (text: string): readonly string[] => (text.match(/vpc-\d+/g) ?? []).sort();

test('nothing is lost but doubles', () => {
  fc.assert(
    fc.property(fc.uniqueArray(document, { selector: (each) => JSON.stringify(each) }), (documents) => {
      const once = write({ documents, gaps: [] });
      expect(new Set(vpcIds(once))).toEqual(new Set(vpcIds(JSON.stringify(documents))));
      expect(write({ documents: [...documents, ...documents], gaps: [] })).toBe(once);
    }),
  );
});

test('the bytes, read by a person', () => {
  const documents: readonly SnapshotDocument[] = [
    {
      body: {
        Vpcs: [
          { VpcId: 'vpc-2', CidrBlock: '10.1.0.0/16' },
          { CidrBlock: '10.0.0.0/16', VpcId: 'vpc-1' },
        ],
      },
      call: 'DescribeVpcs',
      region: 'us-west-2',
      provider: 'aws',
    },
    {
      provider: 'aws',
      call: 'GetManagedPrefixListEntries',
      arguments: { PrefixListId: 'pl-1' },
      body: { Entries: [{ Cidr: '10.9.0.0/16' }, { Cidr: '10.8.0.0/16' }] },
    },
  ];
  const gaps = [{ provider: 'aws', why: 'AccessDenied', call: 'DescribeNatGateways' }];
  expect(write({ documents, gaps })).toBe(`{
 "version": 1,
 "documents": [
  {
   "provider": "aws",
   "call": "GetManagedPrefixListEntries",
   "arguments": {
    "PrefixListId": "pl-1"
   },
   "body": {
    "Entries": [
     {
      "Cidr": "10.8.0.0/16"
     },
     {
      "Cidr": "10.9.0.0/16"
     }
    ]
   }
  },
  {
   "provider": "aws",
   "region": "us-west-2",
   "call": "DescribeVpcs",
   "body": {
    "Vpcs": [
     {
      "CidrBlock": "10.0.0.0/16",
      "VpcId": "vpc-1"
     },
     {
      "CidrBlock": "10.1.0.0/16",
      "VpcId": "vpc-2"
     }
    ]
   }
  }
 ],
 "gaps": [
  {
   "call": "DescribeNatGateways",
   "provider": "aws",
   "why": "AccessDenied"
  }
 ]
}
`);
});

test('entries of an ACL stand in the order of their numbers, name servers in that of their preference', () => {
  const acl = {
    NetworkAclId: 'acl-1',
    VpcId: 'vpc-1',
    Entries: [110, 90, 100].map((RuleNumber) => ({ RuleNumber, Egress: false })),
  };
  const servers = {
    DhcpOptionsId: 'dopt-1',
    DhcpConfigurations: [
      { Key: 'domain-name-servers', Values: [{ Value: '10.0.0.9' }, { Value: '10.0.0.2' }] },
    ],
  };
  const bytes = write({
    documents: [
      { provider: 'aws', call: 'DescribeNetworkAcls', body: { NetworkAcls: [acl] } },
      { provider: 'aws', call: 'DescribeDhcpOptions', body: { DhcpOptions: [servers] } },
    ],
    gaps: [],
  });
  expect([...bytes.matchAll(/"RuleNumber": (\d+)/g)].map(([, number]) => number)).toEqual([
    '90',
    '100',
    '110',
  ]);
  expect([...bytes.matchAll(/"Value": "(.*)"/g)].map(([, server]) => server)).toEqual([
    '10.0.0.9',
    '10.0.0.2',
  ]);
});

describe('secrets do not travel', () => {
  const written = (body: SnapshotDocument['body']): string =>
    write({ documents: [{ provider: 'aws', call: 'DescribeVpcs', body }], gaps: [] });
  const SECRET = 'hunter2';

  test.each([
    ['a tag', { Tags: [{ Key: 'db-password', Value: SECRET }] }],
    ['a tag in capitals', { Tags: [{ Key: 'API_KEY', Value: SECRET }] }],
    ['a token tag', { TagSet: [{ Key: 'github-token', Value: SECRET }] }],
    ['a metadata item', { items: [{ key: 'startup-script', value: SECRET }] }],
    ['a label', { labels: { 'client-secret': SECRET } }],
    ['user data', { UserData: { Value: SECRET } }],
    ['key material', { KeyPairs: [{ KeyMaterial: SECRET }] }],
    ['a shared key', { Options: { TunnelOptions: [{ PreSharedKey: SECRET }] } }],
    ['a description', { Description: `for the vendor, password: ${SECRET}, thanks` }],
    ['a description of a rule', { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: `token=${SECRET}` }] }],
  ])('%s', (_what, body) => {
    expect(written(body)).not.toContain(SECRET);
    expect(written(body)).toContain('[redacted]');
  });

  test.each([
    ['an ordinary tag', { Tags: [{ Key: 'Name', Value: 'secret' }] }],
    ['a page token', { NextToken: 'abc' }],
    ['a metadata option', { MetadataOptions: { HttpTokens: 'required' } }],
    ['an ordinary description', { Description: 'the token service' }],
    ['a key pair name', { KeyName: 'ops' }],
    ['an empty value', { UserData: '' }],
  ])('%s stays', (_what, body) => {
    expect(written(body)).not.toContain('[redacted]');
  });

  test('a file that was read holds them, the one that is written does not', async () => {
    const folder = await folderOf({
      'Vpcs.json': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: 'x', Tags: [{ Key: 'token', Value: SECRET }] }] },
    });
    expect(write(await read([folder]))).not.toContain(SECRET);
  });
});
