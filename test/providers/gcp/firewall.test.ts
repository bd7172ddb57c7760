/** What filters a VM's packets (gcp.md 5-14): each fact as a network, a question and its answer. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/snapshot/canonical.ts';
import {
  change,
  defaultRoute,
  firewall,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  instance,
  nat,
  network,
  policy,
  policyRule,
  REGION,
  router,
  subnet,
  subnetRoute,
  unread,
} from '../../support/gcp.ts';
import { answer, gcpNetwork } from '../../support/gcp-asked.ts';

/** The guide's network with these VPC rules and policies instead of its own. */
const withRules = (
  firewalls: readonly JsonObject[],
  policies: readonly JsonObject[] = [],
  regional?: readonly JsonObject[],
): GcpBodies => ({
  ...guideNetwork(),
  firewalls,
  policies: { [GUIDE.network]: policies },
  ...(regional && { regionPolicies: { [`${GUIDE.network} ${REGION}`]: regional } }),
});

const vm = (...carried: readonly string[]): string =>
  `vm:subnet=${GUIDE.subnet}${carried.map((one) => `,${one}`).join('')}`;
const A = vm('tags=a');
const B = vm('tags=b');
const OPEN = firewall('open', { from: ['0.0.0.0/0'], tags: ['a'] });
const before = (bodies: GcpBodies): GcpBodies =>
  change(bodies, 'networks', GUIDE.network, {
    networkFirewallPolicyEnforcementOrder: 'BEFORE_CLASSIC_FIREWALL',
  });
const DENY = policyRule(100, 'deny', 'INGRESS', { srcIpRanges: ['0.0.0.0/0'] });
const ALLOW = policyRule(100, 'allow', 'INGRESS', { srcIpRanges: ['0.0.0.0/0'] });
const NEXT = policyRule(50, 'goto_next', 'INGRESS', { srcIpRanges: ['0.0.0.0/0'] });

interface Case {
  readonly fact: string;
  readonly bodies: GcpBodies;
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly says: string;
}

const CASES: readonly Case[] = [
  { fact: '5: no rule lets anything in', bodies: withRules([]), says: 'blocked FIREWALL_RULE' },
  {
    fact: '5: no rule keeps anything from going out',
    bodies: withRules([]),
    to: 'internet',
    says: 'reachable',
  },
  {
    fact: '5: the metadata server answers under a deny of everything',
    bodies: withRules([firewall('none', { deny: ['all'], to: ['0.0.0.0/0'], priority: 0 })]),
    to: '169.254.169.254',
    port: 53,
    says: 'reachable',
  },
  {
    fact: '6: the lower number decides',
    bodies: withRules([OPEN, firewall('shut', { deny: ['all'], from: ['0.0.0.0/0'], priority: 999 })]),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '6: the higher number does not',
    bodies: withRules([OPEN, firewall('shut', { deny: ['all'], from: ['0.0.0.0/0'], priority: 1001 })]),
    says: 'reachable',
  },
  {
    fact: '6: at equal priority deny beats allow',
    bodies: withRules([firewall('zzz-shut', { deny: ['all'], from: ['0.0.0.0/0'] }), OPEN]),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '6: a disabled rule is none',
    bodies: withRules([
      OPEN,
      firewall('shut', { deny: ['all'], from: ['0.0.0.0/0'], priority: 1, disabled: true }),
    ]),
    says: 'reachable',
  },
  {
    fact: '7: a hierarchical policy comes before VPC rules',
    bodies: withRules([OPEN], [policy('HIERARCHY', 'org', [DENY])]),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '7: goto_next leaves the decision to VPC rules',
    bodies: withRules([OPEN], [policy('HIERARCHY', 'org', [NEXT, DENY])]),
    says: 'reachable',
  },
  {
    fact: '7: VPC rules come before the network policy',
    bodies: withRules([OPEN], [policy('NETWORK', 'net', [DENY])]),
    says: 'reachable',
  },
  {
    fact: '7: the network policy comes before the implied rule',
    bodies: withRules([], [policy('NETWORK', 'net', [ALLOW])]),
    says: 'reachable',
  },
  {
    fact: '7: BEFORE_CLASSIC_FIREWALL puts it ahead of VPC rules',
    bodies: before(withRules([OPEN], [policy('NETWORK', 'net', [DENY])])),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '7: the policy with the lower association priority comes first, whatever the order of the answer',
    bodies: withRules([], [policy('NETWORK', 'late', [DENY], 2000), policy('NETWORK', 'early', [ALLOW], 10)]),
    says: 'reachable',
  },
  {
    fact: '7: the global policy comes before the regional one',
    bodies: withRules([], [policy('NETWORK', 'net', [ALLOW])], [policy('NETWORK_REGIONAL', 'reg', [DENY])]),
    says: 'reachable',
  },
  {
    fact: '7: the regional policy comes before the implied rule',
    bodies: withRules([], [], [policy('NETWORK_REGIONAL', 'reg', [ALLOW])]),
    says: 'reachable',
  },
  {
    fact: '8: a target tag that the VM has not',
    bodies: withRules([OPEN]),
    to: B,
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '8: no target means every VM',
    bodies: withRules([firewall('all', { from: ['0.0.0.0/0'] })]),
    to: B,
    says: 'reachable',
  },
  {
    fact: '8: a target account that the VM runs as',
    bodies: withRules([firewall('sa', { from: ['0.0.0.0/0'], accounts: ['x@p.iam'] })]),
    to: vm('service-account=x@p.iam'),
    says: 'reachable',
  },
  {
    fact: '8: a target account that the VM does not run as',
    bodies: withRules([firewall('sa', { from: ['0.0.0.0/0'], accounts: ['x@p.iam'] })]),
    to: vm('service-account=y@p.iam'),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '8: as whom the VM runs was not said',
    bodies: withRules([firewall('sa', { from: ['0.0.0.0/0'], accounts: ['x@p.iam'] })]),
    says: 'unknown UNKNOWN_RESOURCE',
  },
  {
    fact: '8: a rule for internal load balancers concerns no VM',
    bodies: withRules([OPEN], [policy('HIERARCHY', 'org', [{ ...DENY, targetType: 'INTERNAL_MANAGED_LB' }])]),
    says: 'reachable',
  },
  {
    fact: '8: a rule for another network',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [{ ...DENY, targetResources: [String(network('other').selfLink)] }])],
    ),
    says: 'reachable',
  },
  {
    fact: '8: a policy rule for the network and its beta link',
    bodies: withRules(
      [OPEN],
      [
        policy('HIERARCHY', 'org', [
          {
            ...DENY,
            targetResources: [
              `https://compute.googleapis.com/compute/beta/projects/my-project-id/global/networks/${GUIDE.network}`,
            ],
          },
        ]),
      ],
    ),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '9: ranges and tags of sources count together',
    bodies: withRules([firewall('both', { from: ['10.99.0.0/16'], fromTags: ['b'], tags: ['a'] })]),
    from: B,
    says: 'reachable',
  },
  {
    fact: '9: a source tag that the sender has not',
    bodies: withRules([firewall('tagged', { fromTags: ['c'], tags: ['a'] })]),
    from: B,
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '9: a rule without sources is for everybody',
    bodies: withRules([firewall('any', { tags: ['a'] })]),
    from: 'internet',
    to: vm('tags=a', 'public'),
    says: 'reachable',
  },
  {
    fact: '9: a source tag means nothing by external address',
    bodies: withRules([firewall('tagged', { fromTags: ['b'], tags: ['a'] })]),
    from: 'internet',
    to: vm('tags=a', 'public'),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '9: both the source and the destination of an ingress rule must match',
    bodies: withRules([{ ...OPEN, destinationRanges: ['192.0.2.0/24'] }]),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '9: both ends of an egress rule must match',
    bodies: withRules([
      { ...firewall('shut', { deny: ['all'], to: ['0.0.0.0/0'] }), sourceRanges: ['192.0.2.0/24'] },
    ]),
    to: 'internet',
    says: 'reachable',
  },
  {
    fact: '9: a network tag is no secure tag',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [{ ...DENY, targetSecureTags: [{ name: 'tagValues/1' }] }])],
    ),
    says: 'unknown UNSUPPORTED',
  },
  {
    fact: '10: a name that is denied first may be anybody',
    bodies: withRules(
      [],
      [policy('HIERARCHY', 'org', [policyRule(1, 'deny', 'EGRESS', { destFqdns: ['x.example'] })])],
    ),
    to: 'internet',
    says: 'unknown UNSUPPORTED',
  },
  {
    fact: '10: a name decides nothing where every reading says the same',
    bodies: withRules(
      [],
      [policy('HIERARCHY', 'org', [policyRule(1, 'allow', 'EGRESS', { destFqdns: ['x.example'] })])],
    ),
    to: 'internet',
    says: 'reachable',
  },
  {
    fact: '10: a country is on the internet and not in the network',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [policyRule(1, 'deny', 'EGRESS', { destRegionCodes: ['KP'] })])],
    ),
    says: 'reachable',
  },
  {
    fact: '10: address groups that nobody read',
    bodies: withRules(
      [],
      [policy('NETWORK', 'net', [policyRule(1, 'allow', 'INGRESS', { srcAddressGroups: ['g'] })])],
    ),
    says: 'unknown UNSUPPORTED',
  },
  {
    fact: '10: threat lists beside a range that matches',
    bodies: withRules(
      [],
      [
        policy('NETWORK', 'net', [
          policyRule(1, 'allow', 'INGRESS', {
            srcIpRanges: [GUIDE.cidr],
            srcThreatIntelligences: ['iplist-tor'],
          }),
        ]),
      ],
    ),
    says: 'reachable',
  },
  {
    fact: '10: an inspection lets pass what only the cloud knows',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [policyRule(1, 'apply_security_profile_group', 'INGRESS', {})])],
    ),
    says: 'unknown UNSUPPORTED',
  },
  {
    fact: '10: the context of the internet is judged',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [policyRule(1, 'deny', 'INGRESS', { srcNetworkContext: 'INTERNET' })])],
    ),
    says: 'reachable',
  },
  {
    fact: '10: the context of the same network is judged',
    bodies: withRules(
      [OPEN],
      [policy('HIERARCHY', 'org', [policyRule(1, 'deny', 'INGRESS', { srcNetworkContext: 'INTRA_VPC' })])],
    ),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '11: two rules together cover what neither covers',
    bodies: withRules([
      firewall('low', { from: ['10.20.0.0/21'], tags: ['a'] }),
      firewall('high', { from: ['10.20.8.0/21'], tags: ['a'] }),
    ]),
    says: 'reachable',
  },
  {
    fact: '11: a part is not a yes',
    bodies: withRules([firewall('low', { from: ['10.20.0.0/21'], tags: ['a'] })]),
    says: 'partial FIREWALL_RULE',
  },
  {
    fact: '12: the reply needs no rule',
    bodies: withRules([OPEN, firewall('shut', { deny: ['all'], to: ['0.0.0.0/0'], tags: ['a'] })]),
    from: B,
    says: 'reachable',
  },
  {
    fact: '12: a protocol by its number',
    bodies: withRules([firewall('six', { allow: ['6:8786'], from: ['0.0.0.0/0'] })]),
    says: 'reachable',
  },
  {
    fact: '12: another port',
    bodies: withRules([firewall('one', { allow: ['tcp:8787,9000-9100'], from: ['0.0.0.0/0'] })]),
    says: 'blocked FIREWALL_RULE',
  },
  {
    fact: '12: a range of ports',
    bodies: withRules([firewall('range', { allow: ['tcp:8000-8999'], from: ['0.0.0.0/0'] })]),
    says: 'reachable',
  },
  {
    fact: '12: a protocol that this tool does not know may be this one',
    bodies: withRules([firewall('odd', { allow: ['quic'], from: ['0.0.0.0/0'] })]),
    says: 'unknown UNSUPPORTED',
  },
  {
    fact: '14: an egress deny at the lowest priority beats the implied allow',
    bodies: withRules([firewall('none', { deny: ['all'], to: ['0.0.0.0/0'], priority: 65535 })]),
    to: 'internet',
    says: 'blocked FIREWALL_RULE',
  },
];

describe("a VPC network's firewall", () => {
  it.each(CASES)('$fact', ({ bodies, from = A, to = A, port, says }) => {
    const question = { from, to, ...(port !== undefined && { port }) };
    expect(answer(gcpNetwork(bodies), question)).toBe(says);
  });

  it('13: the scheduler carries both tags, so the cluster tag alone is enough for a rule', () => {
    const bodies = withRules([firewall('cluster', { fromTags: ['cluster'], tags: ['cluster'] })]);
    const scheduler = vm('tags=scheduler+cluster');
    const worker = vm('tags=cluster');
    expect(answer(gcpNetwork(bodies), { from: worker, to: scheduler })).toBe('reachable');
    expect(answer(gcpNetwork(bodies), { from: vm('tags=scheduler'), to: worker })).toBe(
      'blocked FIREWALL_RULE',
    );
  });

  it('8: an existing VM is asked with the tags and the account that it has', () => {
    const tagged = instance('db', { subnet: GUIDE.subnet, address: '10.20.0.9' }, { tags: { items: ['a'] } });
    const bare = instance('web', { subnet: GUIDE.subnet, address: '10.20.0.10' });
    const of = gcpNetwork({ ...withRules([OPEN]), instances: [tagged, bare] });
    expect(answer(of, { from: B, to: 'db' })).toBe('reachable');
    expect(answer(of, { from: B, to: '10.20.0.10' })).toBe('blocked FIREWALL_RULE');
  });

  it('7: two policies of one name are two layers', () => {
    const org = policy('HIERARCHY', 'default', [NEXT, DENY]);
    const folder = policy('HIERARCHY', 'default', [ALLOW]);
    expect(answer(gcpNetwork(withRules([], [org, folder])), { from: A, to: A })).toBe('reachable');
  });

  it('1: the answer about a region tells the policies of the whole network too', () => {
    const regional = [policy('HIERARCHY', 'org', [DENY])];
    const of = gcpNetwork(unread(withRules([OPEN], [], regional), 'policies'));
    expect(answer(of, { from: A, to: A })).toBe('blocked FIREWALL_RULE');
    expect(of.assumed.join()).not.toContain('no hierarchical');
  });

  it('names the rule that decides, with its place', () => {
    const of = gcpNetwork(withRules([OPEN], [policy('HIERARCHY', 'org', [DENY])]));
    const filter = of.filters.get(`${GUIDE.network}/firewall`);
    expect(filter?.ingress.map(({ id, layer }) => [layer, id])).toEqual([
      ['org', 'org 100'],
      ['VPC firewall rules', 'open'],
      ['implied rules', 'implied rule'],
    ]);
    expect(filter?.ingress[0]?.place?.pointer).toBe('/firewallPolicys/0/rules/0');
    expect(filter?.ingress[1]?.text).toBe(
      'allow all traffic from 0.0.0.0/0, for VMs tagged a (priority 1000)',
    );
  });

  it('3: rules that were refused leave everything undecided that no policy decides', () => {
    const bodies = unread(unread(withRules([]), 'firewalls'), 'policies');
    const refused = [{ account: 'my-project-id', call: 'firewalls.list', why: '403' }];
    expect(answer(gcpNetwork(bodies, refused), { from: A, to: A })).toBe('unknown PERMISSION_DENIED');
  });

  it('3: policies that were refused are never taken to be absent; unread they are, and said so', () => {
    const bodies = unread(withRules([OPEN]), 'policies');
    const call = 'networks.getEffectiveFirewalls';
    const refused = gcpNetwork(bodies, [
      { account: 'my-project-id', call, why: '403', arguments: { network: GUIDE.network } },
    ]);
    expect(answer(refused, { from: A, to: A })).toBe('unknown PERMISSION_DENIED');
    expect(refused.assumed.join()).not.toContain('no hierarchical');
    const unasked = gcpNetwork(bodies);
    expect(answer(unasked, { from: A, to: A })).toBe('reachable');
    expect(unasked.assumed.map(({ text }) => text).join()).toContain('no hierarchical');
  });

  it('8, 9: tags of a peer mean nothing here', () => {
    const peering = (other: string) => ({
      peerings: [{ name: `to-${other}`, network: String(network(other).selfLink), state: 'ACTIVE' }],
    });
    const bodies: GcpBodies = {
      ...withRules([firewall('tagged', { fromTags: ['b'], tags: ['a'] })]),
      networks: [network(GUIDE.network, peering('other')), network('other', peering(GUIDE.network))],
      subnetworks: [subnet(GUIDE.subnet, GUIDE.cidr), subnet('far', '10.60.0.0/20', { network: 'other' })],
      routes: [defaultRoute(), subnetRoute(GUIDE.cidr)],
      routers: [router(GUIDE.router, [nat()])],
    };
    expect(answer(gcpNetwork(bodies), { from: 'vm:subnet=far,tags=b', to: A })).toBe('blocked FIREWALL_RULE');
  });
});
