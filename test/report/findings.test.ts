/** Fingerprints: the same finding keeps its own, and no other has it. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.ts';
import type { Problem, Undecided } from '../../src/lint/rule-types.ts';
import { findingOf, fingerprint, undecidedOf } from '../../src/report/findings.ts';
import type { PlaceReport } from '../../src/report/types.ts';
import { aclEntry, change, GUIDE, guideNetwork } from '../support/aws.ts';
import { analysisOf, GUIDE_PLACEMENT, inputOf, networkOf } from '../support/opened.ts';

const ref = (id: string) => ({ id, word: 'security group' });
const problem: Problem = {
  message: 'clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787',
  resources: [ref('sg-1'), ref('acl-1')],
  key: 'client → scheduler',
  fix: { none: 'none' },
};
const base = fingerprint('scheduler-unreachable', problem);

describe('a fingerprint', () => {
  it('is short, and the same in every run', () => {
    expect(base).toBe('1d57dae10613bef7');
  });

  it.each<readonly [string, Partial<Problem>]>([
    ['wording', { message: 'other words' }],
    ['severity', { severity: 'note' }],
    ['order', { resources: [ref('acl-1'), ref('sg-1')] }],
    ['repetition', { resources: [ref('sg-1'), ref('acl-1'), ref('sg-1')] }],
    ['names', { resources: [{ ...ref('sg-1'), name: 'cluster' }, ref('acl-1')] }],
    ['places', { resources: [{ ...ref('sg-1'), place: { file: 'a.json', pointer: '/0' } }, ref('acl-1')] }],
    ['fixes', { fix: { none: 'nothing helps' } }],
    ['symptoms', { symptom: 'the client hangs' }],
  ])('does not depend on %s', (_what, other) => {
    expect(fingerprint('scheduler-unreachable', { ...problem, ...other })).toBe(base);
  });

  it('depends on the rule, on each resource and on the key', () => {
    const { key: _, ...keyless } = problem;
    const others = [
      fingerprint('no-egress', problem),
      fingerprint('scheduler-unreachable', keyless),
      fingerprint('scheduler-unreachable', { ...problem, key: 'worker → scheduler' }),
      fingerprint('scheduler-unreachable', { ...problem, resources: [ref('sg-1')] }),
      fingerprint('scheduler-unreachable', { ...problem, resources: [ref('sg-1'), ref('acl-2')] }),
      fingerprint('scheduler-unreachable', { ...problem, resources: [ref('sg-1,acl-1')] }),
    ];
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });

  it('is of one finding in a report with many', () => {
    const closed = [aclEntry(32767, 'in', 'deny'), aclEntry(32767, 'out', 'deny')];
    const bodies = change(
      change(guideNetwork(), 'NetworkAcls', GUIDE.acl, { Entries: closed }),
      'NatGateways',
      GUIDE.natGateway,
      { State: 'failed' },
    );
    const asked = { require: ['role:worker=10.0.0.9:1', 'role:worker=10.0.0.9:2'], client: ['10.0.0.0/8'] };
    const { problems, undecided } = analysisOf(inputOf(networkOf(bodies), asked), RULES);
    const all = [
      ...problems.map((one) => fingerprint(one.rule, one.problem)),
      ...undecided.map((one) => fingerprint(one.rule, one.undecided)),
    ];
    expect(all.length).toBeGreaterThan(8);
    expect(new Set(all).size).toBe(all.length);
  });
});

const locate = ({ file, pointer }: { file: string; pointer: string }): PlaceReport => ({
  file,
  pointer,
  line: 7,
});
const fix = { none: 'none' } as const;

it('a finding carries what its problem says, and the places of it', () => {
  const place = { file: 'groups.json', pointer: '/SecurityGroups/0' };
  const line = {
    kind: 'rule',
    id: 'rule 1',
    text: 'allow',
    place,
    resource: { ...ref('sg-1'), place },
  } as const;
  const told: Problem = {
    ...problem,
    resources: [{ ...ref('sg-1'), place }],
    lines: [line],
    symptom: 'it hangs',
  };
  expect(findingOf({ rule: 'a-rule', severity: 'warning', problem: told }, fix, locate)).toEqual({
    rule: 'a-rule',
    severity: 'warning',
    message: problem.message,
    fingerprint: fingerprint('a-rule', told),
    resources: [{ ...ref('sg-1'), place: { ...place, line: 7 } }],
    lines: [
      {
        kind: 'rule',
        id: 'rule 1',
        text: 'allow',
        place: { ...place, line: 7 },
        resource: { ...ref('sg-1'), place: { ...place, line: 7 } },
      },
    ],
    symptom: 'it hangs',
    fix,
  });
});

it('an open question carries what would settle it', () => {
  const undecided: Undecided = {
    kind: 'undecided',
    message: 'whether names resolve is not known',
    resources: [ref('vpc-1')],
    required: true,
    reasons: [{ cause: 'PERMISSION_DENIED', why: 'refused', settle: 'aws ec2 describe-vpc-attribute' }],
  };
  expect(undecidedOf({ rule: 'a-rule', undecided }, locate)).toEqual({
    rule: 'a-rule',
    message: undecided.message,
    fingerprint: fingerprint('a-rule', undecided),
    required: true,
    resources: [ref('vpc-1')],
    reasons: undecided.reasons,
  });
});

it('evidence names the ends that were traced', () => {
  const placement = { ...GUIDE_PLACEMENT, schedulerPublicIp: false };
  const input = inputOf(networkOf(guideNetwork()), {
    placement,
    client: ['203.0.113.0/24', '198.51.100.0/25'],
  });
  const [found] = analysisOf(input, RULES).problems.filter(({ rule }) => rule === 'scheduler-unreachable');
  if (!found) throw new Error('the scheduler is reachable');
  expect(findingOf(found, fix, locate).trace).toMatchObject({
    from: '203.0.113.0/24, 198.51.100.0/25',
    to: 'scheduler',
    protocol: 'tcp',
    ports: '8786-8787',
    verdict: 'blocked',
  });
});
