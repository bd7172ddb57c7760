/** Live reads of AWS from an office, whose way to the cloud leads through a proxy and past an authority of its own. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Authority, authorityFor } from '../support/authority.ts';
import { folderOf } from '../support/folder.ts';
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
  onCleanMachine,
  silentCall,
  TOKEN,
  verdictsOf,
} from '../support/live.ts';
import { type Answer, answering, cloud, type OfficeProxy, officeProxy } from '../support/office.ts';

onCleanMachine();

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
