/** ICMP has types in the place of ports, and the answer of a ping is another type than its request. */
import { expect, test } from 'vitest';
import { echoRequest } from '../../src/ip/icmp.ts';
import { ICMP } from '../../src/ip/traffic.ts';
import { lower } from '../../src/providers/aws/lower.ts';
import { traceFlow, worldOf } from '../../src/reach/flow.ts';
import { resolveEndpoint } from '../../src/workload/endpoint.ts';
import { parseMessages } from '../../src/workload/parse.ts';
import { type AwsBodies, aclEntry, change, GUIDE, guideNetwork, resourcesOf } from '../support/aws.ts';

const ANYWHERE = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const icmpRule = (type: number, code = -1) => ({
  IpProtocol: 'icmp',
  FromPort: type,
  ToPort: code,
  ...ANYWHERE,
});

const withRules = (...rules: readonly ReturnType<typeof icmpRule>[]): AwsBodies =>
  change(guideNetwork(), 'SecurityGroups', GUIDE.group, { IpPermissions: rules });

/** An ACL that passes all but ICMP, and of that what is named. */
const withAcl = (ins: readonly [number, number][], outs: readonly [number, number][]): AwsBodies =>
  change(withRules(icmpRule(-1)), 'NetworkAcls', GUIDE.acl, {
    Entries: [
      ...ins.map((message, i) => icmpEntry(100 + i, 'in', message)),
      ...outs.map((message, i) => icmpEntry(100 + i, 'out', message)),
    ],
  });

const icmpEntry = (number: number, direction: 'in' | 'out', [Type, Code]: readonly [number, number]) => ({
  ...aclEntry(number, direction, 'allow', '0.0.0.0/0', { protocol: '1' }),
  IcmpTypeCode: { Type, Code },
});

function ping(bodies: AwsBodies, ports = echoRequest(ICMP)) {
  const network = lower(resourcesOf(bodies));
  const vm = (end: 'source' | 'destination', subnet: string) => {
    const text = `vm:subnet=${subnet},groups=${GUIDE.group}`;
    const resolved = resolveEndpoint(text, { network, roles: [], end });
    if ('error' in resolved) throw new Error(resolved.error);
    return resolved.endpoint.spots;
  };
  const from = vm('source', GUIDE.publicSubnet);
  const to = vm('destination', GUIDE.privateSubnet);
  const trace = traceFlow(worldOf(network), { from, to, protocol: ICMP, ports });
  return [trace.forward.verdict, trace.reply.verdict];
}

const messages = (text: string) => {
  const parsed = parseMessages(text);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.value;
};

test.each([
  ['echo requests', [icmpRule(8)], 'reachable'],
  ['echo requests of their one code', [icmpRule(8, 0)], 'reachable'],
  ['all messages', [icmpRule(-1)], 'reachable'],
  ['unreachable messages', [icmpRule(3)], 'blocked'],
  ['echo replies', [icmpRule(0)], 'blocked'],
])('a group that admits %s', (_what, rules, verdict) => {
  expect(ping(withRules(...rules))[0]).toBe(verdict);
});

test('a rule for one code passes a part of its type', () => {
  expect(ping(withRules(icmpRule(3, 4)), messages('3'))[0]).toBe('partial');
  expect(ping(withRules(icmpRule(3, -1)), messages('3'))[0]).toBe('reachable');
});

test('a stateless filter is asked for the reply, which is another type', () => {
  const both: [number, number][] = [
    [8, 0],
    [0, 0],
  ];
  expect(ping(withAcl(both, both))).toEqual(['reachable', 'reachable']);
  expect(ping(withAcl([[8, 0]], both))).toEqual(['reachable', 'blocked']);
  expect(ping(withAcl(both, [[0, 0]]))).toEqual(['blocked', 'reachable']);
});
