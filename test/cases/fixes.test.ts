/** Fixes that can be pasted: as wide as was asked, within the quotas, in the right region, and this account's to make. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report.ts';
import { folderOf, type Row, runCase, testRows } from './run-case.ts';

const PLACED =
  '--scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';
const GCP_PLACED =
  '--client 203.0.113.0/24 --network-id byo-network --scheduler-subnet-id byo-schedulers --worker-subnet-id byo-workers --firewall-id byo-firewall';
const GROUP = 'sg-0c7d8e9f0a1b2c309';
const HOSTILE = `${GROUP}\u001b[2J`;

const WORKS = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};

const into = (group: string) => `aws ec2 authorize-security-group-ingress --group-id ${group}`;
const outOf = (permission: object) =>
  `aws ec2 authorize-security-group-egress --group-id ${GROUP} --ip-permissions '[${JSON.stringify(permission)}]' --region us-east-1`;
const ROWS: readonly Row[] = [
  {
    case: 'l-s3-endpoint-egress-fix',
    line: `check net --client internet ${PLACED}`,
    exit: 1,
    findings: [
      'error no-egress',
      'error no-egress',
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      'error workers-cannot-reach-each-other',
      'note other-client-ports-closed',
      'note single-zone',
      'warning internet-part-unreachable',
    ],
    flows: {
      'client → scheduler': 'reachable',
      'worker → scheduler': 'blocked',
      'scheduler → worker': 'blocked',
      'worker ↔ worker': 'blocked',
      'scheduler → internet': 'blocked',
      'worker → internet': 'blocked',
    },
    says: [`security group "coiled-cluster" ${GROUP}`, 'SG_HAS_NO_RULES', 'vpce-0aaaaaaaaaaaaaa03'],
    fixes: [
      outOf({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
      outOf({ IpProtocol: 'tcp', FromPort: 1024, ToPort: 65535, UserIdGroupPairs: [{ GroupId: GROUP }] }),
      'the change that repairs an earlier finding of this rule above',
      'the change that repairs scheduler-cannot-reach-worker above',
    ],
    never: ['"CidrIp":"1.0.0.0/8"', /(?:authorize-security-group-egress.*){3}/],
  },
  {
    case: 'z-internet-fix-69-rules',
    line: 'check in --client internet',
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: { ...WORKS, 'client → scheduler': 'partial' },
    says: [`security group "coiled-cluster" ${GROUP}`, 'ENI_SG_RULES_MISMATCH'],
    fixes: [`${into(GROUP)} --protocol tcp --port 8786-8787 --cidr 0.0.0.0/0 --region us-east-1`],
    never: [/(?:authorize-security-group.*){2}/, 'revoke-'],
  },
  {
    case: 'a18-group-at-60-rules',
    line: `check net --client 203.0.113.0/24 ${PLACED}`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: { ...WORKS, 'client → scheduler': 'blocked' },
    says: [`security group "coiled-cluster" ${GROUP}`, 'ENI_SG_RULES_MISMATCH', 'checked: with this change'],
    fixes: [
      `aws ec2 revoke-security-group-ingress --group-id ${GROUP} --protocol tcp --port 8786-8787 --cidr 198.51.100.0/24 --region us-east-1`,
      `${into(GROUP)} --protocol tcp --port 8786-8787 --cidr 198.51.100.0/23 --region us-east-1`,
      `aws ec2 revoke-security-group-ingress --group-id ${GROUP} --protocol tcp --port 8786-8787 --cidr 198.51.101.0/24 --region us-east-1`,
      `${into(GROUP)} --protocol tcp --port 8786-8787 --cidr 203.0.113.0/24 --region us-east-1`,
    ],
    never: ['0.0.0.0/0 --region', /(?:authorize-security-group.*){3}/],
  },
  {
    case: 'f-bpa-exclusions-not-allowed',
    line: 'check net --client internet',
    exit: 1,
    findings: ['error no-egress', 'error no-egress', 'error scheduler-unreachable', 'note single-zone'],
    says: [
      'no change of yours can repair this: an organisation policy sets Block Public Access and allows no exclusions; ask its owner',
      'ManagedBy declarative-policy, ExclusionsAllowed not-allowed',
      'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
      'subnet "coiled-public" subnet-0a1f2b3c4d5e6f701',
    ],
    never: ['create-vpc-block-public-access-exclusion', 'aws ec2', 'checked:'],
  },
  {
    case: 'f-bpa-exclusions-not-allowed',
    line: `check net --client internet ${PLACED}`,
    exit: 1,
    findings: [
      'error no-egress',
      'error no-egress',
      'error public-access-blocked',
      'error scheduler-unreachable',
      'note single-zone',
    ],
    says: [
      'Block Public Access is block-bidirectional in subnet-0a1f2b3c4d5e6f701',
      'no change of yours can repair this: an organisation policy sets Block Public Access and allows no exclusions; ask its owner',
    ],
    never: ['create-vpc-block-public-access-exclusion', 'aws ec2', 'checked:'],
  },
  {
    case: 'g01-nat-manual-10000-ports',
    line: `check net ${GCP_PLACED} --workers 20`,
    exit: 1,
    findings: ['error nat-out-of-ports', 'note other-client-ports-closed'],
    flows: WORKS,
    says: [
      'Cloud NAT byo-nat has ports for 3 VMs (1 address, 10000 ports a VM, which count as 16384), and the cluster has 20 that need it',
      'with 7 addresses in all byo-nat has enough, or with 2048 ports a VM (31 VMs an address)',
      'minPortsPerVm 10000 ports a VM, which count as 16384',
      /net\/routers\.json:\d+:\d+ Cloud NAT byo-nat/,
    ],
    never: ['3225', 'for 6 VMs', 'gcloud compute routers nats'],
  },
  {
    case: 'g01-nat-manual-10000-ports',
    line: `check net ${GCP_PLACED} --workers 6`,
    exit: 1,
    findings: ['error nat-out-of-ports', 'note other-client-ports-closed'],
    flows: WORKS,
    says: [
      'has ports for 3 VMs (1 address, 10000 ports a VM, which count as 16384), and the cluster has 6 that need it',
      'with 2 addresses in all byo-nat has enough, or with 8192 ports a VM (7 VMs an address)',
    ],
    never: ['10752'],
  },
  {
    case: 'g01-nat-manual-10000-ports',
    line: `check net ${GCP_PLACED} --workers 3`,
    exit: 0,
    findings: ['note other-client-ports-closed'],
    never: ['nat-out-of-ports'],
  },
  {
    case: 'q-aws-quote-control',
    line: `check input --client internet --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id ${HOSTILE}`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: { ...WORKS, 'client → scheduler': 'partial' },
    fixes: [
      `${into(`$'${GROUP}\\x1b\\x5b2J'`)} --protocol tcp --port 8787 --cidr 0.0.0.0/0 --region us-east-1`,
    ],
    never: ['\u001b', "\\u{1b}[2J'"],
  },
  {
    case: 'u-fix-without-region',
    line: 'check net --client 203.0.113.0/24',
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: { ...WORKS, 'client → scheduler': 'partial' },
    fixes: [`${into(GROUP)} --protocol tcp --port 8787 --cidr 203.0.113.0/24 --region us-east-1`],
    never: [/aws ec2 (?:(?!--region)[^\n])*checked/],
  },
];

testRows(ROWS);

test('what an ignored finding would print is printed by the next one that needs it', async () => {
  const line = `check net --client internet ${PLACED}`;
  const name = 'l-s3-endpoint-egress-fix';
  const config = join(folderOf(name), 'byo-net.config.yaml');
  const printed = async () => (await runCase(name, line)).out.match(/"FromPort":\d+,"ToPort":\d+/g);
  expect(await printed()).toEqual(['"FromPort":443,"ToPort":443', '"FromPort":1024,"ToPort":65535']);
  writeFileSync(config, 'ignores:\n  - rule: scheduler-cannot-reach-worker\n    reason: known\n');
  // The workers' own finding needs a narrower rule, and the one after it the whole range.
  expect(await printed()).toEqual([
    '"FromPort":443,"ToPort":443',
    '"FromPort":8786,"ToPort":8786',
    '"FromPort":1024,"ToPort":65535',
  ]);
  rmSync(config);
});

test('two calls of one file that lack the same print it once', async () => {
  const name = 'u-fix-without-region';
  const call = `coiled.set_backend_options(backend="aws", network={"network_id": "vpc-0f3c9d1a7b5e24680", "scheduler_subnet_id": "subnet-0a1f2b3c4d5e6f701", "worker_subnet_id": "subnet-0b2e3d4c5f6a7b802", "firewall_id": "${GROUP}"})\n`;
  writeFileSync(join(folderOf(name), 'setup.py'), `import coiled\n${call}${call}`);
  const { out } = await runCase(name, 'check net --call setup.py --client 203.0.113.0/24 -f json');
  const { targets } = JSON.parse(out) as Report;
  const fixes = targets.flatMap(({ findings }) =>
    findings.filter(({ rule }) => rule === 'scheduler-unreachable').map(({ fix }) => fix),
  );
  expect(fixes).toMatchObject([
    { commands: [expect.stringContaining('authorize-security-group-ingress')] },
    { commands: [], containedIn: { rule: 'scheduler-unreachable' } },
  ]);
});
