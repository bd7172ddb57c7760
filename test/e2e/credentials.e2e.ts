/**
 * Each way to credentials that the SDK and the AWS CLI have, through the command as it is packed: the providers are
 * parts of the bundle that are loaded when they are asked. One server stands for STS, SSO, a container's and a
 * machine's own endpoint, and for EC2, which writes down whose key signed.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { byoNet } from './command.ts';

const LATER = '2099-01-01T00:00:00Z';
const signers: string[] = [];
const server = createServer(answer);
let url = '';
let home = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(async () => {
  signers.length = 0;
  home = await mkdtemp(join(tmpdir(), 'byo-net-credentials-'));
});

const json = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const CONTAINER = { AccessKeyId: 'AKIACONTAINER', SecretAccessKey: 's', Token: 't', Expiration: LATER };
const MACHINE = { ...CONTAINER, Code: 'Success', AccessKeyId: 'AKIAMACHINE' };
const ROLE = (key: string) =>
  `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${LATER}</Expiration></Credentials>`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path === '/container') return json(response, CONTAINER);
  if (path.startsWith('/federation/credentials'))
    return json(response, {
      roleCredentials: { accessKeyId: 'AKIASSO', secretAccessKey: 's', sessionToken: 't', expiration: 4e12 },
    });
  if (path === '/latest/api/token') return void response.end('token');
  if (path === '/latest/meta-data/iam/security-credentials/') return void response.end('role');
  if (path.endsWith('/security-credentials/role')) return json(response, MACHINE);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const query = new URLSearchParams(Buffer.concat(chunks).toString());
  api(query.get('Action') ?? '', request.headers.authorization ?? '', response);
}

function api(action: string, authorization: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/xml' });
  if (action.startsWith('AssumeRole')) {
    const key = action === 'AssumeRole' ? 'AKIAROLE' : 'AKIAWEB';
    return void response.end(
      `<${action}Response><${action}Result>${ROLE(key)}</${action}Result></${action}Response>`,
    );
  }
  signers.push(/Credential=(\w+)\//.exec(authorization)?.[1] ?? 'nobody');
  const vpcs =
    action === 'DescribeVpcs'
      ? '<vpcSet><item><vpcId>vpc-0a</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>'
      : '';
  response.end(`<${action}Response>${vpcs}</${action}Response>`);
}

const SSO = 'https://acme.example/start';
const inHome = async (name: string, text: string): Promise<void> => {
  await mkdir(dirname(join(home, name)), { recursive: true });
  await writeFile(join(home, name), text);
};

interface Way {
  readonly what: string;
  readonly key: string;
  readonly config?: string;
  readonly environment?: () => Readonly<Record<string, string>>;
  readonly words?: string;
  /** Files of the home folder. */
  readonly files?: Readonly<Record<string, string>>;
}

const SSO_CACHE = `.aws/sso/cache/${createHash('sha1').update('acme').digest('hex')}.json`;
const BASE = '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n';

const WAYS: readonly Way[] = [
  {
    what: 'the environment',
    key: 'AKIAENV',
    environment: () => ({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' }),
  },
  { what: 'a profile with keys', key: 'AKIABASE', config: BASE, words: '--profile base' },
  {
    what: 'a process',
    key: 'AKIAPROCESS',
    config:
      '[profile a]\ncredential_process = echo \'{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"s"}\'\n',
    words: '--profile a',
  },
  {
    what: 'a role that a profile takes on',
    key: 'AKIAROLE',
    config: `${BASE}[profile a]\nrole_arn = arn:aws:iam::111122223333:role/read\nsource_profile = base\n`,
    words: '--profile a',
  },
  {
    what: 'a web identity, as GitHub Actions gives one',
    key: 'AKIAWEB',
    files: { token: 'jwt' },
    environment: () => ({
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/read',
      AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'),
    }),
  },
  {
    what: 'single sign-on',
    key: 'AKIASSO',
    config: `[profile a]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = read\n[sso-session acme]\nsso_region = us-east-1\nsso_start_url = ${SSO}\n`,
    files: {
      [SSO_CACHE]: JSON.stringify({
        startUrl: SSO,
        region: 'us-east-1',
        accessToken: 'token',
        expiresAt: LATER,
      }),
    },
    words: '--profile a',
  },
  {
    what: 'a container',
    key: 'AKIACONTAINER',
    environment: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container` }),
  },
  {
    what: 'the machine itself',
    key: 'AKIAMACHINE',
    environment: () => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url, AWS_EC2_METADATA_DISABLED: 'false' }),
  },
];

test.each(WAYS)(
  '$what gives the credentials',
  async ({ key, config = '', environment, words = '', files = {} }) => {
    await inHome('.aws/config', config);
    for (const [name, text] of Object.entries(files)) await inHome(name, text);
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: url,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment?.(),
    };
    const done = await byoNet(`collect --vpc vpc-0a ${words}`, env);
    expect(done, done.err).toMatchObject({ code: 0 });
    expect(new Set(signers)).toEqual(new Set([key]));
  },
);

test('a process that never gives them is given up after a minute, and holds nobody up', async () => {
  await inHome('.aws/config', '[profile a]\ncredential_process = sleep 600\n');
  const env = { PATH: process.env.PATH ?? '', HOME: home, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: url };
  const started = performance.now();
  const { code, out, err } = await byoNet('check --vpc vpc-0a --profile a', env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^byo-net: the connection broke while the credentials were fetched: whoever gives the credentials said nothing for 60 s\n[^\n]*\n$/,
  );
  // The process would have ten minutes: a loose bound, which a busy machine keeps.
  expect(performance.now() - started).toBeLessThan(300_000);
});
