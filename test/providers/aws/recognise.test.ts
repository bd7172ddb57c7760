import { expect, test } from 'vitest';
import { CALLS, type Call, callNamed, readCommand } from '../../../src/providers/aws/calls.ts';
import { recogniser } from '../../../src/providers/aws/recognise.ts';

const vpc = { vpc: 'vpc-1', region: 'us-west-2' };
const commandOf = (
  name: string,
  ...target: Parameters<typeof readCommand> extends [Call, ...infer R] ? R : never
) => {
  const call = callNamed(name);
  return call === undefined ? undefined : readCommand(call, ...target);
};

test.each([
  [{ Vpcs: [] }, 'x.json', [{ call: 'DescribeVpcs' }]],
  [{ Reservations: [] }, 'Vpcs.json', [{ call: 'DescribeInstances' }]],
  [{ StaleSecurityGroupSet: [] }, 'x.json', [{ call: 'DescribeStaleSecurityGroups' }]],
  [{ VpcBlockPublicAccessOptions: {} }, 'x.json', [{ call: 'DescribeVpcBlockPublicAccessOptions' }]],
  [{ VpcId: 'vpc-1', EnableDnsSupport: { Value: true } }, 'x.json', [{ call: 'DescribeVpcAttribute' }]],
  [{ VpcId: 'vpc-1' }, 'x.json', []],
  [{ PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: [] }] }, 'managed.json', [{ call: 'DescribePrefixLists' }]],
  [
    { PrefixLists: [{ PrefixListId: 'pl-1', PrefixListArn: 'arn' }] },
    'x.json',
    [{ call: 'DescribeManagedPrefixLists' }],
  ],
  [
    { PrefixLists: [{ PrefixListId: 'pl-1', MaxEntries: 5 }] },
    'x.json',
    [{ call: 'DescribeManagedPrefixLists' }],
  ],
  [{ PrefixLists: [] }, 'ManagedPrefixLists.json', [{ call: 'DescribeManagedPrefixLists' }]],
  [{ PrefixLists: [] }, 'PrefixLists.json', [{ call: 'DescribePrefixLists' }]],
  [
    { Entries: [] },
    'entries/pl-0a1b2c3d.json',
    [{ call: 'GetManagedPrefixListEntries', arguments: { PrefixListId: 'pl-0a1b2c3d' } }],
  ],
  [
    { Routes: [] },
    'tgw-rtb-01/Routes_tgw-rtb-02.json',
    [{ call: 'SearchTransitGatewayRoutes', arguments: { TransitGatewayRouteTableId: 'tgw-rtb-02' } }],
  ],
  [
    { Associations: [] },
    'a-tgw-rtb-1.json',
    [
      {
        call: 'GetTransitGatewayRouteTableAssociations',
        arguments: { TransitGatewayRouteTableId: 'tgw-rtb-1' },
      },
    ],
  ],
  [{ Entries: [] }, 'managed-pl-entries.json', []],
  [{ Routes: [{ name: 'a route of a service mesh' }] }, 'x.json', []],
  [{ Instances: [] }, 'ClassicLinkInstances.json', []],
  [{}, 'Vpcs.json', []],
])('%j in %s', (body, path, answers) => {
  expect(recogniser.recognise(body, path)).toEqual(answers);
});

test('every call is told by the answer that its command writes', () => {
  for (const call of CALLS) {
    const body =
      call.call === 'DescribeVpcAttribute' ? { VpcId: 'vpc-1', EnableDnsSupport: {} } : { [call.key]: [] };
    const [, file = ''] = readCommand(call, {
      arguments: { PrefixListId: 'pl-1', TransitGatewayRouteTableId: 'tgw-rtb-1' },
    }).split(' > ');
    expect(recogniser.recognise(body, file)).toMatchObject([{ call: call.call }]);
  }
});

test.each([
  [
    'DescribeSubnets',
    vpc,
    'aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1 --region us-west-2 --output json > Subnets.json',
  ],
  ['DescribeSubnets', {}, 'aws ec2 describe-subnets --output json > Subnets.json'],
  [
    'DescribeNatGateways',
    vpc,
    'aws ec2 describe-nat-gateways --filter Name=vpc-id,Values=vpc-1 --region us-west-2 --output json > NatGateways.json',
  ],
  [
    'DescribeInternetGateways',
    { vpc: 'vpc-1' },
    'aws ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values=vpc-1 --output json > InternetGateways.json',
  ],
  [
    'DescribeVpcPeeringConnections',
    { vpc: 'vpc-1' },
    'aws ec2 describe-vpc-peering-connections --output json > VpcPeeringConnections.json',
  ],
  [
    'DescribeVpcBlockPublicAccessOptions',
    {},
    'aws ec2 describe-vpc-block-public-access-options --output json > VpcBlockPublicAccessOptions.json',
  ],
  [
    'DescribeVpcAttribute',
    { vpc: 'vpc-1' },
    'aws ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsSupport --output json > VpcAttribute-enableDnsSupport.json && aws ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsHostnames --output json > VpcAttribute-enableDnsHostnames.json',
  ],
  [
    'DescribeStaleSecurityGroups',
    {},
    'aws ec2 describe-stale-security-groups --vpc-id VPC_ID --output json > StaleSecurityGroups.json',
  ],
  [
    'SearchTransitGatewayRoutes',
    { arguments: { TransitGatewayRouteTableId: 'tgw-rtb-1' } },
    'aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id tgw-rtb-1 --filters Name=type,Values=static,propagated --output json > SearchTransitGatewayRoutes-tgw-rtb-1.json',
  ],
  [
    'GetManagedPrefixListEntries',
    {},
    'aws ec2 get-managed-prefix-list-entries --prefix-list-id pl-ID --output json > GetManagedPrefixListEntries-pl-ID.json',
  ],
  [
    'DescribeSubnets',
    { vpc: "vpc-1'; rm -rf ~" },
    `aws ec2 describe-subnets --filters 'Name=vpc-id,Values=vpc-1'\\''; rm -rf ~' --output json > Subnets.json`,
  ],
])('%s of %j is read by a command to paste', (name, target, command) => {
  expect(commandOf(name, target)).toBe(command);
});

test('a call that is not read has no command', () => {
  expect(callNamed('DescribePlacementGroups')).toBeUndefined();
  expect(callNamed('DescribeVpcs')).toMatchObject({ permission: 'ec2:DescribeVpcs', noun: 'VPCs' });
});
