/** Shapes of secrets, and what only looks like one. None of these is or was anybody's: they are put together here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recogniser } from '../../src/providers/aws/recognise.ts';
import { hideTokens, hideTokensIn, mayHoldTokens } from '../../src/snapshot/tokens.ts';
import { writeSnapshot } from '../../src/snapshot/write.ts';
import { folderOf } from '../support/folder.ts';
import { read } from './support.ts';

/** Put together, so that nobody who searches a repository for secrets finds one. */
const of = (...parts: readonly string[]): string => parts.join('');
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const letters = (count: number): string =>
  Array.from({ length: count }, (_, i) => LETTERS[(i * 17 + 3) % LETTERS.length]).join('');
const AWS_SECRET = of('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY');
const JWT = of('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P');
const pem = (kind: string): string =>
  `-----BEGIN ${kind}-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\n-----END ${kind}-----`;

const SECRETS: readonly (readonly [what: string, secret: string])[] = [
  ['the id of a long-lived access key of AWS', of('AKIA', 'IOSFODNN7EXAMPLE')],
  ['the id of a temporary one', of('ASIA', 'IOSFODNN7EXAMPLE')],
  ['a secret access key of AWS', AWS_SECRET],
  ['a personal token of GitHub', of('ghp_', letters(36))],
  ['a token of GitHub Actions', of('ghs_', letters(36))],
  ['a refresh token of GitHub', of('ghr_', letters(76))],
  ['a fine-grained token of GitHub', of('github_pat_', letters(22), '_', letters(59))],
  ['a token of GitLab', of('glpat-', letters(20))],
  ['a token of npm', of('npm_', letters(36))],
  ['a bot of Slack', of('xoxb-', '123456789012-1234567890123-', letters(24))],
  ['a user of Slack', of('xoxp-', '123456789012-', letters(24))],
  ['an app of Slack', of('xapp-', '1-A0123-456-', letters(40))],
  ['an API key of Google', of('AIza', letters(35))],
  ['an access token of Google', of('ya29.', letters(60))],
  ['a secret of an OAuth client of Google', of('GOCSPX-', letters(28))],
  ['a JSON Web Token', JWT],
  ['a private key', pem('PRIVATE KEY')],
  ['an RSA key', pem('RSA PRIVATE KEY')],
  ['a key of OpenSSH', pem('OPENSSH PRIVATE KEY')],
  ['a key of PGP', pem('PGP PRIVATE KEY BLOCK')],
  ['a private key that is cut', '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE'],
];

test.each(SECRETS)('%s goes, wherever it stands', (_what, secret) => {
  for (const text of [
    secret,
    `key=${secret}`,
    `old: ${secret} (rotated)`,
    `"${secret}"`,
    `a\n${secret}\nb`,
  ]) {
    const hidden = hideTokensIn(text);
    expect(hidden).toContain('[redacted]');
    expect(hidden).not.toContain(secret.slice(6));
    expect(mayHoldTokens(text)).toBe(true);
    expect(mayHoldTokens(JSON.stringify({ value: text }, undefined, 2))).toBe(true);
    expect(hideTokensIn(hidden)).toBe(hidden);
  }
});

test.each([
  ['postgres://dask:hunter2@db.internal:5432/x', 'postgres://dask:[redacted]@db.internal:5432/x'],
  ['https://me:p@ss:word@proxy:3128', 'https://me:[redacted]@proxy:3128'],
  ['redis://:hunter2@10.0.0.9', 'redis://:[redacted]@10.0.0.9'],
  ['see amqp://a:one@h/, amqp://b:two@h/', 'see amqp://a:[redacted]@h/, amqp://b:[redacted]@h/'],
  [
    of('https://hooks.slack.com/services/', 'T00000000/B00000000/', letters(24)),
    'https://hooks.slack.com/services/[redacted]',
  ],
])('of %s the rest stays', (text, hidden) => {
  expect(hideTokensIn(text)).toBe(hidden);
});

test.each([
  ['an id', 'sg-0123456789abcdef0'],
  [
    'an ARN',
    'arn:aws:iam::111122223333:role/aws-service-role/vpce.amazonaws.com/AWSServiceRoleForVPCEndpoints',
  ],
  ['the id of a role', 'AROAIOSFODNN7EXAMPLEX'],
  ['what begins as a key and is shorter', of('AKIA', 'IOSFODNN7EXAMPL')],
  ['what begins as a key and is longer', of('AKIA', 'IOSFODNN7EXAMPLEX')],
  ['a word with a key inside', of('XAKIA', 'IOSFODNN7EXAMPLE')],
  ['a SHA-1', '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'],
  ['a SHA-1 in capitals', '2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12'],
  ['a SHA-256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['a digest in base64', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  ['a SHA-1 in base64', 'L9ThxnotKPzthJ7hu3bnORuT6xI='],
  ['a path of forty letters', 'teams/DataPlatform1/environments/Staging'],
  ['a link', 'https://www.googleapis.com/compute/v1/projects/my-project-id/global/networks/byo'],
  ['a UUID', '123e4567-e89b-12d3-a456-426614174000'],
  ['a page token', 'eyJ2IjoiMiIsImMiOiJqUnJ4MzE4YmZqR0JYN1RDIn0='],
  ['a version', 'eyJ.1.2'],
  ['what begins as a token of GitHub', 'ghp_notatoken'],
  ['the name of one', 'the github_pat_ of the platform team'],
  ['a channel', 'xoxo-team'],
  ['a certificate', pem('CERTIFICATE')],
  ['a public key', pem('PUBLIC KEY')],
  ['a user without a password', 'ssh://git@github.com/acme/net.git'],
  ['a port', 'https://host.internal:8443/path?to=me@example.com'],
  ['an address of a cluster', 'tls://10.0.0.9:8786'],
  ['an address of mail', 'ops@example.com'],
  ['a sentence', 'the token service: secret rotation, key AKIA and the password policy'],
])('%s stays', (_what, text) => {
  expect(hideTokensIn(text)).toBe(text);
});

test('a secret access key at random is found where it stands alone', () => {
  const letter = fc.constantFrom(...LETTERS, '/', '+');
  const key = fc.array(letter, { minLength: 40, maxLength: 40 }).map((all) => `aA0${all.join('').slice(3)}`);
  fc.assert(
    fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(new Set(secret).size >= 24);
      expect(hideTokensIn(`${before} ${secret} ${after}`)).not.toContain(secret);
    }),
  );
});

test('no fixture holds anything that looks like a token', () => {
  const names = readdirSync('fixtures', { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join('fixtures', name));
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(hideTokens(value), file).toEqual(value);
  }
});

const BODY = {
  Vpcs: [
    {
      VpcId: 'vpc-1',
      CidrBlock: '10.0.0.0/16',
      Tags: [
        { Key: 'Name', Value: `net ${JWT}` },
        { Key: 'Owner', Value: 'platform' },
      ],
      Policy: `{"Statement":[{"Condition":{"StringEquals":{"aws:PrincipalTag/t":"${of('ghp_', letters(36))}"}}}]}`,
    },
  ],
};

test('what is read holds none, what is written neither, and a gap says none', async () => {
  const folder = await folderOf({ 'Vpcs.json': BODY });
  const snapshot = await read([folder]);
  for (const text of [
    JSON.stringify(snapshot.documents),
    writeSnapshot(
      {
        documents: [{ provider: 'aws', call: 'DescribeVpcs', body: BODY }],
        gaps: [{ provider: 'aws', call: 'DescribeSubnets', why: `no: ${JWT}` }],
      },
      [recogniser],
    ),
  ]) {
    expect(text).not.toContain(JWT);
    expect(text).not.toContain(letters(36));
    expect(text).toContain('net [redacted]');
    expect(text).toContain('platform');
  }
});
