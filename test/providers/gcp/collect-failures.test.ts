import { afterEach, beforeEach, expect, test } from 'vitest';
import { collect } from '../../../src/providers/gcp/collect.ts';
import type { LiveIo, LiveRequest } from '../../../src/providers/provider.ts';
import { computeAnswers } from '../../support/compute-answers.ts';
import { type ComputeServer, computeServer, type Fault, refusal } from '../../support/compute-server.ts';
import { GUIDE, guideNetwork, PROJECT } from '../../support/gcp.ts';

let server: ComputeServer;
beforeEach(async () => {
  server = await computeServer(computeAnswers(guideNetwork(), PROJECT));
});
afterEach(() => server.close());

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

interface Case {
  readonly what: string;
  readonly fault: Fault;
  readonly code: string;
  readonly says: RegExp;
  readonly remedy: RegExp;
}

const HOPELESS: readonly Case[] = [
  {
    what: 'the API is off',
    fault: () =>
      refusal(
        403,
        'accessNotConfigured',
        'Compute Engine API has not been used in project 1 before or it is disabled.',
      ),
    code: 'input',
    says: /^the Compute Engine API is not enabled in project my-project-id: Compute Engine API has not been used/,
    remedy: /^gcloud services enable compute\.googleapis\.com --project my-project-id/,
  },
  {
    what: 'a project that is not there',
    fault: () => refusal(404, 'notFound', `The resource 'projects/${PROJECT}' was not found`),
    code: 'input',
    says: /^there is no project my-project-id for these credentials/,
    remedy: /gcloud projects list/,
  },
  {
    what: 'a token that has expired',
    fault: () => refusal(401, 'authError', 'Request had invalid authentication credentials.'),
    code: 'credentials',
    says: /does not accept the credentials: Request had invalid authentication credentials/,
    remedy: /^run gcloud auth application-default login/,
  },
  {
    what: 'a page of a portal',
    fault: () => ({ status: 200, text: '<html>Sign in</html>', type: 'text/html' }),
    code: 'input',
    says: /is not the Compute API: an HTML page, status 200, text\/html$/,
    remedy: /CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE/,
  },
  {
    what: 'an error page of a proxy',
    fault: () => ({ status: 407, text: '<html>Proxy</html>', type: 'text/html' }),
    code: 'input',
    says: /is not the Compute API: an HTML page, status 407/,
    remedy: /the proxy/,
  },
  {
    what: 'another API',
    fault: () => ({ status: 200, text: '["what"]' }),
    code: 'input',
    says: /is not the Compute API: status 200, application\/json/,
    remedy: /the URL of a Compute API/,
  },
  {
    what: 'a connection that is cut, again and again',
    fault: () => 'cut',
    code: 'input',
    says: /^the connection at http:\/\/127\.0\.0\.1:\d+\/compute\/v1\/ broke while \S+ was read/,
    remedy: /look at the network/,
  },
  {
    what: 'throttled for longer than patience lasts',
    fault: () => refusal(429, 'rateLimitExceeded', 'Quota exceeded for quota metric.'),
    code: 'input',
    says: /^the Compute API throttles \S+, however often it is asked: Quota exceeded/,
    remedy: /again in a minute/,
  },
  {
    what: 'throttled in the other way',
    fault: () => refusal(403, 'rateLimitExceeded', 'Rate Limit Exceeded'),
    code: 'input',
    says: /throttles/,
    remedy: /again in a minute/,
  },
];

test.each(HOPELESS)('$what ends the read with one message', async ({ fault, code, says, remedy }) => {
  server.fault = fault;
  await expect(read()).rejects.toMatchObject({
    name: 'ByoNetError',
    code,
    message: expect.stringMatching(says),
    remedy: expect.stringMatching(remedy),
  });
});

const first =
  (fault: ReturnType<Fault>): Fault =>
  (path, nth) =>
    path.endsWith('/routes') && nth === 1 ? fault : undefined;

test.each([
  ['throttled once', first(refusal(429, 'rateLimitExceeded', 'slow down'))],
  ['throttled once, in the other way', first(refusal(403, 'rateLimitExceeded', 'slow down'))],
  ['cut once', first('cut')],
  ['upset once', first({ status: 503, text: '<html>', type: 'text/html' })],
])('%s, the call is asked again', async (_, fault) => {
  server.fault = fault;
  const { gaps, documents } = await read({}, 5_000);
  expect(gaps).toEqual([]);
  expect(documents.map(({ call }) => call)).toContain('routes.list');
});

test('an error of one call that is neither is a gap', async () => {
  server.fault = (path) =>
    path.endsWith('/routes') ? refusal(500, 'internalError', 'It is upset.') : undefined;
  expect((await read()).gaps).toEqual([
    { provider: 'gcp', account: PROJECT, call: 'routes.list', why: '500 internalError: It is upset.' },
  ]);
});

test('nobody listens', async () => {
  server.close();
  await expect(read()).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
});

test('an endpoint that is no URL', async () => {
  await expect(read({ endpoint: 'compute.local' })).rejects.toMatchObject({
    code: 'usage',
    message: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE is no URL: compute.local',
  });
});

test('an endpoint of Network Connectivity that is no URL', async () => {
  await expect(read({ connectivityEndpoint: 'connectivity.local' })).rejects.toMatchObject({
    code: 'usage',
    message: 'CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY is no URL: connectivity.local',
  });
});

test('an endpoint under a path of its own is asked there', async () => {
  await expect(read({ endpoint: server.url.replace('compute/v1', 'a/b') })).resolves.toBeDefined();
});

test('a network that is not there', async () => {
  await expect(read({ networkId: 'nope' })).rejects.toMatchObject({
    code: 'input',
    message: 'project my-project-id has no network nope',
    remedy: expect.stringContaining('gcloud compute networks list --project my-project-id'),
  });
});

test('a network that nobody may list is not called missing', async () => {
  server.fault = (path) => (path.endsWith('global/networks') ? refusal(403, 'forbidden', 'no') : undefined);
  const { gaps } = await read({ networkId: GUIDE.network });
  expect(gaps.map(({ call }) => call)).toEqual(['networks.list']);
});

test('an interrupt ends the read at once', async () => {
  const stop = new AbortController();
  server.fault = (path) => {
    if (path.endsWith('/routes')) setImmediate(() => stop.abort());
    return 'silence';
  };
  await expect(read({}, 0, { interrupted: () => stop.signal })).rejects.toMatchObject({
    message: 'the read was interrupted; nothing was written',
  });
});
