import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CALLS } from '../../../src/providers/gcp/calls.ts';
import { computeClient, SENDERS } from '../../../src/providers/gcp/collect/sdk.ts';
import { authFor, connectivityWire, wireTo } from '../../../src/providers/gcp/collect/wire.ts';
import { collect } from '../../../src/providers/gcp/collect.ts';
import { decode } from '../../../src/providers/gcp/decode.ts';
import { lower } from '../../../src/providers/gcp/lower.ts';
import type { LiveIo, LiveRequest } from '../../../src/providers/provider.ts';
import { computeAnswers } from '../../support/compute-answers.ts';
import { type ComputeServer, computeServer, forbidden, json, refusal } from '../../support/compute-server.ts';
import {
  clients,
  GUIDE,
  guideNetwork,
  network,
  networkLink,
  PROJECT,
  REGION,
  router,
  subnet,
} from '../../support/gcp.ts';

const HOST = 'host-project';

const serving = new Set<ComputeServer>();
async function serve(...parts: Parameters<typeof computeAnswers>[]): Promise<ComputeServer> {
  const answers = Object.assign({}, ...parts.map((part) => computeAnswers(...part)));
  const server = await computeServer(answers);
  serving.add(server);
  return server;
}
let server: ComputeServer;
beforeEach(async () => {
  server = await serve([guideNetwork(), PROJECT]);
});
afterEach(() => {
  for (const each of serving) each.close();
  serving.clear();
});

const read = (request: Partial<LiveRequest> = {}, patience = 0, io: LiveIo = {}) =>
  collect(
    {
      project: PROJECT,
      endpoint: server.url,
      connectivityEndpoint: server.connectivityUrl,
      mentioned: [],
      ...request,
    },
    io,
    patience,
  );

const pathsOf = ({ asked }: ComputeServer): readonly string[] =>
  asked.map((line) => line.replace(/^GET |\?.*/g, '')).sort();

test('each call has a sender, and each sender a call', () => {
  const asked = CALLS.filter((call) => call.asked).map(({ call }) => call);
  expect(Object.keys(SENDERS).sort()).toEqual(asked.sort());
});

test('everything is asked once, and every answer stands in the snapshot as it was said', async () => {
  const answers = computeAnswers(guideNetwork(), PROJECT);
  const { documents, gaps } = await read({ networkId: GUIDE.network });
  expect(gaps).toEqual([]);
  expect([...server.served].sort()).toEqual(Object.keys(answers).sort());
  expect(server.asked).toHaveLength(server.served.size);
  expect(documents.map(({ body }) => JSON.stringify(body)).sort()).toEqual(
    Object.values(answers)
      .map((body) => JSON.stringify(body))
      .sort(),
  );
  expect(documents.every(({ provider, account }) => provider === 'gcp' && account === PROJECT)).toBe(true);
});

test('many pages are one answer, those without an element too', async () => {
  const whole = await read();
  server.pageSize = 1;
  const paged = await read();
  expect(paged.gaps).toEqual([]);
  expect(paged.documents).toEqual(whole.documents);
  server.fault = (path, nth) =>
    path.endsWith('/routes') && nth > 3
      ? {
          status: 200,
          text: JSON.stringify(nth < 20 ? { nextPageToken: `${nth}` } : { items: [{ name: 'last' }] }),
        }
      : undefined;
  const sparse = await read();
  expect(sparse.documents.find(({ call }) => call === 'routes.list')?.body).toEqual({
    items: [{ name: 'last' }],
  });
});

test('pages that go round in circles end, and leave a gap', async () => {
  server.fault = (path) =>
    path.endsWith('/routes')
      ? { status: 200, text: JSON.stringify({ items: [{ name: 'r' }], nextPageToken: 'again' }) }
      : undefined;
  const { gaps } = await read();
  expect(gaps.map(({ call, why }) => `${call}: ${why}`)).toEqual([
    'routes.list: the answer has a nextPageToken: its later pages were not read',
  ]);
});

test('what one page of several did not reach is not forgotten', async () => {
  const pages = [
    { unreachables: ['x'], items: { 'regions/a': { routers: [{ name: '1' }] } }, nextPageToken: 'more' },
    { unreachables: ['y'], items: { 'regions/a': { routers: [{ name: '2' }] } } },
  ];
  server.fault = (path, nth) =>
    path.endsWith('aggregated/routers') ? { status: 200, text: JSON.stringify(pages[nth - 1]) } : undefined;
  const { documents, gaps } = await read();
  expect(documents.find(({ call }) => call === 'routers.aggregatedList')?.body).toEqual({
    unreachables: ['x', 'y'],
    items: { 'regions/a': { routers: [{ name: '1' }, { name: '2' }] } },
  });
  expect(gaps.map(({ why }) => why)).toEqual(['not reached: x', 'not reached: y']);
});

test('a region that did not answer is a gap, and the rest is read', async () => {
  server.fault = (path) =>
    path.endsWith('aggregated/routers')
      ? { status: 200, text: JSON.stringify({ items: {}, unreachables: [`projects/${PROJECT}/regions/x`] }) }
      : undefined;
  const { gaps } = await read();
  expect(gaps.map(({ call, why }) => `${call}: ${why}`)).toEqual([
    `routers.aggregatedList: not reached: projects/${PROJECT}/regions/x`,
  ]);
});

test.each(CALLS.filter(({ asked, about }) => asked && about.length === 0))(
  '$call refused is a gap in the words of the API',
  async ({ call, collection, permission }) => {
    server.fault = (path) =>
      path.endsWith(`/${call === 'projects.getXpnHost' ? 'getXpnHost' : collection}`)
        ? forbidden(permission, PROJECT)
        : undefined;
    const { gaps, documents } = await read();
    const why = `403 forbidden: Required '${permission}' permission for 'projects/${PROJECT}'`;
    expect(gaps).toEqual([{ provider: 'gcp', account: PROJECT, call, why }]);
    expect(documents.some((document) => document.call === call)).toBe(false);
  },
);

test.each([
  ['getEffectiveFirewalls', 'networks.getEffectiveFirewalls', { network: GUIDE.network }],
  ['getRouterStatus', 'routers.getRouterStatus', { router: GUIDE.router }],
])('a refused %s says what it was asked about', async (path, call, about) => {
  server.fault = (asked) =>
    asked.endsWith(path) && !asked.includes('firewallPolicies') ? forbidden('x') : undefined;
  expect((await read()).gaps).toEqual([expect.objectContaining({ call, arguments: about })]);
});

describe('policy-based routes are another API’s', () => {
  const LIST = `projects/${PROJECT}/locations/global/policyBasedRoutes`;
  const gapsWith = async (fault: ComputeServer['fault']) => {
    server.fault = (path, nth) => (path === LIST ? fault(path, nth) : undefined);
    const { gaps, documents } = await read();
    expect(documents.some(({ call }) => call === 'networks.list')).toBe(true);
    return gaps.map(({ call, why }) => `${call}: ${why}`);
  };
  const answering = (body: object) => ({ status: 200, text: JSON.stringify(body) });

  test.each<readonly [string, ReturnType<ComputeServer['fault']>, RegExp]>([
    [
      'the API is off',
      json(403, {
        error: {
          code: 403,
          message: 'Network Connectivity API has not been used in project 1 before.',
          status: 'PERMISSION_DENIED',
          details: [{ reason: 'SERVICE_DISABLED' }],
        },
      }),
      /: 403 SERVICE_DISABLED: Network Connectivity API has not been used/,
    ],
    ['credentials that it does not take', refusal(401, 'authError', 'no'), /: 401 authError: no$/],
    ['too many calls', refusal(429, 'rateLimitExceeded', 'Quota exceeded'), /: 429 rateLimitExceeded/],
    [
      'a page',
      { status: 200, text: '<html>', type: 'text/html' },
      /is not the Network Connectivity API: an HTML page/,
    ],
    ['a cut connection', 'cut', /: the Network Connectivity API was not read: /],
    ['a list of another shape', answering({ policyBasedRoutes: 'none' }), /has a shape that is not known/],
    ['places that it did not reach', answering({ unreachable: ['global'] }), /: not reached: global$/],
  ])('%s: a gap of this call, and Compute is read', async (_, fault, says) => {
    expect(await gapsWith(() => fault)).toEqual([expect.stringMatching(/^policyBasedRoutes\.list/)]);
    expect((await gapsWith(() => fault))[0]).toMatch(says);
  });

  test('an answer without a list says that there are none, and pages are one list', async () => {
    expect(await gapsWith(() => answering({}))).toEqual([]);
    const page = (name: string) => ({
      name: `projects/${PROJECT}/locations/global/policyBasedRoutes/${name}`,
    });
    server.fault = (path, nth) => {
      if (path !== LIST) return undefined;
      return answering({ policyBasedRoutes: [page(`r${nth}`)], ...(nth < 4 && { nextPageToken: `${nth}` }) });
    };
    const { documents } = await read();
    expect(documents.find(({ call }) => call === 'policyBasedRoutes.list')?.body).toEqual({
      policyBasedRoutes: [page('r2'), page('r3'), page('r4')],
    });
  });

  test('beside a stand-in for Compute alone nobody is asked, least of all Google', async () => {
    const { gaps } = await collect({ project: PROJECT, endpoint: server.url, mentioned: [] }, {}, 0);
    expect(gaps.map(({ call, why }) => `${call}: ${why}`)).toEqual([
      expect.stringMatching(/^policyBasedRoutes\.list: nobody was asked: .*_NETWORKCONNECTIVITY is not set$/),
    ]);
    expect(server.asked.some((line) => line.includes('policyBasedRoutes'))).toBe(false);
  });
});

test('the command that closes a gap of a live read writes to where the person is', async () => {
  server.fault = (path) => (path.endsWith('/routes') ? forbidden('x', PROJECT) : undefined);
  const { gaps } = lower(decode(await read()));
  expect(gaps.map(({ settle }) => settle)).toEqual([
    `gcloud compute routes list --project ${PROJECT} --format=json > routes.json`,
  ]);
});

describe('what leads to what', () => {
  const shared = () => {
    const host = {
      ...guideNetwork(),
      networks: [network(GUIDE.network, {}, HOST)],
      subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr, { project: HOST })],
      routers: [router('hub', [], { project: HOST })],
      hostProject: {},
    };
    const service = { hostProject: { kind: 'compute#project', name: HOST } };
    return serve([host, HOST], [service, PROJECT]);
  };

  test('a link to a network of another project leads there', async () => {
    server = await shared();
    const { gaps, documents } = await read({ networkId: networkLink(GUIDE.network, HOST) });
    expect(gaps).toEqual([]);
    expect(pathsOf(server)).toContain(
      `projects/${HOST}/global/networks/${GUIDE.network}/getEffectiveFirewalls`,
    );
    expect(pathsOf(server)).toContain(`projects/${PROJECT}/aggregated/instances`);
    expect(documents.find(({ call, account }) => call === 'networks.list' && account === HOST)).toBeDefined();
  });

  test('without a network in question the host project is read, in three rounds', async () => {
    server = await shared();
    const lines: string[] = [];
    await read({}, 0, { progress: (line) => lines.push(line) });
    expect(new Set(lines.map((line) => line.match(/round \d/)?.[0]))).toEqual(
      new Set(['round 1', 'round 2', 'round 3', undefined]),
    );
    expect(pathsOf(server)).toContain(`projects/${HOST}/regions/${REGION}/routers/hub/getRouterStatus`);
  });

  test('a bare name does not reach the host project, and the message says what does', async () => {
    server = await shared();
    await expect(read({ networkId: GUIDE.network })).rejects.toMatchObject({
      message: `project ${PROJECT} has no network ${GUIDE.network}`,
      remedy: expect.stringContaining(`--network-id projects/${HOST}/global/networks/${GUIDE.network}`),
    });
  });

  test('the API that is off in a project besides is a gap', async () => {
    server = await shared();
    server.fault = (path) =>
      path.startsWith(`projects/${HOST}/`)
        ? refusal(403, 'accessNotConfigured', 'It is disabled.')
        : undefined;
    const { gaps } = await read();
    expect(gaps.length).toBeGreaterThan(5);
    expect(gaps.every(({ account, why }) => account === HOST && why.includes('accessNotConfigured'))).toBe(
      true,
    );
  });

  test('of other networks only the lists are read, unless they are named besides', async () => {
    const two = guideNetwork();
    server = await serve([{ ...two, networks: [...(two.networks ?? []), network('other')] }, PROJECT]);
    await read({ networkId: GUIDE.network });
    expect(pathsOf(server).filter((path) => path.includes('other'))).toEqual([]);
    await read({ networkId: GUIDE.network, mentioned: ['vpc:other'] });
    expect(pathsOf(server)).toContain(`projects/${PROJECT}/global/networks/other/getEffectiveFirewalls`);
  });

  test('the networks that it peers with are in question too', async () => {
    const peerings = [{ name: 'hub', network: networkLink('hub'), state: 'ACTIVE' }];
    const networks = [network(GUIDE.network, { peerings }), network('hub'), network('other')];
    server = await serve([{ ...guideNetwork(), networks }, PROJECT]);
    await read({ networkId: GUIDE.network });
    const effective = pathsOf(server).filter((path) => path.endsWith('/getEffectiveFirewalls'));
    expect(effective.map((path) => path.match(/networks\/([^/]+)/)?.[1])).toEqual([
      GUIDE.network,
      'hub',
      undefined,
    ]);
  });

  test('the region narrows what is asked a region', async () => {
    await read({ region: 'europe-west1' });
    const regional = pathsOf(server).filter((path) => path.includes('firewallPolicies/get'));
    expect(regional).toEqual([
      `projects/${PROJECT}/regions/europe-west1/firewallPolicies/getEffectiveFirewalls`,
    ]);
  });

  test('each active peering is asked for its routes, a region each', async () => {
    const peerings = [
      { name: 'hub', network: networkLink('hub'), state: 'ACTIVE' },
      { name: 'old', network: networkLink('old'), state: 'INACTIVE' },
    ];
    const bodies = { ...guideNetwork(), networks: [network(GUIDE.network, { peerings })] };
    server = await serve([bodies, PROJECT]);
    await read();
    const asked = server.asked.filter((line) => line.includes('listPeeringRoutes'));
    expect(asked).toEqual([
      `GET projects/${PROJECT}/global/networks/${GUIDE.network}/listPeeringRoutes?direction=INCOMING&peeringName=hub&region=${REGION}`,
    ]);
  });
});

describe('nothing but a read leaves', () => {
  test.each([
    [
      'networks.delete',
      (client: Client) => client.networks.delete({ project: PROJECT, network: GUIDE.network }),
    ],
    [
      'firewalls.insert',
      (client: Client) => client.firewalls.insert({ project: PROJECT, firewallResource: clients([], []) }),
    ],
    ['routes.delete', (client: Client) => client.routes.delete({ project: PROJECT, route: 'r' })],
  ])('%s', async (_, write) => {
    const wire = wireTo(server.url);
    const { signal } = new AbortController();
    const client = computeClient(await authFor(wire, { env: {}, silence: 1_000, signal }), wire.peer);
    await expect(write(client)).rejects.toThrow(/is no read: nothing but list and get is ever sent/);
    expect(server.asked).toEqual([]);
  });

  test.each([
    ['DELETE', `projects/${PROJECT}/locations/global/policyBasedRoutes`],
    ['GET', `projects/${PROJECT}/locations/global/hubs`],
    ['GET', `projects/${PROJECT}/locations/global/policyBasedRoutes/r`],
  ] as const)('%s %s of Network Connectivity', async (method, path) => {
    const { signal } = new AbortController();
    const auth = await authFor(connectivityWire(server.connectivityUrl), { env: {}, silence: 1_000, signal });
    await expect(auth.request({ method, url: `${server.connectivityUrl}v1/${path}` })).rejects.toThrow(
      /is no read: nothing but list and get is ever sent/,
    );
    expect(server.asked).toEqual([]);
  });

  type Client = ReturnType<typeof computeClient>;
});
