/** Kind 4, of protocols: an ICMP rule for one type passes that type only. */
import fc from 'fast-check';
import { test } from 'vitest';
import { ask } from '../../reach/ask.ts';
import { acl, entry, group, permission } from '../build.ts';
import { WORLD } from '../home.ts';
import { weighted } from '../plan.ts';
import { describeKind, draw, LONG } from '../runs.ts';
import { interfaceAt } from '../universe-machines.ts';
import { type RawWorld, worldSnapshot } from '../world.ts';
import { holdsFor, insist } from './compare.ts';

const rule = fc.record({
  protocol: weighted([4, 'icmp'], [2, '1'], [1, 'tcp'], [1, '-1']),
  type: fc.constantFrom(-1, 8, 0, 3, 11),
  code: fc.constantFrom(-1, 0, 4),
  remote: fc.constantFrom('0.0.0.0/0', '10.0.0.64/27', '10.0.0.0/28'),
});
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const plans = fc.record({
  ingress: fc.array(rule, { maxLength: 4 }),
  /** Null: everything. */
  egress: fc.option(fc.array(rule, { maxLength: 3 }), { freq: 2 }),
  /** An entry about one type before the one that allows everything, at the border of the receiver's subnet. */
  entry: fc.option(fc.record({ type: fc.constantFrom(-1, 8, 0, 3), inbound: fc.boolean() }), { freq: 2 }),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

const permissions = (list: readonly Rule[]) =>
  list.map(({ protocol, type, code, remote }) => {
    if (protocol === '-1') return permission('all', [remote]);
    return permission(protocol === 'tcp' ? [0, 65535] : [type, type === -1 ? -1 : code], [remote], protocol);
  });

function worldOf({ ingress, egress, entry: plan }: Plan): RawWorld {
  const { PortRange: _, ...bare } = entry(1, plan?.inbound ? 'in' : 'out', 'deny', '0.0.0.0/0', 'all', '1');
  const deny = plan && {
    ...bare,
    IcmpTypeCode: { Type: plan.type, Code: -1 },
  };
  const open = [entry(100, 'in', 'allow', '0.0.0.0/0'), entry(100, 'out', 'allow', '0.0.0.0/0')];
  const own = acl('acl-zone-b', 'vpc-home', ['subnet-zone-b'], deny ? [deny, ...open] : open);
  const others = WORLD.NetworkAcls.map((one) => ({
    ...one,
    Associations: one.Associations?.filter(({ SubnetId }) => SubnetId !== 'subnet-zone-b') ?? [],
  }));
  return {
    ...WORLD,
    NetworkAcls: [...others, own],
    SecurityGroups: [
      ...WORLD.SecurityGroups,
      group('sg-in', 'vpc-home', permissions(ingress)),
      group('sg-out', 'vpc-home', [], egress === null ? undefined : permissions(egress)),
    ],
    NetworkInterfaces: [
      machineAt('i-out', 'subnet-private', '10.0.0.20', 'sg-out'),
      machineAt('i-in', 'subnet-zone-b', '10.0.0.37', 'sg-in'),
    ],
  };
}

const machineAt = (instance: string, subnet: string, address: string, of: string) => ({
  ...interfaceAt(`eni-${instance}`, 'vpc-home', subnet, address),
  Groups: [{ GroupId: of }],
  Attachment: { InstanceId: instance, Status: 'attached' },
});

const REQUEST = { type: 8, code: 0 };
const REPLY = 0;

/** Whether a group's rules let an echo request pass; the group remembers it for the reply. */
const passes = (list: readonly Rule[] | null): boolean =>
  list === null ||
  list.some(
    // The other remotes hold neither of the two machines.
    ({ protocol, type, code, remote }) =>
      remote === '0.0.0.0/0' &&
      (protocol === '-1' ||
        (protocol !== 'tcp' &&
          (type === -1 || (type === REQUEST.type && (code === -1 || code === REQUEST.code))))),
  );

/** Whether the entry refuses what passes the border in its direction: the request comes in, the reply goes out. */
const refuses = (entry: Plan['entry']): boolean =>
  entry !== null && (entry.type === -1 || entry.type === (entry.inbound ? REQUEST.type : REPLY));

describeKind('4', 'ICMP types', () => {
  test('an ICMP rule for one type passes that type only: a ping', LONG, () =>
    holdsFor(plans, draw('4', 1), async (plan) => {
      const answer = await ask(worldSnapshot(worldOf(plan)), { from: 'i-out', to: 'i-in', protocol: 'icmp' });
      const said = 'refused' in answer ? answer.refused : answer.report.verdict;
      const isPassed = passes(plan.ingress) && passes(plan.egress) && !refuses(plan.entry);
      const expected = isPassed ? 'reachable' : 'blocked';
      insist(said === expected, `a ping ${expected}, engine: ${said}`, () => JSON.stringify(plan));
    }),
  );
});
