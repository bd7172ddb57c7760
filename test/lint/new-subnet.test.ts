/** Where a subnet fits: aligned, in the network's own ranges, beside every subnet that is there. */
import { expect, test } from 'vitest';
import { formatCidr } from '../../src/ip/address.ts';
import { newSubnet } from '../../src/lint/new-subnet.ts';
import { rolesOf } from '../../src/workload/dask.ts';
import { type AwsBodies, add, GUIDE, guideNetwork } from '../support/aws.ts';
import { GUIDE_PLACEMENT, networkOf } from '../support/opened.ts';

function made(bodies: AwsBodies, count: number): string | undefined {
  const network = networkOf(bodies);
  const worker = rolesOf({ network, placement: GUIDE_PLACEMENT }).find(({ name }) => name === 'worker');
  if (!worker) throw new Error('the guide has workers');
  const [change] = newSubnet(network, worker, count) ?? [];
  return change?.kind === 'create-subnet' ? formatCidr(change.range) : undefined;
}

const taken = (CidrBlock: string): AwsBodies =>
  add(guideNetwork(), 'Subnets', {
    SubnetId: 'subnet-0taken',
    VpcId: GUIDE.vpc,
    State: 'available',
    CidrBlock,
    AvailableIpAddressCount: 10,
  });

test.each([
  [11, '10.0.32.0/28'],
  [12, '10.0.32.0/27'],
  [5000, '10.0.32.0/19'],
  [30_000, '10.0.128.0/17'],
  [40_000, undefined],
  [100_000, undefined],
])('for %d machines', (count, range) => {
  expect(made(guideNetwork(), count)).toBe(range);
});

test('not over a subnet that is there', () => {
  expect(made(taken('10.0.32.0/28'), 11)).toBe('10.0.32.16/28');
  expect(made(taken('10.0.32.0/28'), 12)).toBe('10.0.32.32/27');
  expect(made(taken('10.0.128.0/17'), 30_000)).toBeUndefined();
});
