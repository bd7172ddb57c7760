/** Network tags and the order of firewall rules on Google Cloud: what is said, and the change that cures it, proven. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/run.ts';
import type { CheckRequest } from '../../src/run-types.ts';
import type { JsonObject } from '../../src/snapshot/canonical.ts';
import {
  INTERNET,
  OFFICE_PUBLIC,
  plusRules,
  TAGS,
  twoTags,
  withPolicies,
  withRouters,
  withRules,
} from '../support/fixtures/gcp/networks.ts';
import {
  clients,
  cluster,
  firewall,
  type GcpBodies,
  GUIDE,
  guideNetwork,
  policy,
  policyRule,
} from '../support/gcp.ts';
import { gcpDocuments } from '../support/gcp-asked.ts';

const PLACED = {
  networkId: GUIDE.network,
  schedulerSubnetId: GUIDE.subnet,
  workerSubnetId: GUIDE.subnet,
  firewallId: GUIDE.tag,
} as const;

async function ask(bodies: GcpBodies, asked: Partial<CheckRequest> = {}, isRead = (_call: string) => true) {
  const documents = gcpDocuments(bodies).filter(({ call }) => isRead(call));
  const request = {
    inputs: [],
    snapshot: { documents, gaps: [], ignored: [] },
    placement: PLACED,
    client: [INTERNET_CLIENT],
    ...asked,
  };
  const [target] = (await check(request, { readStdin: async () => '' })).targets;
  if (!target) throw new Error('no target');
  return target;
}

const INTERNET_CLIENT = 'internet';
type Target = Awaited<ReturnType<typeof ask>>;

/** "rule: command; command", of each finding that is no note. */
const fixes = ({ findings }: Target): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, fix }) => `${rule}: ${textOf(fix)}`)
    .sort();

/** The command, or the finding whose command it is. */
function textOf(fix: Target['findings'][number]['fix']): string {
  if ('none' in fix) return `(${fix.none})`;
  return fix.containedIn ? `as ${fix.containedIn.rule}` : fix.commands.map(short).join('; ');
}

const short = (command: string): string =>
  command
    .replace('gcloud compute firewall-rules ', '')
    .replace(/ --project=\S+/, '')
    .replace(/ --network=\S+/, '');

const findingsOf = ({ findings }: Target): readonly string[] =>
  findings.map((finding) => JSON.stringify(finding));

const BEATS = 'at equal priority a deny beats an allow';

describe('at equal priority', () => {
  const no = (parts: Parameters<typeof firewall>[1]) => firewall('no', { from: [INTERNET], ...parts });
  const inside = ['scheduler-cannot-reach-worker', 'workers-cannot-reach-each-other'];
  const all = [...inside, 'worker-cannot-reach-scheduler'].sort();

  it('what allows is raised, for clients and for the cluster by one update each', async () => {
    const target = await ask(plusRules(guideNetwork(), no({ deny: ['all'] })));
    expect(fixes(target)).toEqual(
      [
        'scheduler-cannot-reach-worker: update byo-cluster --priority=999',
        'scheduler-unreachable: update byo-clients --priority=999',
        'shadowed-rule: as scheduler-unreachable',
        'worker-cannot-reach-scheduler: as scheduler-cannot-reach-worker',
        'workers-cannot-reach-each-other: as scheduler-cannot-reach-worker',
      ].sort(),
    );
    const broken = findingsOf(target).filter((text) => text.includes('"severity":"error"'));
    expect(broken.filter((text) => !text.includes(BEATS))).toEqual([]);
  });

  it('a rule that is wider than the client is not raised', async () => {
    const target = await ask(plusRules(guideNetwork(), no({ deny: ['tcp:8787'] })), {
      client: [OFFICE_PUBLIC],
    });
    expect(fixes(target)).toContain(
      `scheduler-unreachable: create byo-firewall-ingress-tcp-8787 --direction=ingress --priority=999 --action=allow --rules=tcp:8787 --source-ranges=${OFFICE_PUBLIC} --target-tags=byo-firewall`,
    );
  });

  it('a rule that denies the cluster only what is asked for goes', async () => {
    const target = await ask(plusRules(guideNetwork(), no({ deny: ['tcp:8787'], tags: [GUIDE.tag] })));
    expect(fixes(target)).toContain('scheduler-unreachable: update no --disabled');
  });

  it('nothing is said of a rule for other machines, or of another priority', async () => {
    const other = plusRules(guideNetwork(), no({ deny: ['all'], tags: ['web'] }));
    expect((await ask(other)).findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const first = await ask(plusRules(guideNetwork(), no({ deny: ['all'], priority: 10 })));
    expect(first.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(all));
    expect(findingsOf(first).filter((text) => text.includes(BEATS))).toEqual([]);
  });

  it('0 nothing comes before it, and no command is printed', async () => {
    const target = await ask(
      withRules(
        guideNetwork(),
        firewall('in', { allow: ['all'], from: ['10.20.0.0/20'], priority: 0 }),
        clients([GUIDE.tag], [INTERNET]),
        firewall('no', { deny: ['all'], from: ['10.0.0.0/8'], priority: 0 }),
      ),
    );
    const broken = fixes(target).filter((text) => all.some((rule) => text.startsWith(rule)));
    expect(broken).toHaveLength(3);
    for (const text of broken) expect(text).toMatch(/: \(the obvious change cannot be made here/);
  });

  it('egress inside the cluster is one update', async () => {
    const bodies = plusRules(
      guideNetwork(),
      firewall('intra', { allow: ['all'], to: ['10.20.0.0/16'], priority: 65430 }),
      firewall('web', { allow: ['tcp:443'], to: [INTERNET] }),
      firewall('shut', { deny: ['all'], to: [INTERNET], priority: 65430 }),
    );
    const [first, ...others] = all;
    expect(fixes(await ask(bodies))).toEqual(
      [
        `${first}: update intra --priority=65429`,
        ...['egress-denied', ...others, 'shadowed-rule'].map((rule) => `${rule}: as ${first}`),
      ].sort(),
    );
  });

  it('rules that only the effective firewalls tell of are raised as well', async () => {
    const target = await ask(
      plusRules(guideNetwork(), no({ deny: ['all'] })),
      {},
      (call) => call !== 'firewalls.list',
    );
    expect(fixes(target)).toContain('scheduler-unreachable: update byo-clients --priority=999');
  });

  it('a rule that only makes way for the cluster is no dead one', async () => {
    const bodies = plusRules(
      guideNetwork(),
      firewall('closed', { deny: ['tcp:8786,8787'], from: [INTERNET], priority: 2000 }),
    );
    expect((await ask(bodies)).findings.map(({ rule }) => rule)).not.toContain('shadowed-rule');
  });
});

describe('a tag that no rule targets', () => {
  const tagged = (firewallId: string, schedulerFirewallId?: string) => ({
    placement: { ...PLACED, firewallId, ...(schedulerFirewallId !== undefined && { schedulerFirewallId }) },
    client: [OFFICE_PUBLIC],
  });
  const everyFix = (target: Target) => [
    ...new Set(
      fixes(target)
        .map((text) => text.replace(/^.*?: /, ''))
        .filter((text) => !text.startsWith('as ')),
    ),
  ];

  it.each<readonly [string, GcpBodies, Partial<CheckRequest>, string]>([
    [
      'a slip away',
      guideNetwork(),
      tagged('byo-firewal'),
      '# check and create the cluster with --firewall-id byo-firewall',
    ],
    [
      'and is nothing like theirs',
      guideNetwork(),
      tagged('http-server'),
      '# check and create the cluster with --firewall-id byo-firewall',
    ],
    [
      'beside one for the scheduler that none targets either',
      guideNetwork(),
      tagged('http-server', 'https-server'),
      '# check and create the cluster with --firewall-id byo-firewall --scheduler-firewall-id byo-firewall',
    ],
    [
      'while both are a slip away from two',
      twoTags(),
      {
        ...tagged('byo-cluster-vm', 'byo-schedulr'),
        placement: { ...tagged('byo-cluster-vm', 'byo-schedulr').placement, workersPublicIp: true },
      },
      `# check and create the cluster with --firewall-id ${TAGS.cluster} --scheduler-firewall-id ${TAGS.scheduler}`,
    ],
    [
      'while the cluster has another that they do',
      twoTags(),
      {
        ...tagged(TAGS.cluster, 'byo-schedulr'),
        placement: { ...tagged(TAGS.cluster, 'byo-schedulr').placement, workersPublicIp: true },
      },
      `# check and create the cluster with --scheduler-firewall-id ${TAGS.scheduler}`,
    ],
  ])('%s: all findings have the tag that works as their repair', async (_what, bodies, asked, command) => {
    const target = await ask(bodies, asked);
    expect(target.findings.map(({ rule }) => rule)).toContain('tag-without-rule');
    expect(everyFix(target)).toEqual([command]);
  });

  it('is repaired in the call that names it', async () => {
    const call = [
      'import coiled',
      'coiled.set_backend_options(backend="gcp", gcp_project_id="my-project-id", gcp_region="us-east1", gcp_zone="us-east1-c",',
      '  network={"network_id": "byo-network", "scheduler_subnet_id": "byo-subnet", "worker_subnet_id": "byo-subnet",',
      '    "firewall_id": "http-server", "scheduler_firewall_id": "https-server"})',
    ].join('\n');
    const request = {
      inputs: [],
      snapshot: { documents: gcpDocuments(guideNetwork()), gaps: [], ignored: [] },
      placement: {},
      client: [OFFICE_PUBLIC],
      call: '-',
    };
    const [target] = (await check(request, { readStdin: async () => call })).targets;
    const unreachable = target?.findings.find(({ rule }) => rule === 'scheduler-unreachable');
    expect(unreachable?.fix).toMatchObject({
      changes: [
        'write network.firewall_id = "byo-firewall"',
        'write network.scheduler_firewall_id = "byo-firewall"',
      ],
    });
  });

  it('is given rules of its own where no other tag carries a cluster, from both tags where there are two', async () => {
    const ssh = withRules(
      guideNetwork(),
      firewall('ssh', { allow: ['tcp:22'], from: [INTERNET], tags: ['bastion'] }),
    );
    const target = await ask(ssh, tagged('workers', 'head'));
    const both = '--source-tags=workers,head --target-tags=workers';
    expect(fixes(target)).toEqual([
      `scheduler-cannot-reach-worker: create workers-ingress-tcp-1024-65535 --direction=ingress --action=allow --rules=tcp:1024-65535 ${both}`,
      `scheduler-unreachable: create head-ingress-tcp-8786-8787 --direction=ingress --action=allow --rules=tcp:8786-8787 --source-ranges=${OFFICE_PUBLIC} --target-tags=head`,
      'tag-without-rule: as scheduler-cannot-reach-worker',
      'tag-without-rule: as scheduler-unreachable',
      'worker-cannot-reach-scheduler: as scheduler-cannot-reach-worker',
      'workers-cannot-reach-each-other: as scheduler-cannot-reach-worker',
    ]);
  });

  it('is a note where rules without a target let in all that the cluster needs, whatever else is broken', async () => {
    const everything = firewall('all', { allow: ['all'], from: [INTERNET] });
    const target = await ask(withRouters(withRules(guideNetwork(), everything)), tagged('dask'));
    expect(target.findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(
      expect.arrayContaining(['error no-egress', 'note tag-without-rule']),
    );
  });

  it('is not told from rules that nobody read', async () => {
    const target = await ask(guideNetwork(), tagged('dask'), (call) => !/firewalls/i.test(call));
    expect(target.outcomes.find(({ rule }) => rule === 'tag-without-rule')).toMatchObject({
      outcome: 'undecided',
    });
  });

  it.each<readonly [string, GcpBodies]>([
    [
      'secure tags',
      withRules(
        withPolicies(
          policy('NETWORK', 'p', [
            policyRule(
              1,
              'allow',
              'INGRESS',
              { srcIpRanges: [INTERNET] },
              { targetSecureTags: [{ name: 'tagValues/1' }] },
            ),
          ]),
        ),
      ),
    ],
    [
      'service accounts',
      withRules(
        guideNetwork(),
        firewall('by-account', {
          allow: ['all'],
          from: [INTERNET],
          accounts: ['dask@my-project-id.iam.gserviceaccount.com'],
        }),
      ),
    ],
  ])(
    'is a note where rules choose VMs by their %s, and nobody says which they have',
    async (_what, bodies) => {
      const target = await ask(bodies, tagged('dask'));
      const [finding] = target.findings.filter(({ rule }) => rule === 'tag-without-rule');
      expect([finding?.severity, finding?.symptom]).toEqual([
        'note',
        'none, if the rules that choose VMs by something else let in what the cluster needs',
      ]);
      expect(target.flows.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
    },
  );
});

describe('a rule that lists the cluster’s tag alone', () => {
  it('stays a note whatever else is broken', async () => {
    const bodies: readonly JsonObject[] = [
      clients([TAGS.scheduler], [OFFICE_PUBLIC]),
      { ...cluster([TAGS.cluster], [TAGS.cluster]), allowed: [{ IPProtocol: 'tcp', ports: ['8786'] }] },
    ];
    const target = await ask(withRules(guideNetwork(), ...bodies), {
      placement: { ...PLACED, firewallId: TAGS.cluster, schedulerFirewallId: TAGS.scheduler },
      client: [OFFICE_PUBLIC],
    });
    expect(
      target.findings.filter(({ rule }) => rule === 'one-tag-of-two').map(({ severity }) => severity),
    ).toEqual(['note']);
    expect(fixes(target).filter((text) => text.includes('('))).toEqual([]);
  });
});
