/** `byo-net check --call`, from the words of the command line to every format. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { REPORT_FORMATS } from '../../src/cli/output.ts';
import type { Report } from '../../src/report.ts';
import { run } from '../support/command-line.ts';
import { folderOf } from '../support/folder.ts';
import { loaded } from '../support/loaded.ts';
import { run as ask } from './scenario.ts';

const CALLS = 'fixtures/calls';
const GUIDE = 'fixtures/aws/guide --client internet';

test.each([
  ['the call of the guide for GCP', `check --call ${CALLS}/guide-gcp.py`],
  ['the call of the guide for AWS, with its network', `check ${GUIDE} --call ${CALLS}/guide-aws.py`],
  ['a call of another region', `check ${GUIDE} --call ${CALLS}/other-region.py`],
  ['a call that nobody knows', `check --call ${CALLS}/unknown.py`],
  ['a dictionary', `check --call ${CALLS}/dictionary.py`],
])('%s', async (what, line) => {
  const { code, out, err } = await run(line);
  expect(err).toBe('');
  // Which rules there are about networks is not the subject.
  const told = out.replace(
    /^ {2}- [^:]+: no network was\s+read$/m,
    '  - (the rules about networks): no network was read',
  );
  const page = `$ byo-net ${line}\n${told}exit ${code}\n`;
  await expect(page).toMatchFileSnapshot(`golden/${what.replaceAll(/\W+/g, '-')}.txt`);
});

test('a call alone is 0 where only a network could say more, and 1 for an error of its own', async () => {
  expect((await run(`check --call ${CALLS}/current.py`)).code).toBe(0);
  expect((await run(`check --call ${CALLS}/plain-secret.py`)).code).toBe(0);
  expect((await run(`check --call ${CALLS}/plain-secret.py --fail-on warning`)).code).toBe(1);
  expect((await run(`check --call ${CALLS}/misspelt.py`)).code).toBe(1);
  expect((await run(`check --call ${CALLS}/unknown.py`)).code).toBe(0);
  expect((await run(`check ${GUIDE} --call ${CALLS}/unknown.py`)).code).toBe(1);
  expect((await run('check --call -', 'coiled.set_backend_options(')).code).toBe(1);
});

test('the configuration of a call and its network is printed', async () => {
  const { code, out } = await run(`config ${GUIDE} --call ${CALLS}/current.py --style dict`);
  expect([code, out]).toEqual([0, expect.stringContaining('"firewall_id": "sg-0c7d8e9f0a1b2c309"')]);
  const alone = await run(`config --call ${CALLS}/current.py`);
  expect(alone.err).toContain('no network was read: only the call was checked');
});

test('the report of a call fits its schema', async () => {
  const schema = JSON.parse(await readFile('schemas/report.schema.json', 'utf8'));
  const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  for (const name of ['guide-gcp', 'unknown', 'arns', 'dictionary']) {
    for (const network of ['', `${GUIDE} `]) {
      const { out } = await run(`check ${network}--call ${CALLS}/${name}.py -f json`);
      expect([fits(JSON.parse(out)), fits.errors]).toEqual([true, null]);
    }
  }
});

describe('SARIF', () => {
  const regionOf = async (line: string) => {
    const { runs } = JSON.parse((await run(line)).out);
    const { artifactLocation, region } = runs[0].results[0].locations[0].physicalLocation;
    return [artifactLocation.uri, region.startLine, region.startColumn];
  };

  test('names the line of the Python file', async () => {
    expect(await regionOf(`check --call ${CALLS}/guide-aws.py -f sarif`)).toEqual([
      `${CALLS}/guide-aws.py`,
      8,
      3,
    ]);
  });

  test('names the line of the notebook’s file, and a report the cell', async () => {
    const line = `check --call ${CALLS}/notebook.ipynb`;
    const text = await readFile(`${CALLS}/notebook.ipynb`, 'utf8');
    const expected = text.split('\n').findIndex((one) => one.includes('customer_hosted')) + 1;
    expect((await regionOf(`${line} -f sarif`)).slice(0, 2)).toEqual([`${CALLS}/notebook.ipynb`, expected]);
    expect((await run(line)).out).toContain(`notebook.ipynb:${expected}:5 (cell 3, line 4)`);
  });
});

const SECRETS = ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AKIAIOSFODNN7EXAMPLE', 'hunter2'];

test.each(REPORT_FORMATS)('no secret is in %s', async (format) => {
  const [long, id, short] = SECRETS;
  const python = `K = "${long}"
coiled.set_backend_options(aws_access_key_id="${id}", aws_secret_access_key=K, aws_secret_acces_key="${long}",
  registry_access_token="${short}", gcp_service_creds_dict={"private_key": "${short}"}, my_password="${short}", aws_region="${id}",
  network={"network_id": "${long}", "token": "${short}"}, ingress=[{"cidr": "${long}"}])`;
  for (const line of ['check --call -', `check ${GUIDE} --call -`, `config ${GUIDE} --force --call -`]) {
    const { out, err } = await run(line.startsWith('check') ? `${line} -f ${format}` : line, python);
    expect(out.length).toBeGreaterThan(0);
    for (const secret of SECRETS) expect(out + err).not.toContain(secret);
  }
});

const HOSTILE = [
  'constructor',
  '__proto__',
  'toString',
  '\u001b[2J',
  '\n::error::owned',
  '<script>x</script>',
  '\u202etset',
  '"; import os #',
  '`x` {0}',
  '\ud800',
];
const ACTIVE = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;

describe.each(HOSTILE.map((name) => [JSON.stringify(name), name] as const))('%s', (_label, name) => {
  const text = JSON.stringify(name);
  const python = `coiled.set_backend_options(zone=${text}, **{${text}: ${text}}, network={${text}: 1, "network_id": ${text}},
    backend=os.environ[${text}], ingress=[{"cidr": ${text}}], aws_region=${text})`;

  test.each(REPORT_FORMATS)('does no harm in %s', async (format) => {
    const { out, err } = await run(`check --call - -f ${format}`, python);
    expect(err).toBe('');
    expect(out).not.toMatch(ACTIVE);
    expect(out).not.toMatch(/^::error::owned/m);
  });
});

describe('a mistake', () => {
  test.each<readonly [string, string, string, string]>([
    ['a file that is not there', 'check --call nowhere.py', '', 'nowhere.py: the file cannot be read'],
    [
      'no call',
      'check --call -',
      'x = 1',
      'standard input: holds neither a call of coiled.set_backend_options',
    ],
    ['standard input twice', 'check - --call -', '', 'standard input is the call and something else'],
    [
      'the same with a placement',
      'check net --call - --placement -',
      '',
      'standard input is the call and something else',
    ],
    ['no notebook', 'check --call package.json', '', 'package.json: holds neither'],
    ['two files', 'check --call a.py --call b.py', '', '--call'],
  ])('is one clear message: %s', async (_what, line, stdin, expected) => {
    const { code, out, err } = await run(line, stdin);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(expected);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});

test('a call needs no word of a network, a flag and a region ask for one', async () => {
  expect((await ask('check --call setup.py')).asked[0]).toMatchObject({ inputs: [], call: 'setup.py' });
  expect((await ask('check --call setup.py --region eu-west-1')).asked[0]).toMatchObject({
    region: 'eu-west-1',
  });
});

test('the call beats the placement of a configuration, and a flag beats the call', async () => {
  const target = {
    inputs: [`${process.cwd()}/fixtures/aws/guide`],
    placement: { network_id: 'vpc-9', worker_subnet_id: 'subnet-9' },
  };
  const folder = await folderOf({ 'byo-net.config.json': { targets: [target] } });
  const file = join(folder, 'setup.py');
  await writeFile(file, await readFile(`${CALLS}/current.py`, 'utf8'));
  const line = `check --config ${folder}/byo-net.config.json --call ${file} --worker-subnet-id subnet-0a1f2b3c4d5e6f701 -f json`;
  const report: Report = JSON.parse((await run(line)).out);
  expect(report.targets[0]?.placement).toMatchObject({
    network_id: 'vpc-0f3c9d1a7b5e24680',
    worker_subnet_id: 'subnet-0a1f2b3c4d5e6f701',
  });
});

test('a configuration names the call of a target', async () => {
  const inputs = [`${process.cwd()}/fixtures/aws/guide`];
  const folder = await folderOf({
    'byo-net.config.json': { targets: [{ name: 'a', inputs, call: 'setup.py' }] },
  });
  await writeFile(join(folder, 'setup.py'), await readFile(`${CALLS}/guide-aws.py`, 'utf8'));
  const { out } = await run(`check --config ${folder}/byo-net.config.json -f json`);
  const report: Report = JSON.parse(out);
  const [target] = report.targets;
  expect([target?.name, target?.call?.place.file]).toEqual(['a', join(folder, 'setup.py')]);
  expect(target?.findings.map(({ rule }) => rule)).toContain('swallowed-keyword');
});

test.each(['src/run.ts', 'src/cli/commands/check.ts', 'src/index.ts'])(
  '%s loads no grammar of Python',
  async (file) => {
    expect([...(await loaded(file))].filter((module) => /lezer|call\/(read|tree)/.test(module))).toEqual([]);
  },
);
