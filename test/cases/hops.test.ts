/** What a declaration settles and what not, and private routes that are missing. */
import { type Row, testRows } from './run-case.ts';

const GROUP = '--firewall-id sg-0c7d8e9f0a1b2c309';
const TWO = `--scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 ${GROUP}`;
const OFFICE = `check net --client 203.0.113.0/24 ${TWO}`;
const PRIVATE = `check net --scheduler-subnet-id subnet-0b2e3d4c5f6a7b802 --worker-subnet-id subnet-0b2e3d4c5f6a7b802 ${GROUP}`;
const FIREWALL = 'eni-0d008d5dd3ef9e9ac';
const ENDPOINT = 'vpce-0fa1b2c3d4e5f6071';
const NOTES = ['note other-client-ports-closed', 'note single-zone'];

/** The six flows of a cluster in their order; what is not named is reachable. */
const flows = (odd: Readonly<Record<string, string>> = {}) => ({
  'client → scheduler': 'reachable',
  'worker → scheduler': 'reachable',
  'scheduler → worker': 'reachable',
  'worker ↔ worker': 'reachable',
  'scheduler → internet': 'reachable',
  'worker → internet': 'reachable',
  ...odd,
});

const ACL_OF_WORKERS = 'acl-0b1c2d3e4f5a60718';
const aclEntry = (side: string, number: number, ports: string, block: string) =>
  `aws ec2 create-network-acl-entry --network-acl-id ${ACL_OF_WORKERS} --${side} --rule-number ${number} --protocol 6 --port-range ${ports} --cidr-block ${block} --rule-action allow --region us-east-1`;
const NEW_NAT = [
  'ADDRESS=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text --region us-east-1)',
  'NAT=$(aws ec2 create-nat-gateway --subnet-id subnet-0a1f2b3c4d5e6f701 --allocation-id "$ADDRESS" --query NatGateway.NatGatewayId --output text --region us-east-1)',
  'aws ec2 wait nat-gateway-available --nat-gateway-ids "$NAT" --region us-east-1',
];

const FILTERS: readonly Row[] = [
  {
    case: 'a01-private-acl-denies-all',
    line: OFFICE,
    exit: 1,
    findings: [
      'error no-egress',
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      ...NOTES,
    ],
    flows: flows({
      'worker → scheduler': 'blocked',
      'scheduler → worker': 'blocked',
      'worker → internet': 'blocked',
    }),
    says: [
      /acl-0b1c2d3e4f5a60718 out: denied: rule 100 deny all traffic to/,
      /acl-0b1c2d3e4f5a60718 in: denied: rule 100 deny all traffic from/,
    ],
    fixes: [
      aclEntry('egress', 99, 'From=443,To=443', '0.0.0.0/0'),
      aclEntry('ingress', 99, 'From=32768,To=61000', '0.0.0.0/0'),
      aclEntry('ingress', 98, 'From=1024,To=65535', '10.0.0.0/20'),
      aclEntry('egress', 97, 'From=8786,To=8786', '10.0.0.0/20'),
    ],
  },
  {
    case: 'a02-acl-listener-ports-only',
    line: OFFICE,
    exit: 1,
    findings: [
      'error no-egress',
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      ...NOTES,
    ],
    flows: flows({
      'worker → scheduler': 'blocked',
      'scheduler → worker': 'partial',
      'worker → internet': 'blocked',
    }),
    says: ['the scheduler cannot reach workers on tcp 1024-8785, 8788-65535', 'rule 32767 deny all traffic'],
    fixes: [
      aclEntry('ingress', 120, 'From=32768,To=61000', '0.0.0.0/0'),
      aclEntry('ingress', 130, 'From=1024,To=65535', '10.0.0.0/20'),
    ],
  },
  {
    case: 'a24-databricks-acl',
    line: OFFICE,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'partial' }),
    says: [
      'stops client ports 1024-2442, 2444-3305, 3307-6665, 6667-65535',
      'rule 32767 deny all traffic to 0.0.0.0/0 (the closing *)',
    ],
    fixes: [
      'aws ec2 create-network-acl-entry --network-acl-id acl-0a9b8c7d6e5f4030b --egress --rule-number 15 --protocol 6 --port-range From=1024,To=65535 --cidr-block 203.0.113.0/24 --rule-action allow --region us-east-1',
    ],
  },
  {
    case: 'v38-nat-subnet-acl-no-ephemeral',
    line: OFFICE,
    exit: 1,
    findings: ['error no-egress', 'error no-egress', 'note intra-cluster-ports-narrow', ...NOTES],
    flows: flows({ 'scheduler → internet': 'blocked', 'worker → internet': 'blocked' }),
    says: [/reply 1 network ACL acl-0b1c2d3e4f5a60718 in: (allowed in part|denied): rule 1?1?\d/],
    fixes: [aclEntry('ingress', 130, 'From=1024,To=65535', '0.0.0.0/0')],
  },
];

const HOPS: readonly Row[] = [
  {
    case: 'a06-nat-instance-group-closed',
    line: OFFICE,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: [
      'security group "firewall" sg-010f4e7366a28fdbc',
      `sg-010f4e7366a28fdbc in: denied at ${FIREWALL}: no rule`,
      `# then check with --assume egress:${FIREWALL}`,
    ],
    fixes: [
      'aws ec2 authorize-security-group-ingress --group-id sg-010f4e7366a28fdbc --protocol tcp --port 443 --cidr 10.0.16.0/20 --region us-east-1',
    ],
  },
  {
    case: 'a06-nat-instance-group-closed',
    line: `${OFFICE} --assume egress:${FIREWALL}`,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: [`sg-010f4e7366a28fdbc in: denied at ${FIREWALL}: no rule`, '◄ ENI_SG_RULES_MISMATCH'],
    fixes: [
      'aws ec2 authorize-security-group-ingress --group-id sg-010f4e7366a28fdbc --protocol tcp --port 443 --cidr 10.0.16.0/20 --region us-east-1',
    ],
    never: ['then check with --assume'],
  },
  {
    case: 'a06b-nat-instance-ok',
    line: OFFICE,
    exit: 1,
    findings: NOTES,
    flows: flows({ 'worker → internet': 'unknown' }),
    says: [
      'undecided[no-egress]: whether workers can reach the internet on tcp 443 is not known',
      `settle declare it: --assume egress:${FIREWALL} more`,
    ],
    never: ['<cidr>'],
  },
  {
    case: 'a06b-nat-instance-ok',
    line: `${OFFICE} --assume egress:${FIREWALL}`,
    exit: 0,
    findings: NOTES,
    flows: flows(),
    says: [`as declared: egress:${FIREWALL}`],
  },
  {
    case: 'a15-firewall-asymmetric',
    line: OFFICE,
    exit: 1,
    findings: NOTES,
    flows: flows({ 'worker → internet': 'unknown' }),
    says: [`settle declare it: --assume egress:${ENDPOINT} more`],
    never: ['does not follow traffic', '<cidr>'],
  },
  {
    case: 'a15-firewall-asymmetric',
    line: `${OFFICE} --assume egress:${ENDPOINT}`,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: [
      'route table "coiled-public" rtb-02bb3cc4dd5ee6f04',
      `10.0.0.0/16 → local; no route 10.0.16.0/20 → ${ENDPOINT}`,
      /the request goes through/,
      'half a connection ◄ ASYMMETRIC_PATH',
      `route 10.0.16.0/20 of rtb-02bb3cc4dd5ee6f04 to ${ENDPOINT}`,
    ],
  },
  {
    case: 'a15b-firewall-symmetric',
    line: `check net ${TWO} --client 203.0.113.0/24`,
    exit: 1,
    // Past the endpoint no rule recognises the scheduler's group.
    findings: ['error scheduler-cannot-reach-worker', ...NOTES],
    flows: flows({
      'worker → scheduler': 'unknown',
      'scheduler → worker': 'partial',
      'worker → internet': 'unknown',
    }),
    says: [
      `settle declare it: --assume reach:10.0.16.0/20@${ENDPOINT} more`,
      `settle declare it: --assume egress:${ENDPOINT} more`,
      '◄ SG_REFERENCES_NOT_PRESERVED',
    ],
    never: ['cidr-overlap', '<cidr>'],
  },
  {
    case: 'a15b-firewall-symmetric',
    line: `check net ${TWO} --client 203.0.113.0/24 --assume egress:${ENDPOINT}`,
    exit: 1,
    findings: ['error scheduler-cannot-reach-worker', ...NOTES],
    flows: flows({ 'worker → scheduler': 'unknown', 'scheduler → worker': 'partial' }),
    says: [`settle declare it: --assume reach:10.0.16.0/20@${ENDPOINT} more`],
    never: ['cidr-overlap', `settle declare it: --assume egress:${ENDPOINT}`, '<cidr>'],
  },
  {
    case: 'a15b-firewall-symmetric',
    line: `check net ${TWO} --client 203.0.113.0/24 --assume egress:${ENDPOINT} --assume reach:10.0.16.0/20@${ENDPOINT}`,
    exit: 1,
    // Between the roles one direction passes the firewall and the other does not.
    findings: ['error scheduler-cannot-reach-worker', 'error worker-cannot-reach-scheduler', ...NOTES],
    flows: flows({ 'worker → scheduler': 'blocked', 'scheduler → worker': 'blocked' }),
    says: [`the reply goes through ${ENDPOINT}`, '◄ ASYMMETRIC_PATH'],
    fixes: [
      `aws ec2 create-route --route-table-id rtb-03cc4dd5ee6ff7a05 --destination-cidr-block 10.0.0.0/20 --vpc-endpoint-id ${ENDPOINT} --region us-east-1`,
    ],
    never: ['cidr-overlap'],
  },
  {
    case: 'a40-public-scheduler-behind-firewall',
    line: `${OFFICE} --assume egress:${FIREWALL}`,
    exit: 1,
    findings: ['error no-egress', 'error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'blocked', 'scheduler → internet': 'blocked' }),
    says: [
      'error[scheduler-unreachable]: clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8786-8787',
      /the reply goes through eni-0d008d5dd3ef9e9ac and the request, which/,
      'half a connection ◄ ASYMMETRIC_PATH',
      // The firewall's group admits the private subnet alone.
      `sg-010f4e7366a28fdbc in: denied at ${FIREWALL}: no rule`,
    ],
    fixes: [
      'aws ec2 create-route --route-table-id rtb-02bb3cc4dd5ee6f04 --destination-cidr-block 203.0.113.0/24 --gateway-id igw-0d4e5f6a7b8c9d006 --region us-east-1',
      'aws ec2 authorize-security-group-ingress --group-id sg-010f4e7366a28fdbc --protocol tcp --port 443 --cidr 10.0.0.0/20 --region us-east-1',
    ],
    never: ['works client → scheduler'],
  },
];

const ROUTES: readonly Row[] = [
  {
    case: 't1-egress-vpc-nat-subnet-no-return',
    line: `${PRIVATE} --no-scheduler-public-ip --client vpc:vpc-086a58e5f0a4a2935`,
    exit: 1,
    findings: ['error no-egress', 'error no-egress', 'error scheduler-unreachable', 'note single-zone'],
    flows: flows({
      'client → scheduler': 'partial',
      'scheduler → internet': 'blocked',
      'worker → internet': 'blocked',
    }),
    says: [
      'route table "hub-public" rtb-0a4583acd70818902',
      /rtb-0a4583acd70818902 0\.0\.0\.0\/0 → igw-06e31c6bce36e5911: no route to 10\.0\.16\.0\/20, and the default route leads to the internet ◄ NO_ROUTE_TO_DESTINATION/,
    ],
    fixes: [
      'aws ec2 create-route --route-table-id rtb-0a4583acd70818902 --destination-cidr-block 10.0.0.0/16 --transit-gateway-id tgw-00e6a4f5ad9f03c2b --region us-east-1',
    ],
    never: ['no internet gateway is attached', 'no active peering', 'RFC1918'],
  },
  {
    case: 't1b-tgw-table-no-default',
    line: `${PRIVATE} --no-scheduler-public-ip --client vpc:vpc-086a58e5f0a4a2935`,
    exit: 1,
    findings: ['error no-egress', 'error no-egress', ...NOTES],
    flows: flows({ 'scheduler → internet': 'blocked', 'worker → internet': 'blocked' }),
    says: [
      'transit gateway route table "spokes" tgw-rtb-0eda8cefb00082f3e',
      'no route to the internet: no route matches ◄ TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
    ],
    fixes: [
      'aws ec2 create-transit-gateway-route --destination-cidr-block 0.0.0.0/0 --transit-gateway-route-table-id tgw-rtb-0eda8cefb00082f3e --transit-gateway-attachment-id tgw-attach-09baf47bdf5895157 --region us-east-1',
    ],
    never: ['9.255.255.255'],
  },
  {
    case: 't4-peer-knows-first-block-only',
    line: `check net ${TWO} --client vpc:vpc-0fdf3631ea89f2ada`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: ['rtb-05de35bc1df0e1a2b no route to 100.64.0.0/20: no route matches'],
    fixes: [
      'aws ec2 create-route --route-table-id rtb-05de35bc1df0e1a2b --destination-cidr-block 100.64.0.0/16 --vpc-peering-connection-id pcx-0935d9453865d9ca3 --region us-east-1',
    ],
  },
  {
    case: 't5-peer-172-17',
    line: `${OFFICE} --require role:worker=172.17.5.10:5432`,
    exit: 1,
    findings: [
      'error required-flow-blocked',
      'error scheduler-unreachable',
      'note single-zone',
      'warning docker-bridge-overlap',
    ],
    flows: flows({ 'client → scheduler': 'blocked', 'role:worker=172.17.5.10:5432': 'blocked' }),
    says: [
      '172.17.5.10 is in no subnet of vpc-0fdf3631ea89f2ada',
      '172.17.0.0/16 of vpc-0fdf3631ea89f2ada behind pcx-0935d9453865d9ca3 lies in the range of the bridges that Docker makes',
    ],
    never: ['works role:worker=172.17.5.10:5432'],
  },
  {
    case: 't6-vgw-propagation-off',
    line: `check net --client 10.50.0.0/16 ${TWO}`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: [
      'route table "coiled-public" rtb-02bb3cc4dd5ee6f04',
      /0\.0\.0\.0\/0 → igw-0d4e5f6a7b8c9d006: no route to 10\.50\.0\.0\/16, and the default route leads to the internet ◄ NO_ROUTE_TO_DESTINATION/,
    ],
    fixes: [
      'aws ec2 enable-vgw-route-propagation --route-table-id rtb-02bb3cc4dd5ee6f04 --gateway-id vgw-01880588c6f4d6ce1 --region us-east-1',
      '# then check with --assume reach:10.50.0.0/16@vgw-01880588c6f4d6ce1',
    ],
    never: ['no active peering', 'RFC1918'],
  },
  {
    case: 't6-vgw-propagation-off',
    line: `check net --client 10.50.0.0/16 ${TWO} --assume reach:10.50.0.0/16@vgw-01880588c6f4d6ce1`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: [/rtb-02bb3cc4dd5ee6f04 0\.0\.0\.0\/0 → igw-0d4e5f6a7b8c9d006: no route to 10\.50\.0\.0\/16/],
    fixes: [
      'aws ec2 enable-vgw-route-propagation --route-table-id rtb-02bb3cc4dd5ee6f04 --gateway-id vgw-01880588c6f4d6ce1 --region us-east-1',
    ],
    never: ['then check with', 'no active peering'],
  },
  {
    case: 't7-spoke-route-to-tgw-missing',
    line: `${PRIVATE} --workers-public-ip --client vpc:vpc-086a58e5f0a4a2935`,
    exit: 1,
    findings: ['error scheduler-unreachable', 'note single-zone'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: [
      'route table "coiled-private" rtb-03cc4dd5ee6ff7a05',
      /rtb-03cc4dd5ee6ff7a05 0\.0\.0\.0\/0 → igw-0d4e5f6a7b8c9d006: no route to/,
    ],
    fixes: [
      'aws ec2 create-route --route-table-id rtb-03cc4dd5ee6ff7a05 --destination-cidr-block 10.100.0.0/16 --transit-gateway-id tgw-00e6a4f5ad9f03c2b --region us-east-1',
    ],
    never: ['no active peering', 'RFC1918'],
  },
  {
    case: 'v34-nat-in-private-subnet',
    line: OFFICE,
    exit: 1,
    findings: ['error nat-unusable', 'error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: ['the change that repairs nat-unusable above'],
    fixes: [
      ...NEW_NAT,
      'aws ec2 replace-route --route-table-id rtb-03cc4dd5ee6ff7a05 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$NAT" --region us-east-1',
    ],
    never: ['of rtb-03cc4dd5ee6ff7a05 to igw-0d4e5f6a7b8c9d006'],
  },
  {
    case: 'v35-public-subnet-no-public-ip',
    line: `check net --client 203.0.113.0/24 --scheduler-subnet-id subnet-0a1f2b3c4d5e6f701 --worker-subnet-id subnet-0a1f2b3c4d5e6f701 ${GROUP} --no-workers-public-ip`,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: ['worker has no public address', 'check with --workers-public-ip'],
  },
  {
    case: 'v36-two-vpcs-same-secondary',
    line: `${PRIVATE} --no-scheduler-public-ip --client 10.100.1.0/24`,
    exit: 0,
    findings: [...NOTES, 'warning cidr-overlap'],
    flows: flows(),
    says: ['100.64.0.0/16 is in vpc-0f3c9d1a7b5e24680 and in vpc-086a58e5f0a4a2935'],
  },
  {
    case: 'v37-workers-in-shared-secondary',
    line: `${PRIVATE} --no-scheduler-public-ip --client 10.100.1.0/24`,
    exit: 1,
    findings: [
      'error no-egress',
      'error no-egress',
      'error scheduler-unreachable',
      'note single-zone',
      'warning cidr-overlap',
    ],
    flows: flows({
      'client → scheduler': 'blocked',
      'scheduler → internet': 'blocked',
      'worker → internet': 'blocked',
    }),
    says: [/rtb-0a4583acd70818902 the local route keeps 100\.64\.16\.4-100\.64\.31\.254 inside/],
    never: ['create-route'],
  },
  {
    case: 'a30-dual-stack-eigw-only',
    line: OFFICE,
    exit: 1,
    findings: ['error no-egress', ...NOTES],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: ['rtb-03cc4dd5ee6ff7a05 no route to the internet: no route matches'],
    fixes: [
      ...NEW_NAT,
      'aws ec2 create-route --route-table-id rtb-03cc4dd5ee6ff7a05 --destination-cidr-block 0.0.0.0/0 --nat-gateway-id "$NAT" --region us-east-1',
    ],
  },
  {
    case: 'a30b-ipv6-only-no-nat64',
    line: OFFICE,
    exit: 1,
    findings: [
      'error no-egress',
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      ...NOTES,
      'warning no-egress',
    ],
    flows: flows({
      'worker → scheduler': 'blocked',
      'scheduler → worker': 'blocked',
      'worker → internet': 'blocked',
    }),
    says: [
      'workers have no IPv4 address in subnet-0b2e3d4c5f6a7b802: hosts without IPv6 are out of reach',
      'scheduler and worker share no address family',
    ],
  },
];

const NETWORK =
  '--network-id byo-network --scheduler-subnet-id byo-subnet --worker-subnet-id byo-subnet --firewall-id byo-firewall';
const TUNNEL =
  'https://www.googleapis.com/compute/v1/projects/my-project-id/regions/us-west1/vpnTunnels/office-tunnel';
const GLOBAL = 'gcloud compute networks update byo-network --project=my-project-id --bgp-routing-mode=global';
const REGIONAL = [
  /10\.50\.0\.0\/16 → office-tunnel is not used: byo-router learned it in us-west1, and byo-network has routingMode REGIONAL: it is not in use in us-east1/,
  /no route to 10\.50\.0\.0\/16/,
];

const GOOGLE: readonly Row[] = [
  {
    case: 'g10-regional-routing-vpn-other-region',
    line: `check net --client 10.50.0.0/16 ${NETWORK} --workers-public-ip`,
    exit: 1,
    findings: ['error scheduler-unreachable'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: REGIONAL,
    fixes: [GLOBAL, '# then check with --assume reach:10.50.0.0/16@office-tunnel'],
    never: ['no active peering', 'PRIVATE_TRAFFIC_TO_INTERNET'],
  },
  {
    case: 'g10-regional-routing-vpn-other-region',
    line: `check net --client 10.50.0.0/16 ${NETWORK} --workers-public-ip --assume reach:10.50.0.0/16@${TUNNEL}`,
    exit: 1,
    findings: ['error scheduler-unreachable'],
    flows: flows({ 'client → scheduler': 'blocked' }),
    says: REGIONAL,
    fixes: [GLOBAL],
    never: ['no hop of this network', 'then check with'],
  },
  {
    case: 'g10b-global-routing',
    line: `check net --client 10.50.0.0/16 ${NETWORK} --assume reach:10.50.0.0/16@${TUNNEL}`,
    exit: 1,
    // Its client works as declared; its workers have no NAT.
    findings: ['error no-egress', 'note client-takes-other-address', 'note other-client-ports-closed'],
    flows: flows({ 'worker → internet': 'blocked' }),
    says: ['works client → scheduler tcp 8786-8787, as declared:'],
    never: ['bgp-routing-mode'],
  },
  {
    case: 'g46-restricted-vip-only',
    line: `check net --client 10.20.0.0/24 --no-scheduler-public-ip ${NETWORK}`,
    exit: 1,
    findings: ['error no-egress', 'error no-egress'],
    flows: flows({ 'scheduler → internet': 'partial', 'worker → internet': 'partial' }),
    says: ['no route to most of the internet: no route matches'],
    fixes: [
      'gcloud compute routes create byo-network-internet --project=my-project-id --network=byo-network --destination-range=0.0.0.0/0 --next-hop-gateway=default-internet-gateway',
      'gcloud compute routers create byo-subnet-router --project=my-project-id --network=byo-network --region=us-east1',
      'gcloud compute routers nats create byo-subnet-nat --project=my-project-id --router=byo-subnet-router --region=us-east1 --auto-allocate-nat-external-ips --nat-custom-subnet-ip-ranges=byo-subnet',
    ],
  },
];

testRows([...FILTERS, ...HOPS, ...ROUTES, ...GOOGLE]);
