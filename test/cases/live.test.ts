/**
 * Live reads as they go wrong in the field, against servers that the test starts: who hangs, and who answers what nobody
 * understands. Every command line goes through the command line's own front door.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { SILENCE } from '../../src/providers/live.ts';
import { computeAnswers } from '../support/compute-answers.ts';
import { computeServer } from '../support/compute-server.ts';
import { folderOf } from '../support/folder.ts';
import { GUIDE, guideNetwork, PROJECT } from '../support/gcp.ts';
import {
  aws,
  awsFiles,
  byoNet,
  CARRIES,
  CHECK,
  cacheOf,
  type Environment,
  expectOneMessage,
  gapsOf,
  impatient,
  KEYS,
  OLD_TOKEN,
  onCleanMachine,
  plain,
  reportOf,
  silent,
  silentCall,
  TOKEN,
  verdictsOf,
  workloadIdentity,
} from '../support/live.ts';
import type { Answer } from '../support/office.ts';

onCleanMachine();

test('a minute of silence is what is waited for', () => {
  expect(SILENCE).toBe(60_000);
});

describe('l-aws-hang: who takes the connection and says nothing ends the read with one message', () => {
  test('EC2', async () => {
    const host = await silent();
    const printed = await impatient('check --vpc vpc-0a --region us-east-1', {
      ...KEYS,
      AWS_ENDPOINT_URL: `http://${host}`,
    });
    expectOneMessage(printed, silentCall(host), 'AWS_ENDPOINT_URL');
  });

  test('EC2, in the middle of an answer', async () => {
    const { url, host } = await plain((_asked, response) => {
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
      response.write('<?xml version="1.0"?>');
    });
    expectOneMessage(
      await impatient('check --vpc vpc-0a --region us-east-1', { ...KEYS, AWS_ENDPOINT_URL: url }),
      silentCall(host),
      'AWS_ENDPOINT_URL',
    );
  });

  test('STS', async () => {
    const host = await silent();
    const env = await awsFiles(
      '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\n',
    );
    expectOneMessage(
      await impatient('check --vpc vpc-0a --region us-east-1 --profile role', {
        ...env,
        AWS_ENDPOINT_URL_STS: `http://${host}`,
      }),
      `the connection broke while the credentials were fetched: ${host} said nothing for 1 s`,
      'look at the network',
    );
  });

  test.each([
    [
      'single sign-on',
      '[profile a]\nsso_start_url = https://acme.example/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = read\n',
      'AWS_ENDPOINT_URL_SSO',
    ],
    [
      'the refresh of single sign-on',
      '[profile a]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = read\n[sso-session acme]\nsso_region = us-east-1\nsso_start_url = https://acme.example/start\n',
      'AWS_ENDPOINT_URL_SSO_OIDC',
    ],
  ])('%s', async (_what, config, variable) => {
    const host = await silent();
    const home = await folderOf({
      [cacheOf('https://acme.example/start')]: TOKEN,
      [cacheOf('acme')]: OLD_TOKEN,
    });
    expectOneMessage(
      await impatient('check --vpc vpc-0a --region us-east-1 --profile a', {
        ...(await awsFiles(config)),
        HOME: home,
        [variable]: `http://${host}`,
      }),
      `the connection broke while the credentials were fetched: ${host} said nothing for 1 s`,
      'look at the network',
    );
  });

  test.each<readonly [string, (host: string) => Promise<Environment>]>([
    ['a container', async (host) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${host}/keys` })],
    ['a process', async () => ({ ...(await awsFiles('[default]\ncredential_process = sleep 15\n')) })],
  ])('%s that is to give credentials', async (_what, environment) => {
    expectOneMessage(
      await impatient('check --vpc vpc-0a --region us-east-1', await environment(await silent())),
      'the connection broke while the credentials were fetched: whoever gives the credentials said nothing for 1 s',
      'look at the network',
    );
  });

  test('the Compute API', async () => {
    const host = await silent();
    expectOneMessage(
      await impatient('check --project p', {
        CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `http://${host}/compute/v1/`,
      }),
      new RegExp(
        `^byo-net: the connection at http://${host}/compute/v1/ broke while \\S+ was read: ${host} said nothing for 1 s$`,
      ),
      'CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE',
    );
  });

  test('who gives Google’s tokens', async () => {
    const host = await silent();
    const file = await workloadIdentity(`http://${host}/token`);
    expectOneMessage(
      await impatient('check --project p', { GOOGLE_APPLICATION_CREDENTIALS: file }),
      `the connection broke while the credentials were fetched: ${host} said nothing for 1 s`,
      'look at the network',
    );
  });
});

describe('l-not-implemented-action: one call that nobody understands is a gap of that call', () => {
  const page =
    (status: number, type = 'text/html') =>
    (response: Parameters<Answer>[1]) => {
      response.writeHead(status, { 'content-type': type });
      response.end('<!doctype html><title>500 Internal Server Error</title>');
    };

  test.each([
    [
      'an HTML page of status 500',
      page(500),
      'what answered is not EC2: an HTML page, status 500, text/html',
    ],
    [
      'an HTML page of status 200',
      page(200),
      'what answered is not EC2: an HTML page, status 200, text/html',
    ],
    ['nothing of a kind', page(404, ''), 'what answered is not EC2: status 404, no content type'],
    [
      'an answer of another shape',
      (response: Parameters<Answer>[1]) => {
        response.writeHead(200, { 'content-type': 'text/xml' });
        response.end(
          '<DescribeVpcBlockPublicAccessExclusionsResponse><vpcBlockPublicAccessExclusionSet><item><state>create-complete</state></item></vpcBlockPublicAccessExclusionSet></DescribeVpcBlockPublicAccessExclusionsResponse>',
        );
      },
      'the answer has a shape that is not known: ',
    ],
  ])('%s', async (_what, broken, why) => {
    const { url } = await plain(aws({ DescribeVpcBlockPublicAccessExclusions: broken }).answer);
    const env = { ...KEYS, AWS_ENDPOINT_URL: url, AWS_MAX_ATTEMPTS: '1' };
    const printed = await byoNet(`${CHECK} -f json`, env);
    expect({ code: printed.code, flows: verdictsOf(printed) }, printed.err).toEqual({
      code: 0,
      flows: CARRIES,
    });
    expect(gapsOf(printed)).toEqual([
      expect.stringContaining(`DescribeVpcBlockPublicAccessExclusions: ${why}`),
    ]);
  });

  test('of a call that decides, the flows that hang on it are undecided', async () => {
    const { url } = await plain(aws({ DescribeRouteTables: page(500) }).answer);
    const env = { ...KEYS, AWS_ENDPOINT_URL: url, AWS_MAX_ATTEMPTS: '1' };
    const printed = await byoNet(`${CHECK} -f json`, env);
    expect({ code: printed.code, flows: verdictsOf(printed) }, printed.err).toMatchObject({
      code: 1,
      flows: {
        'client → scheduler': 'unknown',
        'worker → internet': 'unknown',
        'worker ↔ worker': 'reachable',
      },
    });
    expect(reportOf(printed).summary.errors).toBe(0);
  });

  test('where every call gets such a page, nobody there is EC2', async () => {
    const { url } = await plain((_asked, response) => page(200)(response));
    expectOneMessage(
      await byoNet('check --vpc vpc-0a --region us-east-1', { ...KEYS, AWS_ENDPOINT_URL: url }),
      'what answered DescribeVpcs is not EC2: an HTML page, status 200, text/html',
      'AWS_ENDPOINT_URL',
    );
  });

  test('on Google Cloud as well', async () => {
    const server = await computeServer(computeAnswers(guideNetwork(), PROJECT));
    onTestFinished(server.close);
    server.fault = (path) =>
      path.endsWith('/aggregated/vpnTunnels')
        ? { status: 501, text: '<html>Not implemented</html>', type: 'text/html' }
        : undefined;
    const printed = await byoNet(
      `check --project ${PROJECT} --network-id ${GUIDE.network} --client 203.0.113.0/24 -f json`,
      {
        CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: server.url,
        CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKCONNECTIVITY: server.connectivityUrl,
      },
    );
    expect({ code: printed.code, flows: verdictsOf(printed) }, printed.err).toEqual({
      code: 0,
      flows: CARRIES,
    });
    expect(gapsOf(printed)).toEqual([
      'vpnTunnels.aggregatedList: what answered is not the Compute API: an HTML page, status 501, text/html',
    ]);
  });
});
