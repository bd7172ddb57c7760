import { describe, expect, test } from 'vitest';
import { describeAddresses } from '../../../src/ip/address.ts';
import type * as ec2 from '../../../src/providers/aws/documents.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  ACCOUNT,
  type AwsBodies,
  add,
  change,
  GUIDE,
  guideNetwork,
  REGION,
  resourcesOf,
} from '../../support/aws.ts';

const guide = guideNetwork();
const gateway = (bodies: AwsBodies, id: string) => lower(resourcesOf(bodies)).gateways.get(id);

describe('aws.md 16: internet gateways', () => {
  test.each([
    ['available', 'usable'],
    ['attached', 'usable'],
    ['detaching', 'unusable'],
  ])('an attachment that is %s is %s', (State, is) => {
    const bodies = change(guide, 'InternetGateways', GUIDE.internetGateway, {
      Attachments: [{ State, VpcId: GUIDE.vpc }],
    });
    const found = gateway(bodies, GUIDE.internetGateway);
    expect(found).toMatchObject({ kind: 'internet', direction: 'both', families: [4, 6] });
    expect(found?.kind === 'internet' && found.attached.get(GUIDE.vpc)).toMatchObject({ is });
  });

  test('one that is attached to nothing is attached to nothing', () => {
    const bodies = change(guide, 'InternetGateways', GUIDE.internetGateway, { Attachments: [] });
    const lowered = lower(resourcesOf(bodies));
    expect(lowered.gateways.get(GUIDE.internetGateway)).toMatchObject({ attached: new Map() });
    expect(lowered.vpcs.get(GUIDE.vpc)?.internetGateway).toEqual({ value: undefined });
  });
});

describe('aws.md 18, 19: NAT gateways', () => {
  const nat = (patch: Partial<ec2.NatGateway>) =>
    gateway(change(guide, 'NatGateways', GUIDE.natGateway, patch), GUIDE.natGateway);

  test('a public one has its subnet and its addresses', () => {
    const found = nat({});
    expect(found).toMatchObject({
      kind: 'nat',
      connectivity: 'public',
      subnet: { value: GUIDE.publicSubnet },
      state: { is: 'usable' },
    });
    expect(found?.kind === 'nat' && describeAddresses(found.publicAddresses)).toBe('198.51.100.10');
    expect(found?.kind === 'nat' && describeAddresses(found.privateAddresses)).toBe('10.0.0.10');
  });

  test.each(['pending', 'failed', 'deleting', 'deleted'])('%s does not work', (State) => {
    expect(nat({ State })).toMatchObject({
      state: { is: 'unusable', cause: 'BAD_STATE', why: `${GUIDE.natGateway} is ${State}` },
    });
  });

  test('a failed one says why', () => {
    const failed = {
      State: 'failed',
      FailureCode: 'Gateway.NotAttached',
      FailureMessage: 'Network vpc-1 has no Internet gateway attached',
    };
    expect(nat(failed)).toMatchObject({
      state: {
        why: `${GUIDE.natGateway} is failed: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached`,
      },
    });
  });

  test('a private one has no public address', () => {
    const found = nat({ ConnectivityType: 'private', NatGatewayAddresses: [{ PrivateIp: '10.0.0.10' }] });
    expect(found).toMatchObject({ connectivity: 'private', publicAddresses: [] });
  });

  test('several addresses all count, but not those that failed', () => {
    const found = nat({
      NatGatewayAddresses: [
        { PrivateIp: '10.0.0.10', PublicIp: '198.51.100.10', IsPrimary: true, Status: 'succeeded' },
        { PrivateIp: '10.0.0.11', PublicIp: '198.51.100.20' },
        { PrivateIp: '10.0.0.12' },
        { PrivateIp: '10.0.0.99', PublicIp: '198.51.100.99', Status: 'failed' },
      ],
    });
    expect(found?.kind === 'nat' && describeAddresses(found.publicAddresses)).toBe(
      '198.51.100.10, 198.51.100.20',
    );
    expect(found?.kind === 'nat' && describeAddresses(found.privateAddresses)).toBe(
      '10.0.0.10/31, 10.0.0.12',
    );
  });

  test.each([
    [
      'one with appliances',
      { AttachedAppliances: [{ Type: 'network-firewall-proxy' }] },
      'UNKNOWN_DESTINATION',
    ],
  ])('%s is not seen through', (_name, patch, cause) => {
    expect(nat(patch)).toMatchObject({
      kind: 'opaque',
      word: 'NAT gateway',
      attached: [GUIDE.vpc],
      state: { is: 'usable' },
      unknown: { cause, settle: expect.stringContaining(`--assume egress:${GUIDE.natGateway}`) },
    });
  });

  test('a regional one that failed does not work either', () => {
    expect(nat({ AvailabilityMode: 'regional', State: 'failed' })).toMatchObject({
      kind: 'nat',
      state: { is: 'unusable' },
    });
  });

  const stated = (mode: string) => ({ BlockPublicAccessStates: { InternetGatewayBlockMode: mode } });
  const addresses = [
    { PublicIp: '198.51.100.10', Status: 'succeeded', AvailabilityZone: 'us-east-1a' },
    { PublicIp: '198.51.100.11', Status: 'failed', AvailabilityZone: 'us-east-1b' },
  ];
  test.each<readonly [string, Partial<ec2.NatGateway>, object]>([
    ['its table', { RouteTableId: 'rtb-9' }, { table: { value: 'rtb-9' } }],
    ['no table', {}, { table: { unknown: { cause: 'UNKNOWN_RESOURCE' } } }],
    ['zones of its own choice', { AutoProvisionZones: 'enabled' }, { zones: { value: undefined } }],
    [
      'zones chosen by hand: those with an address',
      { AutoProvisionZones: 'disabled', NatGatewayAddresses: addresses },
      { zones: { value: ['us-east-1a'] } },
    ],
    ['zones that the answer does not tell', {}, { zones: { unknown: { cause: 'UNKNOWN_RESOURCE' } } }],
  ])('a regional one has %s', (_name, more, expected) => {
    expect(nat({ AvailabilityMode: 'regional', ...more })).toMatchObject({ regional: expected });
  });

  test.each([
    ['block-bidirectional', 'block-bidirectional', { value: 'block-bidirectional' }],
    ['off', 'off', { value: 'open' }],
    ['off', 'block-ingress', { unknown: { cause: 'UNKNOWN_RESOURCE' } }],
  ])('Block Public Access of a regional one, where subnets say %s and %s', (one, other, expected) => {
    const regional = change(guide, 'NatGateways', GUIDE.natGateway, { AvailabilityMode: 'regional' });
    const said = change(
      change(regional, 'Subnets', GUIDE.publicSubnet, stated(one)),
      'Subnets',
      GUIDE.privateSubnet,
      stated(other),
    );
    const { VpcBlockPublicAccessOptions: _, ...rest } = said;
    expect(gateway(rest, GUIDE.natGateway)).toMatchObject({
      regional: { publicAccess: expected },
    });
  });
});

describe('aws.md 15, 21: other gateways of a VPC', () => {
  test('an egress-only internet gateway lets IPv6 out', () => {
    const bodies = add(guide, 'EgressOnlyInternetGateways', {
      EgressOnlyInternetGatewayId: 'eigw-1',
      Attachments: [{ State: 'attached', VpcId: GUIDE.vpc }],
    });
    expect(gateway(bodies, 'eigw-1')).toMatchObject({
      kind: 'internet',
      direction: 'out',
      families: [6],
      attached: new Map([[GUIDE.vpc, { is: 'usable' }]]),
    });
  });

  const vgw = (patch: Partial<ec2.VpnGateway>) =>
    gateway(
      add(guide, 'VpnGateways', {
        VpnGatewayId: 'vgw-1',
        State: 'available',
        VpcAttachments: [{ State: 'attached', VpcId: GUIDE.vpc }],
        ...patch,
      }),
      'vgw-1',
    );

  test('a virtual private gateway carries IPv4 to where nobody sees', () => {
    expect(vgw({})).toMatchObject({
      kind: 'opaque',
      families: [4],
      attached: [GUIDE.vpc],
      state: { is: 'usable' },
      unknown: {
        cause: 'UNKNOWN_DESTINATION',
        settle: expect.stringContaining('--assume reach:<cidr>@vgw-1'),
      },
    });
  });

  test.each([
    ['detached', { VpcAttachments: [{ State: 'detached', VpcId: GUIDE.vpc }] }, 'BAD_STATE_ATTACHMENT'],
    ['attached to nothing', { VpcAttachments: [] }, 'BAD_STATE_ATTACHMENT'],
    ['deleted', { State: 'deleted' }, 'BAD_STATE'],
  ])('%s it does not work', (_name, patch, cause) => {
    expect(vgw(patch)).toMatchObject({ state: { is: 'unusable', cause } });
  });

  test('a carrier gateway is not followed', () => {
    const bodies = add(guide, 'CarrierGateways', {
      CarrierGatewayId: 'cagw-1',
      VpcId: GUIDE.vpc,
      State: 'available',
    });
    expect(gateway(bodies, 'cagw-1')).toMatchObject({
      kind: 'opaque',
      unknown: { cause: 'UNSUPPORTED_COMPONENT' },
      place: {},
    });
  });
});

describe('aws.md 32: VPC endpoints', () => {
  const endpoint = (patch: Partial<ec2.VpcEndpoint>) =>
    gateway(
      add(guide, 'VpcEndpoints', {
        VpcEndpointId: 'vpce-1',
        VpcId: GUIDE.vpc,
        ServiceName: 'com.amazonaws.us-east-1.s3',
        State: 'available',
        ...patch,
      }),
      'vpce-1',
    );

  test.each(['Gateway', 'gateway', undefined])('type %s is a door to a service', (type) => {
    expect(endpoint(type === undefined ? {} : { VpcEndpointType: type })).toMatchObject({
      kind: 'service',
      service: 'com.amazonaws.us-east-1.s3',
      state: { is: 'usable' },
    });
  });

  test.each([
    ['Available', 'usable'],
    ['available', 'usable'],
    ['Pending', 'unusable'],
    ['failed', 'unusable'],
  ])('state %s is %s in any letter case', (State, is) => {
    expect(endpoint({ VpcEndpointType: 'Gateway', State })).toMatchObject({ state: { is } });
  });

  test.each([
    ['GatewayLoadBalancer', 'UNKNOWN_DESTINATION'],
    ['Resource', 'UNSUPPORTED_COMPONENT'],
  ])('type %s is not seen through', (VpcEndpointType, cause) => {
    expect(endpoint({ VpcEndpointType })).toMatchObject({ kind: 'opaque', unknown: { cause } });
  });

  test('one of a gateway load balancer is a middlebox in its subnet, and a firewall of AWS returns all', () => {
    const parts = { VpcEndpointType: 'gatewayLoadBalancer', SubnetIds: ['subnet-1'] };
    expect(endpoint(parts)).toMatchObject({ middlebox: { subnet: 'subnet-1', returns: 'routed' } });
    const Tags = [{ Key: 'AWSNetworkFirewallManaged', Value: 'true' }];
    expect(endpoint({ ...parts, Tags })).toMatchObject({
      middlebox: { subnet: 'subnet-1', returns: 'all' },
    });
  });

  test('an interface endpoint is no route target', () => {
    expect(endpoint({ VpcEndpointType: 'Interface' })).toBeUndefined();
  });
});

describe('aws.md 30: peering', () => {
  const far: ec2.PeeringVpcInfo = {
    VpcId: 'vpc-2',
    OwnerId: '444455556666',
    Region: REGION,
    CidrBlock: '10.2.0.0/16',
  };
  const near: ec2.PeeringVpcInfo = {
    VpcId: GUIDE.vpc,
    OwnerId: ACCOUNT,
    Region: REGION,
    CidrBlock: '10.0.0.0/16',
  };
  const peering = (patch: Partial<ec2.VpcPeeringConnection>) => {
    const found = gateway(
      add(guide, 'VpcPeeringConnections', {
        VpcPeeringConnectionId: 'pcx-1',
        Status: { Code: 'active' },
        RequesterVpcInfo: near,
        AccepterVpcInfo: far,
        ...patch,
      }),
      'pcx-1',
    );
    if (found?.kind !== 'peering') throw new Error('pcx-1 is no peering');
    return found;
  };

  test('active it joins two sides', () => {
    expect(peering({})).toMatchObject({
      state: { is: 'usable' },
      sides: [
        { vpc: GUIDE.vpc, account: ACCOUNT },
        { vpc: 'vpc-2', account: '444455556666', region: REGION },
      ],
      groupReferences: { is: 'usable' },
    });
  });

  test.each(['pending-acceptance', 'deleted', 'failed', 'expired', 'rejected'])(
    '%s it carries nothing',
    (Code) => {
      expect(peering({ Status: { Code } })).toMatchObject({
        state: { is: 'unusable', cause: 'BAD_STATE', why: `pcx-1 is ${Code}, not active` },
      });
    },
  );

  test.each([
    [
      'every block of both families',
      {
        ...far,
        CidrBlockSet: [{ CidrBlock: '10.2.0.0/16' }, { CidrBlock: '10.3.0.0/16' }],
        Ipv6CidrBlockSet: [{ Ipv6CidrBlock: '2600:1f19::/56' }],
      },
      '10.2.0.0/15, 2600:1f19::/56',
    ],
    ['the one block where that is all', far, '10.2.0.0/16'],
  ])('a side has %s', (_name, AccepterVpcInfo, cidrs) => {
    expect(describeAddresses(peering({ AccepterVpcInfo }).sides[1].cidrs)).toBe(cidrs);
  });

  test('a side without blocks is known by its VPC', () => {
    const bare = peering({ RequesterVpcInfo: { VpcId: GUIDE.vpc } });
    expect(describeAddresses(bare.sides[0].cidrs)).toBe('10.0.0.0/16');
    expect(bare.sides[0]).toMatchObject({ account: ACCOUNT, region: REGION });
  });

  test('a side of which nothing is known leaves it unknown', () => {
    expect(peering({ AccepterVpcInfo: { VpcId: 'vpc-2', Region: REGION } }).state).toMatchObject({
      is: 'unknown',
      unknown: {
        settle:
          'aws ec2 describe-vpc-peering-connections --region us-east-1 --output json > VpcPeeringConnections.json',
      },
    });
  });

  test('aws.md 24: groups are recognised within one region only', () => {
    expect(peering({ AccepterVpcInfo: { ...far, Region: 'eu-west-1' } }).groupReferences).toMatchObject({
      is: 'unusable',
      cause: 'SG_REFERENCES_NOT_PRESERVED',
    });
    const { Region: _, ...somewhere } = far;
    expect(peering({ AccepterVpcInfo: somewhere }).groupReferences).toMatchObject({ is: 'unknown' });
  });
});
