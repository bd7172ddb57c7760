/** The proof of a fix: what passes for one, and why everything else does not. */
import { describe, expect, it } from 'vitest';
import type { Problem, Rule, Undecided } from '../src/lint/rule-types.ts';
import type { Change } from '../src/model/change.ts';
import type { Network } from '../src/model/network.ts';
import { prover } from '../src/prove.ts';
import { type AwsBodies, GUIDE, guideNetwork } from './support/aws.ts';
import { analysisOf, GUIDE_PLACEMENT, inputOf, openedOf } from './support/opened.ts';

/** DNS as the guide has it is on; here it is off, and turning it on is the change under proof. */
const off: AwsBodies = {
  ...guideNetwork(),
  VpcAttributes: [
    { VpcId: GUIDE.vpc, EnableDnsSupport: { Value: false } },
    { VpcId: GUIDE.vpc, EnableDnsHostnames: { Value: false } },
  ],
};
const ENABLE: Change = { kind: 'enable-dns', vpc: GUIDE.vpc, attribute: 'support' };

const isOn = ({ vpcs }: Network): boolean => {
  const support = vpcs.get(GUIDE.vpc)?.dns.support;
  return support !== undefined && 'value' in support && support.value;
};

const problem = (id: string, changes: readonly [Change, ...Change[]] = [ENABLE]): Problem => ({
  message: id,
  resources: [{ id, word: 'VPC' }],
  fix: { changes },
});
const question = (id: string): Undecided => ({
  kind: 'undecided',
  message: id,
  resources: [{ id, word: 'VPC' }],
  required: true,
  reasons: [{ cause: 'UNKNOWN_RESOURCE', why: 'unread', settle: 'read it' }],
});

type Severity = Rule['severity'];
const rule = (
  id: string,
  check: (network: Network) => readonly (Problem | Undecided)[],
  more: Partial<Rule> = {},
): Rule => ({
  id,
  severity: 'error',
  title: id,
  needs: 'network',
  docs: { what: '', why: '', repair: '', source: '' },
  examples: { good: [], bad: [] },
  check: ({ network }) => check(network),
  ...more,
});

/** The rule under proof: silent once DNS is on. */
const mine = rule('mine', (network) => (isOn(network) ? [] : [problem('a')]));

function proof(...rules: readonly Rule[]) {
  const opened = openedOf(off);
  const input = inputOf(opened.network);
  const before = analysisOf(input, rules);
  const prove = prover({ opened, input, rules, before });
  return before.problems.filter((one) => one.rule === 'mine').map((one) => prove(one));
}

const PROVEN = {
  changes: [`turn DNS support on in ${GUIDE.vpc}`],
  commands: [
    `aws ec2 modify-vpc-attribute --vpc-id ${GUIDE.vpc} --enable-dns-support Value=true --region us-east-1`,
  ],
  proven: true,
};
const refused = (why: string) => ({ none: `${why}: turn DNS support on in ${GUIDE.vpc}` });

it('passes when the finding is gone and nothing else comes', () => {
  expect(proof(mine)).toEqual([PROVEN]);
});

it('fails when the finding stays', () => {
  expect(proof(rule('mine', () => [problem('a')]))).toEqual([
    refused('the obvious change does not repair it alone'),
  ]);
});

it('fails when the finding turns into an open question', () => {
  expect(proof(rule('mine', (network) => (isOn(network) ? [question('a')] : [problem('a')])))).toEqual([
    refused('the obvious change leaves it undecided, until what is unread is read'),
  ]);
});

it('fails where the change cannot be made', () => {
  const hostnames: Change = { kind: 'enable-dns', vpc: GUIDE.vpc, attribute: 'hostnames' };
  expect(proof(rule('mine', (network) => (isOn(network) ? [] : [problem('a', [hostnames])])))).toEqual([
    { none: `the obvious change cannot be made here: turn DNS hostnames on in ${GUIDE.vpc}` },
  ]);
});

it('hands on the sentence where there is no change', () => {
  expect(proof(rule('mine', () => [{ ...problem('a'), fix: { none: 'create one' } }]))).toEqual([
    { none: 'create one' },
  ]);
});

describe('another rule', () => {
  const when = (
    id: string,
    before: Severity | 'question' | undefined,
    after: Severity | 'question' | undefined,
  ) =>
    rule(id, (network) => {
      const says = isOn(network) ? after : before;
      if (says === undefined) return [];
      return [says === 'question' ? question('b') : { ...problem('b'), severity: says }];
    });

  it.each<readonly [string, Severity | 'question' | undefined, Severity | 'question' | undefined, boolean]>([
    ['is silent', undefined, undefined, true],
    ['makes a note', undefined, 'note', true],
    ['warns', undefined, 'warning', false],
    ['finds an error', undefined, 'error', false],
    ['asks a question', undefined, 'question', false],
    ['still warns', 'warning', 'warning', true],
    ['still has its error', 'error', 'error', true],
    ['has a warning for its error', 'error', 'warning', true],
    ['has an error for its warning', 'warning', 'error', false],
    ['has an error for its note', 'note', 'error', false],
    ['has an error for its question', 'question', 'error', false],
    ['has a question for its error', 'error', 'question', true],
    ['is silent now', 'error', undefined, true],
  ])('%s: proven %#', (_what, before, after, proven) => {
    expect(proof(when('other', before, after), mine)).toEqual([
      proven ? PROVEN : refused('the obvious change brings up other'),
    ]);
  });

  it('that has no place any more proves nothing', () => {
    const move: Change = { kind: 'place', set: { workerSubnetId: 'subnet-0none' } };
    const blind = rule('mine', () => [problem('a', [move])], { needs: 'roles' });
    expect(proof(blind)).toEqual([
      { none: 'the obvious change cannot be made here: check with --worker-subnet-id subnet-0none' },
    ]);
  });
});

it('counts a flow’s finding as the same one, whatever blocks it', () => {
  const blocked = (network: Network): Problem => ({
    ...problem(isOn(network) ? 'another' : 'a'),
    key: 'client → scheduler',
    trace: TRACE,
  });
  expect(proof(rule('mine', (network) => [blocked(network)]))).toEqual([
    refused('the obvious change does not repair it alone'),
  ]);
});

const TRACE = (() => {
  const { flows } = analysisOf(inputOf(openedOf(off).network), []).context;
  const [first] = flows;
  if (!first) throw new Error('no flow');
  return first.trace;
})();

describe('a change of the placement', () => {
  const place = (set: Extract<Change, { kind: 'place' }>['set'], ...others: readonly Change[]) =>
    rule('mine', () => [], {
      *check({ placement }) {
        if (!placement.workersPublicIp) yield problem('a', [{ kind: 'place', set }, ...others]);
      },
    });

  it('is proven by checking there, and told as flags in a comment', () => {
    expect(proof(place({ workersPublicIp: true }))).toMatchObject([
      { commands: ['# check and create the cluster with --workers-public-ip'] },
    ]);
    expect(proof(place({ workersPublicIp: true }, ENABLE))).toMatchObject([
      { commands: [...PROVEN.commands, '# then check and create the cluster with --workers-public-ip'] },
    ]);
  });

  it('stays one comment, whatever stands in an id', () => {
    const [fix] = proof(
      place({ workersPublicIp: true, firewallId: `${GUIDE_PLACEMENT.firewallId}\nrm -rf ~` }),
    );
    expect(fix).toMatchObject({
      commands: [
        `# check and create the cluster with --firewall-id ${GUIDE.group} rm -rf ~ --workers-public-ip`,
      ],
    });
  });
});

describe('what a report prints', () => {
  const VPC = GUIDE.vpc;
  const HOSTNAMES: Change = { kind: 'enable-dns', vpc: VPC, attribute: 'hostnames' };
  const hasNames = ({ vpcs }: Network): boolean => {
    const hostnames = vpcs.get(VPC)?.dns.hostnames;
    return hostnames !== undefined && 'value' in hostnames && hostnames.value;
  };
  const until = (
    id: string,
    isGone: (network: Network) => boolean,
    ...changes: readonly [Change, ...Change[]]
  ) => rule(id, (network) => (isGone(network) ? [] : [problem(id, changes)]));
  const command = (attribute: string) =>
    `aws ec2 modify-vpc-attribute --vpc-id ${VPC} --enable-dns-${attribute} Value=true --region us-east-1`;

  function printed(rules: readonly Rule[], suppressed: readonly string[] = []) {
    const opened = openedOf(off);
    const input = inputOf(opened.network);
    const before = analysisOf(input, rules);
    const isPrinted = ({ rule }: { rule: string }) => !suppressed.includes(rule);
    const prove = prover({ opened, input, rules, before, isPrinted });
    return before.problems.map((one) => {
      const fix = prove(one);
      if ('none' in fix) return fix.none;
      const { commands, containedIn, after } = fix;
      return { commands, ...(containedIn && { in: containedIn.rule }), ...(after && { after: after.rule }) };
    });
  }

  it('has a change once, and later findings name the one that has it', () => {
    expect(printed([until('a', isOn, ENABLE), until('b', isOn, ENABLE)])).toEqual([
      { commands: [command('support')] },
      { commands: [], in: 'a' },
    ]);
  });

  it('has no other change for what an earlier one repairs', () => {
    const both = until('a', hasNames, ENABLE, HOSTNAMES);
    expect(printed([both, until('b', isOn, ENABLE)])).toEqual([
      { commands: [command('support'), command('hostnames')] },
      { commands: [], in: 'a' },
    ]);
  });

  it('goes on with the rest of a change', () => {
    expect(printed([until('a', isOn, ENABLE), until('b', hasNames, ENABLE, HOSTNAMES)])).toEqual([
      { commands: [command('support')] },
      { commands: [command('hostnames')], after: 'a' },
    ]);
  });

  it('has nothing that breaks what stands above it', () => {
    const first = until('a', (network) => isOn(network) && !hasNames(network), ENABLE);
    const second = until('b', hasNames, ENABLE, HOSTNAMES);
    expect(printed([first, second])).toEqual([
      { commands: [command('support')] },
      `it does not go together with the changes above: make those, and check again: turn DNS support on in ${VPC}; turn DNS hostnames on in ${VPC}`,
    ]);
  });

  it('does without what is suppressed, which is proven alone', () => {
    expect(printed([until('a', isOn, ENABLE), until('b', isOn, ENABLE)], ['a'])).toEqual([
      { commands: [command('support')] },
      { commands: [command('support')] },
    ]);
  });
});
