/** A resolver that nobody could look up is an open question, never a pass. */
import { expect, it } from 'vitest';
import { rule } from '../../rules/resolver-unreachable.ts';
import { GUIDE, guideNetwork, unread } from '../support/aws.ts';
import { analysisOf, inputOf, networkOf } from '../support/opened.ts';

const refused = [
  {
    account: '111122223333',
    region: 'us-east-1',
    call: 'DescribeDhcpOptions',
    why: 'UnauthorizedOperation',
    permission: 'ec2:DescribeDhcpOptions',
  },
];

it.each([
  ['answered', networkOf(guideNetwork()), 'pass', 0],
  ['not asked', networkOf(unread(guideNetwork(), 'DhcpOptions')), 'pass', 0],
  ['refused', networkOf(unread(guideNetwork(), 'DhcpOptions'), { refused }), 'undecided', 1],
] as const)('DHCP options %s', (_what, network, outcome, questions) => {
  const { outcomes, undecided } = analysisOf(inputOf(network), [rule]);
  expect([outcomes[0]?.outcome, undecided.length]).toEqual([outcome, questions]);
  for (const one of undecided)
    expect(one.undecided).toMatchObject({ required: true, resources: [{ id: GUIDE.vpc }] });
});
