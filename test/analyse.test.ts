/** The engine room: what texts of the input mean nothing, which rules run, and what comes of each. */
import { describe, expect, it } from 'vitest';
import { type AnalysisInput, analyse } from '../src/analyse.ts';
import type { Need, Problem, Rule, Undecided } from '../src/lint/rule-types.ts';
import { add, GUIDE, guideNetwork } from './support/aws.ts';
import { analysisOf, GUIDE_PLACEMENT, inputOf, networkOf } from './support/opened.ts';

const network = networkOf(guideNetwork());
const asked = (more: Partial<AnalysisInput> = {}) => analyse(inputOf(network, more), []);

describe('an error names the option, the text and the remedy', () => {
  it.each<readonly [Partial<AnalysisInput>, string, string]>([
    [
      { client: ['203.0.113.0/24', 'office'] },
      '--client office: office is not in the input',
      'an endpoint is',
    ],
    [{ client: ['10.1.0.2/16'] }, '--client 10.1.0.2/16: 10.1.0.2/16 has host bits set', 'write 10.1.0.0/16'],
    [{ client: ['role:worker'] }, '--client role:worker: role:worker has no place', 'name its subnet'],
    [{ require: ['role:worker=x:1'] }, '--require role:worker=x:1: x is not in the input', 'an endpoint is'],
    [{ assume: ['nonsense'] }, '--assume "nonsense" says nothing', 'write egress:<hop>'],
    [
      { assume: ['egress:tgw-0none'] },
      '--assume egress:tgw-0none: tgw-0none is no hop of this network',
      `the hops are ${GUIDE.internetGateway}, ${GUIDE.natGateway}`,
    ],
    [
      { onPremises: ['10.50.0.0/16', 'office'] },
      '--on-premises office: office is no address',
      'write one like',
    ],
    [
      { onPremises: ['10.50.0.1/16'] },
      '--on-premises 10.50.0.1/16: 10.50.0.1/16 has host bits',
      'write 10.50.0.0/16',
    ],
  ])('%o', (more, error, remedy) => {
    expect(asked(more)).toEqual({
      error: expect.stringContaining(error),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe('a declaration', () => {
  const hub = networkOf(
    add(
      add(guideNetwork(), 'TransitGateways', { TransitGatewayId: 'tgw-0hub', State: 'available' }),
      'TransitGatewayVpcAttachments',
      {
        TransitGatewayAttachmentId: 'tgw-attach-0hub',
        TransitGatewayId: 'tgw-0hub',
        VpcId: GUIDE.vpc,
        State: 'available',
        SubnetIds: [GUIDE.privateSubnet],
      },
    ),
  );

  it.each(['egress:tgw-0hub', 'reach:10.50.0.0/16@tgw-attach-0hub'])(
    'may name a gateway or an attachment: %s',
    (text) => {
      const { context } = analysisOf(inputOf(hub, { assume: [text] }), []);
      expect(context.declarations.map((one) => one.text)).toEqual([text]);
    },
  );
});

const problem: Problem = { message: 'broken', resources: [], fix: { none: 'none' } };
const question: Undecided = {
  kind: 'undecided',
  message: 'unclear',
  resources: [],
  required: false,
  reasons: [{ cause: 'UNKNOWN_RESOURCE', why: 'unread', settle: 'read it' }],
};

const saying = (id: string, ...said: readonly (Problem | Undecided)[]): Rule => ({
  id,
  severity: 'warning',
  title: id,
  needs: 'network',
  docs: { what: '', why: '', repair: '', source: '' },
  examples: { good: [], bad: [] },
  check: () => said,
});

describe('a rule', () => {
  it.each<readonly [string, readonly (Problem | Undecided)[], string]>([
    ['passes', [], 'pass'],
    ['is undecided', [question], 'undecided'],
    ['fails', [problem], 'fail'],
    ['fails, whatever else it cannot tell', [question, problem, question], 'fail'],
  ])('%s', (_what, said, outcome) => {
    const { outcomes, problems, undecided } = analysisOf(inputOf(network), [saying('a-rule', ...said)]);
    expect(outcomes).toEqual([{ rule: 'a-rule', outcome }]);
    expect(problems.length + undecided.length).toBe(said.length);
  });

  it('gives its severity to what has none of its own', () => {
    const { problems } = analysisOf(inputOf(network), [
      saying('a-rule', problem, { ...problem, severity: 'note' }),
    ]);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'note']);
  });

  const { schedulerPublicIp, workersPublicIp } = GUIDE_PLACEMENT;
  const bare = { schedulerPublicIp, workersPublicIp };

  it.each<readonly [Need, AnalysisInput['placement'], string | undefined]>([
    ['network', bare, undefined],
    ['placement', bare, 'no placement was given'],
    ['placement', { ...bare, firewallId: GUIDE.group }, undefined],
    ['placement', { ...bare, schedulerFirewallId: GUIDE.group }, undefined],
    ['roles', bare, 'the scheduler subnet, the worker subnet, the firewall are not named'],
    [
      'flows',
      { ...GUIDE_PLACEMENT, workerSubnetId: 'subnet-0none' },
      'a subnet of the placement is not in the input',
    ],
    ['flows', GUIDE_PLACEMENT, undefined],
    ['takers', bare, 'the scheduler subnet, the worker subnet, the firewall are not named'],
    ['takers', GUIDE_PLACEMENT, undefined],
    ['allotments', bare, 'no plan was given (--plan)'],
  ])('that needs %s is skipped with the reason', (needs, placement, why) => {
    const { outcomes } = analysisOf(inputOf(network, { placement }), [
      { ...saying('a-rule', problem), needs },
    ]);
    expect(outcomes).toEqual([
      why === undefined ? { rule: 'a-rule', outcome: 'fail' } : { rule: 'a-rule', outcome: 'skipped', why },
    ]);
  });

  it.each([
    [['gcp'], []],
    [['gcp', 'aws'], [{ rule: 'a-rule', outcome: 'fail' }]],
  ])('about %j is asked on AWS: %j', (providers, outcomes) => {
    const rule = { ...saying('a-rule', problem), providers };
    expect(analysisOf(inputOf(network), [rule]).outcomes).toEqual(outcomes);
  });
});
