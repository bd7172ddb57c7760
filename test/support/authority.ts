/** An authority that nobody trusts yet, and a certificate of its own for hosts of the clouds: made with openssl, for one run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  /** The file with the authority's certificate: what `AWS_CA_BUNDLE` and `NODE_EXTRA_CA_CERTS` name. */
  readonly file: string;
  /** For a server that stands for `hosts`. */
  readonly key: string;
  readonly cert: string;
}

export function authorityFor(hosts: readonly string[]): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'byo-net-authority-'));
  const openssl = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${words.join(' ')}\n${stderr}`);
  };
  const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Office',
  );
  openssl('req', ...NEW_KEY, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=cloud');
  const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`));
  writeFileSync(join(folder, 'names'), `subjectAltName=${names.join(',')}\n`);
  openssl(
    ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'cert.pem', '-days', '2', '-extfile', 'names'],
  );
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { file: join(folder, 'ca.pem'), key: read('key.pem'), cert: read('cert.pem') };
}
