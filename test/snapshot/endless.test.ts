/** What never ends, or has no end that can be asked for: pipes, sockets, devices, links in a circle; nesting, nulls. */
import { execFile, execFileSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findPositions } from '../../src/snapshot/locate.ts';
import { decodeText, readStream, readText } from '../../src/snapshot/text.ts';
import { folderOf } from '../support/folder.ts';
import { failureOf, read } from './support.ts';

const VPC = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' };
const VPCS = { Vpcs: [VPC] };

describe('a search of a folder', () => {
  test('names what is no regular file and reads none of it', async () => {
    const folder = await folderOf({ 'Vpcs.json': VPCS });
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    await symlink(join(folder, 'pipe.json'), join(folder, 'to-pipe.json'));
    await symlink('/dev/zero', join(folder, 'zero.yaml'));
    await symlink(join(folder, 'b.json'), join(folder, 'a.json'));
    await symlink(join(folder, 'a.json'), join(folder, 'b.json'));
    await symlink('missing.json', join(folder, 'gone.json'));
    const server = createServer().listen(join(folder, 'socket.json'));
    onTestFinished(() => void server.close());
    const { documents, ignored } = await read([folder]);
    expect(documents).toHaveLength(1);
    expect(ignored.map(({ file, why }) => `${relative(folder, file)}: ${why}`)).toEqual([
      'a.json: a link that leads to no file',
      'b.json: a link that leads to no file',
      'gone.json: a link that leads to no file',
      'pipe.json: a pipe is not read in a folder: name it by itself',
      'socket.json: a socket is not read in a folder: name it by itself',
      'to-pipe.json: a pipe is not read in a folder: name it by itself',
      'zero.yaml: a device is not read in a folder: name it by itself',
    ]);
  });

  test('that finds nothing else says what it passed', async () => {
    const folder = await folderOf({});
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    expect((await failureOf(() => read([folder]))).message).toContain(
      'pipe.json: a pipe is not read in a folder',
    );
  });
});

describe('a pipe that is named', () => {
  test('is read, once', async () => {
    const pipe = join(await folderOf({}), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writing = execFile('sh', ['-c', `printf '%s' '${JSON.stringify(VPCS)}' > ${pipe}`]);
    const { documents } = await read([pipe]);
    expect(documents.map(({ call }) => call)).toEqual(['DescribeVpcs']);
    expect(writing.exitCode ?? 0).toBe(0);
    // Nobody writes a second time: who asks for lines would wait for ever.
    expect(await findPositions(pipe, ['/Vpcs'])).toEqual(new Map());
  });

  test('is refused at the limit where it does not end', async () => {
    expect(await failureOf(() => readText('/dev/zero', 100_000))).toMatchObject({
      code: 'input',
      file: '/dev/zero',
      message: 'the file does not end; one file can have 0 MB at most',
    });
  });

  test('and so is standard input', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(10_000);
      })(),
    );
    expect(await failureOf(() => readStream(endless, 'standard input', 100_000))).toMatchObject({
      code: 'input',
      file: 'standard input',
    });
  });

  test('an ordinary file has the same limit', async () => {
    const file = join(await folderOf({}), 'a.json');
    await writeFile(file, 'x'.repeat(101));
    expect(await failureOf(() => readText(file, 100))).toMatchObject({ code: 'input', file });
    expect(await readText(file, 101)).toHaveLength(101);
  });
});

test('half a character of UTF-16 at the end costs no exception', () => {
  expect(decodeText(Buffer.from([0xfe, 0xff, 0x00, 0x41, 0x00]))).toContain('\u0000');
});

describe('nesting', () => {
  test.each([
    ['lists', `{"Vpcs": ${'['.repeat(300)}${']'.repeat(300)}}`, 'line 1, column 209'],
    ['objects', `{"Vpcs":\n${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`, 'line 2, column 996'],
    ['a great many', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'line 1, column 201'],
    [
      'brackets in texts do not count',
      `{"[[": "${'['.repeat(300)}\\"[", "a": ${'['.repeat(300)}${']'.repeat(300)}}`,
      'line 1, column 519',
    ],
  ])('of %s is one error at its place', async (_, text, place) => {
    expect(await failureOf(() => read(['-'], text))).toMatchObject({
      code: 'input',
      file: '-',
      message: 'nested too deeply to read: more than 200 levels',
      place,
    });
  });

  test('of a few levels is read', async () => {
    const deep = `${'['.repeat(150)}${']'.repeat(150)}`;
    const { documents } = await read(['-'], `{"Vpcs": [], "More": ${deep}}`);
    expect(documents).toHaveLength(1);
  });
});

describe('null', () => {
  test('reads as absent, wherever a key has it', async () => {
    const text = JSON.stringify({
      Vpcs: [{ ...VPC, Tags: null, Ipv6CidrBlockAssociationSet: null, DhcpOptionsId: null }],
      NextToken: null,
      Subnets: null,
      ResultMetadata: null,
    });
    const { documents, gaps } = await read(['-'], text);
    expect(documents.map(({ call, body }) => [call, body])).toEqual([['DescribeVpcs', VPCS]]);
    expect(gaps).toEqual([]);
  });

  test('in a written snapshot too', async () => {
    const document = {
      provider: 'aws',
      call: 'DescribeVpcs',
      account: null,
      region: null,
      body: { Vpcs: [VPC] },
    };
    const { documents } = await read(['-'], JSON.stringify({ version: 1, documents: [document], gaps: [] }));
    expect(documents[0]).not.toHaveProperty('account');
  });

  test('as an element of a list is what it is', async () => {
    expect(await failureOf(() => read(['-'], '{"Vpcs": [null]}'))).toMatchObject({
      message: '/Vpcs/0 is null, and an object is expected',
      place: 'line 1, column 11',
    });
  });

  test('does not move the places of what stands beside it', async () => {
    const text = '{"Vpcs": [{"Tags": null, "VpcId": 7, "CidrBlock": "10.0.0.0/16"}]}';
    expect(await failureOf(() => read(['-'], text))).toMatchObject({ place: 'line 1, column 35' });
  });
});
