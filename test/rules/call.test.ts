/** The rules about a call: what each says of it, and the call that its fixes make. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { check, RULES } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GUIDE = `${ROOT}fixtures/aws/guide`;

const ask = async (python: string, asked: Partial<CheckRequest> = {}) =>
  (await check({ inputs: [], placement: {}, call: '-', ...asked }, { readStdin: async () => python }))
    .targets[0];

const KEYS = 'aws_access_key_id=os.environ["A"], aws_secret_access_key=os.environ["B"]';
const aws = (more: string) => `import coiled\ncoiled.set_backend_options(${KEYS}, ${more})\n`;
const gcp = (more: string) =>
  `import coiled\ncoiled.set_backend_options(backend="gcp", gcp_service_creds_file="k.json", ${more})\n`;

/** All that is said: rule, severity or `?`, message and what repairs it. */
async function said(python: string, asked: Partial<CheckRequest> = {}): Promise<readonly string[]> {
  const target = await ask(python, asked);
  const isCall = (rule: string) => asked.inputs === undefined || CALL_RULES.has(rule);
  const findings = target?.findings ?? [];
  const open = target?.undecided ?? [];
  return [
    ...findings
      .filter(({ rule }) => isCall(rule))
      .map(({ rule, severity, message, fix }) => {
        const repair = 'none' in fix ? `(${fix.none})` : fix.changes.join('; ');
        return `${rule} ${severity}: ${message} → ${repair}`;
      }),
    ...open
      .filter(({ rule }) => isCall(rule))
      .map(({ rule, message, required }) => `${rule} ${required ? '??' : '?'}: ${message}`),
  ];
}
const CALL_RULES = new Set([
  ...RULES.filter(({ needs }) => needs === 'call').map(({ id }) => id),
  ...['malformed-id', 'resource-not-found', 'wrong-network'],
]);

const TAKES = '(coiled 1.135.6), which takes it and does nothing with it';

describe('a call alone', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a clean one', aws('aws_region="us-east-1"'), []],
    [
      'backend_type',
      gcp('').replace('backend=', 'backend_type='),
      [
        'call-refused error: the backend is aws, and aws_access_key_id and aws_secret_access_key are not given → write backend instead of backend_type',
        `swallowed-keyword error: backend_type is no argument of set_backend_options ${TAKES}: backend stays "aws" → write backend instead of backend_type`,
      ],
    ],
    [
      'backend_type beside backend',
      aws('backend="aws", backend_type="aws"'),
      [
        `swallowed-keyword error: backend_type is no argument of set_backend_options ${TAKES}: did you mean backend? → leave backend_type out`,
      ],
    ],
    [
      'customer_hosted',
      aws('customer_hosted=True'),
      [
        `swallowed-keyword warning: customer_hosted is no argument of set_backend_options ${TAKES} → leave customer_hosted out`,
      ],
    ],
    [
      'a misspelt keyword',
      aws('aws_regoin="eu-west-1", region="eu-west-1"'),
      [
        `swallowed-keyword error: region is no argument of set_backend_options ${TAKES}: aws_region stays "us-east-1" → (it does not go together with the changes above: make those, and check again: write aws_region instead of region)`,
        `swallowed-keyword error: aws_regoin is no argument of set_backend_options ${TAKES}: aws_region stays "us-east-1" → write aws_region instead of aws_regoin`,
      ],
    ],
    [
      'a keyword that is nothing',
      aws('colour="red"'),
      [`swallowed-keyword error: colour is no argument of set_backend_options ${TAKES} → leave colour out`],
    ],
    [
      'a key of the dictionary beside it',
      aws('network_id="vpc-1"'),
      [
        `swallowed-keyword error: network_id is no argument of set_backend_options ${TAKES}: it is a key of network → (write it into the dictionary: network={"network_id": …})`,
      ],
    ],
    [
      'a misspelt key',
      aws('network={"firewal_id": "sg-1"}'),
      [
        'unknown-network-key error: "firewal_id" is no key of Coiled\'s network dictionary, which nobody looks into: did you mean "firewall_id"? → write firewall_id instead of network.firewal_id',
      ],
    ],
    [
      'a key of another kind',
      aws('network={"give_scheduler_public_ip": True}'),
      [
        'unknown-network-key error: "give_scheduler_public_ip" is no key of Coiled\'s network dictionary, which nobody looks into → leave network.give_scheduler_public_ip out',
      ],
    ],
    [
      'two names for one key',
      aws('network={"vpc_id": "vpc-1", "network_id": "vpc-1"}'),
      [
        'unknown-network-key error: "vpc_id" is no key of Coiled\'s network dictionary, which nobody looks into: did you mean "network_id"? → (network_id is given as well: one of the two is to go)',
      ],
    ],
    [
      'an ARN',
      aws('network={"network_id": "arn:aws:ec2:us-east-1:1:vpc/vpc-1"}'),
      [
        'malformed-value error: network_id "arn:aws:ec2:us-east-1:1:vpc/vpc-1" is an ARN, and an id is wanted → write network.network_id = "vpc-1"',
      ],
    ],
    [
      'an ARN of another kind',
      aws('network={"firewall_id": "arn:aws:ec2:us-east-1:1:vpc/vpc-1"}'),
      [
        'malformed-value error: firewall_id "arn:aws:ec2:us-east-1:1:vpc/vpc-1" is an ARN, and an id is wanted → (write the id of a security group: sg-…)',
      ],
    ],
    [
      'no text, no dictionary, no switch',
      aws('network={"network_id": 5, "firewall_id": None, "give_workers_public_ip": "no"}'),
      [
        'malformed-value error: network_id is no text → (write the id as a text)',
        'malformed-value error: give_workers_public_ip is neither True nor False → (write True or False)',
      ],
    ],
    [
      'a list for a dictionary',
      aws('network=["vpc-1"]'),
      ['malformed-value error: network is no dictionary → (write a dictionary: network={"network_id": …})'],
    ],
    [
      'names where GCP wants selfLinks',
      gcp('network={"network_id": "default", "firewall_id": "https://x"}'),
      [
        'malformed-value error: firewall_id "https://x" is no network tag → (write the network tag that the firewall rules target)',
        'malformed-value error: network_id "default" is no selfLink of a network → (write the selfLink of a network: https://www.googleapis.com/compute/v1/projects/…/global/networks/…)',
      ],
    ],
    [
      'a project that shares its network',
      gcp(
        'gcp_project_id="a", network={"network_id": "https://www.googleapis.com/compute/v1/projects/b/global/networks/n"}',
      ),
      [
        'mismatched-location warning: gcp_project_id is a, and network_id is in the project b → (write gcp_project_id="b", unless the network is shared by that project)',
      ],
    ],
    ['a zone by its letter', gcp('gcp_region="us-east1", gcp_zone="c"'), []],
    [
      'a zone elsewhere',
      gcp('gcp_region="us-east1", zone="us-west1-c"'),
      [
        'mismatched-location error: zone is us-west1-c, and gcp_region is us-east1 → (name a zone of us-east1)',
      ],
    ],
    [
      'host bits',
      aws('ingress=[{"ports": [1], "cidr": "10.1.0.2/16"}, {"cidr": "10.1.0.2"}, {"cidr": "10.1.0.0/40"}]'),
      [
        'cidr-host-bits error: ingress[2].cidr is no CIDR block: "10.1.0.0/40" → (write a block as 10.1.0.0/16, or one address as 10.1.0.2/32)',
        'cidr-host-bits warning: ingress[0].cidr 10.1.0.2/16 has host bits set: the block is 10.1.0.0/16 → write ingress[0].cidr = "10.1.0.0/16"',
      ],
    ],
    [
      'what is deprecated',
      aws('account="a", firewall={"cidr": "10.0.0.0/8"}, ingress=[]'),
      [
        'redundant-argument note: account is deprecated: the client wants workspace → write workspace instead of account',
        'redundant-argument note: firewall is deprecated: the client wants ingress → (write ingress=[…] with the same dictionary in a list)',
      ],
    ],
    [
      'what the client refuses',
      aws('backend="AWS", registry_type="dockerhub"'),
      [
        'call-refused error: backend is none of "aws", "gcp" → write backend = "aws"',
        'call-refused error: registry_type is none of "ecr", "docker_hub", "gar" → (the obvious change brings up call-refused: write registry_type = "docker_hub")',
      ],
    ],
    [
      'missing credentials',
      'coiled.set_backend_options(backend="gcp", registry_type="gar")',
      [
        'call-refused error: the backend is gcp, and gcp_service_creds_file or gcp_service_creds_dict is not given → (give gcp_service_creds_file or gcp_service_creds_dict)',
      ],
    ],
    [
      'credentials that may be anywhere',
      'coiled.set_backend_options(**options)',
      ['value-not-known ?: which network the call names is not known: **options, which is bound nowhere'],
    ],
    [
      'what is not known',
      aws('network={"network_id": vpc(), **more}'),
      [
        'value-not-known ?: what else network holds is not known: **more, which is bound nowhere',
        'value-not-known ?: network_id is not known: a call of vpc()',
      ],
    ],
    [
      'a region that is looked up',
      aws('aws_region=os.environ["AWS_REGION"]'),
      ['value-not-known ?: aws_region is not known: os.environ["AWS_REGION"]'],
    ],
    [
      'a secret',
      'coiled.set_backend_options(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")',
      [
        'secret-in-call warning: aws_access_key_id is written in plain text → write aws_access_key_id = os.environ["AWS_ACCESS_KEY_ID"]',
        'secret-in-call warning: aws_secret_access_key is written in plain text → write aws_secret_access_key = os.environ["AWS_SECRET_ACCESS_KEY"]',
      ],
    ],
    [
      'the same keyword twice',
      aws('zone="a", zone="b"'),
      ['redundant-argument error: zone is given twice → (leave one of the two out)'],
    ],
  ])('%s', async (_what, python, expected) => {
    expect([...(await said(python))].sort()).toEqual([...expected].sort());
  });

  it('is asked nothing about a network, and proves nothing about one', async () => {
    const target = await ask(aws(''));
    expect(target?.config).toMatchObject({
      state: 'unproven',
      missing: ['no network was read: only the call was checked'],
    });
    const skipped = target?.outcomes.filter(({ outcome }) => outcome === 'skipped') ?? [];
    expect(new Set(skipped.map(({ why }) => why))).toEqual(new Set(['no network was read']));
    expect(target?.outcomes).toHaveLength(RULES.length);
  });
});

describe('a call with its network', () => {
  const ID = {
    network: 'vpc-0f3c9d1a7b5e24680',
    scheduler: 'subnet-0a1f2b3c4d5e6f701',
    worker: 'subnet-0b2e3d4c5f6a7b802',
    group: 'sg-0c7d8e9f0a1b2c309',
  };
  const placed = (more: Partial<typeof ID> = {}, region = 'aws_region="us-east-1"') => {
    const { network, scheduler, worker, group } = { ...ID, ...more };
    return aws(
      `${region}, network={"network_id": "${network}", "scheduler_subnet_id": "${scheduler}", "worker_subnet_id": "${worker}", "firewall_id": "${group}", "give_workers_public_ip": False}`,
    );
  };

  it.each<readonly [string, string, readonly string[]]>([
    ['fits', placed(), []],
    ['leaves the region to its default', placed({}, 'backend="aws"'), []],
    [
      'is of another region',
      placed({}, 'aws_region="eu-west-1"'),
      [
        `mismatched-location error: aws_region is eu-west-1, and ${ID.network} is in us-east-1 → write aws_region = "us-east-1"`,
      ],
    ],
    [
      'is of another cloud',
      placed({}, 'backend="gcp", gcp_service_creds_file="k"'),
      [
        'mismatched-location error: the backend is gcp, and the network that was read is of aws → (check it with a network of gcp, or write backend="aws")',
      ],
    ],
    [
      'has an ARN',
      placed({ network: `arn:aws:ec2:us-east-1:111122223333:vpc/${ID.network}` }),
      [
        `malformed-id error: network_id "arn:aws:ec2:us-east-1:111122223333:vpc/${ID.network}" is an ARN, and an id is wanted: ${ID.network} → write network.network_id = "${ID.network}"`,
      ],
    ],
    [
      'names what is not there',
      placed({ worker: 'subnet-0b2e3d4c5f6a7b803' }),
      [
        'resource-not-found error: worker_subnet_id subnet-0b2e3d4c5f6a7b803: the input holds no such subnet; near it is subnet-0b2e3d4c5f6a7b802 → write network.worker_subnet_id = "subnet-0b2e3d4c5f6a7b802"',
      ],
    ],
    [
      'is not known',
      placed().replace(`"${ID.worker}"`, 'worker'),
      ['value-not-known ??: worker_subnet_id is not known: worker, which is bound nowhere'],
    ],
  ])('%s', async (_what, python, expected) => {
    expect(await said(python, { inputs: [GUIDE] })).toEqual(expected);
  });

  it('has a line for each of its ids', async () => {
    const target = await ask(placed({ worker: 'subnet-0b2e3d4c5f6a7b803' }), { inputs: [GUIDE] });
    expect(
      target?.findings.find(({ rule }) => rule === 'resource-not-found')?.resources[0]?.place,
    ).toMatchObject({ file: '-', line: 2 });
  });

  it('is beaten by a flag, which settles what it leaves open', async () => {
    const open = placed().replace(`"${ID.worker}"`, 'worker');
    const placement = { workerSubnetId: ID.scheduler };
    expect(await said(open, { inputs: [GUIDE], placement })).toEqual([]);
    expect((await ask(open, { inputs: [GUIDE], placement }))?.placement.worker_subnet_id).toBe(ID.scheduler);
    expect((await ask(placed(), { inputs: [GUIDE], placement }))?.placement.worker_subnet_id).toBe(
      ID.scheduler,
    );
  });

  it('gives workers public addresses where it does not say: Coiled does', async () => {
    const silent = placed().replace(', "give_workers_public_ip": False', '');
    expect((await ask(placed(), { inputs: [GUIDE] }))?.placement.give_workers_public_ip).toBe(false);
    expect((await ask(silent, { inputs: [GUIDE] }))?.placement.give_workers_public_ip).toBe(true);
  });

  it('gets the configuration of a network that carries the cluster', async () => {
    const target = await ask(placed(), { inputs: [GUIDE], client: ['internet'] });
    expect(target?.config.state).toBe('ready');
    expect(target?.call).toMatchObject({ form: 'call', alone: false, changed: false });
  });

  it('is one target each where there are several', async () => {
    const two = `${placed()}${placed({ network: 'vpc-1' })}`;
    const { targets } = await check(
      { inputs: [GUIDE], placement: {}, call: '-' },
      { readStdin: async () => two },
    );
    expect(
      targets.map(({ name, findings }) => [name, findings.some(({ rule }) => rule === 'resource-not-found')]),
    ).toEqual([
      ['- call 1', false],
      ['- call 2', true],
    ]);
  });
});

describe('the corrected call', () => {
  const fixtures = [
    'guide-gcp',
    'guide-aws',
    'misspelt',
    'arns',
    'plain-secret',
    'redundant',
    'unknown',
    'dictionary',
  ];

  test.each(fixtures)('of %s', async (name) => {
    const target = await ask(readFileSync(`${ROOT}fixtures/calls/${name}.py`, 'utf8'));
    await expect(target?.call?.corrected).toMatchFileSnapshot(`golden/call-${name}.py.txt`);
  });

  test.each(fixtures)('of %s has none of the errors that were repaired, and stays as it is', async (name) => {
    const first = await ask(readFileSync(`${ROOT}fixtures/calls/${name}.py`, 'utf8'));
    const second = await ask(first?.call?.corrected ?? '');
    const left = (first?.findings ?? []).filter(({ fix }) => 'none' in fix).map(({ message }) => message);
    expect((second?.findings ?? []).map(({ message }) => message).sort()).toEqual(left.sort());
    // What is not known is not known in another way afterwards.
    if (name !== 'unknown') expect(second?.call?.corrected).toBe(first?.call?.corrected);
  });
});
