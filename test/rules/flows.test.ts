/** The rules about required flows: when they speak, what they say, and what they propose. */
import { describe, expect, it } from 'vitest';
import { rule as supportOff } from '../../rules/dns-support-off.ts';
import { rule as internetPart } from '../../rules/internet-part-unreachable.ts';
import { rule as narrow } from '../../rules/intra-cluster-ports-narrow.ts';
import { rule as noEgress } from '../../rules/no-egress.ts';
import { rule as otherPorts } from '../../rules/other-client-ports-closed.ts';
import { rule as replyCutOff } from '../../rules/reply-cut-off.ts';
import { rule as requiredFlow } from '../../rules/required-flow-blocked.ts';
import { rule as resolver } from '../../rules/resolver-unreachable.ts';
import { rule as toWorker } from '../../rules/scheduler-cannot-reach-worker.ts';
import { rule as toScheduler } from '../../rules/scheduler-unreachable.ts';
import { rule as workerToScheduler } from '../../rules/worker-cannot-reach-scheduler.ts';
import { rule as workers } from '../../rules/workers-cannot-reach-each-other.ts';
import { interval } from '../../src/ip/interval.ts';
import { describeChange } from '../../src/lint/describe-change.ts';
import type { Fix, Rule } from '../../src/lint/rule-types.ts';
import { known, unusable } from '../../src/model/known.ts';
import type { Interface, Network, Opaque } from '../../src/model/network.ts';
import {
  type Asked,
  acl,
  block,
  group,
  guide,
  line,
  route,
  say,
  subnet,
  table,
  vpc,
  withFilters,
  withGateways,
  withRoutes,
  withSubnets,
  withTables,
  withVpcs,
} from '../support/network.ts';

const FLOW_RULES = [toScheduler, workerToScheduler, toWorker, workers, noEgress, resolver, requiredFlow];
const INTERNET: Asked = { client: ['internet'] };

const withGroup = (ingress: Parameters<typeof group>[2], egress?: Parameters<typeof group>[3]): Network =>
  withFilters(guide(), group('sg-1', ['vpc-1'], ingress, egress));

const inWords = (fix: Fix): readonly string[] =>
  'none' in fix ? [`none: ${fix.none}`] : fix.changes.map(describeChange);

/** Problems as "severity: message", each followed by its fix. */
const spoken = (rule: Rule, network: Network, asked?: Asked): readonly string[] =>
  say(rule, network, asked).problems.flatMap(({ severity, message, fix }) => [
    `${severity}: ${message}`,
    ...inWords(fix).map((text) => `  ${text}`),
  ]);

/** A hop behind which nothing can be seen. */
const firewall: Opaque = {
  id: 'fw-1',
  word: 'network interface',
  kind: 'opaque',
  families: [4],
  state: { is: 'usable' },
  attached: ['vpc-1'],
  unknown: {
    cause: 'UNKNOWN_DESTINATION',
    why: 'what lies behind fw-1 is not known',
    settle: '--assume egress:fw-1',
  },
};

const throughFirewall = (): Network =>
  withTables(
    withGateways(guide(), firewall),
    table('rtb-2', 'vpc-1', route('10.0.0.0/16', 'local'), route('0.0.0.0/0', 'fw-1')),
  );

describe("the guide's network", () => {
  it.each([...FLOW_RULES, replyCutOff, narrow, internetPart].map((rule) => [rule.id, rule] as const))(
    'passes %s',
    (_id, rule) => {
      expect(say(rule, guide(), INTERNET)).toEqual({ outcome: 'pass', problems: [], undecided: [] });
    },
  );

  it('gives every rule about flows nothing to do without roles', () => {
    const unplaced: Asked = { placement: { workerSubnetId: 'subnet-9' } };
    expect(FLOW_RULES.map((rule) => say(rule, guide(), unplaced).outcome)).toEqual(
      FLOW_RULES.map(() => 'skipped'),
    );
  });
});

describe('scheduler-unreachable', () => {
  it('names the port that is closed, and opens it to the client alone', () => {
    const network = withGroup([line('203.0.113.0/24', [8786, 8786]), line('sg-1', 'all')]);
    expect(spoken(toScheduler, network, { client: ['203.0.113.0/24'] })).toEqual([
      'error: clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787',
      '  allow tcp 8787 from 203.0.113.0/24 into sg-1',
    ]);
  });

  it('names the part of the client that cannot connect', () => {
    const network = withGroup([line('203.0.113.0/25', [8786, 8787]), line('sg-1', 'all')]);
    expect(spoken(toScheduler, network, { client: ['203.0.113.0/24'] })).toEqual([
      'error: 203.0.113.128/25 of clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8786-8787',
      '  allow tcp 8786-8787 from 203.0.113.128/25 into sg-1',
    ]);
  });

  it('is content with anybody where no client is named, and opens nothing to everybody', () => {
    const vpn = withGroup([line('10.0.9.0/24', [8786, 8787]), line('sg-1', 'all')]);
    const inside = withSubnets(vpn, subnet('subnet-9', 'vpc-1', '10.0.9.0/24'));
    expect(spoken(toScheduler, inside)).toEqual([]);
    const closed = withGroup([line('sg-1', 'all')]);
    expect(spoken(toScheduler, closed)).toEqual([
      'error: nobody outside the cluster can reach the scheduler on tcp 8786-8787',
      '  none: nobody is named as the client: with --client <cidr> the fix opens exactly that range',
    ]);
  });
});

describe('scheduler-unreachable without a named client', () => {
  it('wants somebody for every port, not for any of them', () => {
    const network = withGroup([line('0.0.0.0/0', [8786, 8786]), line('sg-1', 'all')]);
    expect(say(toScheduler, network).problems.map(({ message }) => message)).toEqual([
      'nobody outside the cluster can reach the scheduler on tcp 8787',
    ]);
  });
});

describe('flows between the roles', () => {
  const closed = withGroup([line('0.0.0.0/0', [8786, 8787])]);

  it.each([
    [workerToScheduler, []],
    [toWorker, ['error: the scheduler cannot reach workers on tcp 1024-8785, 8788-65535']],
    [workers, ['error: workers cannot reach other workers on tcp 1024-8785, 8788-65535']],
  ] as const)('%# without a rule of the group for itself', (rule, messages) => {
    expect(say(rule, closed).problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual(
      messages,
    );
  });

  it('are opened to the group itself', () => {
    expect(spoken(workers, closed)).toContain('  allow tcp 1024-65535 from members of sg-1 into sg-1');
  });

  it.each<readonly [string, readonly [number, number], string]>([
    [
      'where it denies more, a new rule stands before it',
      [8000, 9000],
      'allow tcp 8786 from 10.0.2.0/24 into acl-1, before deny 8000-9000 10.0.2.0/24',
    ],
    [
      'where it denies nothing else, it goes',
      [8786, 8786],
      'remove ingress deny 8786-8786 10.0.2.0/24 of acl-1',
    ],
  ])('stop at a rule of a network ACL between two subnets; %s', (_what, ports, fix) => {
    const denying = acl(
      'acl-1',
      [line('10.0.2.0/24', ports, 'deny'), line('0.0.0.0/0', 'all')],
      [line('0.0.0.0/0', 'all')],
    );
    expect(spoken(workerToScheduler, withFilters(guide(), denying))).toEqual([
      'error: workers cannot reach the scheduler on tcp 8786',
      `  ${fix}`,
    ]);
  });
});

describe('no-egress', () => {
  it('says which role, and routes to the NAT gateway that is there', () => {
    const network = withTables(guide(), table('rtb-2', 'vpc-1', route('10.0.0.0/16', 'local')));
    expect(spoken(noEgress, network)).toEqual([
      'error: workers cannot reach the internet on tcp 443',
      '  route 0.0.0.0/0 of rtb-2 to nat-1',
    ]);
  });

  it('is undecided behind a hop that hides the internet, and a declaration settles it', () => {
    const { outcome, undecided } = say(noEgress, throughFirewall());
    expect(outcome).toBe('undecided');
    expect(undecided).toMatchObject([
      {
        message: 'whether workers can reach the internet on tcp 443 is not known',
        required: true,
        reasons: [{ settle: 'declare it: --assume egress:fw-1' }],
      },
    ]);
    expect(say(noEgress, throughFirewall(), { assume: ['egress:fw-1'] }).outcome).toBe('pass');
  });
});

describe('resolver-unreachable', () => {
  const server: Interface = {
    id: 'eni-dns',
    word: 'network interface',
    vpc: 'vpc-1',
    subnet: 'subnet-1',
    addresses: interval(block('10.0.1.53').first),
    publicAddresses: [],
    filters: [],
  };
  const asking = (servers: readonly string[], network = guide(), support = true): Network =>
    withVpcs(
      { ...network, interfaces: new Map([[server.id, server]]) },
      vpc('vpc-1', '10.0.0.0/16', {
        internetGateway: known('igw-1'),
        dns: {
          support: known(support),
          hostnames: known(true),
          servers: known(servers.map((one) => (one === 'provider' ? one : block(one).first))),
        },
      }),
    );
  const heard = (network: Network, rule = resolver): readonly string[] =>
    say(rule, network).problems.map(({ severity, message }) => `${severity}: ${message}`);
  const to = (port: number) => [line('0.0.0.0/0', [8786, 8787])].concat(line('0.0.0.0/0', [port, port]));
  const mute = withGroup([line('0.0.0.0/0', [8786, 8787])], [line('0.0.0.0/0', [80, 443])]);
  const silent = (server: string, of: number, protocols = 'udp 53 and tcp 53') =>
    `warning: VPC vpc-1 hands out ${of} name servers, of which the scheduler and workers cannot reach ${server} on ${protocols}`;

  // 172.16.0.53 is private, and nothing but the internet gateway leads there.
  it.each<readonly [string, Network, readonly string[]]>([
    ['the provider’s', asking(['provider']), []],
    ['one that answers', asking(['10.0.1.53']), []],
    ['two that answer', asking(['10.0.1.53', '8.8.8.8']), []],
    [
      'one that does not, by any role or protocol: one finding',
      asking(['10.0.1.53'], mute),
      [
        'error: VPC vpc-1 hands out the name server 10.0.1.53, which the scheduler and workers cannot reach on udp 53 and tcp 53',
      ],
    ],
    [
      'two that do not',
      asking(['172.16.0.53', '172.16.0.52']),
      [
        'error: VPC vpc-1 hands out the name servers 172.16.0.53, 172.16.0.52, which the scheduler and workers cannot reach on udp 53 and tcp 53',
      ],
    ],
    ['one of two', asking(['172.16.0.53', '10.0.1.53']), [silent('172.16.0.53', 2)]],
    ['the other of two', asking(['10.0.1.53', '172.16.0.53']), [silent('172.16.0.53', 2)]],
    ['one before the provider’s', asking(['172.16.0.53', 'provider']), [silent('172.16.0.53', 2)]],
    ['one behind the provider’s', asking(['provider', '172.16.0.53']), [silent('172.16.0.53', 2)]],
    [
      'two of three',
      asking(['172.16.0.53', '10.0.1.53', '172.16.0.52']),
      [silent('172.16.0.53, 172.16.0.52', 3)],
    ],
    [
      'one by tcp alone',
      asking(['10.0.1.53'], withGroup([], to(53))),
      [
        'error: VPC vpc-1 hands out the name server 10.0.1.53, which the scheduler and workers cannot reach on udp 53',
      ],
    ],
    [
      'one, where the provider’s is switched off',
      asking(['172.16.0.53', 'provider'], guide(), false),
      [
        'error: VPC vpc-1 hands out the name servers 172.16.0.53, which the scheduler and workers cannot reach on udp 53 and tcp 53',
      ],
    ],
    ['none', asking([]), ['error: VPC vpc-1 has no DHCP options, so its VMs are told of no name server']],
  ])('%s', (_name, network, expected) => {
    expect(heard(network)).toEqual(expected);
  });

  it.each([
    ['172.16.0.53', 'provider', 'every name waits for a time-out'],
    ['provider', '172.16.0.53', 'names resolve by the others'],
  ])('%s before %s: %s', (first, second, expected) => {
    const [problem] = say(resolver, asking([first, second])).problems;
    expect(problem?.symptom).toContain(expected);
  });

  it.each<readonly [string, Network, readonly string[]]>([
    ['the provider’s alone', asking(['provider'], guide(), false), ['error']],
    ['one that answers besides', asking(['10.0.1.53', 'provider'], guide(), false), ['warning']],
    ['none but one of one’s own', asking(['10.0.1.53'], guide(), false), []],
  ])('with the provider’s switched off, %s', (_name, network, severities) => {
    expect(heard(network, supportOff).map((said) => said.split(':')[0])).toEqual(severities);
  });
});

describe('required-flow-blocked', () => {
  const asked: Asked = { require: ['role:worker=10.0.1.20:5432'] };

  it('follows what was named, and nothing else', () => {
    const mute = withGroup([line('sg-1', 'all')], [line('0.0.0.0/0', [443, 443])]);
    expect(spoken(requiredFlow, mute)).toEqual([]);
    expect(spoken(requiredFlow, guide(), asked)).toEqual([]);
    expect(spoken(requiredFlow, mute, asked)).toEqual([
      'error: the worker cannot reach 10.0.1.20 on tcp 5432',
      '  allow tcp 5432 to 10.0.1.20 out of sg-1',
    ]);
  });
});

describe('reply-cut-off', () => {
  const answering = (...ports: readonly [number, number]): Network =>
    withFilters(
      guide(),
      acl(
        'acl-1',
        [line('0.0.0.0/0', 'all')],
        [line('10.0.0.0/16', 'all'), line('0.0.0.0/0', [80, 443]), line('0.0.0.0/0', ports)],
      ),
    );

  it('names the client ports with an answer and those without, and opens the second', () => {
    expect(spoken(replyCutOff, answering(32768, 65535), INTERNET)).toEqual([
      'warning: clients on the internet get an answer from the scheduler on tcp 8786-8787 at client ports 32768-65535 and none at 1024-32767',
      '  allow tcp 1024-32767 to 0.0.0.0/0 out of acl-1',
    ]);
  });

  it('leaves to the flow itself what cuts ports that Linux and Windows use', () => {
    expect(spoken(replyCutOff, answering(49152, 65535), INTERNET)).toEqual([]);
    expect(say(toScheduler, answering(49152, 65535), INTERNET).outcome).toBe('fail');
  });

  it('is silent where all of them get one', () => {
    expect(spoken(replyCutOff, answering(1024, 65535), INTERNET)).toEqual([]);
  });

  it('opens nothing to everybody where nobody is named', () => {
    const fixes = say(replyCutOff, answering(32768, 65535)).problems.map(({ fix }) => Object.keys(fix));
    expect(fixes).toEqual([['none']]);
  });
});

describe('intra-cluster-ports-narrow', () => {
  it('names what is closed beyond the minimum', () => {
    const network = withGroup([line('0.0.0.0/0', [8786, 8787]), line('sg-1', [1024, 65535])]);
    expect(spoken(narrow, network)).toEqual([
      "note: the cluster's minimum is open and not any port inside it: closed is tcp 1-1023 from workers to the scheduler, " +
        'tcp 1-1023 from the scheduler to workers, tcp 1-1023 from workers to other workers',
      '  allow tcp 1-65535 from members of sg-1 into sg-1',
    ]);
  });

  it('leaves less than the minimum to the flows themselves', () => {
    const network = withGroup([line('0.0.0.0/0', [8786, 8787])]);
    expect(say(narrow, network).problems).toEqual([]);
  });
});

describe('other-client-ports-closed', () => {
  const open = (...ports: readonly [number, number][]) =>
    withGroup([...ports.map((range) => line('0.0.0.0/0', range)), line('sg-1', 'all')]);

  it.each([
    [
      'guide',
      open([8786, 8787]),
      'note: the scheduler answers clients on tcp 8786, 8787 and not on tcp 443, where current clients connect',
    ],
    [
      'coiled',
      open([443, 443]),
      'note: the scheduler answers clients on tcp 443 and not on tcp 8786-8787, where clients that follow the guide connect',
    ],
  ])('%s: names the ports of the other set', (requirements, network, message) => {
    expect(spoken(otherPorts, network, { ...INTERNET, requirements })[0]).toBe(message);
  });

  it('names the arguments that make the client use what is open', () => {
    const [problem] = say(otherPorts, guide(), INTERNET).problems;
    expect(problem?.fix).toMatchObject({
      none: expect.stringContaining('scheduler_port=8786 and use_dashboard_https=False'),
    });
  });

  it('is silent where both are open, and where the asked one is not', () => {
    expect(spoken(otherPorts, open([443, 443], [8786, 8787]), INTERNET)).toEqual([]);
    expect(spoken(otherPorts, open([22, 22]), INTERNET)).toEqual([]);
  });
});

describe('internet-part-unreachable', () => {
  it('names the part, and removes a dead route', () => {
    const dead = unusable('BAD_STATE_ROUTE', 'the route is a blackhole');
    const network = withRoutes(guide(), 'rtb-2', route('52.0.0.0/8', 'vgw-9', { state: dead }));
    expect(spoken(internetPart, network)).toEqual([
      'note: workers cannot reach 52.0.0.0/8, a part of the internet',
      '  remove the route 52.0.0.0/8 → vgw-9 of rtb-2',
    ]);
    expect(spoken(noEgress, network)).toEqual([]);
  });

  it('is undecided about a part behind a hop that hides it, without failing the check', () => {
    const network = withRoutes(withGateways(guide(), firewall), 'rtb-2', route('52.0.0.0/8', 'fw-1'));
    expect(say(internetPart, network)).toMatchObject({
      outcome: 'undecided',
      problems: [],
      undecided: [{ required: false, resources: [{ id: 'fw-1' }] }],
    });
    expect(say(internetPart, network, { assume: ['reach:52.0.0.0/8@fw-1'] }).outcome).toBe('pass');
  });
});
