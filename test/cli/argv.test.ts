import { expect, test } from 'vitest';
import { run } from './scenario.ts';

test('every flag of a placement arrives', async () => {
  const { asked, code } = await run(
    'check a b - --vpc vpc-1 --scheduler-subnet-id subnet-1 --worker-subnet-id=subnet-2 --firewall-id sg-1 ' +
      '--scheduler-firewall-id sg-2 --no-scheduler-public-ip --workers-public-ip --workers 50 --client internet ' +
      '--client 10.0.0.0/8 --requirements coiled --require role:worker=10.20.0.0/24:5432 --assume egress:tgw-1 ' +
      '--on-premises 10.9.0.0/16 --plan dev=10.1.0.0/16',
  );
  expect(code).toBe(0);
  expect(asked).toEqual([
    {
      inputs: ['a', 'b', '-'],
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
      client: ['internet', '10.0.0.0/8'],
      requirements: 'coiled',
      require: ['role:worker=10.20.0.0/24:5432'],
      assume: ['egress:tgw-1'],
      onPremises: ['10.9.0.0/16'],
      plan: ['dev=10.1.0.0/16'],
    },
  ]);
});

test('what is not given is not decided here', async () => {
  const { asked } = await run('check net');
  expect(asked).toEqual([
    { inputs: ['net'], placement: {}, client: [], require: [], assume: [], onPremises: [], plan: [] },
  ]);
});

test('both names of the network are one', async () => {
  const { asked } = await run('check net --network-id vpc-1');
  expect(asked[0]?.placement).toEqual({ networkId: 'vpc-1' });
});

test('words after -- are operands', async () => {
  const { asked } = await run('check -- --odd-folder');
  expect(asked[0]?.inputs).toEqual(['--odd-folder']);
});

test('the ends of a trace arrive', async () => {
  const { asked, code } = await run(
    'trace --from internet --to role:scheduler --port 8786 --protocol tcp net',
  );
  expect(asked).toEqual([
    expect.objectContaining({
      from: 'internet',
      to: 'role:scheduler',
      port: '8786',
      protocol: 'tcp',
      inputs: ['net'],
    }),
  ]);
  expect(code).toBe(1);
});

test.each([
  ['chekc net', 'there is no command chekc', 'did you mean check?'],
  ['frobnicate', 'there is no command frobnicate', 'byo-net --help lists the commands'],
  ['check net --vpcc x', 'byo-net check has no option --vpcc', 'did you mean --vpc?'],
  ['check net --clinet 10.0.0.0/8', 'byo-net check has no option --clinet', 'did you mean --client?'],
  ['check net --no-client', 'byo-net check has no option --no-client', ''],
  ['check net --port 1', 'byo-net check has no option --port', 'byo-net check --help lists the options'],
  ['check net -x', 'byo-net check has no option -x', ''],
  ['--vpc vpc-1', 'byo-net has no option --vpc', ''],
  ['check', 'neither a snapshot nor a network is given', 'byo-net check ./folder'],
  ['check net --client', '--client has no value', 'write --client <endpoint>'],
  ['check net --client=', '--client has no value', ''],
  [
    'check net --client --vpc vpc-1',
    '--client has no value: --vpc follows',
    '--client=--vpc if that is the value',
  ],
  ['check net --allow-undecided=yes', '--allow-undecided takes no value', 'write --allow-undecided alone'],
  [
    'check net --vpc vpc-1 --network-id vpc-2',
    '--network-id is given 2 times: vpc-1, vpc-2',
    'keep one of them',
  ],
  ['check net --workers many', '--workers many is no count', 'a whole number from 1'],
  ['check net --workers 0', '--workers 0 is no count', ''],
  ['check net --workers 1.5', '--workers 1.5 is no count', ''],
  ['check net --fail-on eror', '--fail-on has no eror', 'did you mean error? the values are error, '],
  ['check net --requirements all', '--requirements has no all', 'the values are guide, coiled'],
  ['check net --fail-on info', '--fail-on has no info', 'error, warning, note, never'],
  ['config net --style yaml', '--style has no yaml', 'python, guide, dict, json, terraform'],
  ['check net -f xml', 'there is no format xml', 'the formats are text, json'],
  ['check net -f jsn', 'there is no format jsn', 'did you mean json?'],
  ['check net -f json=', '-f json= names no file', 'write -f json=<file>'],
  ['check net -f text -f text', 'two formats go to standard output', '-f json=report.json'],
  ['trace --to internet net', '--from is missing', 'name an endpoint: --from internet'],
  ['trace --from internet net', '--to is missing', 'role:scheduler'],
  ['explain', 'no rule is named', 'byo-net rules lists them'],
  ['explain blackhole-rout', 'there is no rule blackhole-rout', 'did you mean blackhole-route?'],
  ['explain a b', 'one rule at a time: a, b', 'byo-net explain a'],
])('%s: %s', async (line, message, remedy) => {
  const { code, out, err, asked } = await run(line);
  expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
  expect(err.split('\n')[0]).toBe(`byo-net: ${message}`);
  expect(err).toContain(remedy);
});
