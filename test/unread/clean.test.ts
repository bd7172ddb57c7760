/** The networks that must come out clean, with the interfaces of their machines listed empty, listed full, and unread. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/run.ts';
import { requestOf } from '../support/fixtures/request.ts';

const GCP = 'https://www.googleapis.com/compute/v1/projects/my-project-id';
const SUBNET = `${GCP}/regions/us-east1/subnetworks/byo-subnet`;

interface Clean {
  readonly folder: string;
  readonly args: string;
  /** The document that shows machines. */
  readonly file: string;
  readonly empty: string;
  /** A hop on the way is such an interface: it has to be listed. */
  readonly isHop?: true;
}

const AWS = { file: 'network-interfaces.json', empty: '{"NetworkInterfaces": []}' };

const CLEAN: readonly Clean[] = [
  { folder: 'aws/guide', args: '', ...AWS },
  { folder: 'aws/one-public-subnet', args: '--workers-public-ip --client 203.0.113.0/24', ...AWS },
  {
    folder: 'gcp/one-public-subnet',
    args: `--network-id ${GCP}/global/networks/byo-network --scheduler-subnet-id ${SUBNET} --worker-subnet-id ${SUBNET} --firewall-id byo-cluster-vms --scheduler-firewall-id byo-scheduler --workers-public-ip --client 203.0.113.0/24`,
    file: 'instances.json',
    empty: '[]',
  },
  { folder: 'aws/coiled-terraform', args: '--workers-public-ip', ...AWS },
  { folder: 'aws/customer-firewall', args: '--assume egress:eni-0d008d5dd3ef9e9ac', ...AWS, isHop: true },
  { folder: 'aws/peered-client', args: '--client vpc:vpc-0fdf3631ea89f2ada', ...AWS },
  {
    folder: 'aws/vpn-client',
    args: '--client 10.50.0.0/16 --assume reach:10.50.0.0/16@vgw-01880588c6f4d6ce1',
    ...AWS,
  },
];

const WAYS = ['listed', 'listed empty', 'unread'] as const;

describe.each(CLEAN)('$folder', ({ folder, args, file, empty, isHop }) => {
  test.each(isHop ? WAYS.slice(0, 1) : WAYS)('is clean with its interfaces %s', async (way) => {
    const copy = mkdtempSync(join(tmpdir(), 'byo-net-clean-'));
    for (const name of readdirSync(`fixtures/${folder}`)) {
      const text = readFileSync(`fixtures/${folder}/${name}`, 'utf8');
      if (name !== file || way === 'listed') writeFileSync(join(copy, name), text);
      else if (way === 'listed empty') writeFileSync(join(copy, name), empty);
    }
    const words = args.split(' ').filter((word) => word !== '');
    const { targets, summary } = await check(requestOf(copy, words), { readStdin: async () => '' });
    expect({ errors: summary.errors, undecided: summary.undecidedRequired }).toEqual({
      errors: 0,
      undecided: 0,
    });
    expect(targets.map(({ config }) => config.state)).toEqual(['ready']);
  });
});
