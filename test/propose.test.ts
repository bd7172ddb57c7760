/** Proposals: what is taken when parts of a placement are left out, and what is said when nothing can be. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../src/lint/rule-types.ts';
import { complete } from '../src/propose.ts';
import type { PlacementRequest } from '../src/run-types.ts';
import type { Placement } from '../src/workload/workload.ts';
import {
  type AwsBodies,
  add,
  change,
  GUIDE,
  guideNetwork,
  listOf,
  localRoute,
  merge,
  permission,
  type Reader,
  unread,
} from './support/aws.ts';
import { inputOf, networkOf, valid } from './support/opened.ts';

const guide = guideNetwork();

/** Asks as the conductor does: the guide's answers about addresses where nobody said otherwise. */
function ask(bodies: AwsBodies, request: PlacementRequest = {}, rules = RULES, reader: Reader = {}) {
  const placement: Placement = { schedulerPublicIp: true, workersPublicIp: false, ...request };
  return complete(inputOf(networkOf(bodies, reader), { placement }), request, rules);
}

const proposed = (...asked: Parameters<typeof ask>) => valid(ask(...asked));

/** A rule that speaks of some placements, to steer the choice. */
const objecting = (to: (placement: Placement) => boolean, severity: Rule['severity'] = 'error'): Rule => ({
  id: 'objection',
  severity,
  title: 'An objection',
  needs: 'roles',
  docs: { what: '', why: '', repair: '', source: '' },
  examples: { good: [], bad: [] },
  *check({ placement }) {
    if (to(placement)) yield { message: 'no', resources: [], fix: { none: 'none' } };
  },
});

const twin = (id: string): AwsBodies => {
  const rename = (text: string) => text.replaceAll(GUIDE.vpc, id).replaceAll('-0', `-${id.slice(-1)}`);
  const renamed = rename(JSON.stringify(guide)).replaceAll('"10.0.', '"10.3.');
  return JSON.parse(renamed) as AwsBodies;
};

describe('in the guide’s network', () => {
  it('proposes what the guide builds, and says what it chose', () => {
    const { input, proposal } = proposed(guide);
    expect(input.placement).toEqual({
      networkId: GUIDE.vpc,
      schedulerSubnetId: GUIDE.publicSubnet,
      workerSubnetId: GUIDE.privateSubnet,
      firewallId: GUIDE.group,
      schedulerPublicIp: true,
      workersPublicIp: false,
    });
    expect(proposal?.report.chosen).toEqual([
      'network_id',
      'scheduler_subnet_id',
      'worker_subnet_id',
      'firewall_id',
    ]);
  });

  it('names up to three runners-up, each with what stands against it, and counts the rest', () => {
    const report = proposed(guide).proposal?.report;
    expect(report?.runnersUp).toHaveLength(3);
    expect(report?.runnersUp.every(({ why }) => why !== '')).toBe(true);
    const all = 2 * 2 * (2 * 2) * 2;
    expect((report?.tried ?? 0) + (report?.untried ?? 0)).toBe(all);
  });

  it('is not asked for a placement that is whole', () => {
    const whole = {
      schedulerSubnetId: GUIDE.publicSubnet,
      workerSubnetId: GUIDE.publicSubnet,
      firewallId: GUIDE.defaultGroup,
    };
    const { input, proposal } = proposed(guide, whole);
    expect(proposal).toBeUndefined();
    expect(input.placement).toMatchObject({ ...whole, networkId: GUIDE.vpc });
  });
});

/** As reports call it: `workerSubnetId` is `worker_subnet_id`. */
const keyOf = (key: string): string =>
  key === 'workersPublicIp'
    ? 'give_workers_public_ip'
    : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('what was named', () => {
  it.each<PlacementRequest>([
    { networkId: GUIDE.vpc },
    { workerSubnetId: GUIDE.publicSubnet },
    { schedulerSubnetId: GUIDE.privateSubnet },
    { firewallId: GUIDE.defaultGroup },
    { schedulerFirewallId: GUIDE.defaultGroup },
    { schedulerFirewallId: GUIDE.group },
    { firewallId: GUIDE.group, schedulerFirewallId: GUIDE.group },
    { workersPublicIp: true },
    { schedulerPublicIp: false, workers: 5000 },
  ])('is never changed: %o', (request) => {
    const { input, proposal } = proposed(guide, request);
    expect(input.placement).toMatchObject(request);
    for (const key of Object.keys(request)) expect(proposal?.report.chosen).not.toContain(keyOf(key));
    for (const { placement } of proposal?.report.runnersUp ?? [])
      if (request.workersPublicIp !== undefined) expect(placement.give_workers_public_ip).toBe(true);
  });

  it('is found even where it is the only group for both', () => {
    const one = { ...guide, SecurityGroups: listOf(guide, 'SecurityGroups').slice(0, 1) };
    expect(proposed(one, { schedulerFirewallId: GUIDE.group }).input.placement).toMatchObject({
      firewallId: GUIDE.group,
      schedulerFirewallId: GUIDE.group,
    });
  });

  it.each<readonly [string, PlacementRequest, string]>([
    ['nothing is there of that name', { workerSubnetId: 'subnet-0none' }, 'resource-not-found'],
    [
      'subnets are of two networks',
      { schedulerSubnetId: GUIDE.publicSubnet, workerSubnetId: 'subnet-sb2e3d4c5f6a7b802' },
      'wrong-network',
    ],
    [
      'a subnet is of another network',
      { networkId: GUIDE.vpc, workerSubnetId: 'subnet-sb2e3d4c5f6a7b802' },
      'wrong-network',
    ],
  ])('is left for the rules to judge where %s', (_what, request, rule) => {
    const { input, analysis, proposal } = proposed(merge(guide, twin('vpc-s')), request);
    expect(proposal).toBeUndefined();
    expect(input.placement).toMatchObject(request);
    expect(analysis.problems.map((problem) => problem.rule)).toContain(rule);
  });
});

describe('the choice', () => {
  it('falls on the fewest and least severe findings', () => {
    const both = objecting(({ workerSubnetId }) => workerSubnetId !== GUIDE.publicSubnet);
    expect(proposed(guide, {}, [both]).input.placement.workerSubnetId).toBe(GUIDE.publicSubnet);
    const warned = [
      both,
      objecting(({ workerSubnetId }) => workerSubnetId === GUIDE.publicSubnet, 'warning'),
    ];
    expect(proposed(guide, {}, warned).input.placement.workerSubnetId).toBe(GUIDE.publicSubnet);
  });

  it('falls by id where nothing else decides', () => {
    expect(proposed(guide, {}, []).input.placement).toMatchObject({
      schedulerSubnetId: GUIDE.publicSubnet,
      workerSubnetId: GUIDE.publicSubnet,
      firewallId: GUIDE.group,
      workersPublicIp: false,
    });
  });

  it('adds no group and no public address just to silence a note', () => {
    const notes = [
      objecting(({ schedulerFirewallId }) => schedulerFirewallId === undefined, 'note'),
      objecting(({ workersPublicIp }) => !workersPublicIp, 'note'),
    ];
    const { placement } = proposed(guide, {}, notes).input;
    expect([placement.schedulerFirewallId, placement.workersPublicIp]).toEqual([undefined, false]);
  });

  it('gives workers public addresses where nothing else takes them out, and says so', () => {
    const bare = { ...guide, NatGateways: [] };
    const { input, proposal } = proposed(bare);
    expect(input.placement.workersPublicIp).toBe(true);
    expect(proposal?.report.chosen).toContain('give_workers_public_ip');
  });

  it('falls on one public subnet for both where the private one, first by id, leads nowhere', () => {
    const closed = change(guide, 'RouteTables', GUIDE.privateTable, { Routes: [localRoute()] });
    const renamed = JSON.stringify(closed).replaceAll(GUIDE.privateSubnet, 'subnet-00000000000000001');
    const { input } = proposed(JSON.parse(renamed) as AwsBodies);
    expect(input.placement).toMatchObject({
      schedulerSubnetId: GUIDE.publicSubnet,
      workerSubnetId: GUIDE.publicSubnet,
      workersPublicIp: true,
    });
  });

  it('is the same whatever the order of the documents', () => {
    const backwards = Object.fromEntries(
      Object.entries(guide)
        .reverse()
        .map(([key, value]) => [key, Array.isArray(value) ? [...value].reverse() : value]),
    );
    expect(proposed(backwards).proposal).toEqual(proposed(guide).proposal);
  });

  it('looks into every network, and takes the one that works', () => {
    const broken = change(guide, 'InternetGateways', GUIDE.internetGateway, { Attachments: [] });
    expect(proposed(merge(broken, twin('vpc-s'))).input.placement.networkId).toBe('vpc-s');
  });
});

it('tries a bounded number of combinations, however many there are', () => {
  const groups = Array.from({ length: 40 }, (_, i) => ({
    GroupId: `sg-1${String(i).padStart(2, '0')}`,
    GroupName: `g${i}`,
    VpcId: GUIDE.vpc,
    IpPermissions: [permission('tcp', [8786, 8787], { v4: ['0.0.0.0/0'] })],
  }));
  const subnets = Array.from({ length: 40 }, (_, i) => ({
    SubnetId: `subnet-1${String(i).padStart(2, '0')}`,
    VpcId: GUIDE.vpc,
    State: 'available',
    CidrBlock: `10.0.${32 + i}.0/24`,
  }));
  const many = add(add(guide, 'SecurityGroups', ...groups), 'Subnets', ...subnets);
  const report = proposed(many, {}, [objecting(() => true)]).proposal?.report;
  expect(report?.tried).toBeLessThan(150);
  expect((report?.tried ?? 0) + (report?.untried ?? 0)).toBe(42 ** 2 * 42 ** 2 * 2);
});

describe('an error with the next step', () => {
  const wanting = (key: keyof AwsBodies): AwsBodies => ({ ...guide, [key]: [] });

  it.each([
    [
      'no network',
      {
        ...guide,
        Vpcs: [],
        Subnets: [],
        SecurityGroups: [],
        NatGateways: [],
        RouteTables: [],
        NetworkAcls: [],
      },
      'the input holds no network to place a cluster in',
      'add the descriptions of your networks',
    ],
    [
      'no subnet',
      wanting('Subnets'),
      `${GUIDE.vpc} has no subnet to place a cluster in`,
      'create one, or name another network with --network-id',
    ],
    [
      'no group',
      wanting('SecurityGroups'),
      `${GUIDE.vpc} has no security group to place a cluster in`,
      'create one, or name another network with --network-id',
    ],
  ])('where there is %s', (_what, bodies, error, remedy) => {
    expect(ask(bodies)).toEqual({ error, remedy });
  });

  it.each([
    ['Subnets', 'no subnet', 'aws ec2 describe-subnets'],
    ['SecurityGroups', 'no security group', 'aws ec2 describe-security-groups'],
  ] as const)('that reads what nobody read: %s', (key, error, command) => {
    expect(ask(unread(guide, key))).toEqual({
      error: expect.stringContaining(error),
      remedy: expect.stringContaining(command),
    });
  });

  it('that names the permission’s call where it was refused', () => {
    const refused = [
      {
        account: '111122223333',
        region: 'us-east-1',
        call: 'DescribeSubnets',
        why: 'UnauthorizedOperation',
        permission: 'ec2:DescribeSubnets',
      },
    ];
    expect(ask(unread(guide, 'Subnets'), {}, RULES, { refused })).toMatchObject({
      error: expect.stringContaining('no subnet'),
      remedy: expect.stringContaining('describe-subnets'),
    });
  });

  it('from a text of the request comes through', () => {
    const input = inputOf(networkOf(guide), {
      placement: { schedulerPublicIp: true, workersPublicIp: false },
      require: ['nonsense'],
    });
    expect(complete(input, {}, RULES)).toMatchObject({ error: expect.stringContaining('"nonsense"') });
  });
});
