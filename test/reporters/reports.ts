/** Reports written by hand: each shows one state of the world that a reporter has to tell. */
import type {
  ConfigReport,
  Finding,
  FlowReport,
  HopReport,
  PartReport,
  PortionReport,
  Report,
  ReportSummary,
  ResourceReport,
  TargetReport,
  TraceReport,
  UndecidedReport,
} from '../../src/report.ts';

const place = (file: string, pointer: string, line: number) => ({ file, pointer, line, column: 5 });
const owned = { account: '111122223333', region: 'us-east-1' };

const gateway: ResourceReport = { id: 'igw-07f2', word: 'internet gateway', name: 'coiled', ...owned };
const acl: ResourceReport = { id: 'acl-1', word: 'network ACL', ...owned };
const table: ResourceReport = { id: 'rtb-public', word: 'route table', ...owned };
const transit: ResourceReport = { id: 'tgw-0c', word: 'transit gateway', ...owned };
export const group: ResourceReport = {
  id: 'sg-0a91',
  word: 'security group',
  name: 'dask',
  ...owned,
  place: place('net/groups.json', '/SecurityGroups/0', 12),
};

const clients: PortionReport = {
  sources: ['203.0.113.0/24'],
  destinations: ['10.0.0.4-10.0.15.254'],
  protocol: 'tcp',
  source_ports: '1024-65535',
  ports: '8786-8787',
};

const hop = (
  resource: ResourceReport,
  side: HopReport['side'],
  note: string,
  ...lines: HopReport['lines']
): HopReport => ({
  path: 0,
  resource,
  side,
  verdict: 'reachable',
  note,
  lines,
});
const rule = (id: string, text: string) => ({ kind: 'rule', id, text }) as const;
const NO_RULE = { kind: 'none', id: 'no rule', text: 'no rule matches' } as const;

const part = (verdict: PartReport['verdict'], portion: PortionReport, path = 0): PartReport => ({
  path,
  from: 'clients in 203.0.113.0/24',
  to: 'scheduler',
  verdict,
  ...portion,
});

const dashboard = { ...clients, ports: '8787' };
const closedDashboard: HopReport = {
  ...hop(group, 'in', 'allowed in part', rule('sgr-01', 'allow tcp 8000-8786 from 203.0.113.0/24'), NO_RULE),
  verdict: 'partial',
  cause: 'ENI_SG_RULES_MISMATCH',
  stopped: dashboard,
};

export const partialTrace: TraceReport = {
  from: 'clients in 203.0.113.0/24',
  to: 'the scheduler',
  protocol: 'tcp',
  ports: '8786-8787',
  verdict: 'partial',
  forward: {
    verdict: 'partial',
    hops: [
      hop(gateway, 'through', "attached, translates to the scheduler's private address"),
      hop(acl, 'in', 'allowed', rule('rule 100', 'allow all traffic from 0.0.0.0/0')),
      closedDashboard,
    ],
    blockers: [
      {
        cause: 'ENI_SG_RULES_MISMATCH',
        path: 0,
        resource: group,
        note: 'allowed in part',
        rule: NO_RULE,
        stopped: dashboard,
      },
    ],
    parts: [part('blocked', dashboard), part('reachable', { ...clients, ports: '8786' })],
  },
  reply: {
    verdict: 'reachable',
    hops: [
      hop(acl, 'out', 'allowed', rule('rule 100', 'allow tcp 1024-65535 to 0.0.0.0/0')),
      hop(table, 'through', 'to igw-07f2', {
        kind: 'route',
        id: '0.0.0.0/0 → igw-07f2',
        text: '0.0.0.0/0 → igw-07f2',
      }),
    ],
    blockers: [],
    parts: [part('reachable', clients)],
  },
  parts: [part('blocked', dashboard), part('reachable', { ...clients, ports: '8786' })],
  declared: [],
};

export const unreachable: Finding = {
  rule: 'scheduler-unreachable',
  severity: 'error',
  message: 'clients in 203.0.113.0/24 cannot reach the scheduler on tcp 8787',
  fingerprint: '5d41402abc4b2a76',
  resources: [group],
  trace: partialTrace,
  symptom: 'the cluster starts and runs, the dashboard link does not open',
  fix: {
    changes: ['allow tcp 8787 from 203.0.113.0/24 into sg-0a91'],
    commands: [
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-0a91 --protocol tcp --port 8787 --cidr 203.0.113.0/24',
    ],
    proven: true,
  },
};

const open: Finding = {
  rule: 'administration-port-open',
  severity: 'warning',
  message: 'sg-0a91 lets the whole internet in on tcp 22',
  fingerprint: '7d793037a0760186',
  resources: [group],
  lines: [
    {
      ...rule('sgr-07', 'allow tcp 22 from 0.0.0.0/0'),
      place: place('net/groups.json', '/SecurityGroups/0/IpPermissions/2', 40),
      resource: group,
    },
  ],
  symptom: 'anybody can try a login on every VM of the cluster',
  fix: { none: 'whether somebody logs in from outside is not in the input; the rule can go if nobody does' },
};

const crossing: Finding = {
  rule: 'nat-in-another-zone',
  severity: 'note',
  message: 'workers in us-east-1a leave by nat-0e in us-east-1b',
  fingerprint: '8d969eef6ecad3c2',
  resources: [{ id: 'nat-0e', word: 'NAT gateway', ...owned }],
  fix: {
    none: 'it works; a NAT gateway in us-east-1a would cost less traffic and survive the loss of us-east-1b',
  },
};

const egress = { ...clients, sources: ['10.0.16.4-10.0.31.254'], destinations: ['0.0.0.0/0'], ports: '443' };
const hidden: HopReport = {
  ...hop(transit, 'through', 'what lies behind tgw-0c is not in the input', {
    kind: 'route',
    id: '0.0.0.0/0 → tgw-0c',
    text: '0.0.0.0/0 → tgw-0c',
  }),
  verdict: 'unknown',
  cause: 'UNKNOWN_DESTINATION',
  undecided: egress,
  settle: '--assume egress:tgw-0c, if the internet is behind it',
};
export const unknownTrace: TraceReport = {
  from: 'workers',
  to: 'the internet',
  protocol: 'tcp',
  ports: '443',
  verdict: 'unknown',
  forward: {
    verdict: 'unknown',
    hops: [hop(group, 'out', 'allowed', rule('sgr-02', 'allow all traffic to 0.0.0.0/0')), hidden],
    blockers: [],
    parts: [],
  },
  reply: { verdict: 'unknown', hops: [], blockers: [], parts: [] },
  parts: [{ path: 0, from: 'worker', to: 'the internet', verdict: 'unknown', ...egress }],
  declared: [],
};

export const unknownEgress: UndecidedReport = {
  rule: 'no-egress',
  message: 'whether workers can reach the internet on tcp 443 is not known',
  fingerprint: 'c4ca4238a0b92382',
  required: true,
  resources: [transit],
  reasons: [
    {
      cause: 'UNKNOWN_DESTINATION',
      why: 'what lies behind tgw-0c is not in the input',
      settle: 'add its route tables to the input, or declare it: --assume egress:tgw-0c',
    },
  ],
  trace: unknownTrace,
};

const flow = (name: string, ports: string, holds: FlowReport['holds']): FlowReport => ({
  name,
  from: 'a',
  to: 'b',
  protocol: 'tcp',
  ports,
  holds,
  verdict: holds === 'yes' ? 'reachable' : holds === 'no' ? 'partial' : 'unknown',
  declared: [],
});

export const ready: ConfigReport = {
  state: 'ready',
  missing: [],
  network: {
    network_id: 'vpc-0f3c',
    scheduler_subnet_id: 'subnet-0f2a',
    worker_subnet_id: 'subnet-0b2e',
    firewall_id: 'sg-0a91',
    give_workers_public_ip: false,
  },
  backend: 'aws',
  region: 'us-east-1',
  clusterArguments: { scheduler_port: 8786, use_dashboard_https: false },
};

export const cleanTarget: TargetReport = {
  provider: 'aws',
  ...owned,
  placement: {
    network_id: 'vpc-0f3c',
    scheduler_subnet_id: 'subnet-0f2a',
    worker_subnet_id: 'subnet-0b2e',
    firewall_id: 'sg-0a91',
    give_scheduler_public_ip: true,
    give_workers_public_ip: false,
    workers: 50,
    client: ['203.0.113.0/24'],
  },
  requirements: {
    name: 'guide',
    ports: '8786-8787',
    passes: 'yes',
    other: { name: 'coiled', ports: '443', passes: 'no' },
  },
  flows: [
    flow('client → scheduler', '8786-8787', 'yes'),
    flow('worker → scheduler', '8786', 'yes'),
    flow('worker ↔ worker', '1024-65535', 'yes'),
    flow('worker → internet', '443', 'yes'),
  ],
  outcomes: [{ rule: 'scheduler-unreachable', outcome: 'pass' }],
  findings: [],
  undecided: [],
  gaps: [],
  assumed: [],
  assuming: [],
  declared: [],
  ignored: [],
  config: ready,
};

const brokenTarget: TargetReport = {
  ...cleanTarget,
  requirements: {
    ...cleanTarget.requirements,
    passes: 'no',
    other: { name: 'coiled', ports: '443', passes: 'undecided' },
  },
  flows: [
    flow('client → scheduler', '8786-8787', 'no'),
    flow('worker → scheduler', '8786', 'yes'),
    flow('worker → internet', '443', 'undecided'),
  ],
  outcomes: [
    { rule: 'scheduler-unreachable', outcome: 'fail' },
    { rule: 'cidr-overlap', outcome: 'skipped', why: 'no range in use elsewhere is named' },
  ],
  findings: [unreachable, open, crossing],
  undecided: [unknownEgress],
  gaps: [
    {
      call: 'DescribeTransitGatewayRouteTables',
      what: 'routes of transit gateways',
      why: 'refused (UnauthorizedOperation)',
      permission: 'ec2:DescribeTransitGatewayRouteTables',
      settle: 'aws ec2 describe-transit-gateway-route-tables > net/transit-tables.json',
    },
  ],
  assumed: ['Block Public Access is off in vpc-1: DescribeVpcBlockPublicAccessOptions was not read'],
  assuming: ['Block Public Access is off'],
  ignored: [{ file: 'net/notes.md', why: 'holds no answer that is read here' }],
  config: { ...ready, state: 'withheld', missing: [unreachable.message, unknownEgress.message] },
};

export const proposedTarget: TargetReport = {
  ...cleanTarget,
  placement: { ...cleanTarget.placement, client: [] },
  flows: [
    {
      ...flow('client → scheduler', '8786-8787', 'yes'),
      who: ['10.0.0.0/16', '10.8.0.0/16', '1.0.0.0-9.255.255.255'],
    },
    ...cleanTarget.flows.slice(1),
  ],
  proposal: {
    chosen: ['network_id', 'worker_subnet_id', 'firewall_id'],
    why: 'no finding',
    tried: 24,
    untried: 300,
    runnersUp: [
      {
        placement: {
          ...cleanTarget.placement,
          worker_subnet_id: 'subnet-0f2a',
          give_workers_public_ip: true,
        },
        why: '1 note',
      },
      { placement: { ...cleanTarget.placement, firewall_id: 'sg-default' }, why: '2 errors' },
    ],
  },
  declared: ['egress:tgw-0c'],
};

export function reportOf(...targets: readonly TargetReport[]): Report {
  return {
    version: 1,
    tool: { name: 'byo-net', version: '0.1.0' },
    targets,
    summary: summaryOf(targets),
    hints: [],
  };
}

function summaryOf(targets: readonly TargetReport[]): ReportSummary {
  const findings = targets.flatMap((target) => target.findings);
  const undecided = targets.flatMap((target) => target.undecided);
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    undecided: undecided.length,
    undecidedRequired: undecided.filter((one) => one.required).length,
    suppressed: 0,
  };
}

export const clean = reportOf(cleanTarget);
export const broken = reportOf(brokenTarget);
export const proposed = reportOf(proposedTarget);
export const undecided = reportOf({
  ...cleanTarget,
  requirements: { ...cleanTarget.requirements, passes: 'undecided' },
  undecided: [unknownEgress],
  config: { ...ready, state: 'unproven', missing: [unknownEgress.message] },
});

/** A flow that leaves by more doors than anybody wants to read. */
export const manyPaths: TraceReport = {
  ...partialTrace,
  forward: {
    ...partialTrace.forward,
    hops: Array.from({ length: 20 }, (_, path) =>
      partialTrace.forward.hops.map((one) => ({ ...one, path })),
    ).flat(),
  },
  reply: { ...partialTrace.reply, hops: [] },
  parts: Array.from({ length: 20 }, (_, i) =>
    part('blocked', { ...dashboard, destinations: [`10.0.${i}.0/24`] }, i),
  ),
};

/** More of everything than a page holds. */
export const long = reportOf({
  ...brokenTarget,
  findings: Array.from({ length: 40 }, (_, i) => ({
    ...crossing,
    severity: 'warning' as const,
    message: `warning number ${i + 1}`,
  })),
  gaps: Array.from({ length: 30 }, (_, i) => ({
    call: `Describe${i}`,
    what: `thing ${i}`,
    why: 'refused',
    permission: 'p',
    settle: 's',
  })),
  assumed: Array.from({ length: 20 }, (_, i) => `assumption ${i}`),
});

/** What a cloud may hold in a name: terminal control, line breaks, marks that turn the reading direction. */
export const HOSTILE =
  'x\u001b[2J\u001b]0;owned\u0007\n\r\t\u009b31m\u202eevil\u2066\u200f\u{e0041}"\'`$(reboot)%{b}\\' +
  '$' +
  '{a}';
const hostileGroup: ResourceReport = { ...group, id: `sg-${HOSTILE}`, name: HOSTILE };
export const hostile = reportOf({
  ...brokenTarget,
  account: HOSTILE,
  findings: [
    {
      ...unreachable,
      message: `about ${HOSTILE}`,
      resources: [hostileGroup],
      trace: {
        ...partialTrace,
        from: HOSTILE,
        forward: {
          ...partialTrace.forward,
          hops: [{ ...closedDashboard, resource: hostileGroup, note: HOSTILE }],
        },
      },
      fix: { none: HOSTILE },
    },
  ],
  gaps: [{ call: HOSTILE, what: HOSTILE, why: HOSTILE, permission: HOSTILE, settle: HOSTILE }],
  ignored: [{ file: HOSTILE, why: HOSTILE }],
  config: { ...ready, network: { ...ready.network, network_id: HOSTILE } },
});

export const NAMED = { clean, broken, proposed, undecided, long, hostile };
