/** Endpoints that answer for hosts of the cluster: which ones do, who is refused, and what their policies say. */
import { describe, expect, it } from 'vitest';
import { rule as narrow } from '../../rules/endpoint-policy-narrow.ts';
import { rule as unreachable } from '../../rules/endpoint-unreachable.ts';
import { rule as internetPart } from '../../rules/internet-part-unreachable.ts';
import { describeChange } from '../../src/lint/describe-change.ts';
import type * as ec2 from '../../src/providers/aws/documents.ts';
import {
  type AwsBodies,
  aclEntry,
  add,
  change,
  GUIDE,
  guideNetwork,
  permission,
  route,
} from '../support/aws.ts';
import { group, idOf, networkInterface } from '../support/fixtures/pieces.ts';
import { analysisOf, inputOf, networkOf } from '../support/opened.ts';

const GUARD = idOf('sg', 'guard');
const HTTPS = permission('tcp', [443, 443], { v4: ['10.0.0.0/16'] });

const endpointOf = (service: string, more: Partial<ec2.VpcEndpoint> = {}): ec2.VpcEndpoint => ({
  VpcEndpointId: idOf('vpce', service),
  VpcId: GUIDE.vpc,
  VpcEndpointType: 'Interface',
  ServiceName: `com.amazonaws.us-east-1.${service}`,
  State: 'available',
  SubnetIds: [GUIDE.privateSubnet],
  Groups: [{ GroupId: GUARD }],
  NetworkInterfaceIds: [idOf('eni', service)],
  PrivateDnsEnabled: true,
  ...more,
});

const card = (service: string, subnet: string = GUIDE.privateSubnet, address = '10.0.16.30') =>
  networkInterface(service, { vpc: GUIDE.vpc, subnet, address }, { Groups: [{ GroupId: GUARD }] });

const on = (support: boolean, hostnames: boolean) => ({
  VpcAttributes: [
    { VpcId: GUIDE.vpc, EnableDnsSupport: { Value: support } },
    { VpcId: GUIDE.vpc, EnableDnsHostnames: { Value: hostnames } },
  ],
});

/** The guide's network with an endpoint behind a group of its own. */
function withEndpoint(
  ingress: readonly ec2.IpPermission[],
  endpoint: ec2.VpcEndpoint = endpointOf('sts'),
  bodies: AwsBodies = { ...guideNetwork(), ...on(true, true) },
): AwsBodies {
  const guarded = add(bodies, 'SecurityGroups', group('guard', GUIDE.vpc, ingress));
  const service = endpoint.ServiceName?.split('.').slice(3).join('.') ?? '';
  return add(add(guarded, 'VpcEndpoints', endpoint), 'NetworkInterfaces', card(service));
}

const closed = (more: Partial<ec2.VpcEndpoint>, bodies?: AwsBodies) =>
  withEndpoint([], endpointOf('sts', more), bodies);
const asking = (...servers: readonly string[]): AwsBodies =>
  change({ ...guideNetwork(), ...on(true, true) }, 'DhcpOptions', GUIDE.dhcpOptions, {
    DhcpConfigurations: [{ Key: 'domain-name-servers', Values: servers.map((Value) => ({ Value })) }],
  });
const without = (bodies: AwsBodies, ...keys: readonly (keyof AwsBodies)[]): AwsBodies =>
  Object.fromEntries(Object.entries(bodies).filter(([key]) => !keys.some((one) => one === key)));

function said(bodies: AwsBodies, rule = unreachable) {
  const { problems, undecided } = analysisOf(inputOf(networkOf(bodies)), [rule]);
  return [
    ...problems.map(({ severity, problem }) => `${severity}: ${problem.message}`),
    ...undecided.map((one) => `undecided: ${one.undecided.reasons.map(({ why }) => why).join('; ')}`),
  ];
}

const REFUSED =
  'error: the scheduler and workers cannot reach the endpoint that answers for sts.us-east-1.amazonaws.com on tcp 443';
const UNSEEN = expect.stringMatching(/^undecided: /);

describe('endpoint-unreachable', () => {
  it.each<readonly [string, AwsBodies, readonly unknown[]]>([
    ['no endpoint', guideNetwork(), []],
    ['a group that admits the VPC', withEndpoint([HTTPS]), []],
    ['a group that admits nobody', closed({}), [REFUSED]],
    [
      'a group that admits another port',
      withEndpoint([permission('tcp', [80, 80], { v4: ['0.0.0.0/0'] })]),
      [REFUSED],
    ],
    [
      'a group that admits the public subnet',
      withEndpoint([permission('tcp', [443, 443], { v4: ['10.0.0.0/20'] })]),
      [REFUSED.replace('the scheduler and workers', 'workers')],
    ],
    [
      'a group that admits the cluster',
      withEndpoint([permission('tcp', [443, 443], { groups: [GUIDE.group] })]),
      [],
    ],
    ['without private DNS', closed({ PrivateDnsEnabled: false }), []],
    ['enableDnsHostnames off', closed({}, { ...guideNetwork(), ...on(true, false) }), []],
    ['enableDnsSupport off', closed({}, { ...guideNetwork(), ...on(false, true) }), []],
    ['a letter case of its own', closed({ State: 'Available', VpcEndpointType: 'interface' }), [REFUSED]],
    ['one that waits to be accepted', closed({ State: 'pendingAcceptance' }), []],
    ['one that is gone', closed({ State: 'deleted' }), []],
    ['one that is being made', closed({ State: 'pending' }), [UNSEEN]],
    ['a service that no cluster calls', withEndpoint([], endpointOf('kinesis-streams')), []],
    ['a service of another region', closed({ ServiceName: 'com.amazonaws.eu-west-1.sts' }), []],
    [
      'private DNS for inbound resolver endpoints only',
      closed({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } }),
      [],
    ],
    ['an endpoint of another VPC', closed({ VpcId: 'vpc-other' }), []],
    ['name servers of one’s own', closed({}, asking('10.0.0.53')), [UNSEEN]],
    ['Amazon’s resolver before one’s own', closed({}, asking('AmazonProvidedDNS', '10.0.0.53')), [REFUSED]],
    [
      'name servers of one’s own, and an open endpoint',
      withEndpoint([HTTPS], endpointOf('sts'), asking('10.0.0.53')),
      [],
    ],
    ['interfaces that the answer lacks', closed({ NetworkInterfaceIds: ['eni-0other'] }), [UNSEEN]],
    ['interfaces unread', without(withEndpoint([HTTPS]), 'NetworkInterfaces'), [UNSEEN]],
    ['no interface named', closed({ NetworkInterfaceIds: [] }), [UNSEEN]],
    ['endpoints unread', without(guideNetwork(), 'VpcEndpoints'), [UNSEEN]],
    [
      'one interface open, one unread',
      withEndpoint([HTTPS], endpointOf('sts', { NetworkInterfaceIds: [idOf('eni', 'sts'), 'eni-0other'] })),
      [UNSEEN],
    ],
  ])('%s', (_name, bodies, expected) => {
    expect(said(bodies)).toEqual(expected);
  });

  it('asks the network ACLs of the endpoint’s subnet, and the sender’s own group', () => {
    const denied = change(withEndpoint([HTTPS]), 'NetworkAcls', GUIDE.acl, {
      Entries: [
        aclEntry(90, 'in', 'deny', '10.0.0.0/20', { protocol: '6', ports: [443, 443] }),
        aclEntry(100, 'in', 'allow'),
        aclEntry(100, 'out', 'allow'),
      ],
    });
    expect(said(denied)).toEqual([REFUSED.replace('the scheduler and workers', 'the scheduler')]);
  });

  it('says once what one group refuses, of all endpoints behind it', () => {
    const both = add(
      add(closed({}), 'VpcEndpoints', endpointOf('logs')),
      'NetworkInterfaces',
      card('logs', GUIDE.privateSubnet, '10.0.16.31'),
    );
    expect(said(both)).toEqual([
      'error: the scheduler and workers cannot reach the endpoints that answer for sts.us-east-1.amazonaws.com, logs.us-east-1.amazonaws.com on tcp 443',
    ]);
  });

  it('opens the endpoint’s group to the cluster’s', () => {
    const { problems } = analysisOf(inputOf(networkOf(closed({}))), [unreachable]);
    expect(
      problems.map(({ problem: { fix } }) => ('changes' in fix ? fix.changes.map(describeChange) : fix)),
    ).toEqual([[`allow tcp 443 from members of ${GUIDE.group} into ${GUARD}`]]);
  });

  it('knows the names of registries, buckets and China', () => {
    for (const [service, host] of [
      ['ecr.api', 'api.ecr.us-east-1.amazonaws.com'],
      ['ecr.dkr', '*.dkr.ecr.us-east-1.amazonaws.com'],
      ['s3', 's3.us-east-1.amazonaws.com'],
    ] as const)
      expect(said(withEndpoint([], endpointOf(service))).join()).toContain(host);
  });
});

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const ALL = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

describe('endpoint-policy-narrow', () => {
  it.each<readonly [string, string | undefined, readonly string[]]>([
    ['none', undefined, []],
    ['the default one', policy(ALL), []],
    ['one statement that is no list', JSON.stringify({ Statement: ALL }), []],
    ['principals by account', policy({ ...ALL, Principal: { AWS: '*' } }), []],
    ['all actions of the service', policy({ ...ALL, Sid: 'all', Action: ['sts:*'] }), []],
    ['one action', policy({ ...ALL, Action: 'sts:AssumeRole' }), ['Allow sts:AssumeRole on *']],
    [
      'one account',
      policy({ ...ALL, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
      ['Allow * on * to {"AWS":"arn:aws:iam::111122223333:root"}'],
    ],
    [
      'a condition',
      policy({ ...ALL, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      ['Allow * on *, Condition {"StringEquals":{"aws:PrincipalOrgID":"o-1"}}'],
    ],
    [
      'a denial beside everything',
      policy(ALL, { ...ALL, Effect: 'Deny', Action: 'sts:X' }),
      ['Deny sts:X on *'],
    ],
    [
      'everything but',
      policy({ Effect: 'Allow', Principal: '*', NotAction: 'sts:X', Resource: '*' }),
      ['Allow on *, NotAction sts:X'],
    ],
  ])('%s', (_name, PolicyDocument, quoted) => {
    const bodies = withEndpoint(
      [HTTPS],
      endpointOf('sts', { ...(PolicyDocument !== undefined && { PolicyDocument }) }),
    );
    expect(said(bodies, narrow)).toEqual(
      quoted.map(
        (text) =>
          `warning: the policy of VPC endpoint ${idOf('vpce', 'sts')} does not let everything pass to com.amazonaws.us-east-1.sts: ${text}`,
      ),
    );
  });

  it.each(['{', '[]', '{"Statement":[1]}', '{}'])('cannot tell what %s says', (PolicyDocument) => {
    expect(said(withEndpoint([HTTPS], endpointOf('sts', { PolicyDocument })), narrow)).toEqual([UNSEEN]);
  });

  it('says nothing of an endpoint that takes nothing over', () => {
    const idle = { PolicyDocument: policy(), PrivateDnsEnabled: false };
    expect(said(withEndpoint([HTTPS], endpointOf('sts', idle)), narrow)).toEqual([]);
  });
});

describe('a gateway endpoint', () => {
  const LIST = 'pl-63a5400a';
  const gatewayEndpoint = (service: string, document = policy(ALL)): AwsBodies => {
    const endpoint = endpointOf(service, {
      VpcEndpointType: 'Gateway',
      SubnetIds: [],
      NetworkInterfaceIds: [],
      PrivateDnsEnabled: false,
      PolicyDocument: document,
    });
    const guide = guideNetwork();
    const routed = change(guide, 'RouteTables', GUIDE.privateTable, {
      Routes: [
        ...((guide.RouteTables ?? []).find(({ RouteTableId }) => RouteTableId === GUIDE.privateTable)
          ?.Routes ?? []),
        {
          DestinationPrefixListId: LIST,
          GatewayId: endpoint.VpcEndpointId,
          State: 'active',
          Origin: 'CreateRoute',
        },
      ],
    });
    const listed = add(routed, 'PrefixLists', {
      PrefixListId: LIST,
      PrefixListName: `com.amazonaws.us-east-1.${service}`,
      Cidrs: ['52.216.0.0/15', '3.5.0.0/19'],
    });
    return add(listed, 'VpcEndpoints', endpoint);
  };
  const cut = (bodies: AwsBodies, block: string): AwsBodies =>
    change(bodies, 'NetworkAcls', GUIDE.acl, {
      Entries: [
        aclEntry(90, 'out', 'deny', block),
        aclEntry(100, 'in', 'allow'),
        aclEntry(100, 'out', 'allow'),
      ],
    });

  it.each<readonly [string, AwsBodies, readonly string[]]>([
    ['S3, open', gatewayEndpoint('s3'), []],
    [
      'S3, a part of its list cut off',
      cut(gatewayEndpoint('s3'), '52.216.0.0/15'),
      [
        'note: the scheduler cannot reach 52.216.0.0/15, a part of the internet',
        `warning: workers cannot reach 52.216.0.0/15, a part of com.amazonaws.us-east-1.s3, by ${idOf('vpce', 's3')}`,
      ],
    ],
    [
      'DynamoDB, which no cluster calls',
      cut(gatewayEndpoint('dynamodb'), '52.216.0.0/15'),
      [
        'note: the scheduler cannot reach 52.216.0.0/15, a part of the internet',
        'note: workers cannot reach 52.216.0.0/15, a part of the internet',
      ],
    ],
  ])('%s', (_name, bodies, expected) => {
    expect(said(bodies, internetPart).sort()).toEqual(expected);
  });

  it.each([
    [
      's3',
      [
        `warning: the policy of VPC endpoint ${idOf('vpce', 's3')} does not let everything pass to com.amazonaws.us-east-1.s3: Allow s3:GetObject on arn:aws:s3:::mine/*`,
      ],
    ],
    ['dynamodb', []],
  ])('a policy of %s’s that allows one bucket', (service, expected) => {
    const one = policy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::mine/*',
    });
    expect(said(gatewayEndpoint(service, one), narrow)).toEqual(expected);
  });

  it('that no table of the cluster leads to is none of its business', () => {
    const idle = change(gatewayEndpoint('s3', policy()), 'RouteTables', GUIDE.privateTable, {
      Routes: [route('0.0.0.0/0', { NatGatewayId: GUIDE.natGateway })],
    });
    expect(said(idle, narrow)).toEqual([]);
  });
});
