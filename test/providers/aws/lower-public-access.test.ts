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

describe('aws.md 20: Block Public Access', () => {
  const arn = (tail: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:${tail}`;
  const vpcArn = arn(`vpc/${GUIDE.vpc}`);
  const ofSubnet = arn(`subnet/${GUIDE.publicSubnet}`);
  const exclusion = (mode: string, resource: string, state = 'create-complete') => ({
    ExclusionId: 'vpcbpa-exclude-1',
    InternetGatewayExclusionMode: mode,
    ResourceArn: resource,
    State: state,
  });
  const cases: readonly [string, string, ReturnType<typeof exclusion> | undefined, string][] = [
    ['off', 'off', undefined, 'open'],
    ['two-way', 'block-bidirectional', undefined, 'block-bidirectional'],
    ['one-way', 'block-ingress', undefined, 'block-ingress'],
    ['the VPC excluded', 'block-bidirectional', exclusion('allow-bidirectional', vpcArn), 'open'],
    [
      'the subnet excluded',
      'block-ingress',
      exclusion('allow-bidirectional', ofSubnet, 'update-complete'),
      'open',
    ],
    [
      'an egress exclusion from two-way',
      'block-bidirectional',
      exclusion('allow-egress', ofSubnet),
      'block-ingress',
    ],
    ['an egress exclusion from one-way', 'block-ingress', exclusion('allow-egress', vpcArn), 'block-ingress'],
    [
      'an exclusion not yet made',
      'block-bidirectional',
      exclusion('allow-bidirectional', vpcArn, 'create-in-progress'),
      'block-bidirectional',
    ],
    [
      'an exclusion of another subnet',
      'block-ingress',
      exclusion('allow-bidirectional', arn(`subnet/${GUIDE.privateSubnet}`)),
      'block-ingress',
    ],
  ];
  test.each(cases)('%s', (_name, mode, excluded, expected) => {
    const bodies: AwsBodies = {
      ...withoutStates(guide),
      VpcBlockPublicAccessOptions: {
        AwsAccountId: ACCOUNT,
        AwsRegion: REGION,
        InternetGatewayBlockMode: mode,
      },
      VpcBlockPublicAccessExclusions: excluded ? [excluded] : [],
    };
    expect(network(bodies).subnets.get(GUIDE.publicSubnet)?.publicAccess).toEqual({ value: expected });
  });

  test('the mode that the subnet states is the one in effect', () => {
    const stated = change(guide, 'Subnets', GUIDE.publicSubnet, {
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-ingress' },
    });
    expect(network(stated).subnets.get(GUIDE.publicSubnet)?.publicAccess).toEqual({ value: 'block-ingress' });
    expect(network(stated).subnets.get(GUIDE.privateSubnet)?.publicAccess).toEqual({ value: 'open' });
  });

  test('unread exclusions leave a blocked account undecided, and are a gap', () => {
    const bodies: AwsBodies = {
      ...withoutStates(unread(guide, 'VpcBlockPublicAccessExclusions')),
      VpcBlockPublicAccessOptions: { AwsAccountId: ACCOUNT, InternetGatewayBlockMode: 'block-bidirectional' },
    };
    const lowered = network(bodies);
    expect(lowered.subnets.get(GUIDE.publicSubnet)?.publicAccess).toMatchObject({
      unknown: { cause: 'UNKNOWN_RESOURCE' },
    });
    expect(lowered.gaps).toMatchObject([{ call: 'DescribeVpcBlockPublicAccessExclusions' }]);
  });

  test('a mode of next year is unknown', () => {
    const bodies = {
      ...withoutStates(guide),
      VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'block-weekends' },
    };
    expect(network(bodies).subnets.get(GUIDE.publicSubnet)?.publicAccess).toMatchObject({
      unknown: { cause: 'UNSUPPORTED_COMPONENT' },
    });
  });
});
