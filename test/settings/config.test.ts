import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ByoNetError } from '../../src/errors.ts';
import type { Rule } from '../../src/lint/rule-types.ts';
import { configIn } from '../../src/settings/find.ts';
import { loadConfig } from '../../src/settings/load.ts';
import { requestsOf } from '../../src/settings/requests.ts';
import { ruleSettings } from '../../src/settings/rules.ts';
import { rule } from '../cli/scenario.ts';
import { folderOf } from '../support/folder.ts';

const NAME = 'byo-net.config.yaml';
const RULES: readonly Rule[] = [
  { ...rule('single-zone'), options: { zones: { what: 'how many zones', default: 2, of: 'count' } } },
  rule('no-egress'),
  { ...rule('ports'), options: { closed: { what: 'closed ports', default: [22], of: 'port' } } },
  { ...rule('blocks'), options: { taken: { what: 'blocks', default: ['10.0.0.0/8'], of: 'cidr' } } },
];

async function load(text: string, name = NAME) {
  return loadConfig(name, await folderOf({ [name]: text }));
}

/** "file:place: message / remedy" of what is wrong. */
async function faultOf(text: string, name = NAME): Promise<string> {
  try {
    const config = await load(text, name);
    requestsOf(config);
    ruleSettings(config, RULES);
  } catch (error) {
    if (!(error instanceof ByoNetError)) throw error;
    expect(error.code).toBe('config');
    return `${error.file}:${error.place}: ${error.message} / ${error.remedy}`;
  }
  throw new Error('the configuration is right');
}

describe('what is wrong is said at its line', () => {
  test.each([
    ['a key at the top', 'failon: error\n', '1:1: there is no key failon / did you mean failOn?'],
    [
      'a key of a target',
      'targets:\n  - inputs: [net]\n    clinet: [internet]\n',
      '3:5: targets.0 has no key clinet / did you mean client?',
    ],
    [
      'a key of a placement',
      'targets:\n  - inputs: [net]\n    placement: {vpc_id: a}\n',
      '3:17: targets.0.placement has no key vpc_id / the keys are network_id',
    ],
    [
      'a key that is missing',
      'ignores:\n  - rule: no-egress\n',
      '2:5: ignores.0 has no reason / add the key reason',
    ],
    ['a value', 'failOn: eror\n', '1:1: failOn has no value eror / did you mean error?'],
    [
      'a target of nothing',
      'targets:\n  - name: a\n    placement: {workers: 3}\n',
      '3:17: targets.0.placement has no key workers',
    ],
    [
      'a target that names nothing',
      'targets:\n  - name: a\n',
      '2:5: targets.0 names nothing to check / add inputs, ',
    ],
    [
      'a target that is read and asked',
      'targets:\n  - inputs: [a]\n    region: eu-west-1\n',
      '3:5: targets.0 has inputs, which are read, and a region, which is asked / remove one',
    ],
    ['a kind of value', 'targets:\n  - inputs: net\n', '2:5: targets.0.inputs is a text / write a list'],
    ['an empty value', 'targets:\n', '1:1: targets is empty / write a list'],
    ['an empty text', 'baseline: ""\n', '1:1: baseline is "" / write a text that is not empty'],
    [
      'no date',
      'ignores: [{rule: a, reason: b, expires: soon}]\n',
      '1:32: ignores.0.expires is "soon" / write a date',
    ],
    [
      'a port',
      'targets: [{inputs: [a], requirements: {client: [0], scheduler: [1]}}]\n',
      '1:49: targets.0.requirements.client.0 is 0 / write 1 or more',
    ],
    [
      'a requirement set',
      'targets: [{inputs: [a], requirements: gide}]\n',
      '1:25: targets.0.requirements has no value gide / did you mean guide?',
    ],
    [
      'a severity',
      'rules:\n  no-egress: eror\n',
      '2:3: rules.no-egress has no value eror / did you mean error?',
    ],
    [
      'a rule',
      'rules:\n  singel-zone: off\n',
      '2:3: there is no rule singel-zone / did you mean single-zone?',
    ],
    [
      'the rule of an ignore',
      'ignores: [{reason: a, rule: no-egres}]\n',
      '1:23: there is no rule no-egres / did you mean no-egress?',
    ],
    [
      'an option',
      'rules: {single-zone: {options: {zone: 3}}}\n',
      '1:33: single-zone has no option zone / did you mean zones?',
    ],
    [
      'an option of a rule without',
      'rules: {no-egress: {options: {zone: 3}}}\n',
      '1:31: no-egress has no option zone / the rule has no options',
    ],
    [
      'the value of an option',
      'rules: {single-zone: {options: {zones: many}}}\n',
      '1:33: zones is "many" / write how many zones, as 2',
    ],
    [
      'a number that is none',
      'rules: {single-zone: {options: {zones: -1}}}\n',
      '1:33: zones holds -1 / write a whole number, 0 or more',
    ],
    [
      'a port of a list',
      'rules: {ports: {options: {closed: [22, 70000]}}}\n',
      '1:27: closed holds 70000 / write ports from 1 to 65535',
    ],
    [
      'a block of a list',
      'rules: {blocks: {options: {taken: [10.0.0.1/8]}}}\n',
      '1:28: taken holds "10.0.0.1/8" / write CIDR blocks: "172.17.0.0/16"',
    ],
    [
      'a name twice',
      'targets:\n  - {name: a, inputs: [b]}\n  - {name: a, inputs: [c]}\n',
      '3:6: two targets are called a / rename',
    ],
    ['no YAML', 'targets: [\n', '2:1: '],
    ['an alias of nothing', 'failOn: *x\n', '1:9: no anchor &x stands before its alias / write the value'],
    ['a value in itself', 'targets: &t [*t]\n', '1:14: the value of &t holds itself'],
    ['a key of the language', '__proto__: 1\n', '1:1: there is no key __proto__'],
    [
      'an option of the language',
      'rules: {single-zone: {options: {constructor: 3}}}\n',
      '1:33: single-zone has no option constructor / the options are zones',
    ],
    ['a key that is a list', '? [a, b]\n: 1\n', '1:1: there is no key [ a, b ]'],
    ['bytes', 'failOn: !!binary xx\n', '1:1: failOn has no value'],
    [
      'aliases upon aliases',
      `a: &a [${'x, '.repeat(400)}]\nb: &b [${'*a, '.repeat(400)}]\ntargets: [*b]\n`,
      '2:1004: its aliases unfold to more than 100000 values',
    ],
    ['lists in lists', `targets: ${'['.repeat(300)}${']'.repeat(300)}\n`, '1:209: nested too deeply to read'],
    ['a key twice', 'failOn: error\nfailOn: note\n', '2:1: the key is written twice in one map / keep one'],
    ['a list', '- a\n', '1:1: the configuration is a list / write a mapping'],
  ])('%s', async (_, text, said) => {
    expect(await faultOf(text)).toContain(`${NAME}:${said}`);
  });

  test('in JSON too, with tabs', async () => {
    const fault = await faultOf('{\n\t"$schema": "x",\n\t"failon": "error"\n}\n', 'byo-net.config.json');
    expect(fault).toContain('byo-net.config.json:3:2: there is no key failon / did you mean failOn?');
  });
});

test('a target is a question with all that the command line can ask', async () => {
  const config = await load(`
onPremises: [10.0.0.0/8]
plan: [dev=10.1.0.0/16]
targets:
  - name: production
    provider: aws
    inputs: [net, more.json]
    placement:
      network_id: vpc-1
      scheduler_subnet_id: subnet-1
      worker_subnet_id: subnet-2
      firewall_id: sg-1
      scheduler_firewall_id: sg-2
      give_scheduler_public_ip: false
      give_workers_public_ip: true
    client: [internet]
    workers: 50
    requirements: {client: [443], scheduler: [443], workers: {from: 2000, to: 3000}}
    require: ["role:worker=10.20.0.0/24:5432"]
    assume: [egress:tgw-1]
  - inputs: [g]
    provider: gcp
    project: acme
    zone: us-east1-b
  - inputs: [j]
    provider: joblet
    jobletVersion: 5.0.1
    placement: {scheduler: "job:a", worker: "job:b"}
  - inputs: ['-']
    requirements: coiled
`);
  expect(requestsOf(config)).toEqual([
    {
      name: 'production',
      asked: { file: NAME, pointer: '/targets/0', line: 5, column: 5 },
      provider: 'aws',
      inputs: ['net', 'more.json'],
      placement: {
        networkId: 'vpc-1',
        schedulerSubnetId: 'subnet-1',
        workerSubnetId: 'subnet-2',
        firewallId: 'sg-1',
        schedulerFirewallId: 'sg-2',
        schedulerPublicIp: false,
        workersPublicIp: true,
        workers: 50,
      },
      client: ['internet'],
      requirements: { name: 'custom', client: [443], scheduler: [443], workers: [2000, 3000] },
      require: ['role:worker=10.20.0.0/24:5432'],
      assume: ['egress:tgw-1'],
      onPremises: ['10.0.0.0/8'],
      plan: ['dev=10.1.0.0/16'],
    },
    expect.objectContaining({
      inputs: ['g'],
      provider: 'gcp',
      project: 'acme',
      placement: { zone: 'us-east1-b' },
    }),
    expect.objectContaining({
      inputs: ['j'],
      provider: 'joblet',
      jobletVersion: '5.0.1',
      placement: { scheduler: 'job:a', worker: 'job:b' },
    }),
    expect.objectContaining({ inputs: ['-'], requirements: 'coiled', placement: {} }),
  ]);
});

test('paths count from the folder of the configuration', async () => {
  const folder = await folderOf({ 'ci/net.yaml': 'targets: [{inputs: [net, "-"]}]\n' });
  const config = await loadConfig('ci/net.yaml', folder);
  expect(requestsOf(config)[0]?.inputs).toEqual(['ci/net', '-']);
});

test('an empty file says nothing', async () => {
  expect((await load('')).content).toEqual({});
});

test('a folder has one configuration at most', async () => {
  expect(await configIn(await folderOf({}))).toBeUndefined();
  expect(await configIn(await folderOf({ 'byo-net.config.json': {} }))).toBe('byo-net.config.json');
  const two = await folderOf({ 'byo-net.config.json': {}, [NAME]: '' });
  await expect(configIn(two)).rejects.toThrow(`two configurations: ${NAME} and byo-net.config.json`);
});

test('what is no file is one clear message', async () => {
  await expect(loadConfig(join('nowhere', NAME), '/')).rejects.toMatchObject({ code: 'input' });
});
