/** Files that a refused call or a filter of the provider's CLI left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report.ts';
import { run } from '../support/command-line.ts';
import { folderOf } from '../support/folder.ts';

const PLACED =
  '--scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';

/** A fixture with some of its files replaced; undefined leaves one out. */
const withFiles = (fixture: string, files: Readonly<Record<string, unknown>>) => {
  const own = readdirSync(`fixtures/${fixture}`).map((name) => [
    name,
    readFileSync(`fixtures/${fixture}/${name}`, 'utf8'),
  ]);
  const all = { ...Object.fromEntries(own), ...files };
  return folderOf(Object.fromEntries(Object.entries(all).filter(([, content]) => content !== undefined)));
};

const targetOf = async (line: string) => {
  const { out } = await run(`${line} -f json`);
  const [target] = (JSON.parse(out) as Report).targets;
  if (!target) throw new Error(out);
  return target;
};

describe('an empty file is the gap of the call that it is named after', () => {
  test.each([
    ['aws/guide', 'nat-gateways.json', 'NatGateways.json', 'DescribeNatGateways'],
    ['aws/guide', 'route-tables.json', 'route-tables.json', 'DescribeRouteTables'],
    [
      'aws/guide',
      'transit-gateway-route-tables.json',
      'TransitGatewayRouteTables.json',
      'DescribeTransitGatewayRouteTables',
    ],
    ['aws/guide', 'subnets.json', 'subnets.json', 'DescribeSubnets'],
    ['gcp/guide', 'routers.json', 'routers.json', 'routers.aggregatedList'],
    ['gcp/guide', 'subnets.json', 'subnets.json', 'subnetworks.aggregatedList'],
  ])('%s %s as %s', async (fixture, file, name, call) => {
    const folder = await withFiles(fixture, { [file]: undefined, [name]: '\n' });
    const placed = fixture.startsWith('aws')
      ? PLACED
      : '--scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall';
    const { gaps, provider } = await targetOf(`check ${folder} --client internet ${placed}`);
    expect(gaps.filter((gap) => gap.why.includes('is empty'))).toMatchObject([
      { call, permission: expect.stringMatching(/^(ec2:Describe|compute\.)/) },
    ]);
    expect(provider).toBe(fixture.slice(0, 3));
  });

  test('with what the call was about, where the name tells it', async () => {
    const folder = await withFiles('aws/central-egress', {
      'transit-gateway-routes-tgw-rtb-0237bb099ed3b56a9.json': '',
    });
    const line = `check ${folder} --client vpc:vpc-086a58e5f0a4a2935 --no-scheduler-public-ip --scheduler-subnet-id subnet-0b2e3d4c5f6a7b802 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309`;
    const { flows, gaps } = await targetOf(line);
    expect(gaps).toMatchObject([
      {
        call: 'SearchTransitGatewayRoutes',
        what: 'transit gateway routes of tgw-rtb-0237bb099ed3b56a9',
        settle: expect.stringContaining('--transit-gateway-route-table-id tgw-rtb-0237bb099ed3b56a9'),
      },
    ]);
    expect(flows.map(({ verdict }) => verdict)).not.toContain('blocked');
  });

  test('never what may be assumed: a refused read is not an absent one', async () => {
    const folder = await withFiles('aws/guide', {
      'vpc-block-public-access-options.json': '',
      'subnets.json': readFileSync('fixtures/aws/guide/subnets.json', 'utf8').replaceAll(
        /"BlockPublicAccessStates": \{[^}]*\},?/g,
        '',
      ),
    });
    const target = await targetOf(`check ${folder} --client internet ${PLACED}`);
    expect(target.assuming).toEqual([]);
    expect(target.flows.find(({ name }) => name === 'client → scheduler')?.verdict).toBe('unknown');
  });

  test('a name that tells no call is told', async () => {
    const folder = await withFiles('aws/guide', { 'answer.json': '' });
    const { code, err } = await run(`check ${folder} --client internet`);
    expect(code).toBe(2);
    expect(err).toContain('answer.json: the file is empty');
    expect(err).toContain('name it after its call (NatGateways.json)');
  });
});

describe('what --query leaves of an answer', () => {
  const subnets = JSON.parse(readFileSync('fixtures/aws/guide/subnets.json', 'utf8')).Subnets;

  test.each<[string, string, unknown]>([
    ['a list', 'subnets.json', subnets],
    ['a list of lists', 'subnets.json', [subnets]],
    ['ids', 'subnets.json', ['subnet-0a1f2b3c4d5e6f701', 'subnet-0b2e3d4c5f6a7b802']],
    ['one of them', 'subnets.json', subnets[0]],
    ['a list under a name of its own', 'mine.json', subnets],
  ])('%s, in %s', async (_, name, content) => {
    const folder = await withFiles('aws/guide', { 'subnets.json': undefined, [name]: content });
    const { code, err } = await run(`check ${folder} --client internet`);
    expect(code).toBe(2);
    expect(err).toContain(`${name}: the file holds a part of the answer of DescribeSubnets (subnets)`);
    expect(err).toContain(
      'write the whole answer, without --query: aws ec2 describe-subnets --output json > Subnets.json',
    );
  });

  test('an answer of a call that nobody reads is left aside', async () => {
    const list = [{ FlowLogId: 'fl-0123456789abcdef0', ResourceId: 'vpc-0f3c9d1a7b5e24680' }];
    const folder = await withFiles('aws/guide', { 'flow-logs.json': { FlowLogs: list }, 'logs.json': list });
    expect((await run(`check ${folder} --client internet`)).code).toBe(0);
  });
});
