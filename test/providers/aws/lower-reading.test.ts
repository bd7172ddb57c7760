import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/model/network.ts';
import { lower } from '../../../src/providers/aws/lower.ts';
import {
  ACCOUNT,
  type AwsBodies,
  change,
  GUIDE,
  guideNetwork,
  REGION,
  type Reader,
  resourcesOf,
  unread,
  withoutStates,
} from '../../support/aws.ts';

const network = (bodies: AwsBodies, reader?: Reader): Network => lower(resourcesOf(bodies, reader));
const guide = guideNetwork();
const OTHER = '444455556666';

describe('aws.md 3: what was not read is unknown, with what settles it', () => {
  const cases: readonly {
    readonly name: string;
    readonly bodies: AwsBodies;
    readonly read: (network: Network) => unknown;
    readonly settle: string;
  }[] = [
    {
      name: 'no route tables',
      bodies: unread(guide, 'RouteTables'),
      read: ({ subnets }) => subnets.get(GUIDE.publicSubnet)?.routeTable,
      settle: `aws ec2 describe-route-tables --filters Name=vpc-id,Values=${GUIDE.vpc}`,
    },
    {
      name: 'no network ACLs',
      bodies: unread(guide, 'NetworkAcls'),
      read: ({ subnets }) => subnets.get(GUIDE.publicSubnet)?.filters,
      settle: `aws ec2 describe-network-acls --filters Name=vpc-id,Values=${GUIDE.vpc}`,
    },
    {
      name: 'no NAT gateways, whose filter parameter is --filter',
      bodies: unread(guide, 'NatGateways'),
      read: ({ gateways }) => gateways.get(GUIDE.natGateway),
      settle: `aws ec2 describe-nat-gateways --filter Name=vpc-id,Values=${GUIDE.vpc}`,
    },
    {
      name: 'no internet gateways',
      bodies: unread(guide, 'InternetGateways'),
      read: ({ vpcs }) => vpcs.get(GUIDE.vpc)?.internetGateway,
      settle: `aws ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values=${GUIDE.vpc}`,
    },
    {
      name: 'DHCP options that the answer lacks',
      bodies: { ...guide, DhcpOptions: [] },
      read: ({ vpcs }) => vpcs.get(GUIDE.vpc)?.dns.servers,
      settle: 'aws ec2 describe-dhcp-options',
    },
  ];
  test.each(cases)('$name', ({ bodies, read, settle }) => {
    expect(read(network(bodies))).toMatchObject({
      unknown: { cause: 'UNKNOWN_RESOURCE', settle: expect.stringContaining(settle) },
    });
  });

  test('a gateway of an unread list is opaque and unknown, never missing', () => {
    expect(network(unread(guide, 'NatGateways')).gateways.get(GUIDE.natGateway)).toMatchObject({
      kind: 'opaque',
      word: 'NAT gateway',
      state: { is: 'unknown' },
    });
  });

  test('a gateway that the whole answer lacks does not exist', () => {
    expect(network({ ...guide, NatGateways: [] }).gateways.get(GUIDE.natGateway)).toMatchObject({
      kind: 'opaque',
      state: { is: 'unusable', cause: 'BAD_STATE', why: expect.stringContaining('does not exist') },
    });
  });

  test('an answer for one region says nothing of another', () => {
    const there = resourcesOf(guide, { region: 'eu-west-1' });
    const split = {
      ...there,
      natGateways: new Map(),
      answered: [...(there.answered ?? [])].map((answer) =>
        answer.call === 'DescribeNatGateways' ? { ...answer, region: REGION } : answer,
      ),
    };
    const lowered = lower(split);
    expect(lowered.gateways.get(GUIDE.natGateway)).toMatchObject({ state: { is: 'unknown' } });
    expect(lowered.gaps).toMatchObject([{ call: 'DescribeNatGateways', region: 'eu-west-1' }]);
  });
});

describe('aws.md 3: refused reads', () => {
  const denied = 'UnauthorizedOperation: You are not authorized to perform this operation.';
  const refused = (call: string, why = denied): Reader => ({
    refused: [{ call, account: ACCOUNT, region: REGION, why }],
  });

  test('name the permission that is missing', () => {
    const lowered = network(unread(guide, 'NatGateways'), refused('DescribeNatGateways'));
    expect(lowered.gateways.get(GUIDE.natGateway)).toMatchObject({
      unknown: { cause: 'PERMISSION_DENIED', settle: 'allow ec2:DescribeNatGateways' },
    });
    expect(lowered.gaps).toEqual([
      {
        call: 'DescribeNatGateways',
        account: ACCOUNT,
        region: REGION,
        what: 'NAT gateways',
        why: denied,
        permission: 'ec2:DescribeNatGateways',
        settle: expect.stringContaining('aws ec2 describe-nat-gateways'),
        hides: ['gateway'],
      },
    ]);
  });

  test('that failed for another reason are settled by asking again', () => {
    const lowered = network(
      unread(guide, 'RouteTables'),
      refused('DescribeRouteTables', 'RequestLimitExceeded'),
    );
    expect(lowered.subnets.get(GUIDE.publicSubnet)?.routeTable).toMatchObject({
      unknown: {
        cause: 'UNKNOWN_RESOURCE',
        settle: expect.stringContaining('aws ec2 describe-route-tables'),
      },
    });
  });

  test('of one account leave what another account read alone', () => {
    const stranger: Reader = { refused: [{ call: 'DescribeRouteTables', account: OTHER, why: denied }] };
    expect(network(guide, stranger).subnets.get(GUIDE.publicSubnet)?.routeTable).toEqual({
      value: GUIDE.publicTable,
    });
  });

  test('are never turned into an assumption', () => {
    const calls = ['DescribeVpcBlockPublicAccessOptions', 'DescribeDhcpOptions', 'DescribeVpcAttribute'];
    const bare = withoutStates(unread(guide, 'VpcBlockPublicAccessOptions', 'DhcpOptions', 'VpcAttributes'));
    const lowered = network(bare, { refused: calls.map((call) => ({ call, why: denied })) });
    const { dns } = lowered.vpcs.get(GUIDE.vpc) ?? {};
    expect(lowered.assumed.map(({ text }) => text)).toEqual([]);
    expect(lowered.subnets.get(GUIDE.publicSubnet)?.publicAccess).toMatchObject({
      unknown: { cause: 'PERMISSION_DENIED' },
    });
    for (const part of [dns?.support, dns?.hostnames, dns?.servers]) {
      expect(part).toMatchObject({ unknown: { cause: 'PERMISSION_DENIED' } });
    }
  });

  test('with arguments concern only what they asked about', () => {
    const reader: Reader = {
      refused: [{ call: 'DescribeVpcAttribute', arguments: { VpcId: 'vpc-other' }, why: denied }],
    };
    const lowered = network(unread(guide, 'VpcAttributes'), reader);
    expect(lowered.vpcs.get(GUIDE.vpc)?.dns.support).toEqual({ value: true });
    expect(lowered.gaps).toMatchObject([
      { what: 'VPC DNS attributes of vpc-other', settle: expect.stringContaining('--vpc-id vpc-other') },
    ]);
  });
});

describe('aws.md 3: absent keys of the short table are assumed, and said', () => {
  test('Block Public Access off, the resolver of Amazon, DNS attributes on', () => {
    const lowered = network(
      withoutStates(unread(guide, 'VpcBlockPublicAccessOptions', 'DhcpOptions', 'VpcAttributes')),
    );
    expect(lowered.assumed.map(({ text }) => text)).toEqual([
      `Block Public Access is off in ${GUIDE.vpc}: DescribeVpcBlockPublicAccessOptions was not read`,
      `Amazon's resolver is in use in ${GUIDE.vpc}: DescribeDhcpOptions was not read`,
      `enableDnsSupport is on in ${GUIDE.vpc}: DescribeVpcAttribute was not read`,
      `enableDnsHostnames is on in ${GUIDE.vpc}: DescribeVpcAttribute was not read`,
    ]);
    expect(lowered.gaps).toEqual([]);
    expect(lowered.subnets.get(GUIDE.publicSubnet)?.publicAccess).toEqual({ value: 'open' });
    expect(lowered.vpcs.get(GUIDE.vpc)?.dns).toEqual({
      support: { value: true },
      hostnames: { value: true },
      servers: { value: ['provider'] },
    });
  });

  test('what was read of an attribute is not assumed', () => {
    const half = { ...guide, VpcAttributes: [{ VpcId: GUIDE.vpc, EnableDnsSupport: { Value: false } }] };
    const lowered = network(half);
    expect(lowered.vpcs.get(GUIDE.vpc)?.dns.support).toEqual({ value: false });
    expect(lowered.assumed.map(({ text }) => text)).toEqual([
      `enableDnsHostnames is on in ${GUIDE.vpc}: DescribeVpcAttribute was not read`,
    ]);
  });
});

describe('gaps: what matters and was not read', () => {
  const calls = (bodies: AwsBodies) => network(bodies).gaps.map(({ call }) => call);

  test('only the lists that something refers to', () => {
    const few = unread(
      guide,
      'VpnGateways',
      'CarrierGateways',
      'EgressOnlyInternetGateways',
      'TransitGateways',
    );
    expect(calls(few)).toEqual([]);
    expect(calls(unread(few, 'NatGateways'))).toEqual(['DescribeNatGateways']);
  });

  test('an empty input names the calls that every verdict needs', () => {
    expect(calls({})).toEqual([
      'DescribeInternetGateways',
      'DescribeNetworkAcls',
      'DescribeNetworkInterfaces',
      'DescribeRouteTables',
      'DescribeSecurityGroups',
      'DescribeSubnets',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
    ]);
  });

  test('an empty account that was read has none', () => {
    const empty = Object.fromEntries(Object.keys(guide).map((key) => [key, []]));
    expect(
      calls({
        ...empty,
        VpcAttributes: [],
        VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'off' },
      }),
    ).toEqual([]);
  });

  test('whose an address is the answer about instances does not tell: databases and endpoints are none', () => {
    expect(calls(unread(guide, 'NetworkInterfaces'))).toEqual(['DescribeNetworkInterfaces']);
    expect(calls(unread(guide, 'NetworkInterfaces', 'Reservations'))).toEqual(['DescribeNetworkInterfaces']);
    expect(calls(unread(guide, 'Reservations'))).toEqual([]);
  });

  test('a prefix list that a rule names', () => {
    const group = guide.SecurityGroups?.[0];
    const lists = [
      { IpProtocol: 'tcp', FromPort: 8786, ToPort: 8786, PrefixListIds: [{ PrefixListId: 'pl-0ff1ce' }] },
    ];
    const named = change(guide, 'SecurityGroups', GUIDE.group, {
      IpPermissions: [...(group?.IpPermissions ?? []), ...lists],
    });
    expect(network(named).gaps).toMatchObject([
      {
        call: 'GetManagedPrefixListEntries',
        what: 'entries of prefix list pl-0ff1ce',
        settle: expect.stringContaining('aws ec2 get-managed-prefix-list-entries --prefix-list-id pl-0ff1ce'),
      },
    ]);
  });
});

describe('aws.md 4: a shared VPC', () => {
  const shared: AwsBodies = {
    ...guide,
    Vpcs: (guide.Vpcs ?? []).map((vpc) => ({ ...vpc, OwnerId: OTHER })),
    RouteTables: (guide.RouteTables ?? []).map((table) => ({ ...table, OwnerId: OTHER })),
    NatGateways: [],
  };

  test('its hidden NAT gateway is unknown, settled by its owner', () => {
    expect(network(shared).gateways.get(GUIDE.natGateway)).toMatchObject({
      state: { is: 'unknown' },
      unknown: {
        why: expect.stringContaining(`account ${OTHER}, which shares`),
        settle: expect.stringMatching(
          `^mkdir -p ${OTHER}/us-east-1 && aws ec2 describe-nat-gateways .* > ${OTHER}/us-east-1/NatGateways.json$`,
        ),
      },
    });
  });

  test('its hidden resources are a gap', () => {
    expect(network(shared).gaps).toMatchObject([
      {
        call: 'DescribeNatGateways',
        account: OTHER,
        what: expect.stringContaining(GUIDE.vpc),
        hides: ['gateway'],
      },
    ]);
  });

  test('read by its owner it hides nothing', () => {
    expect(network(shared, { account: OTHER }).gaps).toEqual([]);
    expect(network(shared, { account: OTHER }).gateways.get(GUIDE.natGateway)).toMatchObject({
      state: { is: 'unusable' },
    });
  });

  test('its Block Public Access is the owner’s: the reader’s own options say nothing', () => {
    const foreign = withoutStates({
      ...shared,
      Subnets: (shared.Subnets ?? []).map((subnet) => ({ ...subnet, OwnerId: OTHER })),
    });
    expect(network(foreign).subnets.get(GUIDE.publicSubnet)?.publicAccess).toMatchObject({
      unknown: { cause: 'UNKNOWN_RESOURCE' },
    });
  });
});
