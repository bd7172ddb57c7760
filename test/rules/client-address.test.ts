/** Which address of the scheduler clients take: what was checked, what the client is told, and what a file's clusters say. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { remarks } from '../../src/emit/index.ts';
import { check } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const RULE = 'client-takes-other-address';
const PEER = 'vpc:vpc-0fdf3631ea89f2ada';
const OFFICE = '203.0.113.0/24';
const ids = {
  schedulerSubnetId: 'subnet-0a1f2b3c4d5e6f701',
  workerSubnetId: 'subnet-0b2e3d4c5f6a7b802',
  firewallId: 'sg-0c7d8e9f0a1b2c309',
};

/** The call that places the cluster, and what else the file says. */
const file = (...lines: readonly string[]) => `import coiled, dask
from coiled import Cluster
coiled.set_backend_options(backend="aws", aws_region="us-east-1", aws_access_key_id=os.environ["A"],
    aws_secret_access_key=os.environ["B"], network={"network_id": "vpc-0f3c9d1a7b5e24680",
    "scheduler_subnet_id": "${ids.schedulerSubnetId}", "worker_subnet_id": "${ids.workerSubnetId}",
    "firewall_id": "${ids.firewallId}", "give_workers_public_ip": False})
${lines.join('\n')}
`;

async function ask(fixture: string, client: readonly string[], more: Partial<CheckRequest> = {}, text = '') {
  const request = { inputs: [`${FIXTURES}${fixture}`], placement: ids, client, ...more };
  const asked = text === '' ? request : { ...request, call: '-' };
  const [target] = (await check(asked, { readStdin: async () => text })).targets;
  const said = [
    ...(target?.findings ?? []).map(({ rule, severity, message }) => ({ rule, said: severity, message })),
    ...(target?.undecided ?? []).map(({ rule, message }) => ({ rule, said: 'undecided', message })),
  ].filter(({ rule }) => rule === RULE);
  return { target, said };
}
const spoken = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).said.map(({ said }) => said);

const PRIVATELY = { scheduler_port: 8786, use_dashboard_https: false, use_scheduler_public_ip: false };
const PORTS = { scheduler_port: 8786, use_dashboard_https: false };

describe('the configuration says what was checked', () => {
  it.each<readonly [string, string, readonly string[], Partial<CheckRequest>, object, readonly string[]]>([
    ['from the internet', 'aws/guide', ['internet'], {}, PORTS, []],
    ['from a peered network', 'aws/peered-client', [PEER], {}, PRIVATELY, ['note']],
    [
      'by nobody in particular, where only a private network is admitted',
      'aws/peered-client',
      [],
      {},
      PRIVATELY,
      ['note'],
    ],
    ['by nobody in particular, where the internet is admitted', 'aws/guide', [], {}, PORTS, []],
    ['from the same network', 'aws/guide', [`subnet:${ids.workerSubnetId}`], {}, PRIVATELY, []],
    [
      'from behind a VPN',
      'aws/vpn-client',
      ['10.50.0.0/16'],
      { assume: ['reach:10.50.0.0/16@vgw-01880588c6f4d6ce1'] },
      PRIVATELY,
      ['note'],
    ],
    [
      'privately and publicly, both admitted',
      'aws/guide',
      [`subnet:${ids.workerSubnetId}`, OFFICE],
      {},
      PORTS,
      [],
    ],
  ])('%s', async (_name, fixture, client, more, expected, spoke) => {
    const { target, said } = await ask(fixture, client, more);
    expect(target?.config.clusterArguments).toEqual(expected);
    expect(target?.config.clientArguments).toBeUndefined();
    expect(said.map((one) => one.said)).toEqual(spoke);
  });

  it('on Google Cloud too', async () => {
    const { target, said } = await ask('gcp/peered-client', ['10.60.0.0/20'], {
      placement: {
        schedulerSubnetId: 'byo-subnet',
        workerSubnetId: 'byo-subnet',
        firewallId: 'byo-firewall',
      },
    });
    expect(target?.config.clusterArguments).toEqual(PRIVATELY);
    expect(said).toMatchObject([
      { said: 'note', message: expect.stringContaining('use_scheduler_public_ip=False') },
    ]);
  });

  it('tells clients apart where one address does not do for all', async () => {
    const { target, said } = await ask('aws/client-of-both-kinds', [PEER, OFFICE]);
    expect(target?.config).toMatchObject({
      state: 'ready',
      clusterArguments: PORTS,
      clientArguments: [{ arguments: { use_scheduler_public_ip: false } }],
    });
    expect(said).toMatchObject([
      { said: 'warning', message: expect.stringContaining(`clients in ${OFFICE} need the public one`) },
    ]);
    const [, apart] = target ? remarks(target.config) : [];
    expect(apart).toContain(
      'coiled.Cluster(scheduler_port=8786, use_dashboard_https=False, use_scheduler_public_ip=False)',
    );
    expect(apart).toContain('Other clients leave use_scheduler_public_ip out');
  });
});

describe('a file with clusters', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['no cluster', '', ['note']],
    ['leaves it out', 'coiled.Cluster(n_workers=4)', ['warning']],
    ['says None', 'coiled.Cluster(use_scheduler_public_ip=None)', ['warning']],
    ['says True', 'coiled.Cluster(use_scheduler_public_ip=True)', ['error']],
    ['says False', 'coiled.Cluster(n_workers=4, use_scheduler_public_ip=False)', []],
    ['by an imported name', 'Cluster(use_scheduler_public_ip=True)', ['error']],
    ['by a name for the value', 'PRIVATE = False\nCluster(use_scheduler_public_ip=PRIVATE)', []],
    ['by a dictionary', 'coiled.Cluster(**{"use_scheduler_public_ip": False})', []],
    ['cannot be read', 'coiled.Cluster(use_scheduler_public_ip=args.private)', ['undecided']],
    ['may hold more', 'coiled.Cluster(**options)', ['undecided']],
    ['says it for Dask', 'dask.config.set({"coiled.use-scheduler-public-ip": False})\ncoiled.Cluster()', []],
    [
      'says it below coiled',
      'dask.config.set({"coiled": {"use_scheduler_public_ip": False}})\ncoiled.Cluster()',
      [],
    ],
    ['says it by keyword', 'dask.config.set(coiled__use_scheduler_public_ip=False)\ncoiled.Cluster()', []],
    [
      'says it around the call',
      'with dask.config.set({"coiled.use_scheduler_public_ip": False}):\n    coiled.Cluster()',
      [],
    ],
    [
      'says True for Dask',
      'dask.config.set({"coiled.use_scheduler_public_ip": True})\ncoiled.Cluster()',
      ['error'],
    ],
    [
      'beats what it says for Dask',
      'dask.config.set({"coiled.use_scheduler_public_ip": False})\ncoiled.Cluster(use_scheduler_public_ip=True)',
      ['error'],
    ],
    [
      'has two, one of each kind',
      'coiled.Cluster()\ncoiled.Cluster(use_scheduler_public_ip=False)',
      ['warning'],
    ],
    ['calls something else of that name', 'other.Cluster(use_scheduler_public_ip=True)', ['note']],
  ])('that %s', async (_name, text, expected) => {
    expect(await spoken('aws/peered-client', [PEER], {}, file(text))).toEqual(expected);
  });

  it.each<readonly [string, readonly string[]]>([
    ['coiled.Cluster()', []],
    ['coiled.Cluster(use_scheduler_public_ip=True)', []],
    ['coiled.Cluster(use_scheduler_public_ip=False)', ['error']],
    ['coiled.Cluster(use_scheduler_public_ip=args.private)', ['undecided']],
  ])('for clients from the internet: %s', async (text, expected) => {
    expect(await spoken('aws/guide', ['internet'], {}, file(text))).toEqual(expected);
  });

  it.each<readonly [string, readonly string[]]>([
    ['coiled.Cluster()', ['warning']],
    ['coiled.Cluster(use_scheduler_public_ip=False)', ['warning']],
  ])('for clients of both kinds: %s', async (text, expected) => {
    expect(await spoken('aws/client-of-both-kinds', [PEER, OFFICE], {}, file(text))).toEqual(expected);
  });

  it('is told where it says so', async () => {
    const { target } = await ask(
      'aws/peered-client',
      [PEER],
      {},
      file('', 'coiled.Cluster(use_scheduler_public_ip=True)'),
    );
    const found = target?.findings.find(({ rule }) => rule === RULE);
    expect(found?.resources[0]).toMatchObject({ id: 'coiled.Cluster', place: { line: 8, column: 16 } });
  });

  it('is no matter where the scheduler has no public address', async () => {
    const placement = { ...ids, schedulerSubnetId: ids.workerSubnetId, schedulerPublicIp: false };
    expect(await spoken('aws/peered-client', [PEER], { placement }, file('coiled.Cluster()'))).toEqual([]);
  });
});
