/** Live reads of AWS with a profile: where it asks, whether it is there, and what it wants of a person. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../support/folder.ts';
import {
  aws,
  awsFiles,
  byoNet,
  type Environment,
  expectOneMessage,
  KEYS,
  onCleanMachine,
  plain,
} from '../support/live.ts';

onCleanMachine();

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
