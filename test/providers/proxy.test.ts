/** Which proxy the environment names: as Python's urllib reads it, and with it `aws` and `gcloud`. */
import { expect, test } from 'vitest';
import { proxyFor } from '../../src/providers/proxy.ts';

const EC2 = 'https://ec2.us-east-1.amazonaws.com/';
const through = (url: string, env: Readonly<Record<string, string>>): string | undefined =>
  proxyFor(new URL(url), env)?.url.href;

test.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
  [EC2, {}, undefined],
  [EC2, { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
  [EC2, { https_proxy: 'http://p:3128' }, 'http://p:3128/'],
  [EC2, { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://capital:1' }, 'http://small:1/'],
  [EC2, { https_proxy: '', HTTPS_PROXY: 'http://capital:1' }, undefined],
  [EC2, { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
  [EC2, { HTTPS_PROXY: '//p:3128' }, 'http://p:3128/'],
  [EC2, { HTTPS_PROXY: 'https://p' }, 'https://p/'],
  [EC2, { HTTPS_PROXY: '  ' }, undefined],
  [EC2, { HTTP_PROXY: 'http://p:3128', ALL_PROXY: 'http://q:1' }, undefined],
  ['http://ec2.internal:5000/', { HTTP_PROXY: 'http://p:3128' }, 'http://p:3128/'],
  ['http://ec2.internal:5000/', { HTTPS_PROXY: 'http://p:3128' }, undefined],
])('%s with %o', (url, env, expected) => {
  expect(through(url, env)).toBe(expected);
});

test.each<readonly [url: string, list: string, isExempt: boolean]>([
  [EC2, '*', true],
  [EC2, 'amazonaws.com', true],
  [EC2, '.amazonaws.com', true],
  [EC2, '*.amazonaws.com', true],
  [EC2, ' example.com , AmazonAWS.com', true],
  [EC2, 'ec2.us-east-1.amazonaws.com', true],
  [EC2, 'us-east-1', false],
  [EC2, 'aws.com', false],
  [EC2, 's3.amazonaws.com', false],
  [EC2, ',', false],
  [EC2, '', false],
  [EC2, '*,example.com', false],
  ['https://localhost:8443/', 'localhost', true],
  ['https://localhost:8443/', 'localhost:8443', true],
  ['https://localhost:8443/', 'localhost:443', false],
  ['https://10.0.0.9/', '10.0.0.9', true],
  ['https://10.0.0.9/', '0.0.9', true],
  ['https://[fd00::1]/', 'fd00::1', true],
])('%s and NO_PROXY=%s', (url, list, isExempt) => {
  for (const name of ['NO_PROXY', 'no_proxy'])
    expect(through(url, { HTTPS_PROXY: 'http://p:1', [name]: list })).toBe(
      isExempt ? undefined : 'http://p:1/',
    );
});

test('what is no proxy is told by the name of the variable, and what it holds is not', () => {
  for (const value of ['socks5://me:hunter2@p:1080', 'http://', 'ftp://p'])
    expect(() => through(EC2, { HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY is no URL of an HTTP proxy$/);
});
