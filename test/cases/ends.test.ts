/** Ends of flows: whose an address is, which path leads to it, and what filters the machine there. */
import { type Row, testRows } from './run-case.ts';

const PLACED =
  '--scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';
const NOTES = ['note other-client-ports-closed', 'note single-zone'];
const CLUSTER = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};
const UNDECIDED = 'whether this network carries the cluster is not decided';

const PUBLIC_PATH: readonly Row[] = [
  {
    case: 'o-public-path-no-public-address',
    line: 'trace net --from i-a --to i-b --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['igw-a', 'i-a has no public address', 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'],
  },
  {
    case: 'o-public-path-acl-out-denied',
    line: 'trace net --from i-a --to i-b --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['acl-a', 'SUBNET_ACL_RESTRICTION'],
  },
  {
    case: 'o-public-path-igw-detached',
    line: 'trace net --from i-a --to i-b --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['igw-a', 'BAD_STATE_ATTACHMENT'],
  },
  {
    case: 'o-public-path-reply-acl-in-denied',
    line: 'trace net --from i-a --to i-b --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['acl-a', 'SUBNET_ACL_RESTRICTION', /reply/],
  },
  {
    case: 'o-public-path-sg-egress-private-cidr-only',
    line: 'trace net --from i-a --to i-b --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['sg-a', 'ENI_SG_RULES_MISMATCH'],
  },
  {
    case: 'o-public-address-same-vpc',
    line: 'trace net --from i-a --to 54.1.1.1 --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['rtb-a', 'no route to 54.1.1.1', 'NO_ROUTE_TO_DESTINATION'],
  },
  {
    case: 'o-gcp-public-path-no-external-address',
    line: 'trace net --from vm:subnet=other-subnet --to vm:subnet=byo-subnet,tags=byo-firewall,public --port 8786',
    exit: 1,
    verdict: 'blocked',
    says: ['default-internet-gateway', 'NO_EXTERNAL_ADDRESS'],
  },
];

const OWNERS: readonly Row[] = [
  {
    case: 'l-eni-unread-passes',
    line: 'check net --client internet --require role:worker=10.0.0.50:5432',
    exit: 1,
    flows: { ...CLUSTER, 'role:worker=10.0.0.50:5432': 'unknown' },
    findings: NOTES,
    says: [
      UNDECIDED,
      'DescribeNetworkInterfaces',
      /whose 10\.0\.0\.50 is and which rules filter it is not known/,
    ],
  },
  {
    case: 'z-db-interface-unread',
    line: `check in ${PLACED} --require role:worker=10.0.128.10:5432`,
    exit: 1,
    flows: { ...CLUSTER, 'role:worker=10.0.128.10:5432': 'unknown' },
    says: [UNDECIDED, 'DescribeNetworkInterfaces', 'not read'],
  },
  {
    case: 'z-gcp-instances-unread',
    line: 'check in --client internet --require role:worker=10.20.0.50:5432',
    exit: 1,
    // The workers leave by a VM, which shows nothing of what lies behind it.
    flows: {
      ...CLUSTER,
      'client → scheduler': 'unknown',
      'scheduler → internet': 'unknown',
      'worker → internet': 'unknown',
      'role:worker=10.20.0.50:5432': 'unknown',
    },
    says: [UNDECIDED, 'gcloud compute instances list', /whose 10\.20\.0\.50 is and which rules filter it/],
  },
  {
    case: 'l-range-covers-closed-eni',
    line: 'check net --client internet --require role:worker=10.0.0.0/24:5432',
    exit: 1,
    flows: { ...CLUSTER, 'role:worker=10.0.0.0/24:5432': 'blocked' },
    findings: ['error required-flow-blocked', ...NOTES],
    says: ['postgres', 'eni-0aaaaaaaaaaaaaa02'],
  },
];

const NO_MACHINES: readonly Row[] = [
  ...[
    'trace net --from internet --to 10.20.0.77 --port 9999',
    'trace net --from 192.0.2.7 --to subnet:byo-subnet --port 9999',
    'trace net --from internet --to vm:subnet=byo-subnet,public --port 9999',
  ].map((line) => ({
    case: 's-gcp-untagged-target-skips-the-firewall',
    line,
    exit: 1 as const,
    verdict: 'blocked',
    says: ['implied rule deny all traffic', 'FIREWALL_RULE'],
  })),
  {
    case: 's-gcp-untagged-target-skips-the-firewall',
    line: 'check net --client 203.0.113.0/24 --require internet=10.20.0.77:9999',
    exit: 1,
    flows: { ...CLUSTER, 'internet=10.20.0.77:9999': 'blocked' },
    findings: ['error required-flow-blocked', 'note other-client-ports-closed'],
    says: ['10.20.0.77 is private: nothing on the internet can send to it', 'implied rule deny all traffic'],
  },
  {
    case: 's-address-of-no-machine-is-reachable',
    line: 'trace net.json --from i-1 --to 10.0.0.11 --port 5432',
    exit: 1,
    verdict: 'unknown',
    says: ['no interface has 10.0.0.11'],
  },
  {
    case: 's-internet-to-private-address',
    line: 'trace net.json --from internet --to 10.0.0.10 --port 22',
    exit: 1,
    verdict: 'blocked',
    says: ['10.0.0.10 is private: nothing on the internet can send to it'],
  },
  {
    case: 's-internet-to-private-address',
    line: 'trace net.json --from internet --to 54.1.1.1 --port 22',
    exit: 0,
    verdict: 'reachable',
  },
  {
    case: 's-internet-to-private-address',
    line: 'trace net.json --from internet --to i-1 --port 22',
    exit: 0,
    verdict: 'reachable',
  },
  {
    case: 's-nat-gateway-is-no-machine',
    line: 'trace net.json --from internet --to 54.9.9.9 --port 8786',
    exit: 1,
    verdict: 'blocked',
    says: ['a NAT gateway takes no connection that starts elsewhere'],
  },
  {
    case: 's-nat-gateway-is-no-machine',
    line: 'trace net.json --from i-1 --to 10.0.0.200 --port 8786',
    exit: 1,
    verdict: 'blocked',
    says: ['a NAT gateway takes no connection that starts elsewhere'],
  },
  {
    case: 's-address-in-two-networks',
    line: 'trace net.json --from i-a --to 192.168.100.1 --port 8786',
    exit: 1,
    verdict: 'blocked',
    says: ['rtb-a', 'no route to 192.168.100.1'],
  },
  {
    case: 's-address-in-two-networks',
    line: 'trace net.json --from i-a --to 192.168.1.20 --port 8786',
    exit: 1,
    verdict: 'unknown',
    says: ['to vpc-b', 'no interface has 192.168.1.20'],
    never: ['vpc-c', 'subnet-c'],
  },
  {
    case: 's-require-that-nothing-can-meet',
    line: 'check net --client 203.0.113.0/24 --require internet=10.0.1.77:22 --require role:worker=10.0.1.77:5432',
    exit: 1,
    findings: ['error required-flow-blocked', ...NOTES],
    flows: {
      ...CLUSTER,
      'internet=10.0.1.77:22': 'blocked',
      'role:worker=10.0.1.77:5432': 'unknown',
    },
    says: ['10.0.1.77 is private: nothing on the internet can send to it', 'no interface has 10.0.1.77'],
    never: ['this network carries the cluster:'],
  },
  {
    case: 's-vpn-side-to-no-subnet',
    line: 'trace net.json --from 172.20.0.5 --to 10.0.7.1 --port 22 --assume reach:172.20.0.0/16@vgw-1',
    exit: 1,
    verdict: 'blocked',
    says: ['VPC_LOCAL_ROUTE_CIDR_RESTRICTION', '10.0.7.1 is in no subnet'],
  },
  {
    case: 'z-client-in-two-vpcs',
    line: 'check in --vpc vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309 --client 10.0.5.0/24',
    exit: 0,
    findings: ['note client-takes-other-address', 'note single-zone', 'warning public-ingress'],
    flows: CLUSTER,
    never: ['lies in'],
  },
];

testRows([...PUBLIC_PATH, ...OWNERS, ...NO_MACHINES]);
