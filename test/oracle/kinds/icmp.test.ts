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
  entry: fc.option(fc.record({ type: fc.constantFrom(-1, 8, 3), inbound: fc.boolean() }), { freq: 2 }),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

const permissions = (list: readonly Rule[]) =>
  list.map(({ protocol, type, code, remote }) => {
    if (protocol === '-1') return permission('all', [remote]);
    return permission(protocol === 'tcp' ? [0, 65535] : [type, type === -1 ? -1 : code], [remote], protocol);
  });

function worldOf({ ingress, egress, entry: plan }: Plan): RawWorld {
  const deny = plan && {
    ...entry(1, plan.inbound ? 'in' : 'out', 'deny', '0.0.0.0/0', 'all', '1'),
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

/** How many of the types some rule passes whole, and whether any rule passes any of it. */
function passedBy(list: readonly Rule[] | null): { readonly all: boolean; readonly some: boolean } {
  if (list === null) return { all: true, some: true };
  // The other remotes hold neither of the two machines.
  const about = list.filter(({ remote, protocol }) => remote === '0.0.0.0/0' && protocol !== 'tcp');
  return {
    all: about.some(({ protocol, type }) => protocol === '-1' || type === -1),
    some: about.length > 0,
  };
}

describeKind('4', 'ICMP types', () => {
  test('an ICMP rule for one type passes that type only', LONG, () =>
    holdsFor(plans, draw('4', 1), async (plan) => {
      const answer = await ask(worldSnapshot(worldOf(plan)), { from: 'i-out', to: 'i-in', protocol: 'icmp' });
      const said = 'refused' in answer ? answer.refused : answer.report.verdict;
      const [ingress, egress] = [passedBy(plan.ingress), passedBy(plan.egress)];
      const isClosed = !ingress.some || !egress.some || plan.entry?.type === -1;
      const isOpen = ingress.all && egress.all && plan.entry === null;
      const expected = isClosed ? 'blocked' : isOpen ? 'reachable' : 'not reachable';
      const isRight = expected === 'not reachable' ? said !== 'reachable' : said === expected;
      insist(isRight, `ICMP ${expected}, engine: ${said}`, () => JSON.stringify(plan));
    }),
  );
});
