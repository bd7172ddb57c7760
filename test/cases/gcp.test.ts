/** Cases about tags and rules of Google Cloud, about proposals, and about zones. */
import { type Row, testRows } from './run-case.ts';

const PLACED = '--network-id byo-network --scheduler-subnet-id byo-schedulers --worker-subnet-id byo-workers';
const TAGGED = `${PLACED} --firewall-id byo-firewall`;
const OFFICE = '--client 203.0.113.0/24';

const gcloud = (words: string, network = 'byo-network', more = '') =>
  `gcloud compute firewall-rules create ${words.split(' ')[0]} --project=my-project-id --network=${network} ${words
    .split(' ')
    .slice(1)
    .join(' ')}${more}`;
const ingress = (name: string, rules: string, from: string, tag: string, network?: string) =>
  gcloud(`${name} --direction=ingress --action=allow --rules=${rules} ${from} --target-tags=${tag}`, network);

const literal = (word: string): string => word.replaceAll(/[().*+?^${}|[\]\\]/g, '\\$&');

/** Words of evidence, across the margin of the lines that they are on. */
const told = (text: string): RegExp => new RegExp(text.split(' ').map(literal).join('[ │]+'));

const flows = (
  client: string,
  toScheduler: string,
  toWorker: string,
  egress: string,
  among = toWorker,
): NonNullable<Row['flows']> => ({
  'client → scheduler': client,
  'worker → scheduler': toScheduler,
  'scheduler → worker': toWorker,
  'worker ↔ worker': among,
  'scheduler → internet': egress,
  'worker → internet': egress,
});

const CLOSED = [
  'error scheduler-cannot-reach-worker',
  'error scheduler-unreachable',
  'error tag-without-rule',
  'error worker-cannot-reach-scheduler',
  'error workers-cannot-reach-each-other',
];
const WITHOUT_TARGETS: Omit<Row, 'line'> = {
  case: 'r2-gcp-rules-without-targets',
  exit: 1,
  findings: ['note tag-without-rule', 'warning cluster-open-to-world'],
  flows: flows('unknown', 'reachable', 'reachable', 'unknown'),
  says: [
    'scheduler cluster-nodes, dask, public address',
    'no rule of cluster-network that allows ingress targets the network tag dask',
    'none: rules without a target concern every VM of the network',
    'the change that repairs cluster-open-to-world above',
    'settle gcloud compute routes list --project my-project-id --format=json',
  ],
  never: ['has no', 'make rules that target'],
};

const ROWS: readonly Row[] = [
  {
    ...WITHOUT_TARGETS,
    line: `check net ${OFFICE}`,
    says: [
      ...(WITHOUT_TARGETS.says ?? []),
      'byo-net chose network_id, scheduler_subnet_id, worker_subnet_id, firewall_id',
    ],
  },
  { ...WITHOUT_TARGETS, line: `check net ${OFFICE} --firewall-id dask` },
  {
    case: 'z-gcp-no-firewall-rules',
    line: `check in ${OFFICE}`,
    exit: 1,
    findings: CLOSED,
    flows: flows('blocked', 'blocked', 'blocked', 'reachable'),
    says: [
      'scheduler byo-subnet, dask, public address',
      'firewall byo-network/firewall in: denied: implied rule deny all traffic ◄ FIREWALL_RULE',
      'the change that repairs scheduler-cannot-reach-worker above',
    ],
    fixes: [
      ingress('dask-ingress-tcp-8786-8787', 'tcp:8786-8787', '--source-ranges=203.0.113.0/24', 'dask'),
      ingress('dask-ingress-tcp-1024-65535', 'tcp:1024-65535', '--source-tags=dask', 'dask'),
    ],
    never: ['dask-ingress-tcp-8786 ', 'has no security group', '0.0.0.0/0 --target-tags'],
  },
  {
    case: 'g04-default-deny-egress-no-intra',
    line: `check net ${OFFICE} ${TAGGED}`,
    exit: 1,
    findings: [
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      'error workers-cannot-reach-each-other',
      'note other-client-ports-closed',
      'warning egress-denied',
    ],
    flows: flows('reachable', 'blocked', 'blocked', 'reachable'),
    says: [
      'deny-all-egress (deny all traffic to 0.0.0.0/0 (priority 65535)) stops worker → scheduler, scheduler → worker, worker ↔ worker',
      told('out: denied: deny-all-egress deny all traffic to 0.0.0.0/0 (priority 65535) ◄ FIREWALL_RULE'),
      'the change that repairs scheduler-cannot-reach-worker above',
    ],
    fixes: [
      gcloud(
        'byo-firewall-egress-tcp-1024-65535 --direction=egress --action=allow --rules=tcp:1024-65535 --destination-ranges=10.20.16.0/20 --target-tags=byo-firewall',
      ),
      gcloud(
        'byo-firewall-egress-tcp-8786 --direction=egress --action=allow --rules=tcp:8786 --destination-ranges=10.20.0.0/24 --target-tags=byo-firewall',
      ),
    ],
    never: ['destination-ranges=0.0.0.0/0', '--rules=all', 'beats'],
  },
  {
    case: 'g05-same-priority-deny-wins',
    line: `check net ${OFFICE} ${TAGGED}`,
    exit: 1,
    findings: [
      'error no-egress',
      'error no-egress',
      'note other-client-ports-closed',
      'warning egress-denied',
      'warning shadowed-rule',
    ],
    flows: flows('reachable', 'reachable', 'reachable', 'blocked'),
    says: [
      told(
        'out: denied: fw-e-deny-all deny all traffic to 0.0.0.0/0 (priority 65430); it beats fw-e-allow-web: at equal priority a deny beats an allow ◄ FIREWALL_RULE',
      ),
      'fw-e-deny-all (deny all traffic to 0.0.0.0/0 (priority 65430); it beats fw-e-allow-web: at equal priority a deny beats an allow) stops scheduler → internet, worker → internet',
      'fw-e-deny-all comes first because at equal priority a deny beats an allow',
      'fix the change that repairs no-egress above checked: with this change the finding is gone',
    ],
    fixes: ['gcloud compute firewall-rules update fw-e-allow-web --project=my-project-id --priority=65429'],
    never: ['firewall-rules create', 'no command: give', '--disabled'],
  },
  {
    case: 'g05-same-priority-deny-wins',
    line: `trace net --from role:worker --to 198.51.100.1 --port 443 ${TAGGED}`,
    exit: 1,
    verdict: 'blocked',
    says: [told('it beats fw-e-allow-web: at equal priority a deny beats an allow')],
  },
  {
    case: 'g06-allow-internal-wrong-range',
    line: `check net ${OFFICE} ${TAGGED}`,
    exit: 1,
    findings: [
      'error scheduler-cannot-reach-worker',
      'error workers-cannot-reach-each-other',
      'note other-client-ports-closed',
    ],
    // byo-clients lets anybody in on 8786 and 8787: what is blocked is the rest.
    flows: flows('reachable', 'reachable', 'partial', 'reachable'),
    says: [
      'the scheduler cannot reach workers on tcp 1024-8785, 8788-65535',
      'workers cannot reach other workers on tcp 1024-8785, 8788-65535',
      told('implied rule deny all traffic; stops tcp 1024-8785, 8788-65535 ◄ FIREWALL_RULE'),
    ],
    fixes: [
      ingress(
        'byo-firewall-ingress-tcp-1024-65535',
        'tcp:1024-65535',
        '--source-tags=byo-firewall',
        'byo-firewall',
      ),
    ],
    never: ['10.128.0.0/9 --target', 'beats'],
  },
  {
    case: 'g07-client-vm-in-network',
    line: `check net --client vm:subnet=byo-schedulers ${TAGGED}`,
    exit: 1,
    findings: ['error scheduler-unreachable'],
    flows: flows('blocked', 'reachable', 'reachable', 'reachable'),
    says: [
      'the client, a VM in byo-schedulers, cannot reach the scheduler on tcp 8786-8787',
      'in: denied: implied rule deny all traffic ◄ FIREWALL_RULE',
    ],
    fixes: [
      ingress(
        'byo-firewall-ingress-tcp-8786-8787',
        'tcp:8786-8787',
        '--source-ranges=10.20.0.0/24',
        'byo-firewall',
      ),
    ],
    never: ['0.0.0.0/0 --target-tags'],
  },
  {
    // Whoever is in the subnet: a VM there may carry the tag that is let in.
    case: 'g07-client-vm-in-network',
    line: `check net --client subnet:byo-schedulers ${TAGGED}`,
    exit: 1,
    findings: ['note client-takes-other-address'],
    flows: flows('unknown', 'reachable', 'reachable', 'reachable'),
    says: ['name the machine with what it carries: vm:subnet=<subnet>,tags=byo-firewall'],
    never: ['works client → scheduler', '0.0.0.0/0 --target-tags'],
  },
  {
    case: 'g08-hardcoded-tags',
    line: `check net ${OFFICE} ${PLACED} --firewall-id http-server --scheduler-firewall-id https-server`,
    exit: 1,
    findings: [...CLOSED, 'error tag-without-rule'].sort(),
    flows: flows('blocked', 'blocked', 'blocked', 'reachable'),
    says: [
      'no rule of byo-network that allows ingress targets the network tag http-server',
      'no rule of byo-network that allows ingress targets the network tag https-server',
      'fix check with --firewall-id byo-firewall --scheduler-firewall-id byo-firewall checked: with this change the finding is gone',
      /(the change that repairs scheduler-cannot-reach-worker above.*){4}/,
    ],
    never: ['one-tag-of-two', 'no command', 'firewall-rules create'],
  },
  {
    case: 'g08-hardcoded-tags',
    line: `check net ${OFFICE} ${PLACED} --firewall-id byo-firewall --scheduler-firewall-id byo-firewall`,
    exit: 0,
    findings: ['note other-client-ports-closed'],
  },
  {
    case: 'z-proposal-first-eight',
    line: 'check in --client internet',
    exit: 0,
    findings: ['note other-client-ports-closed', 'note single-zone'],
    flows: flows('reachable', 'reachable', 'reachable', 'reachable'),
    says: [
      'us-east-1 vpc-0000000000000000b',
      /the best of \d+ combinations \(\d+ more were not tried\), with 2 notes/,
    ],
  },
  {
    case: 'z-proposal-first-eight',
    line: 'check in --client internet --vpc vpc-0000000000000000b',
    exit: 0,
  },
  {
    case: 'l-single-zone-false',
    line: 'check snapshot.json --vpc vpc-086186369fdf6f29c --scheduler-subnet-id subnet-f724f1108c7e1bbd1 --worker-subnet-id subnet-95ca46fbb223027b8 --firewall-id sg-2d6f7a915d2808e24 --client 203.0.113.0/24',
    exit: 1,
    findings: [
      'error no-egress',
      'error no-egress',
      'error resolver-unreachable',
      'error scheduler-cannot-reach-worker',
      'error worker-cannot-reach-scheduler',
      'error workers-cannot-reach-each-other',
      'note other-client-ports-closed',
      'warning internet-part-unreachable',
    ],
    flows: flows('reachable', 'blocked', 'blocked', 'blocked'),
    says: ['security group sg-2d6f7a915d2808e24 out: denied: no rule matches'],
    never: ['single-zone', 'lacks capacity'],
  },
];

testRows(ROWS);
