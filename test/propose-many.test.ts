/** Proposals where there is much to choose from: all of it is looked at, a bounded part of it is judged. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.ts';
import type { Network } from '../src/model/network.ts';
import { complete } from '../src/propose.ts';
import type { Placement } from '../src/workload/workload.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  association,
  change,
  drop,
  GUIDE,
  guideNetwork,
  listOf,
  localRoute,
  merge,
  permission,
  route,
} from './support/aws.ts';
import * as gcp from './support/gcp.ts';
import { gcpNetwork } from './support/gcp-asked.ts';
import { inputOf, networkOf, valid } from './support/opened.ts';

const CLIENT = ['203.0.113.0/24'];
const ADDRESSES: Placement = { schedulerPublicIp: true, workersPublicIp: false };

const proposed = (network: Network, placement: Placement = ADDRESSES, client: readonly string[] = CLIENT) =>
  valid(complete(inputOf(network, { placement, client }), {}, RULES));

const errorsIn = ({ analysis }: ReturnType<typeof proposed>): readonly string[] =>
  analysis.problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);

const guide = guideNetwork();

/** The same network with other ids and another range; the order of ids is that of the numbers. */
function nth(number: number, bodies: AwsBodies): AwsBodies {
  const digits = number.toString(16).padStart(3, '0');
  const text = JSON.stringify(bodies)
    .replaceAll(/\b([a-z]+-)([0-9a-f]{14})[0-9a-f]{3}\b/g, `$1${digits}$2`)
    .replaceAll('"10.0.', `"10.${number}.`);
  return JSON.parse(text) as AwsBodies;
}

const several = (count: number, good: number, bad: (number: number) => AwsBodies): AwsBodies =>
  Array.from({ length: count }, (_, i) => nth(i, i === good ? guide : bad(i))).reduce(merge);

const homeOf = (number: number): string => nth(number, guide).Vpcs?.[0]?.VpcId ?? '';

const detached = change(guide, 'InternetGateways', GUIDE.internetGateway, { Attachments: [] });
const unrouted = change(guide, 'RouteTables', GUIDE.publicTable, { Routes: [localRoute()] });
const closed = change(guide, 'NetworkAcls', GUIDE.acl, {
  Entries: [aclEntry(100, 'in', 'deny'), aclEntry(100, 'out', 'deny')],
});
const silent = listOf(guide, 'SecurityGroups').reduce(
  (bodies, { GroupId = '' }) => change(bodies, 'SecurityGroups', GroupId, { IpPermissionsEgress: [] }),
  guide,
);
const groupless = drop(guide, 'SecurityGroups', GUIDE.group);

describe('of twelve networks the eleventh', () => {
  it.each<readonly [string, (number: number) => AwsBodies]>([
    ['has the gateway attached', () => detached],
    ['routes to the gateway', () => unrouted],
    ['has a border that is open', () => closed],
    ['has groups that let anything out', () => silent],
    ['has a group for the cluster', () => groupless],
    [
      'is the only one without a fault',
      (i) => [detached, unrouted, closed, silent, groupless][i % 5] ?? closed,
    ],
  ])('%s, and is found', (_what, bad) => {
    const done = proposed(networkOf(several(12, 10, bad)));
    expect([done.input.placement.networkId, errorsIn(done)]).toEqual([homeOf(10), []]);
  });
});

it('of two hundred networks judges a few, and finds the one that works', () => {
  const done = proposed(networkOf(several(200, 198, () => detached)));
  expect([done.input.placement.networkId, errorsIn(done)]).toEqual([homeOf(198), []]);
  const { tried = 0, untried = 0 } = done.proposal?.report ?? {};
  expect(tried).toBeLessThan(200);
  expect(tried + untried).toBe(200 * 4 * 4 * 2);
});

it('of twelve groups that nothing uses finds the one that the client and the cluster need', () => {
  const groups = Array.from({ length: 12 }, (_, i) => {
    const id = `sg-00000000000000${String(i).padStart(3, '0')}`;
    const itself = permission('-1', undefined, { groups: [id] });
    const client = permission('tcp', [8786, 8787], { v4: [i === 10 ? '203.0.113.0/24' : '10.0.0.0/8'] });
    const all = permission('-1', undefined, { v4: ['0.0.0.0/0'] });
    return {
      GroupId: id,
      GroupName: `g${i}`,
      VpcId: GUIDE.vpc,
      IpPermissions: [itself, client],
      IpPermissionsEgress: [all],
    };
  });
  const done = proposed(networkOf({ ...guide, SecurityGroups: groups }));
  expect([done.input.placement.firewallId, errorsIn(done)]).toEqual(['sg-00000000000000010', []]);
});

it('of twelve private subnets with tables of their own finds the one that leads out', () => {
  const numbers = Array.from({ length: 12 }, (_, i) => String(i).padStart(3, '0'));
  const made = numbers.reduce(
    (bodies, digits, i) => {
      const table = `rtb-00000000000000${digits}`;
      const subnet = `subnet-00000000000000${digits}`;
      const way = i === 10 ? [route('0.0.0.0/0', { NatGatewayId: GUIDE.natGateway })] : [];
      const withTable = add(bodies, 'RouteTables', {
        RouteTableId: table,
        VpcId: GUIDE.vpc,
        Associations: [association(table, subnet)],
        Routes: [localRoute(), ...way],
      });
      return add(withTable, 'Subnets', {
        SubnetId: subnet,
        VpcId: GUIDE.vpc,
        State: 'available',
        CidrBlock: `10.0.${64 + i}.0/24`,
      });
    },
    drop(guide, 'Subnets', GUIDE.privateSubnet),
  );
  const done = proposed(networkOf(made));
  expect([done.input.placement.workerSubnetId, errorsIn(done)]).toEqual(['subnet-00000000000000010', []]);
});

describe('on Google Cloud', () => {
  const own = gcp.guideNetwork();
  /** The guide's network under another name; every name in it has the number in it. */
  const named = (number: number, bodies: gcp.GcpBodies): gcp.GcpBodies =>
    JSON.parse(
      JSON.stringify(bodies)
        .replaceAll('byo-', `n${String(number).padStart(2, '0')}-`)
        .replaceAll('10.20.', `10.${20 + number}.`)
        .replaceAll(/default-route-[0-9a-f]+/g, (name) => `${name}-${number}`),
    ) as gcp.GcpBodies;
  const together = (all: readonly gcp.GcpBodies[]): gcp.GcpBodies => ({
    ...Object.fromEntries(gcp.LISTED.map((key) => [key, all.flatMap((bodies) => bodies[key] ?? [])])),
    policies: Object.assign({}, ...all.map(({ policies }) => policies)),
  });
  const everything = gcp.firewall('byo-all', { allow: ['all'], from: ['0.0.0.0/0'] });
  const routeless = {
    ...own,
    routes: (own.routes ?? []).filter(({ destRange }) => destRange !== '0.0.0.0/0'),
  };

  it('finds the eleventh of twelve networks', () => {
    const all = Array.from({ length: 12 }, (_, i) => named(i, i === 10 ? own : routeless));
    const done = proposed(gcpNetwork(together(all)));
    expect([done.input.placement.networkId, errorsIn(done)]).toEqual(['n10-network', []]);
  });

  it('finds it where no rule has a target', () => {
    const all = Array.from({ length: 12 }, (_, i) =>
      named(i, { ...(i === 10 ? own : routeless), firewalls: [everything] }),
    );
    const done = proposed(gcpNetwork(together(all)));
    expect([done.input.placement.networkId, done.input.placement.firewallId, errorsIn(done)]).toEqual([
      'n10-network',
      'dask',
      [],
    ]);
  });
});

describe('a network tag', () => {
  const own = gcp.guideNetwork();
  const everything = gcp.firewall('all', { allow: ['all'], from: ['0.0.0.0/0'] });
  const tagFor = (bodies: gcp.GcpBodies, placement: Placement = ADDRESSES) =>
    proposed(gcpNetwork(bodies), placement).input.placement.firewallId;

  it.each<readonly [string, readonly unknown[], string]>([
    ['is made up where no rule has a target', [everything], 'dask'],
    ['is made up where there is no rule', [], 'dask'],
    ['is the one that rules target', own.firewalls ?? [], gcp.GUIDE.tag],
    [
      'is made up where the only one is kept out',
      [
        everything,
        gcp.firewall('quarantine', { deny: ['all'], from: ['0.0.0.0/0'], tags: ['web'], priority: 10 }),
      ],
      'dask',
    ],
    [
      'is made up where its name is taken by one that is kept out',
      [
        everything,
        gcp.firewall('quarantine', { deny: ['all'], from: ['0.0.0.0/0'], tags: ['dask'], priority: 10 }),
      ],
      'dask-2',
    ],
    [
      'is made up beside rules for service accounts',
      [
        everything,
        gcp.firewall('db', {
          allow: ['tcp:5432'],
          from: ['10.0.0.0/8'],
          accounts: ['db@my-project-id.iam.gserviceaccount.com'],
        }),
      ],
      'dask',
    ],
  ])('%s', (_what, firewalls, tag) => {
    expect(tagFor({ ...own, firewalls } as gcp.GcpBodies)).toBe(tag);
  });

  it('is made up where a policy without targets lets everything in', () => {
    const open = gcp.policyRule(1, 'allow', 'INGRESS', { srcIpRanges: ['0.0.0.0/0'] });
    const policies = { [gcp.GUIDE.network]: [gcp.policy('NETWORK', 'open', [open])] };
    const done = proposed(gcpNetwork({ ...own, policies, firewalls: [] }));
    expect([done.input.placement.firewallId, errorsIn(done)]).toEqual(['dask', []]);
  });

  it('that was named stays, for the scheduler too', () => {
    const asked = { ...ADDRESSES, schedulerFirewallId: 'head' };
    const { placement } = proposed(gcpNetwork({ ...own, firewalls: [everything] }), asked).input;
    expect([placement.firewallId, placement.schedulerFirewallId]).toEqual(['dask', 'head']);
  });
});
