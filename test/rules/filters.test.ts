/** The rules that read the lines of firewalls, without a flow: what is open, and what can never match. */
import { describe, expect, it } from 'vitest';
import { rule as adminPorts } from '../../rules/admin-ports-open.ts';
import { rule as openToWorld } from '../../rules/cluster-open-to-world.ts';
import { rule as publicIngress } from '../../rules/public-ingress.ts';
import { rule as shadowed } from '../../rules/shadowed-rule.ts';
import { cidrSet } from '../../src/ip/address.ts';
import { union } from '../../src/ip/interval.ts';
import { describeChange } from '../../src/lint/describe-change.ts';
import type { Fix } from '../../src/lint/rule-types.ts';
import { known } from '../../src/model/known.ts';
import type { Network } from '../../src/model/network.ts';
import { INTERNET, plusRules, withPolicies } from '../support/fixtures/gcp/networks.ts';
import {
  firewall,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  policy,
  policyRule,
  type RuleParts,
  unread,
} from '../support/gcp.ts';
import { gcpNetwork } from '../support/gcp-asked.ts';
import { block, group, guide, line, say, subnet, withFilters, withSubnets } from '../support/network.ts';

const inWords = (fix: Fix): readonly string[] =>
  'none' in fix ? [`none: ${fix.none}`] : fix.changes.map(describeChange);

describe('cluster-open-to-world', () => {
  const dual = subnet('subnet-1', 'vpc-1', '10.0.1.0/24', {
    routeTable: known('rtb-1'),
    addresses: union(cidrSet(block('10.0.1.0/24')), cidrSet(block('2001:db8::/64'))),
  });
  const both = withSubnets(guide(), dual);
  const opened = (network: Network, peer: string) =>
    withFilters(network, group('sg-1', ['vpc-1'], [line(peer, 'all')]));
  const INSIDE = 'allow all traffic from members of sg-1 into sg-1';

  it.each<readonly [string, Network, string, string, readonly string[]]>([
    [
      'lets everybody in',
      opened(guide(), '0.0.0.0/0'),
      'internet',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 0.0.0.0/0 into sg-1', INSIDE],
    ],
    [
      'opens no family that the scheduler has no address of',
      opened(guide(), '::/0'),
      'internet',
      '::/0',
      [INSIDE],
    ],
    [
      'opens the family that the scheduler and the rule have',
      opened(both, '::/0'),
      'internet',
      '::/0',
      ['allow tcp 8786-8787 from ::/0 into sg-1', INSIDE],
    ],
    [
      'opens no family that the rule did not',
      opened(both, '0.0.0.0/0'),
      'internet',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 0.0.0.0/0 into sg-1', INSIDE],
    ],
    [
      'opens to the client alone',
      opened(guide(), '0.0.0.0/0'),
      '203.0.113.0/24',
      '0.0.0.0/0',
      ['allow tcp 8786-8787 from 203.0.113.0/24 into sg-1', INSIDE],
    ],
  ])('%s', (_what, network, client, peer, changes) => {
    const said = say(openToWorld, network, { client: [client] }).problems.map(({ fix }) => inWords(fix));
    expect(said).toEqual([[...changes, `remove ingress allow all ${peer} of sg-1`]]);
  });
});

describe('admin-ports-open, where the first match decides', () => {
  const SSH = { layer4Configs: [{ ipProtocol: 'tcp', ports: ['22'] }] };
  const ssh = firewall('ssh', { allow: ['tcp:22'], from: [INTERNET] });
  const organisation = (...ranges: readonly string[]) =>
    withPolicies(
      policy('HIERARCHY', 'org', [policyRule(100, 'deny', 'INGRESS', { srcIpRanges: ranges, ...SSH })]),
    );
  const denied = (parts: Partial<RuleParts>) =>
    plusRules(guideNetwork(), ssh, firewall('no-ssh', { deny: ['tcp:22'], priority: 10, ...parts }));
  const SPOKEN = ['firewall byo-network/firewall opens tcp 22 (SSH) to the internet'];

  it.each<readonly [string, GcpBodies, readonly string[]]>([
    ['speaks of a rule that nothing denies', plusRules(guideNetwork(), ssh), SPOKEN],
    ['is silent where a policy denies it first', plusRules(organisation(INTERNET), ssh), []],
    ['is silent where a rule denies it first', denied({ from: [INTERNET], tags: [GUIDE.tag] }), []],
    [
      'speaks where only some ranges are denied',
      plusRules(organisation('5.0.0.0/8', '46.0.0.0/8'), ssh),
      SPOKEN,
    ],
    ['speaks where other machines are denied', denied({ from: [INTERNET], tags: ['bastion'] }), SPOKEN],
    ['speaks where the denial comes later', denied({ from: [INTERNET], priority: 2000 }), SPOKEN],
    [
      'speaks of both rules that open it',
      plusRules(guideNetwork(), ssh, firewall('ssh-too', { allow: ['tcp:22'], from: [INTERNET] })),
      [...SPOKEN, ...SPOKEN],
    ],
    [
      'speaks where nobody read whether a policy denies it',
      unread(plusRules(guideNetwork(), ssh), 'policies'),
      SPOKEN,
    ],
  ])('%s', (_what, bodies, messages) => {
    const placement = {
      networkId: GUIDE.network,
      schedulerSubnetId: GUIDE.subnet,
      workerSubnetId: GUIDE.subnet,
      firewallId: GUIDE.tag,
    };
    const { problems } = say(adminPorts, gcpNetwork(bodies), { placement });
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });
});

describe('public-ingress', () => {
  it('narrows the rule to the blocks of the client, the provider’s own addresses and all', () => {
    const { problems } = say(publicIngress, guide(), { client: ['subnet:subnet-2'] });
    expect(problems.map(({ fix }) => inWords(fix))).toEqual([
      ['allow tcp 8786-8787 from 10.0.2.0/24 into sg-1', 'remove ingress allow 8786-8787 0.0.0.0/0 of sg-1'],
    ]);
  });
});

describe('shadowed-rule, in layers', () => {
  const dash = firewall('dash', { allow: ['tcp:9000'], from: ['0.0.0.0/0'], tags: [GUIDE.tag] });
  const denied = (parts: Partial<RuleParts>) =>
    firewall('closed', { deny: ['tcp:9000'], from: ['0.0.0.0/0'], priority: 10, ...parts });
  const organisation = (...rules: readonly Parameters<typeof policyRule>[]) =>
    withPolicies(
      policy(
        'HIERARCHY',
        'org',
        rules.map((rule) => policyRule(...rule)),
      ),
    );
  const range = (...srcIpRanges: readonly string[]) => ({ srcIpRanges });
  const by = (names: string, why = '') => [`dash never matches: ${names} all its packets first${why}`];

  it.each<readonly [string, GcpBodies, readonly string[]]>([
    [
      'a denial of the same machines',
      plusRules(guideNetwork(), dash, denied({ tags: [GUIDE.tag] })),
      by('closed takes'),
    ],
    [
      'a denial of all machines, at the same priority',
      plusRules(guideNetwork(), dash, denied({ priority: 1000 })),
      by('closed takes', '; closed comes first because at equal priority a deny beats an allow'),
    ],
    ['a denial of other machines', plusRules(guideNetwork(), dash, denied({ tags: ['x'] })), []],
    ['a denial of a part', plusRules(guideNetwork(), dash, denied({ from: ['10.0.0.0/8'] })), []],
    ['a denial that comes later', plusRules(guideNetwork(), dash, denied({ priority: 2000 })), []],
    [
      'two that take it together',
      plusRules(
        guideNetwork(),
        dash,
        denied({ from: ['0.0.0.0/1'] }),
        firewall('high', { deny: ['all'], from: ['128.0.0.0/1'], priority: 20 }),
      ),
      by('closed and high take'),
    ],
    [
      'a policy that is asked first',
      plusRules(organisation([1, 'deny', 'INGRESS', range(INTERNET)]), dash),
      [...by('org 1 takes')],
    ],
    [
      'a policy that passes some on',
      plusRules(
        organisation(
          [1, 'goto_next', 'INGRESS', range('5.0.0.0/8')],
          [2, 'deny', 'INGRESS', range(INTERNET)],
        ),
        dash,
      ),
      [],
    ],
    [
      'one that allows the same',
      plusRules(guideNetwork(), dash, firewall('a', { allow: ['all'], from: [INTERNET] })),
      [],
    ],
  ])('%s', (_what, bodies, said) => {
    const placement = {
      networkId: GUIDE.network,
      schedulerSubnetId: GUIDE.subnet,
      workerSubnetId: GUIDE.subnet,
      firewallId: GUIDE.tag,
    };
    const { problems } = say(shadowed, gcpNetwork(bodies), { placement });
    const short = problems.map(({ message }) => message.replace(/ \(.*\) of \S+/, ''));
    expect(short.filter((message) => message.startsWith('dash'))).toEqual(said);
  });
});
