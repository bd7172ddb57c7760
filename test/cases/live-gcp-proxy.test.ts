/** Live reads of Google Cloud from an office: tokens and calls go the same way. As processes: Node reads whom to trust once. */
import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Authority, authorityFor } from '../support/authority.ts';
import { commandFile } from '../support/bundle.ts';
import { computeAnswers } from '../support/compute-answers.ts';
import { computeServer } from '../support/compute-server.ts';
import { GUIDE, guideNetwork, PROJECT } from '../support/gcp.ts';
import {
  CARRIES,
  type Environment,
  expectOneMessage,
  impatient,
  onCleanMachine,
  type Printed,
  serviceAccount,
  verdictsOf,
  workloadIdentity,
} from '../support/live.ts';
import { type Answer, answering, cloud, officeProxy } from '../support/office.ts';

onCleanMachine();

describe('l-gcp-proxy-half: tokens and calls of Google Cloud go the same way', () => {
  const APIS = ['compute.googleapis.com', 'networkconnectivity.googleapis.com'];
  const HOSTS = ['oauth2.googleapis.com', ...APIS];
  let authority: Authority;
  beforeAll(() => {
    authority = authorityFor([...HOSTS, 'localhost', '127.0.0.1']);
  });

  /** Compute as it is recorded, and whoever gives tokens; behind the office's proxy. */
  async function office() {
    const compute = await computeServer(computeAnswers(guideNetwork(), PROJECT));
    onTestFinished(compute.close);
    const tokens: string[] = [];
    const answer: Answer = ({ host, path, headers }, response) => {
      response.setHeader('content-type', 'application/json');
      if (path === '/token')
        return void response.end(
          JSON.stringify({ access_token: 'ya-token', expires_in: 3600, token_type: 'Bearer' }),
        );
      tokens.push(`${host} ${headers.authorization}`);
      void fetch(new URL(path, compute.url)).then(async (copy) => {
        response.statusCode = copy.status;
        response.end(await copy.text());
      });
    };
    const there = await cloud(authority, answering(answer));
    const proxy = await officeProxy(there.port);
    onTestFinished(there.close);
    onTestFinished(proxy.close);
    return { proxy, port: there.port, tokens };
  }

  const running = async (line: string, env: Environment): Promise<Printed> => {
    const file = await commandFile();
    return new Promise((resolve) => {
      const options = { env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env } };
      execFile(process.execPath, [file, ...line.split(' ')], options, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  };

  const LINE = `check --provider gcp --network-id ${GUIDE.network} --client 203.0.113.0/24 -f json`;

  test('the network is read and judged', async () => {
    const { proxy, tokens } = await office();
    const printed = await running(LINE, {
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: authority.file,
      GOOGLE_APPLICATION_CREDENTIALS: await serviceAccount(),
    });
    expect({ code: printed.code, flows: verdictsOf(printed) }, printed.err).toEqual({
      code: 0,
      flows: CARRIES,
    });
    expect(new Set(proxy.asked)).toEqual(new Set(HOSTS.map((host) => `${host}:443`)));
    expect(new Set(tokens)).toEqual(new Set(APIS.map((host) => `${host} Bearer ya-token`)));
  });

  test('NO_PROXY is honoured, of both: a name is a domain', async () => {
    const { proxy, port } = await office();
    const printed = await running(LINE, {
      HTTPS_PROXY: proxy.url,
      NO_PROXY: 'example.com,localhost,127.0.0.1',
      NODE_EXTRA_CA_CERTS: authority.file,
      CLOUDSDK_CORE_PROJECT: PROJECT,
      GOOGLE_APPLICATION_CREDENTIALS: await workloadIdentity(`https://127.0.0.1:${port}/token`),
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `https://localhost:${port}/compute/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY: `https://localhost:${port}/`,
    });
    expect({ code: printed.code, asked: proxy.asked, flows: verdictsOf(printed) }, printed.err).toEqual({
      code: 0,
      asked: [],
      flows: CARRIES,
    });
  });

  test('a proxy that refuses the way of a token, or of a call, is the cause', async () => {
    const { proxy, port } = await office();
    proxy.refusal = '403 Forbidden';
    const env = {
      HTTPS_PROXY: proxy.url,
      NO_PROXY: 'localhost',
      NODE_EXTRA_CA_CERTS: authority.file,
      CLOUDSDK_CORE_PROJECT: PROJECT,
    };
    const host = proxy.url.replace('http://', '');
    for (const [file, refused] of [
      [await serviceAccount(), 'oauth2.googleapis.com:443'],
      [await workloadIdentity(`https://localhost:${port}/token`), 'compute.googleapis.com:443'],
    ])
      expectOneMessage(
        await running('check --provider gcp --network-id byo-network', {
          ...env,
          GOOGLE_APPLICATION_CREDENTIALS: file,
        }),
        `the proxy ${host} (HTTPS_PROXY) does not connect to ${refused}: status 403 Forbidden`,
        'NO_PROXY',
      );
  });

  test('a proxy that says nothing is silent, and is named', async () => {
    const { proxy } = await office();
    proxy.refusal = 'silence';
    const host = proxy.url.replace('http://', '');
    expectOneMessage(
      await impatient('check --provider gcp --network-id byo-network', {
        HTTPS_PROXY: proxy.url,
        GOOGLE_APPLICATION_CREDENTIALS: await serviceAccount(),
      }),
      `the connection broke while the credentials were fetched: oauth2.googleapis.com through the proxy ${host} (HTTPS_PROXY) said nothing for 1 s`,
      'HTTPS_PROXY',
    );
  });

  test('whom nobody trusts is told as that', async () => {
    const { proxy } = await office();
    expectOneMessage(
      await running('check --provider gcp --network-id byo-network', {
        HTTPS_PROXY: proxy.url,
        GOOGLE_APPLICATION_CREDENTIALS: await serviceAccount(),
      }),
      /^byo-net: the certificate is not trusted while the credentials were fetched: /,
      'NODE_EXTRA_CA_CERTS',
    );
  });
});
