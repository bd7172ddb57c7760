/** Cases of what a cluster needs beyond packets that arrive: names, endpoints, addresses that clients take, room for VMs. */
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report.ts';
import { type Row, runCase, testRows } from './run-case.ts';

const IDS =
  '--scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';
const PLACED = `--client 203.0.113.0/24 ${IDS}`;
const NOTES = ['note other-client-ports-closed', 'note single-zone'];
const DHCP = 'DHCP options set dopt-0b1a2c3d4e5f6070c';

const among = (verdict: string) => ({
  'client → scheduler': verdict,
  'worker → scheduler': verdict,
  'scheduler → worker': verdict,
  'worker ↔ worker': verdict,
  'scheduler → internet': verdict,
  'worker → internet': verdict,
});
const WORKS = among('reachable');
const asking = (verdict: string) => ({
  'scheduler → resolver udp': verdict,
  'scheduler → resolver tcp': verdict,
  'worker → resolver udp': verdict,
  'worker → resolver tcp': verdict,
});
const ENDPOINTS = [0, 1, 2, 3].map((i) => `vpce-0a1b2c3d4e5f6071${i}`);
const toEndpoints = (verdict: string) =>
  Object.fromEntries(
    ['scheduler', 'worker'].flatMap((role) => ENDPOINTS.map((id) => [`${role} → ${id}`, verdict])),
  );

const C01 = `${IDS} --client vpc:vpc-0fdf3631ea89f2ada`;
const C01B = `${IDS} --client 10.50.0.0/16 --assume reach:10.50.0.0/16@vgw-01880588c6f4d6ce1`;
const AS_CHECKED =
  '# coiled.Cluster(scheduler_port=8786, use_dashboard_https=False, use_scheduler_public_ip=False) # makes the cluster as it was checked';
const onPremises = (server: string, table: string) =>
  `no active peering of vpc-0f3c9d1a7b5e24680 leads to ${server}: make one, then route to it from ${table}`;

const ROWS: readonly Row[] = [
  {
    case: 'c01-private-client-public-address',
    line: `check net ${C01}`,
    exit: 0,
    findings: ['note client-takes-other-address', ...NOTES],
    flows: WORKS,
    says: [
      'the way of clients in vpc-0fdf3631ea89f2ada leads to the private address of the scheduler; they do not reach the public one',
      'subnet "coiled-public" subnet-0a1f2b3c4d5e6f701',
      'rtb-05de35bc1df0e1a2b no route to',
      'create the cluster with scheduler_port=8786, use_dashboard_https=False and use_scheduler_public_ip=False',
      AS_CHECKED,
    ],
  },
  {
    case: 'c01b-vpn-client-public-address',
    line: `check net ${C01B}`,
    exit: 0,
    findings: ['note client-takes-other-address', ...NOTES],
    flows: WORKS,
    says: [
      'the way of clients in 10.50.0.0/16 leads to the private address of the scheduler; they do not reach the public one',
      'security group sg-0c7d8e9f0a1b2c309 in: denied: no rule matches',
      AS_CHECKED,
    ],
  },
  {
    case: 'a03-dhcp-custom-domain',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: NOTES,
    flows: WORKS,
    never: ['DHCP', 'corp.example.com', 'resolver'],
  },
  {
    case: 'a04-dhcp-onprem-dns-no-route',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error resolver-unreachable', ...NOTES],
    flows: { ...WORKS, ...asking('blocked') },
    says: [
      `${DHCP} hands out the name servers 10.200.1.10, 10.200.1.11, which the scheduler and workers cannot reach on udp 53 and tcp 53`,
      '--> net/dhcp-options.json:3:5 DHCP options set',
      /rtb-02bb3cc4dd5ee6f04 0\.0\.0\.0\/0 → igw-0d4e5f6a7b8c9d006: no route to │ 10\.200\.1\.10, and the default route leads to the │ internet; stops to 10\.200\.1\.10\/32 │ ◄ NO_ROUTE_TO_DESTINATION/,
      'nothing resolves',
      `${onPremises('10.200.1.10', 'rtb-02bb3cc4dd5ee6f04')}; or take 10.200.1.10, 10.200.1.11 out of dopt-0b1a2c3d4e5f6070c`,
      'withheld until 1 error is repaired',
    ],
  },
  {
    case: 'a04b-dhcp-public-dns-egress-443',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error resolver-unreachable', ...NOTES],
    flows: { ...WORKS, ...asking('blocked') },
    says: [
      `${DHCP} hands out the name servers 170.54.240.117, 170.54.240.116, which the scheduler and workers cannot reach on udp 53 and tcp 53`,
      'security group sg-0c7d8e9f0a1b2c309 out: denied: no rule matches',
    ],
    fixes: ['udp', 'tcp'].map(
      (protocol) =>
        `aws ec2 authorize-security-group-egress --group-id sg-0c7d8e9f0a1b2c309 --ip-permissions '[{"IpProtocol":"${protocol}","FromPort":53,"ToPort":53,"IpRanges":[{"CidrIp":"170.54.240.116/31"}]}]' --region us-east-1`,
    ),
  },
  {
    case: 'a04c-dhcp-mixed',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: [...NOTES, 'warning resolver-unreachable'],
    flows: { ...WORKS, ...asking('blocked') },
    says: [
      'works scheduler → resolver udp',
      `${DHCP} hands out 2 name servers, of which the scheduler and workers cannot reach 10.200.1.10 on udp 53 and tcp 53`,
      'every name waits for a time-out before the next server answers',
      `${onPremises('10.200.1.10', 'rtb-02bb3cc4dd5ee6f04')}; or take 10.200.1.10 out of dopt-0b1a2c3d4e5f6070c`,
    ],
    never: ['nothing resolves', 'withheld'],
  },
  {
    case: 'a04d-one-of-two-name-servers',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: [...NOTES, 'warning resolver-unreachable'],
    flows: { ...WORKS, ...asking('partial') },
    says: [
      'works worker → resolver tcp',
      `${DHCP} hands out 2 name servers, of which the scheduler and workers cannot reach 10.200.1.10 on udp 53 and tcp 53`,
      'names resolve by the others',
    ],
    never: ['nothing resolves', 'cannot reach 10.0.0.53', 'withheld'],
  },
  {
    case: 'a05-dhcp-no-name-servers',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error resolver-unreachable', ...NOTES],
    flows: WORKS,
    says: [
      `${DHCP} of vpc-0f3c9d1a7b5e24680 names no name servers`,
      '--> net/dhcp-options.json:3:5 DHCP options set',
      'nothing resolves',
    ],
    fixes: [
      `DHCP=$(aws ec2 create-dhcp-options --dhcp-configurations '[{"Key":"domain-name","Values":["corp.example.com"]},{"Key":"domain-name-servers","Values":["AmazonProvidedDNS"]}]' --query DhcpOptions.DhcpOptionsId --output text --region us-east-1)`,
      'aws ec2 associate-dhcp-options --dhcp-options-id "$DHCP" --vpc-id vpc-0f3c9d1a7b5e24680 --region us-east-1',
    ],
    never: ['--dhcp-options-id default'],
  },
  {
    case: 'a05b-dhcp-none',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error resolver-unreachable', ...NOTES],
    flows: WORKS,
    says: [
      'VPC vpc-0f3c9d1a7b5e24680 has no DHCP options, so its VMs are told of no name server',
      '--> net/vpcs.json:3:5 VPC "coiled" vpc-0f3c9d1a7b5e24680',
    ],
    fixes: [
      `DHCP=$(aws ec2 create-dhcp-options --dhcp-configurations '[{"Key":"domain-name-servers","Values":["AmazonProvidedDNS"]}]' --query DhcpOptions.DhcpOptionsId --output text --region us-east-1)`,
      'aws ec2 associate-dhcp-options --dhcp-options-id "$DHCP" --vpc-id vpc-0f3c9d1a7b5e24680 --region us-east-1',
    ],
  },
  {
    case: 'a07-ecr-endpoint-closed-group',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error endpoint-unreachable', ...NOTES],
    flows: { ...WORKS, ...toEndpoints('blocked') },
    says: [
      'the scheduler and workers cannot reach the endpoints that answer for api.ecr.us-east-1.amazonaws.com, *.dkr.ecr.us-east-1.amazonaws.com, sts.us-east-1.amazonaws.com, logs.us-east-1.amazonaws.com on tcp 443',
      'security group "endpoints" sg-0e1f2a3b4c5d6e7f8',
      'sg-0e1f2a3b4c5d6e7f8 in: denied: no rule matches ◄ ENI_SG_RULES_MISMATCH',
      'time-outs, although the way to the internet works: image pulls, credentials, logs',
    ],
    fixes: [
      'aws ec2 authorize-security-group-ingress --group-id sg-0e1f2a3b4c5d6e7f8 --protocol tcp --port 443 --source-group sg-0c7d8e9f0a1b2c309 --region us-east-1',
    ],
    never: ['configuration to paste'],
  },
  {
    case: 'a07b-ecr-endpoint-open',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: NOTES,
    flows: { ...WORKS, ...toEndpoints('reachable') },
    never: ['endpoint-unreachable', 'endpoint-policy-narrow'],
  },
  {
    case: 'a08-endpoints-no-nat',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: { ...WORKS, ...toEndpoints('reachable'), 'worker → internet': 'blocked' },
    says: ['route table rtb-03cc4dd5ee6ff7a05', 'NO_ROUTE_TO_DESTINATION'],
    fixes: [
      'ADDRESS=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text --region us-east-1)',
      'NAT=$(aws ec2 create-nat-gateway --subnet-id subnet-0a1f2b3c4d5e6f701 --allocation-id "$ADDRESS" --query NatGateway.NatGatewayId --output text --region us-east-1)',
      'aws ec2 wait nat-gateway-available --nat-gateway-ids "$NAT" --region us-east-1',
      'aws ec2 create-route --route-table-id rtb-03cc4dd5ee6ff7a05 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$NAT" --region us-east-1',
    ],
    never: ['endpoint-unreachable', '9.255.255.255'],
  },
  {
    case: 'a09-s3-endpoint-policy',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: [...NOTES, 'warning endpoint-policy-narrow'],
    flows: WORKS,
    says: [
      'the policy of VPC endpoint vpce-0aa1bb2cc3dd4ee5f does not let everything pass to com.amazonaws.us-east-1.s3: Allow s3:GetObject, s3:PutObject on arn:aws:s3:::my-team-bucket/*',
      '--> net/vpc-endpoints.json:3:5 VPC endpoint vpce-0aa1bb2cc3dd4ee5f',
      'refused with 403: image pulls (prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com), downloads from S3',
    ],
    never: ['--reset-policy'],
  },
  {
    case: 'a10-acl-denies-s3-range',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: [...NOTES, 'warning internet-part-unreachable'],
    flows: { ...WORKS, 'worker → internet': 'partial' },
    says: [
      'workers cannot reach 52.216.0.0/15, a part of com.amazonaws.us-east-1.s3, by vpce-0aa1bb2cc3dd4ee5f',
      '--> net/network-acls.json:61:9 network ACL acl-0b1c2d3e4f5a60718',
      /rule 90 deny all traffic to │ 52.216.0.0\/15/,
    ],
    fixes: [
      'aws ec2 create-network-acl-entry --network-acl-id acl-0b1c2d3e4f5a60718 --egress --rule-number 89 --protocol 6 --port-range From=443,To=443 --cidr-block 52.216.0.0/15 --rule-action allow --region us-east-1',
    ],
  },
  {
    case: 'a10-acl-denies-s3-range',
    line: `check net ${PLACED} --require role:worker=52.216.0.0/15:443`,
    exit: 1,
    findings: ['error required-flow-blocked', ...NOTES, 'warning internet-part-unreachable'],
    flows: { ...WORKS, 'worker → internet': 'partial', 'role:worker=52.216.0.0/15:443': 'blocked' },
    says: [
      'the worker cannot reach 52.216.0.0/15 on tcp 443',
      /acl-0b1c2d3e4f5a60718 out: denied: rule 90 deny all traffic to │ 52.216.0.0\/15 ◄ SUBNET_ACL_RESTRICTION/,
      'the change that repairs required-flow-blocked above',
    ],
    fixes: [
      'aws ec2 create-network-acl-entry --network-acl-id acl-0b1c2d3e4f5a60718 --egress --rule-number 89 --protocol 6 --port-range From=443,To=443 --cidr-block 52.216.0.0/15 --rule-action allow --region us-east-1',
    ],
  },
  {
    case: 'f-gcp-network-profile',
    line: 'check net --client 203.0.113.0/24',
    exit: 1,
    findings: ['error resource-not-available'],
    flows: among('unknown'),
    says: [
      'VPC network byo-network takes no VM: byo-network takes only RDMA interfaces (profile us-central1-b-vpc-roce)',
      '--> net/networks.json:2:3 VPC network byo-network',
      'name another one: what it is made for cannot be changed',
    ],
    never: ['configuration to paste', 'coiled.set_backend_options('],
  },
  {
    case: 'f-vpc-encryption-enforce',
    line: 'check net --client internet',
    exit: 0,
    findings: ['note encryption-enforced', ...NOTES],
    flows: WORKS,
    says: [
      'the encryption control of VPC vpc-0f3c9d1a7b5e24680 enforces: only instance types that encrypt in transit start in it',
      'name instance types that encrypt in transit',
      'VMs of other instance types never start',
    ],
  },
];

testRows(ROWS);

describe('what was checked by the private address is emitted with it', () => {
  const CASES = [
    ['c01-private-client-public-address', C01],
    ['c01b-vpn-client-public-address', C01B],
  ] as const;
  const STYLES = ['python', 'guide', 'dict', 'terraform', 'json'] as const;

  test.each(CASES.flatMap(([name, line]) => STYLES.map((style) => [name, style, line] as const)))(
    '%s as %s',
    async (name, style, line) => {
      const { code, out, err } = await runCase(name, `config net ${line} --style ${style}`);
      expect(code).toBe(0);
      // JSON has no comments: what belongs beside it is said beside it.
      expect((style === 'json' ? err : out).replaceAll(/\s+/g, ' ')).toContain(
        'use_scheduler_public_ip=False',
      );
    },
  );

  test.each(CASES)('%s in every format of a report', async (name, line) => {
    const { out } = await runCase(name, `check net ${line} -f json`);
    const [target] = (JSON.parse(out) as Report).targets;
    expect(target?.config.clusterArguments).toEqual({
      scheduler_port: 8786,
      use_dashboard_https: false,
      use_scheduler_public_ip: false,
    });
    const markdown = await runCase(name, `check net ${line} -f markdown`);
    expect(markdown.out).toContain('use_scheduler_public_ip=False');
  });
});

describe('one finding each, whatever the format', () => {
  test.each([
    ['a04-dhcp-onprem-dns-no-route', 'resolver-unreachable'],
    ['a07-ecr-endpoint-closed-group', 'endpoint-unreachable'],
  ])('%s', async (name, rule) => {
    const { out } = await runCase(name, `check net ${PLACED} -f json`);
    const [target] = (JSON.parse(out) as Report).targets;
    expect(target?.findings.filter((finding) => finding.rule === rule)).toHaveLength(1);
    // Each flow that it covers stands in the way once, by the finding's own words.
    expect(target?.config.missing).toEqual(
      target?.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    );
  });
});
