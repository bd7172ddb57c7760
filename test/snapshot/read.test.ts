import { symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import type { SnapshotDocument } from '../../src/snapshot/snapshot.ts';
import { folderOf } from '../support/folder.ts';
import { read } from './support.ts';

const VPCS = { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] };
const SUBNETS = { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }] };

const calls = (documents: readonly SnapshotDocument[]): readonly string[] =>
  documents.map(({ call }) => call);

test('a folder of answers is told by keys, not by file names', async () => {
  const folder = await folderOf({
    'a.json': SUBNETS,
    'deep/er/NatGateways.json': VPCS,
    'notes.txt': 'no answer',
  });
  const snapshot = await read([folder]);
  expect(calls(snapshot.documents)).toEqual(['DescribeSubnets', 'DescribeVpcs']);
  expect(snapshot.documents[1]?.origin).toEqual({
    file: join(folder, 'deep/er/NatGateways.json'),
    pointer: '',
  });
  expect(snapshot.ignored).toEqual([]);
});

test.each([
  ['111122223333/us-west-2/Vpcs.json', '111122223333', 'us-west-2'],
  ['111122223333/net/us-gov-west-1/x/Vpcs.json', '111122223333', 'us-gov-west-1'],
  ['eusc-de-east-1/Vpcs.json', undefined, 'eusc-de-east-1'],
  ['111122223333/Vpcs.json', '111122223333', undefined],
  ['us-west-2/111122223333/Vpcs.json', undefined, 'us-west-2'],
  ['my-data-1/Vpcs.json', undefined, undefined],
])('%s was read in account %s, region %s', async (path, account, region) => {
  const folder = await folderOf({ [path]: VPCS });
  for (const input of [folder, join(folder, path)]) {
    const [document] = (await read([input])).documents;
    expect({ account: document?.account, region: document?.region }).toEqual({ account, region });
  }
});

test('inputs of every kind merge, in an order that does not depend on theirs', async () => {
  const written = {
    version: 1,
    documents: [{ provider: 'aws', region: 'us-east-1', call: 'DescribeVpcs', body: VPCS }],
    gaps: [],
  };
  const folder = await folderOf({ 'snapshot.json': written, 'answers/Subnets.json': SUBNETS });
  const inputs = [join(folder, 'snapshot.json'), '-', join(folder, 'answers')];
  const one = await read(inputs, JSON.stringify({ NatGateways: [] }));
  const other = await read(inputs.toReversed(), JSON.stringify({ NatGateways: [] }));
  expect(one).toEqual(other);
  expect(
    one.documents.map(({ call, origin }) => [
      call,
      relative(folder, origin.file) || origin.file,
      origin.pointer,
    ]),
  ).toEqual([
    ['DescribeNatGateways', relative(folder, '-'), ''],
    ['DescribeSubnets', 'answers/Subnets.json', ''],
    ['DescribeVpcs', 'snapshot.json', '/documents/0/body'],
  ]);
});

test('a file that is named twice is read once', async () => {
  const folder = await folderOf({ 'Vpcs.json': VPCS });
  expect((await read([folder, join(folder, 'Vpcs.json'), folder])).documents).toHaveLength(1);
});

test('one file may hold several answers', async () => {
  const folder = await folderOf({ 'all.json': { ...VPCS, ...SUBNETS, NextToken: 'x' } });
  const { documents, gaps } = await read([folder]);
  expect(documents.map(({ call, body }) => [call, Object.keys(body)])).toEqual([
    ['DescribeSubnets', ['Subnets', 'NextToken']],
    ['DescribeVpcs', ['Vpcs', 'NextToken']],
  ]);
  expect(calls(gaps.map((gap) => ({ ...gap, body: {} })))).toEqual(['DescribeSubnets', 'DescribeVpcs']);
});

const TEXT = JSON.stringify(VPCS, undefined, 2);
test.each([
  ['a byte order mark', `\uFEFF${TEXT}`],
  ['CRLF', TEXT.replaceAll('\n', '\r\n')],
  ['UTF-16 of a Windows shell', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16 with its bytes the other way round', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
])('%s is read', async (_what, content) => {
  const folder = await folderOf({ 'Vpcs.json': content });
  expect((await read([folder])).documents[0]?.body).toEqual(VPCS);
});

test('standard input may begin with a byte order mark', async () => {
  expect((await read(['-'], `\uFEFF${TEXT}`)).documents[0]?.origin).toEqual({ file: '-', pointer: '' });
});

test('what holds no answer is left aside and named', async () => {
  const folder = await folderOf({
    'Vpcs.json': VPCS,
    'PlacementGroups.json': { PlacementGroups: [] },
    'list.json': [1, 2],
    'number.json': 3,
    'empty.json': {},
    'package.json': { name: 'x', version: '1', a: 1, b: 2, c: 3, d: 4 },
    'mesh.json': { Routes: [{ name: 'not a transit gateway route' }] },
    '.hidden/Subnets.json': SUBNETS,
    'node_modules/x/broken.json': '{',
  });
  const { documents, ignored } = await read([folder]);
  expect(calls(documents)).toEqual(['DescribeVpcs']);
  expect(ignored.map(({ file, why }) => `${relative(folder, file)}: ${why}`)).toEqual([
    '.hidden: a hidden folder is not searched',
    'PlacementGroups.json: holds "PlacementGroups", which no check reads',
    'empty.json: holds an empty object',
    'list.json: holds a list of nothing that a check reads',
    'mesh.json: holds "Routes", which no check reads',
    'node_modules: a folder of packages is not searched',
    'number.json: holds 3; an answer is an object',
    'package.json: holds "a", "b", "c", "d", "name" and 1 more keys, which no check reads',
  ]);
});

test('files that a shell listed are left aside like those of a folder', async () => {
  const folder = await folderOf({ 'Vpcs.json': VPCS, 'Tags.json': { Tags: [] } });
  const { ignored } = await read([join(folder, 'Tags.json'), join(folder, 'Vpcs.json')]);
  expect(ignored).toEqual([{ file: join(folder, 'Tags.json'), why: 'holds "Tags", which no check reads' }]);
});

test('a link to a file is read, a link to a folder is not followed', async () => {
  const folder = await folderOf({ 'Vpcs.json': VPCS });
  const links = await folderOf({});
  await symlink(join(folder, 'Vpcs.json'), join(links, 'linked.json'));
  await symlink(links, join(links, 'round.json'));
  const { documents, ignored } = await read([links]);
  expect(calls(documents)).toEqual(['DescribeVpcs']);
  expect(ignored).toEqual([{ file: join(links, 'round.json'), why: 'a link to a folder is not followed' }]);
});

test('an answer with pages left unread is an answer and a gap', async () => {
  const folder = await folderOf({ '111122223333/us-west-2/Vpcs.json': { ...VPCS, NextToken: 'abc' } });
  const { documents, gaps } = await read([folder]);
  expect(calls(documents)).toEqual(['DescribeVpcs']);
  expect(gaps).toEqual([
    {
      provider: 'aws',
      account: '111122223333',
      region: 'us-west-2',
      call: 'DescribeVpcs',
      why: 'the answer has a NextToken: its later pages were not read',
    },
  ]);
});

test('no more pages are no gap', async () => {
  const { gaps } = await read(['-'], JSON.stringify({ ...VPCS, NextToken: null }));
  expect(gaps).toEqual([]);
});

const refused = (more: object = {}) => ({
  provider: 'aws',
  account: '111122223333',
  region: 'us-west-2',
  call: 'DescribeNatGateways',
  why: 'UnauthorizedOperation',
  ...more,
});
const NATS = { NatGateways: [] };

test.each([
  ['an answer beside the snapshot closes it', 'NatGateways.json', NATS, 0],
  ['an answer of the same account and region closes it', '111122223333/us-west-2/n.json', NATS, 0],
  ['an answer of another account does not', '444455556666/us-west-2/n.json', NATS, 1],
  ['an answer of another region does not', 'us-east-1/n.json', NATS, 1],
  ['an answer to another call does not', 'Vpcs.json', VPCS, 1],
  ['half an answer does not', 'NatGateways.json', { ...NATS, NextToken: 'x' }, 2],
])('a gap: %s', async (_what, path, body, left) => {
  const folder = await folderOf({
    'snapshot.json': { version: 1, documents: [], gaps: [refused()] },
    [`loose/${path}`]: body,
  });
  expect((await read([folder])).gaps).toHaveLength(left);
});

test('a gap: an answer in its own snapshot does not close it', async () => {
  const answered = {
    provider: 'aws',
    account: '111122223333',
    region: 'us-west-2',
    call: 'DescribeNatGateways',
    body: NATS,
  };
  const { gaps } = await read(
    ['-'],
    JSON.stringify({ version: 1, documents: [answered], gaps: [refused()] }),
  );
  expect(gaps).toEqual([refused()]);
});

test('a gap: an answer about something else does not close it', async () => {
  const gap = refused({ call: 'GetManagedPrefixListEntries', arguments: { PrefixListId: 'pl-1' } });
  const folder = await folderOf({
    'snapshot.json': {
      version: 1,
      documents: [],
      gaps: [gap, { ...gap, arguments: { PrefixListId: 'pl-2' } }],
    },
    'Entries-pl-2.json': { Entries: [] },
  });
  expect((await read([folder])).gaps).toEqual([gap]);
});

test('a written snapshot that holds refusals only is read', async () => {
  const { gaps, documents } = await read(
    ['-'],
    JSON.stringify({ version: 1, documents: [], gaps: [refused()] }),
  );
  expect([gaps.length, documents.length]).toEqual([1, 0]);
});

test('answers that nothing looks at are kept and named', async () => {
  const documents = [
    { provider: 'aws', call: 'DescribeQuantumGateways', body: { QuantumGateways: [] } },
    { provider: 'azure', call: 'list', body: {} },
  ];
  const snapshot = await read(['-'], JSON.stringify({ version: 1, documents, gaps: [] }));
  expect(snapshot.documents).toHaveLength(2);
  expect(snapshot.ignored.map(({ why }) => why)).toEqual([
    'holds an answer to aws DescribeQuantumGateways, which no check reads',
    'holds an answer to azure list, which no check reads',
  ]);
});
