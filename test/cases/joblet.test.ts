/** Cases of Joblet's guides and workflows, and of inputs that crashed, hung or changed what was printed. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { folderOf as newFolder } from '../support/folder.ts';
import { numbers, shuffledKeys } from '../support/mutate.ts';
import { folderOf, type Row, runCase, testRows } from './run-case.ts';

const CRASHED = [/defect of byo-net/, /Maximum call stack/, / at .*\.(?:ts|js):\d/];
const WORKS = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};

const ROWS: readonly Row[] = [
  {
    case: 's-joblet-3-drops-environment',
    line: 'check wf.yaml --joblet-version 3.0.0',
    exit: 0,
    findings: ['note joblet-ignored-key'],
    says: [
      'note[joblet-ignored-key]: wf.yaml has keys that the server drops: environment, secret_environment --> wf.yaml:1:1',
      'no command: write them under `environment:` of each job that needs them',
    ],
    never: ['TOKEN'],
  },
  { case: 's-joblet-3-drops-environment', line: 'check wf.yaml', exit: 0, findings: [], never: ['drops'] },
  {
    case: 's-joblet-guide-with-heredoc',
    line: 'check guide.md',
    exit: 0,
    findings: [],
    says: ['joblet 2.11.3 3 networks, 1 job in 1 workflow'],
    never: ['not YAML', 'Joblet refuses', 'not used'],
  },
  {
    case: 's-joblet-placeholder-name',
    line: 'check guide.md',
    exit: 0,
    findings: [],
    says: ['2 networks, 0 jobs', '# no network of the input has to be made or moved'],
    never: ['<name>', 'rnx network create'],
  },
  {
    case: 's-joblet-url-userinfo',
    line: 'check wf.yaml',
    exit: 0,
    findings: [],
    never: ['joblet-name-unresolved', 'reaches for user'],
  },
  {
    case: 'z-crash-gateway-constructor',
    line: 'check in',
    exit: 1,
    findings: ['note other-client-ports-closed', 'note single-zone'],
    flows: {
      ...WORKS,
      'client → scheduler': 'unknown',
      'scheduler → internet': 'unknown',
      'worker → internet': 'unknown',
    },
    says: [
      'this tool does not follow traffic through a route target (constructor)',
      'rtb-02bb3cc4dd5ee6f04 0.0.0.0/0 → constructor',
    ],
    never: CRASHED,
  },
  {
    case: 'z-config-yaml-bomb',
    line: 'check',
    exit: 2,
    says: ['byo-net.config.yaml:1:1: there is no key a'],
    never: [...CRASHED, 'resource exhaustion'],
  },
  {
    case: 'z-call-deep-python',
    line: 'check --call in.py',
    exit: 2,
    says: ['in.py: line 1, column 203: nested too deeply to read: more than 200 brackets are open'],
    never: CRASHED,
  },
  {
    case: 'z-keyorder',
    line: 'check in.json --client 203.0.113.0/24',
    exit: 1,
    findings: [
      'error scheduler-cannot-reach-worker',
      'error workers-cannot-reach-each-other',
      'note other-client-ports-closed',
      'note single-zone',
      'warning stale-group-reference',
    ],
    flows: { ...WORKS, 'scheduler → worker': 'blocked', 'worker ↔ worker': 'blocked' },
    fixes: [
      `aws ec2 revoke-security-group-ingress --group-id sg-0d8e9f0a1b2c3d40a --ip-permissions '[{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"__proto__","UserId":"111122223333"}]}]' --region us-east-1`,
    ],
    never: CRASHED,
  },
  {
    case: 'q-v6-mapped-leading-zero',
    line: 'check input --client ::ffff:010.0.0.1',
    exit: 2,
    says: ['010 in ::ffff:010.0.0.1 has a leading zero, which some programs read as octal'],
  },
  {
    case: 'q-v6-mapped-leading-zero',
    line: 'check input --client 010.0.0.1',
    exit: 2,
    says: ['010 in 010.0.0.1 has a leading zero, which some programs read as octal'],
  },
  {
    case: 's-null-where-a-list-may-be',
    line: 'trace net.json --from i-1 --to 8.8.8.8 --port 443',
    exit: 0,
    verdict: 'reachable',
    says: ['0.0.0.0/0 → igw-1'],
  },
];

testRows(ROWS);

test('z-fifo-in-folder: check in', async () => {
  execFileSync('mkfifo', [join(folderOf('z-fifo-in-folder'), 'in/zz.json')]);
  const { code, out } = await runCase('z-fifo-in-folder', 'check in');
  expect(code, out).toBe(0);
  expect(out).toContain('- in/zz.json: a pipe is not read in a folder: name it by itself');
  expect(out).toContain('this network carries the cluster');
});

test('z-keyorder: with the keys of every object in another order, the same bytes', async () => {
  const file = join(folderOf('z-keyorder'), 'in.json');
  const text = readFileSync(file, 'utf8');
  const line = 'check in.json --client 203.0.113.0/24';
  // Lines and columns are those of the text.
  const printed = async () =>
    (await runCase('z-keyorder', line)).out.replaceAll(/in\.json:\d+:\d+/g, 'in.json');
  const first = await printed();
  for (const seed of [1, 2, 3]) {
    writeFileSync(file, JSON.stringify(shuffledKeys(JSON.parse(text), numbers(seed)), null, 2));
    expect(await printed()).toBe(first);
  }
  writeFileSync(file, text);
});

test('q-yaml-aliases-slow: check w.yaml', async () => {
  const jobs = Array.from({ length: 3000 }, (_, i) => `  j${i}: {command: x, args: *long}`);
  const long = `x: &long [${Array.from({ length: 3000 }, () => 'a').join(', ')}]`;
  const folder = await newFolder({ 'w.yaml': [long, 'jobs:', ...jobs].join('\n') });
  let err = '';
  const code = await main(['check', join(folder, 'w.yaml')], {
    readStdin: async () => '',
    stdout: () => {},
    stderr: (text) => {
      err += text;
    },
    cwd: folder,
    today: '2026-11-28',
    env: {},
    isTTY: false,
  });
  expect(code).toBe(2);
  // At the 34th of 3000 aliases: what the others stand for is never made.
  expect(err).toContain('w.yaml: line 36, column 27: its aliases unfold to more than 100000 values');
});
