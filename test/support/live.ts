/** The command line on a machine of its own, and servers that stand for clouds: what tests of live reads have in common. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { SILENCE } from '../../src/providers/live.ts';
import type { Report } from '../../src/report.ts';
import { ec2Answer } from './ec2-network.ts';
import { folderOf } from './folder.ts';
import { PROJECT } from './gcp.ts';
import { type Answer, answering, listening } from './office.ts';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What of the person's own machine says something about a cloud. */
const OWN = Object.keys(process.env).filter((name) => /^(AWS_|CLOUDSDK_|GOOGLE_)|_proxy$/i.test(name));

export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Every test of the file begins with a machine on which nobody has set anything. */
export function onCleanMachine(): void {
  beforeEach(clean);
  afterEach(() => vi.unstubAllEnvs());
}

function clean(): void {
  for (const name of OWN) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
}

export async function byoNet(line: string, env: Environment = {}, silence = SILENCE): Promise<Printed> {
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
export const silentCall = (host: string): RegExp =>
  new RegExp(`^byo-net: the connection broke while \\w+ was read: ${host} said nothing for 1 s$`);

/** A second in place of a person's minute. */
export const impatient = (line: string, env: Environment): Promise<Printed> => byoNet(line, env, 1_000);

/** A failure that is one message with one remedy, and nothing on standard output. */
export function expectOneMessage(
  { code, out, err }: Printed,
  message: string | RegExp,
  remedy: string,
): void {
  expect({ code, out }, err).toEqual({ code: 2, out: '' });
  const [said = '', advice = '', ...rest] = err.trimEnd().split('\n');
  expect(rest, err).toEqual([]);
  expect(said).toMatch(/^byo-net: /);
  if (typeof message === 'string') expect(said).toBe(`byo-net: ${message}`);
  else expect(said).toMatch(message);
  expect(advice).toContain(remedy);
}

/** EC2 and STS at any name; `asked` writes down who was asked for what, and whose key signed. */
export interface Aws {
  readonly answer: Answer;
  readonly asked: { readonly host: string; readonly action: string; readonly key: string }[];
}

const ROLE =
  '<Credentials><AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>';

/** `instead` answers an action in place of EC2. */
export function aws(instead: Readonly<Record<string, (response: Parameters<Answer>[1]) => void>> = {}): Aws {
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

export async function plain(answer: Answer): Promise<{ readonly url: string; readonly host: string }> {
  const server = await listening(createServer(answering(answer)));
  onTestFinished(server.close);
  const host = `127.0.0.1:${server.port}`;
  return { url: `http://${host}`, host };
}

/** Takes every connection and says nothing. */
export async function silent(): Promise<string> {
  const server = await listening(createNetServer());
  onTestFinished(server.close);
  return `127.0.0.1:${server.port}`;
}

export const awsFiles = async (config: string): Promise<Environment> => ({
  AWS_CONFIG_FILE: join(await folderOf({ config }), 'config'),
});

export const cacheOf = (session: string): string =>
  `.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`;
export const TOKEN = { accessToken: 'token', expiresAt: '2099-01-01T00:00:00Z' };
export const OLD_TOKEN = {
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
export const serviceAccount = async (): Promise<string> => {
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
export const workloadIdentity = async (tokenUrl: string): Promise<string> => {
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

export const CHECK = 'check --vpc vpc-0a --region us-east-1 --workers-public-ip --client internet';

export const reportOf = ({ code, out, err }: Printed): Report => {
  if (code === 2) throw new Error(out + err);
  return JSON.parse(out);
};
export const gapsOf = (printed: Printed) =>
  reportOf(printed).targets.flatMap(({ gaps }) => gaps.map(({ call, why }) => `${call}: ${why}`));
export const verdictsOf = (printed: Printed) =>
  Object.fromEntries(
    reportOf(printed).targets.flatMap(({ flows }) => flows.map(({ name, verdict }) => [name, verdict])),
  );

export const CARRIES = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};
