/**
 * What settles an open question: a command runs as it stands, in the right region or project, and writes its answer where the
 * same check reads it; and once it is read the question is settled.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/types.ts';
import { check } from '../../src/run.ts';
import { FIXTURES } from '../support/fixtures/catalogue.ts';
import { requestOf } from '../support/fixtures/request.ts';

const checked = (folder: string, args: readonly string[]): Promise<Report> =>
  check(requestOf(folder, args), { readStdin: async () => '' });

/** Everything that a report says would settle something. */
const settling = ({ targets }: Report): readonly string[] => [
  ...new Set(
    targets.flatMap(({ undecided, gaps }) => [
      ...undecided.flatMap(({ reasons }) => reasons.map(({ settle }) => settle)),
      ...gaps.map(({ settle }) => settle),
    ]),
  ),
];

const isCommand = (text: string): boolean => /\b(?:aws ec2|gcloud) /.test(text);
const FORM = {
  aws: /^(?:mkdir -p \S+|aws ec2 .* --region [a-z0-9-]+ --output json > \S+\.json)$/,
  gcp: /^gcloud .* --project my-project-id --format=json > \S+\.json$/,
};

describe('what settles', () => {
  const seen: string[] = [];

  test.each(FIXTURES)('$folder $args', async ({ folder, args }) => {
    const path = `fixtures/${folder}`;
    const provider = folder.startsWith('aws/') ? 'aws' : 'gcp';
    for (const text of settling(await checked(path, args)).filter(isCommand)) {
      seen.push(text);
      for (const part of text.split(' && ')) expect(part).toMatch(FORM[provider]);
      expect(text).not.toMatch(/[A-Z]_ID\b|exact-match|<\w+>/);
      const files = [...text.matchAll(/ > (\S+)/g)].map(([, file]) => file);
      // A folder of answers reads what is put into it; one file of many answers does not.
      const isFolder = readdirSync(path).filter((file) => file.endsWith('.json')).length > 1;
      if (isFolder) for (const file of files) expect(file?.startsWith(`${path}/`)).toBe(true);
      expect(spawnSync('bash', ['-nc', text]).status, text).toBe(0);
    }
  });

  test('are commands often enough to matter', () => {
    expect(new Set(seen).size).toBeGreaterThan(8);
  });
});

/** The fixture with answers written where its report asks for them. */
async function settled(fixture: string, args: readonly string[], answers: (file: string) => unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'byo-net-settle-'));
  try {
    cpSync(`fixtures/aws/${fixture}`, folder, { recursive: true });
    const before = await checked(folder, args);
    const files = settling(before)
      .filter(isCommand)
      .flatMap((text) => [...text.matchAll(/ > (\S+)/g)].map(([, file]) => file ?? ''));
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(answers(file)));
    }
    return {
      before,
      after: await checked(folder, args),
      files: files.map((file) => file.slice(folder.length + 1)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const openIn = ({ targets }: Report) =>
  targets.flatMap(({ undecided, gaps }) => [
    ...undecided.map(({ rule }) => rule),
    ...gaps.map(({ call }) => call),
  ]);
const argsOf = (fixture: string): readonly string[] =>
  FIXTURES.find(({ folder, args }) => folder === `aws/${fixture}` && args.length > 0)?.args ?? [];

describe('an answer that is read back settles', () => {
  test('the entries of a prefix list', async () => {
    const args = argsOf('prefix-list-unread');
    const { before, after, files } = await settled('prefix-list-unread', args, () => ({
      Entries: [{ Cidr: '198.18.0.0/24' }],
    }));
    expect(openIn(before)).toContain('GetManagedPrefixListEntries');
    expect(files[0]).toMatch(/^GetManagedPrefixListEntries-pl-\w+\.json$/);
    expect(openIn(after)).toEqual([]);
  });

  test('routes of a transit gateway that are too many for one answer: in two', async () => {
    const args = argsOf('transit-routes-cut-short');
    const routes = JSON.parse(
      readFileSync(
        'fixtures/aws/transit-routes-cut-short/transit-gateway-routes-tgw-rtb-0eda8cefb00082f3e.json',
        'utf8',
      ),
    ).Routes;
    const { before, after, files } = await settled('transit-routes-cut-short', args, (file) => ({
      Routes: file.endsWith('-static.json') ? routes : [],
      AdditionalRoutesAvailable: false,
    }));
    expect(openIn(before)).toContain('SearchTransitGatewayRoutes');
    expect(new Set(files.map((file) => /-(?:static|propagated)\.json$/.exec(file)?.[0]))).toEqual(
      new Set(['-static.json', '-propagated.json']),
    );
    expect(openIn(after)).not.toContain('SearchTransitGatewayRoutes');
  });
});
