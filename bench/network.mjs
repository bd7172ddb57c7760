// A VPC of a given size, as one written snapshot: `size` 1 is 1 000 interfaces, 200 groups (one of 1 000 rules), 50
// route tables with a subnet each, and ACLs of 40 entries.
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const VPC = 'vpc-0be4c4000000000a1';
const id = (prefix, i) => `${prefix}-0be4c4${i.toString(16).padStart(11, '0')}`;
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const anywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

export const PLACEMENT = [
  '--scheduler-subnet-id',
  id('subnet', 0),
  '--worker-subnet-id',
  id('subnet', 1),
  '--firewall-id',
  id('sg', 0),
];

export function network(size) {
  const subnets = 50 * size;
  const documents = [
    [
      'DescribeVpcs',
      {
        Vpcs: [
          {
            VpcId: VPC,
            CidrBlock: '10.0.0.0/8',
            State: 'available',
            OwnerId: ACCOUNT,
            DhcpOptionsId: 'dopt-1',
          },
        ],
      },
    ],
    ['DescribeSubnets', { Subnets: many(subnets, subnet) }],
    ['DescribeRouteTables', { RouteTables: many(subnets, routeTable) }],
    ['DescribeSecurityGroups', { SecurityGroups: many(200 * size, (i) => group(i, size)) }],
    ['DescribeNetworkAcls', { NetworkAcls: many(subnets, acl) }],
    [
      'DescribeInternetGateways',
      {
        InternetGateways: [
          {
            InternetGatewayId: id('igw', 0),
            OwnerId: ACCOUNT,
            Attachments: [{ VpcId: VPC, State: 'available' }],
          },
        ],
      },
    ],
    [
      'DescribeNatGateways',
      {
        NatGateways: [
          {
            NatGatewayId: id('nat', 0),
            VpcId: VPC,
            SubnetId: id('subnet', 0),
            State: 'available',
            ConnectivityType: 'public',
            NatGatewayAddresses: [{ PrivateIp: '10.0.0.20', PublicIp: '192.0.2.20', IsPrimary: true }],
          },
        ],
      },
    ],
    ['DescribeNetworkInterfaces', { NetworkInterfaces: many(1000 * size, networkInterface(subnets, size)) }],
    [
      'DescribeDhcpOptions',
      {
        DhcpOptions: [
          {
            DhcpOptionsId: 'dopt-1',
            DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] }],
          },
        ],
      },
    ],
    ...[
      'VpcPeeringConnections',
      'VpcEndpoints',
      'TransitGatewayVpcAttachments',
      'VpnGateways',
      'EgressOnlyInternetGateways',
    ].map((key) => [`Describe${key}`, { [key]: [] }]),
  ];
  return {
    version: 1,
    documents: documents.map(([call, body]) => ({
      provider: 'aws',
      account: ACCOUNT,
      region: REGION,
      call,
      body,
    })),
    gaps: [],
  };
}

const block = (i) => `10.${Math.floor(i / 16)}.${(i % 16) * 16}.0/20`;

const subnet = (i) => ({
  SubnetId: id('subnet', i),
  VpcId: VPC,
  CidrBlock: block(i),
  State: 'available',
  OwnerId: ACCOUNT,
  AvailabilityZone: `us-east-1${'abc'[i % 3]}`,
  AvailableIpAddressCount: 4000,
});

const routeTable = (i) => ({
  RouteTableId: id('rtb', i),
  VpcId: VPC,
  OwnerId: ACCOUNT,
  Associations: [
    {
      RouteTableAssociationId: id('rtbassoc', i),
      SubnetId: id('subnet', i),
      Main: false,
      AssociationState: { State: 'associated' },
    },
  ],
  Routes: [
    { DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' },
    {
      DestinationCidrBlock: '0.0.0.0/0',
      State: 'active',
      Origin: 'CreateRoute',
      ...(i === 0 ? { GatewayId: id('igw', 0) } : { NatGatewayId: id('nat', 0) }),
    },
  ],
});

/** Group 0 is the cluster's and has a thousand rules for each unit of size; the others have twenty. */
function group(i, size) {
  const self = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id('sg', i), UserId: ACCOUNT }] };
  const rule = (n) => ({
    IpProtocol: 'tcp',
    FromPort: 8000 + (n % 900),
    ToPort: 8000 + (n % 900) + 50,
    IpRanges: [{ CidrIp: `192.0.${Math.floor(n / 256) % 256}.${n % 256}/32` }],
  });
  const client = { IpProtocol: 'tcp', FromPort: 8786, ToPort: 8787, ...anywhere };
  return {
    GroupId: id('sg', i),
    GroupName: `group-${i}`,
    VpcId: VPC,
    OwnerId: ACCOUNT,
    IpPermissions: [self, client, ...many(i === 0 ? 1000 * size : 20, rule)],
    IpPermissionsEgress: [{ IpProtocol: '-1', ...anywhere }],
  };
}

const acl = (i) => ({
  NetworkAclId: id('acl', i),
  VpcId: VPC,
  OwnerId: ACCOUNT,
  IsDefault: i === 0,
  Associations: [
    { NetworkAclAssociationId: id('aclassoc', i), NetworkAclId: id('acl', i), SubnetId: id('subnet', i) },
  ],
  Entries: [false, true].flatMap((Egress) => [
    ...many(18, (n) => ({
      RuleNumber: 10 + n,
      Egress,
      RuleAction: 'deny',
      Protocol: '6',
      CidrBlock: `198.51.100.${n * 8}/29`,
      PortRange: { From: 1, To: 1023 },
    })),
    { RuleNumber: 100, Egress, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
    { RuleNumber: 32767, Egress, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
  ]),
});

const networkInterface = (subnets, size) => (i) => ({
  NetworkInterfaceId: id('eni', i),
  VpcId: VPC,
  SubnetId: id('subnet', i % subnets),
  OwnerId: ACCOUNT,
  Status: 'in-use',
  SourceDestCheck: true,
  PrivateIpAddress: block(i % subnets).replace('.0/20', `.${30 + Math.floor(i / subnets)}`),
  Groups: [{ GroupId: id('sg', i % (200 * size)) }],
});
