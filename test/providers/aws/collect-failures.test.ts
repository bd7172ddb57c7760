import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { ByoNetError } from '../../../src/errors.ts';
import { collect } from '../../../src/providers/aws/collect.ts';
import type { LiveRequest } from '../../../src/providers/provider.ts';
import { ec2, type Reply, refuse } from '../../support/ec2.ts';
import { folderOf } from '../../support/folder.ts';

beforeEach(() => {
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_ENDPOINT_URL_EC2', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  return () => vi.unstubAllEnvs();
});

const REQUEST: LiveRequest = { region: 'us-east-1', networkId: 'vpc-0a', mentioned: [] };

/** The error that ends a read. */
async function failure(
  reply: Reply,
  request: Partial<LiveRequest> = {},
  signal?: AbortSignal,
): Promise<ByoNetError> {
  const server = await ec2({}, reply);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const io = signal ? { interrupted: () => signal } : {};
  const thrown = await collect({ ...REQUEST, ...request }, io, 0).catch((error: unknown) => error);
  if (thrown instanceof ByoNetError) return thrown;
  throw new Error(`no clear error: ${thrown}`);
}

const html: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html><body>Sign in to the hotel network</body></html>');
};
const cut: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
  response.write('<?xml version="1.0"?><DescribeVpcsResponse><vpcSet><item>', () => response.destroy());
};

test.each<readonly [what: string, reply: Reply, code: string, message: string, remedy: string]>([
  [
    'an expired token',
    refuse('ExpiredToken', 'The security token is expired', 400),
    'credentials',
    'have expired',
    'aws sso login',
  ],
  [
    'a request that expired',
    refuse('RequestExpired', 'Request has expired.', 400),
    'credentials',
    'have expired',
    'aws sso login',
  ],
  [
    'an unknown key',
    refuse('AuthFailure', 'not able to validate', 401),
    'credentials',
    'AuthFailure',
    'aws sts get-caller-identity',
  ],
  ['an HTML page', html, 'input', 'is not EC2: an HTML page', 'AWS_ENDPOINT_URL'],
  ['a connection that is cut in a page', cut, 'input', 'the connection broke', 'run the same command again'],
  [
    'throttling without an end',
    refuse('RequestLimitExceeded', 'Request limit exceeded.', 503),
    'input',
    'EC2 throttles',
    'in a minute',
  ],
  [
    'a region without the VPC',
    '<vpcSet/>',
    'input',
    'region us-east-1 has no VPC vpc-0a',
    'aws ec2 describe-vpcs',
  ],
])('%s ends the read with one clear error', async (_, reply, code, message, remedy) => {
  const whenThis = typeof reply === 'string' ? '' : reply;
  const error = await failure(whenThis);
  expect(error).toMatchObject({ code });
  expect(error.message).toContain(message);
  expect(error.remedy).toContain(remedy);
});

test('no credentials', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  const folder = await folderOf({ config: '[profile audit]\nregion = us-east-1\n' });
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  const error = await failure('', { profile: 'audit' });
  expect(error).toMatchObject({ code: 'credentials' });
  expect(error.remedy).toContain('aws sso login --profile audit');
});

test('no region', async () => {
  const { region: _, ...request } = REQUEST;
  const thrown = await collect(request, {}).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'usage', message: 'no region is given' });
});

test('a region that is no host name', async () => {
  expect(await failure('', { region: 'us east' })).toMatchObject({ code: 'usage' });
});

test('an interrupt ends the read', async () => {
  const controller = new AbortController();
  const never: Reply = () => controller.abort();
  expect((await failure(never, {}, controller.signal)).message).toBe(
    'the read was interrupted; nothing was written',
  );
});

test('a refusal for a while is waited for', async () => {
  let refusals = 0;
  const server = await ec2(
    {
      DescribeVpcs: (response, query) => {
        refusals += 1;
        if (refusals < 2)
          return void callReply(refuse('RequestLimitExceeded', 'slow down', 503), response, query);
        response.writeHead(200, { 'content-type': 'text/xml' });
        response.end(
          '<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-0a</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet></DescribeVpcsResponse>',
        );
      },
    },
    '',
  );
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const snapshot = await collect(REQUEST, {});
  expect(snapshot.gaps.map(({ call }) => call)).not.toContain('DescribeVpcs');
  expect(refusals).toBe(2);
});

type Broken = Exclude<Reply, string>;
const callReply = (reply: Reply, ...of: Parameters<Broken>): void => {
  if (typeof reply !== 'string') reply(...of);
};
