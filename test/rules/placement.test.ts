/** The rules about the ids of a placement: what was meant, what is missing, what does not fit together. */
import { describe, expect, it } from 'vitest';
import { rule as malformed } from '../../rules/malformed-id.ts';
import { rule as notAvailable } from '../../rules/resource-not-available.ts';
import { rule as notFound } from '../../rules/resource-not-found.ts';
import { rule as wrongNetwork } from '../../rules/wrong-network.ts';
import type { Fix } from '../../src/lint/rule-types.ts';
import { unusable } from '../../src/model/known.ts';
import type { Gap, Network } from '../../src/model/network.ts';
import type { Placement } from '../../src/workload/workload.ts';
import { group, guide, say, subnet, vpc, withFilters, withSubnets, withVpcs } from '../support/network.ts';

/** What a fix puts into the placement, or that it puts nothing. */
function places(fix: Fix): unknown {
  if ('none' in fix) return 'none';
  return fix.changes.map((change) => (change.kind === 'place' ? change.set : change.kind));
}

const told = (network: Network, placement: Partial<Placement>, rule = malformed) =>
  say(rule, network, { placement }).problems.map(({ message, fix }) => [message, places(fix)]);

const gap = (hides: Gap['hides']): Gap => ({
  call: 'DescribeSubnets',
  what: 'subnets',
  why: 'refused',
  permission: 'ec2:DescribeSubnets',
  settle: 'aws ec2 describe-subnets',
  hides,
});

/** A second network with a subnet and a group. */
const twoNetworks = (): Network =>
  withFilters(
    withSubnets(withVpcs(guide(), vpc('vpc-2', '10.1.0.0/16')), subnet('subnet-8', 'vpc-2', '10.1.1.0/24')),
    group('sg-8', ['vpc-2'], []),
  );

describe('malformed-id', () => {
  const arn = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
  const named = withSubnets(guide(), subnet('subnet-2', 'vpc-1', '10.0.2.0/24', { name: 'workers' }));
  const twice = withSubnets(named, subnet('subnet-3', 'vpc-1', '10.0.3.0/24', { name: 'workers' }));

  it.each<readonly [string, Network, Partial<Placement>, string, unknown]>([
    [
      'an ARN',
      guide(),
      { networkId: arn },
      `--network-id "${arn}" is an ARN, and an id is wanted: vpc-1`,
      [{ networkId: 'vpc-1' }],
    ],
    [
      'an ARN of another thing',
      guide(),
      { networkId: `${arn}9` },
      `--network-id "${arn}9" is an ARN, and an id is wanted: vpc-19`,
      'none',
    ],
    [
      'a subnet for a network',
      guide(),
      { networkId: 'subnet-2' },
      '--network-id "subnet-2" is a subnet, and a VPC is wanted: vpc-1',
      [{ networkId: 'vpc-1' }],
    ],
    [
      'a network for a subnet',
      guide(),
      { workerSubnetId: 'vpc-1' },
      '--worker-subnet-id "vpc-1" is a VPC, and a subnet is wanted',
      'none',
    ],
    [
      'a network ACL for a group',
      guide(),
      { firewallId: 'acl-1' },
      '--firewall-id "acl-1" is a network ACL, and a security group is wanted',
      'none',
    ],
    [
      'blanks and capitals',
      guide(),
      { firewallId: ' SG-1' },
      '--firewall-id " SG-1" is not written as the id is: sg-1',
      [{ firewallId: 'sg-1' }],
    ],
    [
      'a name',
      named,
      { workerSubnetId: 'workers' },
      '--worker-subnet-id "workers" is the name of subnet-2, and the id of a subnet is wanted',
      [{ workerSubnetId: 'subnet-2' }],
    ],
    [
      'a name of two',
      twice,
      { workerSubnetId: 'workers' },
      '--worker-subnet-id "workers" is the name of subnet-2 and of subnet-3, and the id of a subnet is wanted',
      'none',
    ],
    [
      'a name of many, and of a network',
      withVpcs(
        withSubnets(
          guide(),
          ...[2, 3, 4, 5, 6].map((i) =>
            subnet(`r${i}/default`, 'vpc-1', `10.0.${i}.0/24`, { name: 'default' }),
          ),
        ),
        vpc('default', '10.9.0.0/16'),
      ),
      { workerSubnetId: 'default' },
      '--worker-subnet-id "default" is the name of r2/default and of r3/default and of r4/default and of 2 more, and the id of a subnet is wanted',
      'none',
    ],
    [
      'another form',
      guide(),
      { schedulerFirewallId: 'dask' },
      '--scheduler-firewall-id "dask" is no id of a security group: those read sg-…',
      'none',
    ],
  ])('recognises %s', (_what, network, placement, message, fix) => {
    expect(told(network, placement)).toEqual([[message, fix]]);
    expect(told(network, placement, notFound)).toEqual([]);
  });

  it('knows no form where ids do not tell their kind', () => {
    const plain: Network = { ...guide(), vpcs: new Map([['default', vpc('default', '10.0.0.0/16')]]) };
    expect(told(plain, { networkId: 'staging' })).toEqual([]);
    expect(told(plain, { networkId: 'staging' }, notFound)).toEqual([
      ['--network-id staging: the input holds no such VPC; it holds default', 'none'],
    ]);
  });
});

describe('resource-not-found', () => {
  it('names what is near, and proposes it where it is alone', () => {
    expect(told(twoNetworks(), { schedulerSubnetId: 'subnet-88' }, notFound)).toEqual([
      [
        '--scheduler-subnet-id subnet-88: the input holds no such subnet; near it is subnet-8',
        [{ schedulerSubnetId: 'subnet-8' }],
      ],
    ]);
    expect(told(guide(), { schedulerSubnetId: 'subnet-3' }, notFound)).toEqual([
      [
        '--scheduler-subnet-id subnet-3: the input holds no such subnet; near it is subnet-1, subnet-2',
        'none',
      ],
    ]);
  });

  it('names what there is where nothing is near', () => {
    expect(told(guide(), { firewallId: 'sg-0123456789abcdef0' }, notFound)).toEqual([
      ['--firewall-id sg-0123456789abcdef0: the input holds no such security group; it holds sg-1', 'none'],
    ]);
    const bare: Network = { ...guide(), filters: new Map() };
    expect(told(bare, {}, notFound)).toEqual([
      ['--firewall-id sg-1: the input holds no such firewall, and no other either', 'none'],
    ]);
  });

  it('cannot tell where such things were not read, and can where others were not', () => {
    const asked = { placement: { workerSubnetId: 'subnet-9' } };
    expect(say(notFound, { ...guide(), gaps: [gap(['subnet'])] }, asked)).toMatchObject({
      outcome: 'undecided',
      problems: [],
      undecided: [{ required: true, reasons: [{ settle: 'aws ec2 describe-subnets' }] }],
    });
    expect(say(notFound, { ...guide(), gaps: [gap(['gateway'])] }, asked).outcome).toBe('fail');
  });

  it('passes what is there', () => {
    expect(say(notFound, guide()).outcome).toBe('pass');
    expect(say(malformed, guide()).outcome).toBe('pass');
  });
});

describe('wrong-network', () => {
  it.each<readonly [string, Partial<Placement>, readonly unknown[]]>([
    ['all in one', {}, []],
    [
      'a subnet elsewhere',
      { workerSubnetId: 'subnet-8' },
      [['--worker-subnet-id subnet-8 is in vpc-2, and the cluster goes to vpc-1', 'none']],
    ],
    [
      'a group elsewhere, and one that fits',
      { schedulerFirewallId: 'sg-8' },
      [
        [
          '--scheduler-firewall-id sg-8 is in vpc-2, and the cluster goes to vpc-1',
          [{ schedulerFirewallId: 'sg-1' }],
        ],
      ],
    ],
    [
      'a network id that all others contradict',
      { networkId: 'vpc-2' },
      [
        [
          '--network-id is vpc-2, and the subnets and groups of the placement are in vpc-1',
          [{ networkId: 'vpc-1' }],
        ],
      ],
    ],
  ])('%s', (_what, placement, expected) => {
    expect(told(twoNetworks(), placement, wrongNetwork)).toEqual(expected);
  });

  it('compares the others with each other where no network is named', () => {
    const asked = { placement: { workerSubnetId: 'subnet-8' }, namesNetwork: false };
    const { problems } = say(wrongNetwork, twoNetworks(), asked);
    expect(problems.map(({ message }) => message)).toEqual([
      '--worker-subnet-id subnet-8 is in vpc-2, and the cluster goes to vpc-1',
    ]);
  });

  it('lets a group of two networks serve either', () => {
    const shared = withFilters(twoNetworks(), group('sg-1', ['vpc-2', 'vpc-1'], []));
    expect(say(wrongNetwork, shared).outcome).toBe('pass');
  });
});

describe('resource-not-available', () => {
  const pending = unusable('BAD_STATE', 'subnet-2 is pending');

  it('names what takes no VM, once for both roles', () => {
    const network = withSubnets(guide(), subnet('subnet-2', 'vpc-1', '10.0.2.0/24', { state: pending }));
    expect(told(network, {}, notAvailable)).toEqual([
      ['subnet subnet-2 takes no VM: subnet-2 is pending', 'none'],
    ]);
    expect(told(network, { schedulerSubnetId: 'subnet-2' }, notAvailable)).toHaveLength(1);
  });

  it('looks at the network of the subnets too', () => {
    const network = withVpcs(
      guide(),
      vpc('vpc-1', '10.0.0.0/16', { state: unusable('BAD_STATE', 'vpc-1 is pending') }),
    );
    const { problems } = say(notAvailable, network, { namesNetwork: false });
    expect(problems.map(({ resources }) => resources.map(({ id }) => id))).toEqual([['vpc-1']]);
  });

  it('cannot tell where the state is not known', () => {
    const unknown = {
      cause: 'UNKNOWN_RESOURCE',
      why: 'its state is known after apply',
      settle: 'apply it',
    } as const;
    const network = withSubnets(
      guide(),
      subnet('subnet-2', 'vpc-1', '10.0.2.0/24', { state: { is: 'unknown', unknown } }),
    );
    expect(say(notAvailable, network)).toMatchObject({
      outcome: 'undecided',
      undecided: [{ reasons: [unknown] }],
    });
  });
});
