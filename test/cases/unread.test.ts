/** Cases of data that nobody read, that was cut short, or that was read and left out. */
import { type Row, testRows } from './run-case.ts';

const PLACED =
  '--client 203.0.113.0/24 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309';
const ALL_WORK = {
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
};
const NOTES = ['note other-client-ports-closed', 'note single-zone'];

const ROWS: readonly Row[] = [
  {
    case: 'i01-empty-file-of-refused-call',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: NOTES,
    flows: { ...ALL_WORK, 'worker → internet': 'unknown' },
    outcomes: { 'no-egress': 'undecided', 'nat-unusable': 'undecided', 'wrong-network': 'pass' },
    says: [
      'undecided[no-egress]: whether workers can reach the internet on tcp 443 is not known',
      'NAT gateway nat-0e5f6a7b8c9d0e107',
      'DescribeNatGateways: NAT gateways, net/nat-gateways.json is empty: the call that wrote it was refused or failed (it takes ec2:DescribeNatGateways)',
      'settle aws ec2 describe-nat-gateways --filter Name=vpc-id,Values=vpc-0f3c9d1a7b5e24680 --region us-east-1 --output json > net/NatGateways.json',
    ],
    never: ['does not exist', 'error['],
  },
  {
    case: 'i02-next-token',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: NOTES,
    flows: ALL_WORK,
    outcomes: { 'cluster-open-to-world': 'pass', 'resource-not-found': 'pass' },
    says: [
      'not read - DescribeSecurityGroups: security groups, the answer has a NextToken: its later pages were not read',
      'this network carries the cluster: 2 notes',
    ],
  },
  {
    case: 'i02b-next-token-nat',
    line: `check net ${PLACED}`,
    exit: 1,
    findings: NOTES,
    flows: { ...ALL_WORK, 'worker → internet': 'unknown' },
    outcomes: { 'nat-unusable': 'undecided', 'cross-zone-nat': 'undecided', 'no-egress': 'undecided' },
    says: [
      'undecided[no-egress]: whether workers can reach the internet on tcp 443 is not known',
      'NAT gateways such as nat-0e5f6a7b8c9d0e107 were not read in full (DescribeNatGateways): the answer has a NextToken',
    ],
    never: ['does not exist', 'error['],
  },
  {
    case: 'i03-query-output',
    line: `check net ${PLACED}`,
    exit: 2,
    says: [
      'net/subnets.json: the file holds a part of the answer of DescribeSubnets (subnets), as --query leaves it',
      'write the whole answer, without --query: aws ec2 describe-subnets --output json > Subnets.json',
    ],
    never: ['recorder', 'wrapper'],
  },
  {
    case: 'r1-readme-loop-with-s3-endpoint',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: NOTES,
    flows: ALL_WORK,
    says: [
      'GetManagedPrefixListEntries: entries of prefix list pl-63a5400a, nobody read it',
      'this network carries the cluster, assuming the DNS attributes are on: 2 notes',
    ],
  },
  {
    case: 'o-tgw-routes-unread',
    line: 'trace net --from i-06ba034d88c84ef07 --to i-0b14080af811fda3d --port 22',
    exit: 1,
    verdict: 'unknown',
    says: [
      'the routes of tgw-rtb-0fa40c8df355dce6e were not read (SearchTransitGatewayRoutes) │ ◄ TGW_RTB_ROUTES_ARE_UNKNOWN',
      'aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id tgw-rtb-0fa40c8df355dce6e --filters Name=type,Values=static,propagated --region us-east-2 --output json > net/SearchTransitGatewayRoutes-tgw-rtb-0fa40c8df355dce6e.json',
    ],
    never: ['no route', 'blocked'],
  },
  {
    case: 's-tgw-routes-unread-declared',
    line: 'trace net --from i-dx01 --to 10.10.0.1 --port 8786',
    exit: 1,
    verdict: 'unknown',
    says: ['the routes of tgw-rtb-dx01 were not read (SearchTransitGatewayRoutes)'],
    never: ['no route matches', 'blocked'],
  },
  {
    case: 's-tgw-routes-unread-declared',
    line: 'trace net --from i-dx01 --to 10.10.0.1 --port 8786 --assume reach:10.10.0.0/16@tgw-dx01',
    exit: 0,
    verdict: 'reachable',
    says: ['declared, and not checked: reach:10.10.0.0/16@tgw-dx01'],
    never: ['no route matches', 'were not read'],
  },
  {
    case: 's-tgw-peering-both-sides-read',
    line: 'trace net --from i-05e25e43074216229 --to 192.168.1.100 --port 22',
    exit: 1,
    verdict: 'blocked',
    says: [
      // There it goes, to the group of the machine; the way back ends at the first gateway's own table.
      'tgw-attach-012e5d602f859dd80 │ peers with tgw-03201f1960ddb0c25',
      'transit gateway route table tgw-rtb-00be87593fb2cd0ae │ 192.168.0.0/16 → tgw-attach-075ea06a59d3212af',
      'security group sg-0365783e832fbf535 │ in: allow tcp 22 from 0.0.0.0/0 reply',
      'transit gateway route table tgw-rtb-05d2952671d1f460a │ no route to 10.20.1.100: no route matches ◄ TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
    ],
    never: ['add its network to the input', 'is not in the input', '--assume'],
  },
  {
    case: 's-tgw-peering-both-sides-read',
    line: 'trace net --from i-05e25e43074216229 --to 192.168.1.100 --port 8786',
    exit: 1,
    verdict: 'blocked',
    says: ['security group sg-0365783e832fbf535 │ in: denied: no rule matches ◄ ENI_SG_RULES_MISMATCH'],
  },
  {
    case: 'z-assoc-unread',
    line: 'check in --client 203.0.113.0/24 --firewall-id sg-0801ef683e855c88c --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802',
    exit: 1,
    findings: NOTES,
    flows: ALL_WORK,
    outcomes: { 'wrong-network': 'undecided' },
    says: [
      'undecided[wrong-network]: whether --firewall-id sg-0801ef683e855c88c, which is in vpc-0085efb38d966a098, can be used in vpc-0f3c9d1a7b5e24680 is not known',
      'settle aws ec2 describe-security-group-vpc-associations --region us-east-1 --output json > in/SecurityGroupVpcAssociations.json',
    ],
    never: ['error[wrong-network]'],
  },
  {
    case: 'z-vpcs-unread',
    line: 'check in --vpc vpc-0f3c9d1a7b5e24680 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309',
    exit: 1,
    findings: ['note single-zone'],
    outcomes: { 'scheduler-unreachable': 'undecided', 'docker-bridge-overlap': 'undecided' },
    says: [
      'undecided client → scheduler',
      'undecided[scheduler-unreachable]: whether somebody can reach the scheduler on tcp 8786-8787 is not known',
      'VPCs such as vpc-0f3c9d1a7b5e24680 were not read (DescribeVpcs)',
      'settle aws ec2 describe-vpcs --filters Name=vpc-id,Values=vpc-0f3c9d1a7b5e24680',
    ],
    never: ['nobody outside the cluster', 'error['],
  },
  {
    case: 'z-transit-routes-unread-56a9',
    line: 'check in --client vpc:vpc-086a58e5f0a4a2935 --scheduler-subnet-id subnet-0b2e3d4c5f6a7b802 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309 --no-scheduler-public-ip',
    exit: 1,
    findings: ['note single-zone'],
    flows: {
      ...ALL_WORK,
      'client → scheduler': 'unknown',
      'scheduler → internet': 'unknown',
      'worker → internet': 'unknown',
    },
    outcomes: { 'no-egress': 'undecided', 'scheduler-unreachable': 'undecided' },
    says: [
      'the routes of tgw-rtb-0237bb099ed3b56a9 were not read (SearchTransitGatewayRoutes)',
      'settle aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id tgw-rtb-0237bb099ed3b56a9',
    ],
    never: ['error[', 'no route to', 'no change to this network'],
  },
  {
    case: 'z-outcomes-pass-unread',
    line: 'check in --client internet -f junit --vpc vpc-0f3c9d1a7b5e24680 --firewall-id sg-0c7d8e9f0a1b2c309 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802',
    exit: 1,
    findings: ['note single-zone'],
    outcomes: {
      'cluster-open-to-world': 'undecided',
      'admin-ports-open': 'undecided',
      'shadowed-rule': 'undecided',
      'stale-group-reference': 'undecided',
      'public-ingress': 'undecided',
      'special-zone': 'pass',
    },
    says: [
      'name="admin-ports-open"> <skipped message="undecided: sg-0c7d8e9f0a1b2c309 is not in the input"/>',
      'name="cluster-open-to-world"> <skipped message="undecided: sg-0c7d8e9f0a1b2c309 is not in the input"/>',
      'name="shadowed-rule"> <skipped message="undecided: sg-0c7d8e9f0a1b2c309 is not in the input"/>',
      'name="stale-group-reference"> <skipped message="undecided: sg-0c7d8e9f0a1b2c309 is not in the input"/>',
    ],
    never: [/name="(admin-ports-open|cluster-open-to-world|shadowed-rule|stale-group-reference)"\/>/],
  },
  {
    case: 'z-prefix-list-cut-short',
    line: 'check in --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309 --client internet',
    exit: 1,
    findings: ['note single-zone'],
    flows: {
      ...ALL_WORK,
      'client → scheduler': 'unknown',
      'scheduler → internet': 'unknown',
      'worker → internet': 'unknown',
    },
    says: [
      'the entries of prefix list pl-02d00e57e8da3f9fa were not read in full (GetManagedPrefixListEntries): the answer has a NextToken',
      'settle aws ec2 get-managed-prefix-list-entries --prefix-list-id pl-02d00e57e8da3f9fa --region us-east-1 --output json > in/GetManagedPrefixListEntries-pl-02d00e57e8da3f9fa.json',
    ],
    never: ['error[', 'this network carries the cluster:'],
  },
  {
    case: 'z-prefix-list-cut-short',
    line: 'check in --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 --firewall-id sg-0c7d8e9f0a1b2c309 --client 203.0.113.0/24',
    exit: 1,
    flows: {
      ...ALL_WORK,
      'client → scheduler': 'unknown',
      'scheduler → internet': 'unknown',
      'worker → internet': 'unknown',
    },
  },
  {
    case: 'z-gcp-hierarchy-denies',
    line: 'check in --client 203.0.113.0/24',
    exit: 0,
    findings: ['note other-client-ports-closed'],
    flows: ALL_WORK,
    says: [
      'this network carries the cluster, placed as proposed, assuming no hierarchical firewall policy',
      'no hierarchical firewall policy applies in byo-network: networks.getEffectiveFirewalls was not read',
    ],
  },
  {
    case: 'a22-default-vpc-172-31',
    line: `check net ${PLACED}`,
    exit: 0,
    findings: NOTES,
    flows: ALL_WORK,
    outcomes: { 'docker-bridge-overlap': 'pass' },
    never: [/docker/i],
  },
];

testRows(ROWS);
