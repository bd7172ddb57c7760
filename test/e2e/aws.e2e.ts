/**
 * Against moto's EC2 API, with the real `aws` command line: what a live check says, and that its fixes work as
 * printed. Run by `scripts/e2e-aws.mjs`, which starts moto.
 */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CALLS } from '../../src/providers/aws/calls.ts';
import type { Finding, Report } from '../../src/report.ts';
import { byoNetLine, findingsOf, withoutPlaces } from './command.ts';
import { aws, build, byoNet, check, folderByHand, type Lab, make, placed, REGION, shell } from './lab.ts';
import { type Gate, gateBefore } from './proxy.ts';

let proxy: Gate;
beforeAll(async () => {
  proxy = await gateBefore(process.env.BYO_NET_MOTO ?? '', REGION);
});
afterEach(() => proxy.refused.clear());
afterAll(() => proxy.close());

const CLIENT = '--client 203.0.113.0/24';

test('live, collected and written by the aws command line, a network gives the same report', async () => {
  const lab = await build(proxy);
  const words = `${placed(lab)} ${CLIENT}`;
  const file = join(await mkdtemp(join(tmpdir(), 'byo-net-e2e-')), 'snapshot.json');
  const collected = await byoNet(`collect --vpc ${lab.vpc} -o ${file}`, proxy);
  expect(collected).toEqual({ code: 0, out: '', err: '' });
  const live = await check(words, proxy);
  expect(live.summary).toEqual({
    errors: 0,
    warnings: 0,
    notes: expect.any(Number),
    undecided: 0,
    undecidedRequired: 0,
    suppressed: 0,
  });
  expect(live.targets[0]?.config.state).toBe('ready');
  expect(live.targets[0]?.gaps).toEqual([]);
  expect(withoutPlaces(await check(`${file} ${words}`, proxy))).toEqual(withoutPlaces(live));
  const folder = await folderByHand(lab, proxy);
  expect(withoutPlaces(await check(`${folder} ${words}`, proxy))).toEqual(withoutPlaces(live));
  // The same network gives the same bytes.
  await byoNet(`collect --vpc ${lab.vpc} -o ${file}.again`, proxy);
  expect(await readFile(`${file}.again`, 'utf8')).toBe(await readFile(file, 'utf8'));
  expect(await readdir(join(file, '..'))).toEqual(['snapshot.json', 'snapshot.json.again']);
});

test('moto as it is, which lacks four of the calls, is read and judged: each of them is a gap', async () => {
  const lab = await build(proxy);
  const plain = { ...proxy, url: process.env.BYO_NET_MOTO ?? '' };
  const report = await check(guide(lab), plain);
  expect(report.targets[0]?.gaps.map(({ call, why }) => `${call}: ${why}`).sort()).toEqual(
    [
      'DescribeSecurityGroupVpcAssociations',
      'DescribeStaleSecurityGroups',
      'DescribeVpcBlockPublicAccessExclusions',
      'DescribeVpcBlockPublicAccessOptions',
    ].map((call) => `${call}: what answered is not EC2: an HTML page, status 500, text/html; charset=utf-8`),
  );
  expect(findingsOf(report).filter(({ severity }) => severity === 'error')).toEqual([]);
  const verdicts = Object.fromEntries(
    report.targets.flatMap(({ flows }) => flows.map(({ name, verdict }) => [name, verdict])),
  );
  // What Block Public Access may stop is open; what it never touches is judged.
  expect(verdicts).toMatchObject({
    'client → scheduler': 'unknown',
    'worker → scheduler': 'reachable',
    'worker ↔ worker': 'reachable',
  });
});

interface Break {
  readonly what: string;
  readonly rule: string;
  /** Gives what `words` or `byHand` need to know. */
  readonly break: (lab: Lab) => Promise<string>;
  /** Words of the check, where they are not the guide's. */
  readonly words?: (lab: Lab, made: string) => string;
}

const guide = (lab: Lab): string => `${placed(lab)} ${CLIENT}`;

const nat = async ({ publicSubnet }: Lab): Promise<string> => {
  const address = await make('allocate-address --domain vpc', 'AllocationId', proxy);
  const words = `create-nat-gateway --subnet-id ${publicSubnet} --allocation-id ${address}`;
  return make(words, 'NatGateway.NatGatewayId', proxy);
};
const routeToNat = ({ privateTable }: Lab, id: string): Promise<string> =>
  aws(
    `replace-route --route-table-id ${privateTable} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id ${id}`,
    proxy,
  );

const BREAKS: readonly Break[] = [
  {
    what: 'a port that is closed',
    rule: 'scheduler-unreachable',
    break: ({ group }) =>
      aws(
        `revoke-security-group-ingress --group-id ${group} --protocol tcp --port 8786-8787 --cidr 0.0.0.0/0`,
        proxy,
      ),
  },
  {
    what: 'a group that does not refer to itself',
    rule: 'workers-cannot-reach-each-other',
    break: ({ group }) =>
      aws(`revoke-security-group-ingress --group-id ${group} --protocol all --source-group ${group}`, proxy),
  },
  {
    what: 'a NAT gateway that was deleted',
    rule: 'no-egress',
    break: (lab) => aws(`delete-nat-gateway --nat-gateway-id ${lab.nat}`, proxy),
  },
  {
    // EC2 marks the route `blackhole`; moto leaves it `active`, so here the gateway's own state tells.
    what: 'a route that leads to a deleted NAT gateway, beside one that lives',
    rule: 'no-egress',
    break: async (lab) => {
      const dead = await nat(lab);
      await routeToNat(lab, dead);
      return aws(`delete-nat-gateway --nat-gateway-id ${dead}`, proxy);
    },
  },
  {
    what: 'a network ACL that cuts the reply',
    rule: 'scheduler-unreachable',
    break: async ({ acl }) => {
      const entry = (number: number, ports: string, cidr: string) =>
        aws(
          `create-network-acl-entry --network-acl-id ${acl} --egress --rule-number ${number} --protocol tcp --port-range ${ports} --cidr-block ${cidr} --rule-action allow`,
          proxy,
        );
      await aws(`delete-network-acl-entry --network-acl-id ${acl} --egress --rule-number 100`, proxy);
      await entry(200, 'From=0,To=65535', '10.0.0.0/16');
      return entry(300, 'From=443,To=443', '0.0.0.0/0');
    },
  },
  {
    what: 'an internet gateway that is detached',
    rule: 'scheduler-unreachable',
    break: ({ internet, vpc }) =>
      aws(`detach-internet-gateway --internet-gateway-id ${internet} --vpc-id ${vpc}`, proxy),
  },
  {
    what: 'a peering without the return route',
    rule: 'scheduler-unreachable',
    break: async (lab) => {
      const peer = await build(proxy, '10.50');
      const peering = await make(
        `create-vpc-peering-connection --vpc-id ${lab.vpc} --peer-vpc-id ${peer.vpc}`,
        'VpcPeeringConnection.VpcPeeringConnectionId',
        proxy,
      );
      await aws(`accept-vpc-peering-connection --vpc-peering-connection-id ${peering}`, proxy);
      await aws(
        `create-route --route-table-id ${peer.privateTable} --destination-cidr-block 10.0.0.0/16 --vpc-peering-connection-id ${peering}`,
        proxy,
      );
      return peer.privateSubnet;
    },
    words: (lab, subnet) =>
      `${placed({ ...lab, publicSubnet: lab.privateSubnet })} --no-scheduler-public-ip --client subnet:${subnet}`,
  },
  {
    what: 'a group of another VPC',
    rule: 'wrong-network',
    break: async () => (await build(proxy, '10.60')).group,
    words: (lab, group) => guide({ ...lab, group }),
  },
  {
    what: 'too few addresses',
    rule: 'too-few-addresses',
    break: async () => '',
    words: (lab) => `${guide(lab)} --workers 5000`,
  },
];

test.each(BREAKS)('$what: found, and gone once repaired as printed', async (one) => {
  const lab = await build(proxy);
  const made = await one.break(lab);
  const words = (one.words ?? guide)(lab, made);
  const before = await check(words, proxy);
  const finding = findingsOf(before).find(({ rule }) => rule === one.rule);
  const after = await repaired(words, printing(before, finding));
  expect(findingsOf(after).map(({ fingerprint }) => fingerprint)).not.toContain(finding?.fingerprint);
  const known = new Set(findingsOf(before).map(({ rule }) => rule));
  expect(findingsOf(after).filter(({ rule, severity }) => severity !== 'note' && !known.has(rule))).toEqual(
    [],
  );
});

/** The finding that prints the change: the finding itself, or the one that has it. */
const printing = (report: Report, finding: Finding | undefined): Finding | undefined => {
  const of = finding && 'commands' in finding.fix ? finding.fix.containedIn : undefined;
  return of ? findingsOf(report).find(({ fingerprint }) => fingerprint === of.fingerprint) : finding;
};

/**
 * The report once the fix was executed as printed: all of its lines in one shell, since a later one may use what an
 * earlier one made; and the flags that it says to check with.
 */
async function repaired(words: string, finding: Finding | undefined): Promise<Report> {
  const fix = finding?.fix;
  const commands = fix && 'commands' in fix ? fix.commands : [];
  expect(commands, JSON.stringify(fix)).not.toEqual([]);
  const flags = commands.flatMap((line) => /^# .*?(--.*)$/.exec(line)?.[1] ?? []).join(' ');
  const [, key] = /^(--\S+) /.exec(flags) ?? [];
  const others = key === undefined ? words : words.replace(new RegExp(`${key} \\S+`), '');
  const script = ['set -e', ...commands, byoNetLine(`check ${others} ${flags} -f json`)].join('\n');
  const { code, out, err } = await shell(script, proxy);
  expect([0, 1], `${script}\n${err}`).toContain(code);
  return JSON.parse(out.slice(out.indexOf('{\n  "version"')));
}

test('a refused action is never a pass where it matters, and the gap names it', async () => {
  const lab = await build(proxy);
  const whole = await check(guide(lab), proxy);
  const matters: string[] = [];
  for (const { call, permission } of CALLS.filter(({ target }) => target.by !== 'parent')) {
    proxy.refused.clear();
    proxy.refused.add(call);
    const report = await check(guide(lab), proxy);
    const [target] = report.targets;
    expect(
      target?.gaps.map((gap) => gap.permission),
      call,
    ).toContain(permission);
    expect(target?.gaps.find((gap) => gap.permission === permission)?.why, call).toContain(
      'UnauthorizedOperation',
    );
    expect(
      findingsOf(report).filter(({ severity }) => severity === 'error'),
      call,
    ).toEqual([]);
    if (target?.config.state !== 'ready') matters.push(call);
    else
      expect(
        target.flows.map(({ holds }) => holds),
        call,
      ).toEqual(whole.targets[0]?.flows.map(({ holds }) => holds));
  }
  expect(matters).toEqual(expect.arrayContaining(DECIDING));
});

/**
 * Without these nobody knows whether the guide's network works. Not among them: the DHCP options, since moto's VPCs
 * name none (`default`, which is Amazon's own resolver), and whatever the network does not have.
 */
const DECIDING = [
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeSecurityGroups',
  'DescribeNetworkAcls',
  'DescribeInternetGateways',
  'DescribeNatGateways',
  'DescribeVpcAttribute',
  'DescribeVpcBlockPublicAccessOptions',
];

test('with exactly the actions of the policy everything is read', async () => {
  const { vpc } = await build(proxy);
  const { out } = await byoNet('permissions aws', proxy);
  const policy: { readonly Statement: readonly { readonly Action: readonly string[] }[] } = JSON.parse(out);
  const allowed = policy.Statement.flatMap(({ Action }) =>
    Action.map((action) => action.replace('ec2:', '')),
  );
  proxy.allowOnly(allowed);
  proxy.asked.length = 0;
  const { code, err } = await byoNet(`collect --vpc ${vpc}`, proxy);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(new Set(proxy.asked).size).toBeGreaterThan(20);
  proxy.allowOnly(undefined);
});

test('a region without the VPC is one clear message', async () => {
  const { code, out, err } = await byoNet('check --vpc vpc-0123456789abcdef0', proxy);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('region us-east-1 of account 123456789012 has no VPC vpc-0123456789abcdef0');
  expect(err).toContain('aws ec2 describe-vpcs --region us-east-1');
});

test('throttling for ten seconds is waited for', async () => {
  const lab = await build(proxy);
  proxy.throttle(10_000);
  const report = await check(guide(lab), proxy);
  expect(report.targets[0]?.gaps).toEqual([]);
  expect(report.targets[0]?.config.state).toBe('ready');
});

test('throttling without an end is one clear message, and no file', async () => {
  const { vpc } = await build(proxy);
  const folder = await mkdtemp(join(tmpdir(), 'byo-net-e2e-'));
  proxy.throttle(Number.POSITIVE_INFINITY);
  const { code, out, err } = await byoNet(`collect --vpc ${vpc} -o ${join(folder, 'net.json')}`, proxy);
  proxy.throttle(0);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^byo-net: EC2 throttles \w+, however often it is asked: RequestLimitExceeded: /);
  expect(err.trim().split('\n')).toHaveLength(2);
  expect(await readdir(folder)).toEqual([]);
});

test('a transit gateway and a prefix list are read to their ends', async () => {
  const lab = await build(proxy);
  const far = await build(proxy, '10.70');
  const gateway = await make('create-transit-gateway', 'TransitGateway.TransitGatewayId', proxy);
  for (const { vpc, privateSubnet } of [lab, far])
    await aws(
      `create-transit-gateway-vpc-attachment --transit-gateway-id ${gateway} --vpc-id ${vpc} --subnet-ids ${privateSubnet}`,
      proxy,
    );
  const list = await make(
    'create-managed-prefix-list --prefix-list-name office --max-entries 2 --address-family IPv4 --entries Cidr=203.0.113.0/24',
    'PrefixList.PrefixListId',
    proxy,
  );
  await aws(
    `create-route --route-table-id ${lab.privateTable} --destination-cidr-block 10.70.0.0/16 --transit-gateway-id ${gateway}`,
    proxy,
  );
  await aws(
    `authorize-security-group-ingress --group-id ${lab.group} --ip-permissions IpProtocol=tcp,FromPort=22,ToPort=22,PrefixListIds=[{PrefixListId=${list}}]`,
    proxy,
  );
  proxy.asked.length = 0;
  const report = await check(guide(lab), proxy);
  expect(report.targets[0]?.gaps).toEqual([]);
  expect(proxy.asked).toEqual(
    expect.arrayContaining([
      'DescribeTransitGatewayAttachments',
      'DescribeTransitGatewayRouteTables',
      'SearchTransitGatewayRoutes',
      'GetTransitGatewayRouteTableAssociations',
      'GetManagedPrefixListEntries',
    ]),
  );
});

test('an EC2 that takes the connection and says nothing is given up after a minute, with one message', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const silent = { ...proxy, url: `http://127.0.0.1:${port}` };
  const { code, out, err } = await byoNet('check --vpc vpc-0a', silent);
  server.close();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^byo-net: the connection broke while \w+ was read: 127\.0\.0\.1:\d+ said nothing for 60 s\n {2}look at the network[^\n]*\n$/,
  );
});
