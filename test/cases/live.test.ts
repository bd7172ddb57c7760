/**
 * Live reads as they go wrong in the field, against servers that the test starts: clouds that hang, proxies on the way,
 * profiles, answers that are none. Every command line goes through the command line's own front door.
 */
import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { SILENCE } from '../../src/providers/live.ts';
import type { Report } from '../../src/report.ts';
import { type Authority, authorityFor } from '../support/authority.ts';
import { commandFile } from '../support/bundle.ts';
import { computeAnswers } from '../support/compute-answers.ts';
import { computeServer } from '../support/compute-server.ts';
import { ec2Answer } from '../support/ec2-network.ts';
import { folderOf } from '../support/folder.ts';
import { GUIDE, guideNetwork, PROJECT } from '../support/gcp.ts';
import {
  type Answer,
  answering,
  cloud,
  listening,
  type OfficeProxy,
  officeProxy,
} from '../support/office.ts';

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the person's own machine says something about a cloud. */
const OWN = Object.keys(process.env).filter((name) => /^(AWS_|CLOUDSDK_|GOOGLE_)|_proxy$/i.test(name));

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' };

beforeEach(() => {
  for (const name of OWN) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

async function byoNet(line: string, env: Environment = {}, silence = SILENCE): Promise<Printed> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const written = { out: '', err: '' };
  const code = await main(line.split(' '), {
    readStdin: async () => '',
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    cwd: '/nowhere',
    today: '2026-11-28',
    env: process.env,
    silence,
    isTTY: false,
  });
  return { code, ...written };
}

/** Which of the calls side by side gives up first, nobody knows. */
const silentCall = (host: string): RegExp =>
  new RegExp(`^byo-net: the connection broke while \\w+ was read: ${host} said nothing for 1 s$`);

/** A second in place of a person's minute. */
const impatient = (line: string, env: Environment): Promise<Printed> => byoNet(line, env, 1_000);

/** A failure that is one message with one remedy, and nothing on standard output. */
function expectOneMessage({ code, out, err }: Printed, message: string | RegExp, remedy: string): void {
  expect({ code, out }, err).toEqual({ code: 2, out: '' });
  const [said = '', advice = '', ...rest] = err.trimEnd().split('\n');
  expect(rest, err).toEqual([]);
  expect(said).toMatch(/^byo-net: /);
  if (typeof message === 'string') expect(said).toBe(`byo-net: ${message}`);
  else expect(said).toMatch(message);
  expect(advice).toContain(remedy);
}

/** EC2 and STS at any name; `asked` writes down who was asked for what, and whose key signed. */
interface Aws {
  readonly answer: Answer;
  readonly asked: { readonly host: string; readonly action: string; readonly key: string }[];
}

const ROLE =
  '<Credentials><AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>';

/** `instead` answers an action in place of EC2. */
function aws(instead: Readonly<Record<string, (response: Parameters<Answer>[1]) => void>> = {}): Aws {
  const asked: { host: string; action: string; key: string }[] = [];
  const answer: Answer = ({ host, body, headers }, response) => {
    const action = new URLSearchParams(body).get('Action') ?? '';
    const key = /Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
    asked.push({ host, action, key });
    const other = instead[action];
    if (other) return other(response);
    response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' });
    if (action === 'AssumeRole')
      return void response.end(
        `<AssumeRoleResponse><AssumeRoleResult>${ROLE}</AssumeRoleResult></AssumeRoleResponse>`,
      );
    response.end(ec2Answer(action));
  };
  return { answer, asked };
}

async function plain(answer: Answer): Promise<{ readonly url: string; readonly host: string }> {
  const server = await listening(createServer(answering(answer)));
  onTestFinished(server.close);
  const host = `127.0.0.1:${server.port}`;
  return { url: `http://${host}`, host };
}

/** Takes every connection and says nothing. */
async function silent(): Promise<string> {
  const server = await listening(createNetServer());
  onTestFinished(server.close);
  return `127.0.0.1:${server.port}`;
}

const awsFiles = async (config: string): Promise<Environment> => ({
  AWS_CONFIG_FILE: join(await folderOf({ config }), 'config'),
});

const cacheOf = (session: string): string =>
  `.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`;
const TOKEN = { accessToken: 'token', expiresAt: '2099-01-01T00:00:00Z' };
const OLD_TOKEN = {
  accessToken: 'old',
  expiresAt: '2020-01-01T00:00:00Z',
  clientId: 'c',
  clientSecret: 's',
  refreshToken: 'r',
};

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
/** The file of a service account: its tokens come from oauth2.googleapis.com, whatever it says. */
const serviceAccount = async (): Promise<string> => {
  const content = {
    type: 'service_account',
    project_id: PROJECT,
    private_key: privateKey,
    private_key_id: 'k',
    client_email: `reader@${PROJECT}.iam.gserviceaccount.com`,
    client_id: '1',
    token_uri: 'https://oauth2.googleapis.com/token',
  };
  return join(await folderOf({ 'sa.json': content }), 'sa.json');
};

/** The file of a workload identity, whose tokens come from `tokenUrl`. */
const workloadIdentity = async (tokenUrl: string): Promise<string> => {
  const folder = await folderOf({ subject: 'jwt' });
  const content = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/p',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: tokenUrl,
    credential_source: { file: join(folder, 'subject') },
  };
  return join(await folderOf({ 'identity.json': content }), 'identity.json');
};

const CHECK = 'check --vpc vpc-0a --region us-east-1 --workers-public-ip --client internet';

const reportOf = ({ code, out, err }: Printed): Report => {
  if (code === 2) throw new Error(out + err);
  return JSON.parse(out);
};
const gapsOf = (printed: Printed) =>
  reportOf(printed).targets.flatMap(({ gaps }) => gaps.map(({ call, why }) => `${call}: ${why}`));
const verdictsOf = (printed: Printed) =>
  Object.fromEntries(
    reportOf(printed).targets.flatMap(({ flows }) => flows.map(({ name, verdict }) => [name, verdict])),
  );

const CARRIES = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};

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

/** A region of AWS behind the office's proxy: EC2 and STS by their real names. */
describe('l-aws-proxy-ignored: the way to AWS leads through the proxy that is set', () => {
  let authority: Authority;
  beforeAll(() => {
    authority = authorityFor(['*.us-east-1.amazonaws.com', '*.sso.us-east-1.amazonaws.com', 'localhost']);
  });

  async function office(answer: Answer = aws().answer): Promise<{ proxy: OfficeProxy; port: number }> {
    const there = await cloud(authority, answering(answer));
    const proxy = await officeProxy(there.port);
    onTestFinished(there.close);
    onTestFinished(proxy.close);
    return { proxy, port: there.port };
  }

  const EC2 = 'ec2.us-east-1.amazonaws.com:443';
  const trusting = (): Environment => ({ ...KEYS, AWS_CA_BUNDLE: authority.file });

  test('every call: the network is read and judged', async () => {
    const { proxy } = await office();
    const printed = await byoNet(`${CHECK} -f json`, { ...trusting(), HTTPS_PROXY: proxy.url });
    expect({ code: printed.code, flows: verdictsOf(printed), gaps: gapsOf(printed) }, printed.err).toEqual({
      code: 0,
      flows: CARRIES,
      gaps: [],
    });
    expect(new Set(proxy.asked)).toEqual(new Set([EC2]));
  });

  test.each([
    ['https_proxy', 'http'],
    ['HTTPS_PROXY', ''],
  ])('%s, with or without its scheme', async (variable, scheme) => {
    const { proxy } = await office();
    const named = scheme === '' ? proxy.url.replace('http://', '') : proxy.url;
    const printed = await byoNet('collect --vpc vpc-0a --region us-east-1', {
      ...trusting(),
      [variable]: named,
    });
    expect(printed.code, printed.err).toBe(0);
    expect(new Set(proxy.asked)).toEqual(new Set([EC2]));
  });

  test('the credentials of a role, and what STS answers signs the calls', async () => {
    const { answer, asked } = aws();
    const { proxy } = await office(answer);
    const files = await awsFiles(
      '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\n',
    );
    const { code, err } = await byoNet('collect --vpc vpc-0a --region us-east-1 --profile role', {
      ...files,
      AWS_CA_BUNDLE: authority.file,
      HTTPS_PROXY: proxy.url,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(new Set(proxy.asked)).toEqual(new Set(['sts.us-east-1.amazonaws.com:443', EC2]));
    expect(asked.map(({ action, key }) => [action === 'AssumeRole', key])).toEqual([
      [true, 'AKIABASE'],
      ...Array.from({ length: asked.length - 1 }, () => [false, 'AKIAROLE']),
    ]);
  });

  test('the credentials of single sign-on', async () => {
    const { proxy } = await office(({ path, ...asked }, response) => {
      if (!path.startsWith('/federation')) return aws().answer({ path, ...asked }, response);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          roleCredentials: {
            accessKeyId: 'AKIASSO',
            secretAccessKey: 's',
            sessionToken: 't',
            expiration: 4e12,
          },
        }),
      );
    });
    const { code, err } = await byoNet('collect --vpc vpc-0a --region us-east-1 --profile a', {
      ...(await awsFiles(
        '[profile a]\nsso_start_url = https://acme.example/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = read\n',
      )),
      HOME: await folderOf({ [cacheOf('https://acme.example/start')]: TOKEN }),
      AWS_CA_BUNDLE: authority.file,
      HTTPS_PROXY: proxy.url,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(new Set(proxy.asked)).toEqual(new Set(['portal.sso.us-east-1.amazonaws.com:443', EC2]));
  });

  test.each([
    ['localhost', 'NO_PROXY', 0],
    ['localhost', 'no_proxy', 0],
    ['*', 'NO_PROXY', 0],
    ['example.com, .localhost', 'NO_PROXY', 0],
    ['example.com', 'NO_PROXY', 1],
    ['host', 'NO_PROXY', 1],
  ])('%s in %s', async (list, variable, through) => {
    const { proxy, port } = await office();
    const { code, err } = await byoNet('collect --vpc vpc-0a --region us-east-1', {
      ...trusting(),
      AWS_ENDPOINT_URL: `https://localhost:${port}`,
      HTTPS_PROXY: proxy.url,
      [variable]: list,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(new Set(proxy.asked)).toEqual(new Set(through === 0 ? [] : [`localhost:${port}`]));
  });

  test('an endpoint without TLS goes through HTTP_PROXY, whole, and not through HTTPS_PROXY', async () => {
    const { proxy } = await office();
    const other = await officeProxy(1);
    onTestFinished(other.close);
    await byoNet('collect --vpc vpc-0a --region us-east-1', {
      ...KEYS,
      AWS_ENDPOINT_URL: 'http://ec2.internal:5000',
      AWS_MAX_ATTEMPTS: '1',
      HTTP_PROXY: proxy.url,
      HTTPS_PROXY: other.url,
    });
    expect(new Set(proxy.asked)).toEqual(new Set(['http://ec2.internal:5000/']));
    expect(other.asked).toEqual([]);
  });

  test.each([
    [
      '403 Forbidden',
      (host: string) => `the proxy ${host} (HTTPS_PROXY) does not connect to ${EC2}: status 403 Forbidden`,
      'NO_PROXY',
    ],
    [
      '407 Proxy Authentication Required',
      (host: string) =>
        `the proxy ${host} (HTTPS_PROXY) does not connect to ${EC2}: status 407 Proxy Authentication Required`,
      'http://user:password@',
    ],
    [
      'silence',
      (host: string) => silentCall(`ec2.us-east-1.amazonaws.com through the proxy ${host} \\(HTTPS_PROXY\\)`),
      'HTTPS_PROXY',
    ],
  ])('a proxy that answers %s is the cause, and its password is nobody’s', async (refusal, says, remedy) => {
    const { proxy } = await office();
    proxy.refusal = refusal;
    const host = proxy.url.replace('http://', '');
    const ask = refusal === 'silence' ? impatient : byoNet;
    const printed = await ask('check --vpc vpc-0a --region us-east-1', {
      ...trusting(),
      HTTPS_PROXY: `http://me:hunter2@${host}`,
    });
    expectOneMessage(printed, says(host), remedy);
    expect(printed.err).not.toMatch(/hunter2|region us-east-1|HTML/);
  });

  test('a proxy that refuses the way to the credentials is the cause', async () => {
    const { proxy } = await office();
    proxy.refusal = '403 Forbidden';
    const host = proxy.url.replace('http://', '');
    const sso =
      '[profile sso]\nsso_start_url = https://acme.example/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = read\n';
    const role =
      '[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\n';
    const env = {
      ...(await awsFiles(`${sso}${role}`)),
      HOME: await folderOf({ [cacheOf('https://acme.example/start')]: TOKEN }),
      HTTPS_PROXY: proxy.url,
    };
    for (const [profile, asked] of [
      ['role', 'sts'],
      ['sso', 'portal.sso'],
    ])
      expectOneMessage(
        await byoNet(`check --vpc vpc-0a --region us-east-1 --profile ${profile}`, env),
        `the proxy ${host} (HTTPS_PROXY) does not connect to ${asked}.us-east-1.amazonaws.com:443: status 403 Forbidden`,
        'HTTPS_PROXY',
      );
  });

  test.each([
    [
      'http://127.0.0.1:1',
      /^byo-net: the proxy 127\.0\.0\.1:1 \(HTTPS_PROXY\) cannot be used: .*ECONNREFUSED/,
    ],
    [
      'http://proxy.invalid:3128',
      /^byo-net: the proxy proxy\.invalid:3128 \(HTTPS_PROXY\) cannot be used: .*proxy\.invalid/,
    ],
    ['socks5://me:hunter2@127.0.0.1:1080', /^byo-net: HTTPS_PROXY is no URL of an HTTP proxy$/],
  ])('%s, which is no way, is the cause and not the region', async (url, says) => {
    const printed = await byoNet('check --vpc vpc-0a --region us-east-1', { ...KEYS, HTTPS_PROXY: url });
    expectOneMessage(printed, says, 'HTTPS_PROXY');
    expect(printed.err).not.toContain('hunter2');
  });

  test('whom nobody trusts is told as that, and ca_bundle of the profile is trusted as AWS_CA_BUNDLE is', async () => {
    const { proxy } = await office();
    const env = { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: undefined };
    expectOneMessage(
      await byoNet('check --vpc vpc-0a --region us-east-1', { ...KEYS, ...env }),
      /^byo-net: the certificate is not trusted while DescribeVpcs was read: /,
      'AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS',
    );
    const files = await awsFiles(
      `[profile a]\naws_access_key_id = A\naws_secret_access_key = s\nca_bundle = ${authority.file}\n`,
    );
    const line = 'collect --vpc vpc-0a --region us-east-1 --profile a';
    expect(await byoNet(line, { ...files, ...env })).toMatchObject({ code: 0, err: '' });
    expectOneMessage(
      await byoNet('check --vpc vpc-0a --region us-east-1', { ...KEYS, ...env, AWS_CA_BUNDLE: '/no/ca.pem' }),
      /^byo-net: \/no\/ca\.pem: the file cannot be read: ENOENT/,
      'check its name',
    );
  });
});

describe('l-gcp-proxy-half: tokens and calls of Google Cloud go the same way', () => {
  const HOSTS = ['oauth2.googleapis.com', 'compute.googleapis.com'];
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
    expect(new Set(tokens)).toEqual(new Set(['compute.googleapis.com Bearer ya-token']));
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

describe('l-aws-profile-endpoint: endpoint_url of a profile is where it asks', () => {
  const ROLE_OF = (endpoint: string) =>
    `[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\n${endpoint}`;
  const OWN_KEYS = 'aws_access_key_id = AKIAEP\naws_secret_access_key = s\n';
  const LINE = 'collect --vpc vpc-0a --region us-east-1';

  interface Where {
    readonly what: string;
    readonly config: (url: string) => string;
    readonly line: string;
    readonly env?: (url: string) => Environment;
    readonly key: string;
  }

  const WAYS: readonly Where[] = [
    {
      what: '--profile',
      config: (url) => `[profile ep]\n${OWN_KEYS}endpoint_url = ${url}\n`,
      line: `${LINE} --profile ep`,
      key: 'AKIAEP',
    },
    {
      what: 'AWS_PROFILE',
      config: (url) => `[profile ep]\n${OWN_KEYS}endpoint_url = ${url}\n`,
      line: LINE,
      env: () => ({ AWS_PROFILE: 'ep' }),
      key: 'AKIAEP',
    },
    {
      what: 'a section of services',
      config: (url) =>
        `[profile ep]\n${OWN_KEYS}endpoint_url = http://127.0.0.1:1\nservices = lab\n[services lab]\nec2 =\n  endpoint_url = ${url}\n`,
      line: `${LINE} --profile ep`,
      key: 'AKIAEP',
    },
    {
      what: 'AWS_ENDPOINT_URL_EC2, before the profile',
      config: () => `[profile ep]\n${OWN_KEYS}endpoint_url = http://127.0.0.1:1\n`,
      line: `${LINE} --profile ep`,
      env: (url) => ({ AWS_ENDPOINT_URL_EC2: url, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
      key: 'AKIAEP',
    },
    {
      what: 'the role of a profile is taken on there as well',
      config: (url) => ROLE_OF(`endpoint_url = ${url}\n`),
      line: `${LINE} --profile role`,
      key: 'AKIAROLE',
    },
    {
      what: '--profile before the keys of the environment',
      config: (url) => `[profile ep]\n${OWN_KEYS}endpoint_url = ${url}\n`,
      line: `${LINE} --profile ep`,
      env: () => KEYS,
      key: 'AKIAEP',
    },
    {
      what: 'the keys of the environment before AWS_PROFILE, which still says where',
      config: (url) => `[profile ep]\n${OWN_KEYS}endpoint_url = ${url}\n`,
      line: LINE,
      env: () => ({ ...KEYS, AWS_PROFILE: 'ep' }),
      key: 'AKIAENV',
    },
  ];

  test.each(WAYS)('$what', async ({ config, line, env, key }) => {
    const { answer, asked } = aws();
    const { url } = await plain(answer);
    const printed = await byoNet(line, { ...(await awsFiles(config(url))), ...env?.(url) });
    expect(printed).toMatchObject({ code: 0, err: '' });
    const calls = asked.filter(({ action }) => action !== 'AssumeRole');
    expect(calls.length).toBeGreaterThan(20);
    expect(new Set(calls.map((one) => one.key))).toEqual(new Set([key]));
  });

  test('an endpoint that is no URL', async () => {
    expectOneMessage(
      await byoNet(`${LINE} --profile ep`, await awsFiles(`[profile ep]\n${OWN_KEYS}endpoint_url = here\n`)),
      'the endpoint of EC2 is no URL: here',
      'endpoint_url in ~/.aws/config',
    );
  });
});

describe('l-aws-profile-missing: a profile that is not there is one clear error', () => {
  const THERE =
    '[default]\nregion = us-east-1\n[profile ops]\nregion = us-east-1\n[sso-session s]\nsso_region = us-east-1\n[services lab]\nec2 =\n  endpoint_url = http://127.0.0.1:1\n';

  test.each([
    ['check --vpc vpc-0a --profile nosuch', {}],
    ['check --vpc vpc-0a --profile nosuch --region us-east-1', {}],
    ['check --vpc vpc-0a --profile nosuch --region us-east-1', KEYS],
    ['collect --vpc vpc-0a --region us-east-1', { AWS_PROFILE: 'nosuch' }],
    ['collect --vpc vpc-0a --region us-east-1', { AWS_PROFILE: 'nosuch', ...KEYS }],
  ])('%s with %o', async (line, env) => {
    const credentials = await folderOf({
      credentials: '[build]\naws_access_key_id = A\naws_secret_access_key = s\n',
    });
    const printed = await byoNet(line, {
      ...(await awsFiles(THERE)),
      AWS_SHARED_CREDENTIALS_FILE: join(credentials, 'credentials'),
      ...env,
    });
    expectOneMessage(
      printed,
      'there is no profile nosuch in the AWS configuration (there are: build, default, ops)',
      'aws configure --profile nosuch',
    );
    expect(printed.err).not.toMatch(/region is given|no credentials|lab|sso-session/);
  });

  test('where there is none at all', async () => {
    expectOneMessage(
      await byoNet('check --vpc vpc-0a --profile nosuch'),
      'there is no profile nosuch in the AWS configuration (it has none)',
      'aws configure --profile nosuch',
    );
  });

  test.each(['__proto__', 'constructor', 'sso-session.s'])('%s is a name like any other', async (name) => {
    expectOneMessage(
      await byoNet(`check --vpc vpc-0a --profile ${name}`, await awsFiles(THERE)),
      `there is no profile ${name} in the AWS configuration (there are: default, ops)`,
      '--profile or AWS_PROFILE',
    );
  });

  const MFA =
    '[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me\nregion = eu-west-1\n[profile chained]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = admin\n';

  test.each([
    [
      'check --vpc vpc-0a --profile admin',
      {},
      'admin',
      'eval "$(aws configure export-credentials --profile admin --format env)"; then run the same command again, without --profile admin, with --region eu-west-1',
    ],
    [
      'check --vpc vpc-0a --region us-east-1 --profile chained',
      {},
      'admin',
      'eval "$(aws configure export-credentials --profile chained --format env)"; then run the same command again, without --profile chained',
    ],
    [
      'check --vpc vpc-0a --region us-east-1',
      { AWS_PROFILE: 'admin' },
      'admin',
      'eval "$(aws configure export-credentials --profile admin --format env)"; then run the same command again',
    ],
  ])('%s with %o asks for a code, which only aws can ask for', async (line, env, profile, remedy) => {
    expectOneMessage(
      await byoNet(line, { ...(await awsFiles(MFA)), ...env }),
      `profile ${profile} asks for a code of multi-factor authentication (arn:aws:iam::111122223333:mfa/me), and byo-net cannot ask for it`,
      remedy,
    );
  });

  test('with the session that aws hands on, AWS_PROFILE stands in nobody’s way', async () => {
    const { answer, asked } = aws();
    const { url } = await plain(answer);
    const env = { ...(await awsFiles(MFA)), ...KEYS, AWS_PROFILE: 'admin', AWS_ENDPOINT_URL: url };
    const printed = await byoNet('collect --vpc vpc-0a --region us-east-1', env);
    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(asked[0]?.key).toBe('AKIAENV');
  });

  test('credentials that STS refuses are one failure and not a gap of each call', async () => {
    const { url } = await plain((_asked, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
      );
    });
    const files = await awsFiles(
      `[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\nendpoint_url = ${url}\n`,
    );
    expectOneMessage(
      await byoNet('check --vpc vpc-0a --region us-east-1 --profile role', files),
      'AWS gives no credentials: AccessDenied: User is not authorized to perform: sts:AssumeRole',
      'aws sso login --profile role',
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
      { CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: server.url },
    );
    expect({ code: printed.code, flows: verdictsOf(printed) }, printed.err).toEqual({
      code: 0,
      flows: CARRIES,
    });
    expect(gapsOf(printed)).toEqual([
      expect.stringContaining('policyBasedRoutes.list: nobody read it'),
      'vpnTunnels.aggregatedList: what answered is not the Compute API: an HTML page, status 501, text/html',
    ]);
  });
});
