import { describe, expect, test } from 'vitest';
import { elementsOf } from '../../../src/providers/gcp/elements.ts';
import { recogniser } from '../../../src/providers/gcp/recognise.ts';
import { readSnapshot } from '../../../src/snapshot/read.ts';
import { folderOf } from '../../support/folder.ts';

const P = 'https://www.googleapis.com/compute/v1/projects/p';
const NETWORK = { kind: 'compute#network', name: 'n', selfLink: `${P}/global/networks/n` };
const ROUTER = { kind: 'compute#router', name: 'r', selfLink: `${P}/regions/us-east1/routers/r` };
const SUBNET = { kind: 'compute#subnetwork', name: 's', selfLink: `${P}/regions/us-east1/subnetworks/s` };
const FIREWALL = { kind: 'compute#firewall', name: 'f', network: NETWORK.selfLink };

const without = (key: string, value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

interface Case {
  readonly what: string;
  readonly path?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly is: object | readonly [];
}

const CASES: readonly Case[] = [
  {
    what: 'a REST list',
    body: { kind: 'compute#networkList', id: 'projects/p/global/networks', items: [NETWORK] },
    is: [{ call: 'networks.list', account: 'p' }],
  },
  {
    what: 'a REST list of nothing: the project is in its link',
    body: { kind: 'compute#routeList', selfLink: `${P}/global/routes` },
    is: [{ call: 'routes.list', account: 'p' }],
  },
  {
    what: 'an aggregated list',
    body: {
      kind: 'compute#routerAggregatedList',
      id: 'projects/p/aggregated/routers',
      items: { 'regions/us-east1': { routers: [ROUTER] } },
    },
    is: [{ call: 'routers.aggregatedList', account: 'p' }],
  },
  {
    what: 'the list of one region, which says nothing of the others',
    body: { kind: 'compute#routerList', id: 'projects/p/regions/us-east1/routers', items: [] },
    is: [{ call: 'routers.list', account: 'p', region: 'us-east1' }],
  },
  {
    what: 'the list of one zone',
    body: { kind: 'compute#instanceList', id: 'projects/p/zones/us-east1-b/instances' },
    is: [{ call: 'instances.list', account: 'p', region: 'us-east1', arguments: { zone: 'us-east1-b' } }],
  },
  {
    what: 'what gcloud lists: all of it',
    body: { items: [ROUTER] },
    is: [{ call: 'routers.aggregatedList', account: 'p' }],
  },
  {
    what: 'a list without kinds',
    body: { items: [without('kind', SUBNET)] },
    is: [{ call: 'subnetworks.aggregatedList', account: 'p' }],
  },
  {
    what: 'beta links of the other host',
    body: {
      items: [{ selfLink: 'https://compute.googleapis.com/compute/beta/projects/p/global/networks/n' }],
    },
    is: [{ call: 'networks.list', account: 'p' }],
  },
  ...[
    ['firewall-rules.json', 'firewalls.list'],
    ['compute-routers.json', 'routers.aggregatedList'],
    ['subnets.json', 'subnetworks.aggregatedList'],
    ['interconnect-attachments.json', 'interconnectAttachments.aggregatedList'],
    ['network-firewall-policies.json', 'networkFirewallPolicies.aggregatedList'],
    ['policy-based-routes.json', 'policyBasedRoutes.list'],
    ['networks/routes.json', 'routes.list'],
  ].map(([path = '', call]) => ({
    what: `an empty list, told by its file's name, ${path}`,
    path,
    body: { items: [] },
    is: [{ call }],
  })),
  { what: 'an empty list of who knows what', path: 'x.json', body: { items: [] }, is: [] },
  { what: 'an empty list of something else', path: 'routes.json', body: { kind: 'List', items: [] }, is: [] },
  {
    what: 'network firewall policies, global and regional',
    body: {
      items: ['global', 'regions/us-east1'].map((place) => ({
        kind: 'compute#firewallPolicy',
        selfLink: `${P}/${place}/firewallPolicies/a`,
      })),
    },
    is: [{ call: 'networkFirewallPolicies.aggregatedList', account: 'p' }],
  },
  {
    what: 'policy-based routes, REST',
    body: { policyBasedRoutes: [{ name: 'projects/p/locations/global/policyBasedRoutes/a' }] },
    is: [{ call: 'policyBasedRoutes.list', account: 'p' }],
  },
  {
    what: 'one resource, described',
    body: SUBNET,
    is: [{ call: 'subnetworks.get', account: 'p', region: 'us-east1', arguments: { name: 's' } }],
  },
  {
    what: 'one resource without its kind',
    body: without('kind', NETWORK) as Record<string, unknown>,
    is: [{ call: 'networks.get', account: 'p', arguments: { name: 'n' } }],
  },
  {
    what: 'effective firewalls that name their network',
    path: 'compute-effective-firewalls-default.json',
    body: { firewalls: [FIREWALL], firewallPolicys: [] },
    is: [{ call: 'networks.getEffectiveFirewalls', account: 'p', arguments: { network: 'n' } }],
  },
  {
    what: 'effective firewalls of a region, by the name of their file',
    path: 'regionNetworkFirewallPolicies.getEffectiveFirewalls,network=n,region=us-east1.json',
    body: { firewallPolicys: [{ type: 'NETWORK_REGIONAL', name: 'x', rules: [] }] },
    is: [
      {
        call: 'regionNetworkFirewallPolicies.getEffectiveFirewalls',
        region: 'us-east1',
        arguments: { network: 'n' },
      },
    ],
  },
  {
    what: 'effective firewalls of a network without any',
    path: 'networks.getEffectiveFirewalls,network=n.json',
    body: {},
    is: [{ call: 'networks.getEffectiveFirewalls', arguments: { network: 'n' } }],
  },
  {
    what: 'effective firewalls of nobody knows which network',
    path: 'effective-firewalls.json',
    body: { firewalls: [], firewallPolicys: [] },
    is: {
      why: 'the answer of networks.getEffectiveFirewalls does not say which network it belongs to',
      remedy: "put it into the file's name: networks.getEffectiveFirewalls,network=NETWORK.json",
    },
  },
  {
    what: 'regional policies of nobody knows which region',
    path: 'effective-firewalls.json',
    body: { firewalls: [FIREWALL], firewallPolicys: [{ type: 'SYSTEM_REGIONAL', rules: [] }] },
    is: {
      why: 'the answer of regionNetworkFirewallPolicies.getEffectiveFirewalls does not say which region it belongs to',
      remedy: expect.stringContaining(',network=NETWORK,region=REGION.json'),
    },
  },
  {
    what: 'effective firewalls of one VM',
    path: 'instance-effective-firewalls.json',
    body: { firewalls: [FIREWALL] },
    is: [],
  },
  {
    what: 'the status of a router',
    path: 'routers.getRouterStatus,router=r,region=us-east1.json',
    body: { kind: 'compute#routerStatusResponse', result: { network: NETWORK.selfLink } },
    is: [{ call: 'routers.getRouterStatus', account: 'p', region: 'us-east1', arguments: { router: 'r' } }],
  },
  {
    what: 'the status of who knows which router',
    path: 'status.json',
    body: { kind: 'compute#routerStatusResponse', result: {} },
    is: { why: expect.stringContaining('which router'), remedy: expect.stringContaining('router=ROUTER') },
  },
  {
    what: 'routes exchanged over a peering',
    path: 'networks.listPeeringRoutes,peeringName=x,network=n,region=us-east1,direction=INCOMING.json',
    body: { items: [{ destRange: '10.0.0.0/8', type: 'SUBNET_PEERING_ROUTE', nextHopRegion: 'us-east1' }] },
    is: [
      {
        call: 'networks.listPeeringRoutes',
        region: 'us-east1',
        arguments: { peeringName: 'x', network: 'n', direction: 'INCOMING' },
      },
    ],
  },
  {
    what: 'the host project',
    path: 'projects.getXpnHost.json',
    body: { kind: 'compute#project', name: 'host' },
    is: [{ call: 'projects.getXpnHost' }],
  },
  {
    what: 'no host project',
    path: 'projects.getXpnHost.json',
    body: {},
    is: [{ call: 'projects.getXpnHost' }],
  },
  { what: 'an empty object', path: 'x.json', body: {}, is: [] },
  { what: 'a description of the project', path: 'info.json', body: { kind: 'compute#project' }, is: [] },
  {
    what: 'two lists in one',
    body: { items: [NETWORK, ROUTER] },
    is: {
      why: 'the list holds Cloud Routers with their Cloud NAT and VPC networks',
      remedy: expect.any(String),
    },
  },
  {
    what: 'a resource that no check reads',
    body: { kind: 'compute#disk', selfLink: `${P}/zones/us-east1-b/disks/d` },
    is: [],
  },
  { what: 'what AWS answers', body: { Vpcs: [{ VpcId: 'vpc-1' }] }, is: [] },
];

test.each(CASES)('$what', ({ path = 'answer.json', body, is }) => {
  expect(recogniser.recognise(body, path)).toEqual(is);
});

describe('what was left unread makes an answer incomplete', () => {
  const empty = { warning: { code: 'NO_RESULTS_ON_PAGE', message: 'none' } };
  const down = { warning: { code: 'UNREACHABLE', message: 'The scope is down.' } };
  test.each([
    [{ items: [] }, undefined],
    [{ items: [], nextPageToken: '' }, undefined],
    [{ items: { 'regions/a': empty } }, undefined],
    [{ items: [], nextPageToken: 'x' }, /nextPageToken/],
    [
      { items: { 'regions/a': empty, 'regions/b': down } },
      /^regions\/b was not read: UNREACHABLE: The scope is down\.$/,
    ],
    [{ items: {}, unreachables: ['projects/p/regions/b'] }, /not reached: projects\/p\/regions\/b/],
    [{ items: [], warning: { code: 'PARTIAL_SUCCESS' } }, /the answer warns: PARTIAL_SUCCESS/],
  ])('%o', (body, why) => {
    const told = recogniser.incomplete(body);
    expect(told.map((one) => one.why)).toEqual(why === undefined ? [] : [expect.stringMatching(why)]);
  });
});

test('a region or a zone that did not answer leaves only that region unread', () => {
  const down = { warning: { code: 'UNREACHABLE', message: 'The scope is down.' } };
  const body = {
    items: { 'regions/us-east1': down },
    unreachables: ['projects/p/zones/us-west1-b', 'global'],
  };
  expect(recogniser.incomplete(body).map(({ region }) => region)).toEqual([
    'us-east1',
    undefined,
    'us-west1',
  ]);
});

describe('elements', () => {
  const snapshot = async (files: Readonly<Record<string, unknown>>) => {
    const folder = await folderOf(files);
    const io = { readStdin: async () => '' };
    return { folder, ...(await readSnapshot([folder], io, [recogniser])) };
  };

  test('each has the place where it stands in its file, whatever the form', async () => {
    const scoped = { 'regions/us-east1': { routers: [ROUTER] }, 'regions/us-west1': { routers: [ROUTER] } };
    const files = {
      'bare.json': [ROUTER, ROUTER],
      'rest.json': { kind: 'compute#routerList', items: [ROUTER] },
      'scopes.json': { kind: 'compute#routerAggregatedList', items: scoped },
      'one.json': ROUTER,
    };
    const { documents } = await snapshot(files);
    const found = documents.flatMap((document) =>
      elementsOf(document).map(({ value, pointer }) => {
        expect(value).toEqual(ROUTER);
        return `${document.origin.file.split('/').at(-1)}#${pointer}`;
      }),
    );
    expect(found.sort()).toEqual([
      'bare.json#/0',
      'bare.json#/1',
      'one.json#',
      'rest.json#/items/0',
      'scopes.json#/items/regions~1us-east1/routers/0',
      'scopes.json#/items/regions~1us-west1/routers/0',
    ]);
  });

  test('a region that was not reached is a gap of the call', async () => {
    const down = { warning: { code: 'UNREACHABLE', message: 'down' } };
    const { gaps } = await snapshot({
      'routers.json': { kind: 'compute#routerAggregatedList', items: { 'regions/a': down } },
    });
    expect(gaps).toEqual([
      {
        provider: 'gcp',
        call: 'routers.aggregatedList',
        region: 'a',
        why: 'regions/a was not read: UNREACHABLE: down',
      },
    ]);
  });

  test('a list that nobody knows is left aside, and said', async () => {
    const { ignored } = await snapshot({ 'networks.json': [NETWORK], 'x.json': [{ a: 1 }] });
    expect(ignored.map(({ why }) => why)).toEqual(['holds a list of nothing that a check reads']);
  });
});
