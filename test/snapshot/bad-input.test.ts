/** One clear message each: the fact, the file, the place, and what to do. */
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MOST_BYTES } from '../../src/snapshot/text.ts';
import { folderOf } from '../support/folder.ts';
import { failureOf, read } from './support.ts';

const VPC = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' };
const DOCUMENT = { provider: 'aws', call: 'DescribeVpcs', body: { Vpcs: [VPC] } };
const snapshot = (more: object = {}) => ({ version: 1, documents: [DOCUMENT], gaps: [], ...more });
const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);
const WHOLE = pretty(snapshot());

interface Case {
  readonly what: string;
  readonly content: unknown;
  readonly file?: string;
  readonly fact: RegExp;
  readonly place?: string;
  readonly remedy: RegExp;
}

const NOT_JSON: readonly Case[] = [
  { what: 'an empty file', content: '', fact: /is empty/, remedy: /run the command .* again/ },
  { what: 'a file of blanks', content: ' \r\n', fact: /is empty/, remedy: /run the command/ },
  {
    what: 'a snapshot cut in half',
    content: WHOLE.slice(0, WHOLE.indexOf('"CidrBlock"')),
    fact: /ends in the middle of its JSON: it is cut off/,
    place: 'line 11, column 13',
    remedy: /write the file again, to its end/,
  },
  {
    what: 'cut within a text',
    content: '{"Vpcs": [{"VpcId": "vpc-',
    fact: /cut off/,
    place: 'line 1, column 21',
    remedy: /to its end/,
  },
  {
    what: 'cut within a word',
    content: '{"Vpcs": [], "x": tru',
    fact: /cut off/,
    place: 'line 1, column 19',
    remedy: /to its end/,
  },
  {
    what: 'a missing comma',
    content: '{\n  "Vpcs": []\n  "NextToken": "x"\n}',
    fact: /is not JSON: comma expected, "\\"NextToken\\"" found/,
    place: 'line 3, column 3',
    remedy: /--output json/,
  },
  {
    what: 'a comma too many',
    content: '{"Vpcs": [],\r\n}',
    fact: /property name expected, "}" found/,
    place: 'line 2, column 1',
    remedy: /--output json/,
  },
  {
    what: 'comments',
    content: '{\n// all\n"Vpcs": []}',
    fact: /is not JSON/,
    place: 'line 2, column 1',
    remedy: /unedited/,
  },
  {
    what: 'two answers in one file',
    content: '{"Vpcs": []}\n{"Subnets": []}',
    fact: /more text follows/,
    place: 'line 2, column 1',
    remedy: /one answer a file/,
  },
  {
    what: 'a table',
    content: '------\n| DescribeVpcs |',
    fact: /is not JSON/,
    place: 'line 1, column 1',
    remedy: /--output json/,
  },
  {
    what: 'an error of the CLI',
    content: 'An error occurred (UnauthorizedOperation)',
    fact: /is not JSON/,
    place: 'line 1, column 1',
    remedy: /write the file again/,
  },
  {
    what: 'nesting without end',
    content: '['.repeat(200_000),
    fact: /is not JSON|cut off/,
    remedy: /write the file again/,
  },
];

const SHAPES: readonly Case[] = [
  {
    what: 'Vpcs is an object',
    content: pretty({ Vpcs: {} }),
    fact: /^\/Vpcs is an object, and a list is expected$/,
    place: 'line 2, column 11',
    remedy: /--output json/,
  },
  {
    what: 'VpcId is a number',
    content: pretty({ Vpcs: [VPC, { ...VPC, VpcId: 7 }] }),
    fact: /^\/Vpcs\/1\/VpcId is 7, and a string is expected$/,
    place: 'line 8, column 16',
    remedy: /unedited/,
  },
  {
    what: 'VpcId is absent',
    content: { Vpcs: [{ CidrBlock: '10.0.0.0/16' }] },
    fact: /^\/Vpcs\/0 has no VpcId$/,
    place: 'line 1, column 10',
    remedy: /--query/,
  },
  {
    what: 'a port is text',
    content: {
      SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', FromPort: '8786' }] }],
    },
    fact: /FromPort is the text "8786", and an integer is expected/,
    place: 'line 1, column 86',
    remedy: /unedited/,
  },
  {
    what: 'options are a list',
    content: { VpcBlockPublicAccessOptions: [] },
    fact: /is a list, and an object is expected/,
    place: 'line 1, column 32',
    remedy: /unedited/,
  },
  {
    what: 'a reservation without instances',
    content: { Reservations: [{ Instances: {} }] },
    fact: /^\/Reservations\/0\/Instances is an object/,
    place: 'line 1, column 31',
    remedy: /unedited/,
  },
];

const SNAPSHOTS: readonly Case[] = [
  {
    what: 'a later version',
    content: pretty(snapshot({ version: 2 })),
    fact: /has version 2; this byo-net reads version 1/,
    place: 'line 2, column 14',
    remedy: /update byo-net/,
  },
  {
    what: 'no version',
    content: { documents: [], gaps: [] },
    fact: /has no version/,
    place: 'line 1, column 1',
    remedy: /collect it again/,
  },
  {
    what: 'documents are an object',
    content: { version: 1, documents: {}, gaps: [] },
    fact: /^\/documents is an object/,
    place: 'line 1, column 26',
    remedy: /unedited/,
  },
  {
    what: 'no gaps',
    content: { version: 1, documents: [] },
    fact: /the document has no gaps/,
    place: 'line 1, column 1',
    remedy: /unedited/,
  },
  {
    what: 'a document without a body',
    content: { version: 1, documents: [{ provider: 'aws', call: 'DescribeVpcs' }], gaps: [] },
    fact: /^\/documents\/0 has no body/,
    place: 'line 1, column 27',
    remedy: /unedited/,
  },
  {
    what: 'a resource without its id',
    content: snapshot({ documents: [{ ...DOCUMENT, body: { Vpcs: [{}] } }] }),
    fact: /^\/documents\/0\/body\/Vpcs\/0 has no VpcId/,
    place: 'line 1, column 83',
    remedy: /unedited/,
  },
  {
    what: 'entries without their list',
    content: snapshot({
      documents: [{ provider: 'aws', call: 'GetManagedPrefixListEntries', body: { Entries: [] } }],
    }),
    fact: /^\/documents\/0 has no arguments/,
    place: 'line 1, column 27',
    remedy: /unedited/,
  },
  {
    what: 'a field nobody knows',
    content: snapshot({ notes: 'x' }),
    fact: /^the document has an unknown key, "notes"$/,
    place: 'line 1, column 1',
    remedy: /unedited/,
  },
];

const WRAPPERS: readonly Case[] = [
  {
    what: 'placebo',
    content: { status_code: 200, data: { Vpcs: [] } },
    fact: /recorder's wrapper, {"status_code", "data"}/,
    place: '/data',
    remedy: /inner object at \/data/,
  },
  {
    what: 'a cassette',
    content: { headers: {}, body: '{"Vpcs": []}' },
    fact: /{"headers", "body"}/,
    place: '/body',
    remedy: /inner object at \/body/,
  },
  {
    what: 'a list of recordings',
    content: [
      { url: 'x', response: {} },
      { url: 'y', response: { Vpcs: [] } },
    ],
    fact: /a list of answers/,
    place: '/1/response',
    remedy: /at \/1\/response/,
  },
  {
    what: 'a list of example outputs',
    content: [{ Vpcs: [] }, { Vpcs: [] }],
    fact: /a list of answers/,
    place: '/0',
    remedy: /a file of its own/,
  },
];

const NOTHING_FITS: readonly Case[] = [
  {
    what: 'what --query leaves',
    content: [VPC],
    fact: /holds a list of nothing that a check reads/,
    remedy: /aws ec2 describe-vpcs --output json > Vpcs.json/,
  },
  {
    what: 'a text',
    content: '"vpc-1"',
    fact: /holds "vpc-1"; an answer is an object/,
    remedy: /describe-vpcs/,
  },
  {
    what: 'nothing but null',
    content: { Vpcs: null },
    fact: /holds nothing but null, which reads as absent/,
    remedy: /describe-vpcs/,
  },
  {
    what: 'another document',
    content: { compilerOptions: {} },
    fact: /holds "compilerOptions", which no check reads/,
    remedy: /describe-vpcs/,
  },
];

const PARENTLESS: readonly Case[] = [
  {
    what: 'entries of no list',
    content: { Entries: [{ Cidr: '10.0.0.0/8' }] },
    fact: /does not say which PrefixListId/,
    remedy: /file's name: GetManagedPrefixListEntries-pl-/,
  },
  {
    what: 'routes of no table',
    content: { Routes: [{ TransitGatewayAttachments: [] }] },
    fact: /which TransitGatewayRouteTableId/,
    remedy: /-tgw-rtb-/,
  },
];

describe.each([
  ['not JSON', NOT_JSON],
  ['wrong shapes', SHAPES],
  ['wrong snapshots', SNAPSHOTS],
  ["recorders' wrappers", WRAPPERS],
  ['nothing fits', NOTHING_FITS],
  ['no parent', PARENTLESS],
])('%s', (_group, cases) => {
  test.each(cases)('$what', async ({ content, fact, place, remedy }) => {
    const file = join(await folderOf({ 'answer.json': content }), 'answer.json');
    const error = await failureOf(() => read([file]));
    expect(error.message).toMatch(fact);
    expect(error).toMatchObject({ code: 'input', file });
    expect(error.place).toBe(place);
    expect(error.remedy).toMatch(remedy);
  });
});

test('a malformed file in a folder is an error even where others fit, the first by name', async () => {
  const folder = await folderOf({ 'Vpcs.json': { Vpcs: [] }, 'b.json': '{', 'a/z.json': '[1,' });
  expect(await failureOf(() => read([folder]))).toMatchObject({ file: join(folder, 'a/z.json') });
});

test("a recorder's wrapper in a folder is an error where it hides an answer", async () => {
  const folder = await folderOf({
    'Vpcs.json': { Vpcs: [] },
    'x.json': { status_code: 200, data: { Subnets: [] } },
  });
  expect(await failureOf(() => read([folder]))).toMatchObject({ file: join(folder, 'x.json') });
});

test('a folder in which nothing fits names some of what it holds', async () => {
  const folder = await folderOf(
    Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.json`, { [name]: 1 }])),
  );
  const error = await failureOf(() => read([folder]));
  expect(error.message).toContain(`${join(folder, 'a.json')} holds "a", which no check reads; `);
  expect(error.message).toMatch(/; and 2 more files$/);
});

test('a folder without JSON', async () => {
  const folder = await folderOf({ 'Vpcs.text': 'Vpcs: []' });
  const error = await failureOf(() => read([folder]));
  expect(error).toMatchObject({
    code: 'input',
    file: folder,
    message: 'the folder holds no *.json, *.yaml or *.sh file',
  });
  expect(error.remedy).toContain('.json');
});

test('a folder that is not there', async () => {
  const error = await failureOf(() => read(['/no/such/folder']));
  expect(error).toMatchObject({
    code: 'input',
    file: '/no/such/folder',
    message: 'there is no such file or folder',
  });
  expect(error.remedy).toContain('standard input');
});

test('no input at all', async () => {
  expect(await failureOf(() => read([]))).toMatchObject({ code: 'usage' });
});

test('a cut standard input', async () => {
  expect(await failureOf(() => read(['-'], '{"Vpcs": ['))).toMatchObject({
    file: '-',
    place: 'line 1, column 11',
  });
});

test('a file larger than a string can be', async () => {
  const folder = await folderOf({ 'Vpcs.json': '' });
  await truncate(join(folder, 'Vpcs.json'), MOST_BYTES + 1);
  const error = await failureOf(() => read([folder]));
  expect(error.message).toBe('the file has 512 MB; one file can have 512 MB at most');
  expect(error.remedy).toContain('split it');
});
