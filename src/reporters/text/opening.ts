/** What was checked: the placement, whether the tool chose it, and every flow with its answer. */
import type { CallReport, FlowReport, Outcome, PlacementReport, TargetReport } from '../../report.ts';
import { count } from '../answer.ts';
import { fileAndLine } from '../place.ts';
import { service } from './evidence.ts';
import { columns, few, list, type Page, pad, paragraph, wrap } from './page.ts';

const LABEL_COLUMNS = 11;
const MOST_WHO = 6;

const entry = (page: Page, label: string, text: string): readonly string[] =>
  paragraph(page, `  ${pad(label, LABEL_COLUMNS)}`, text, page.paint.dim);

export function opening(page: Page, target: TargetReport): readonly (readonly string[])[] {
  return [
    [...headline(page, target), ...(target.plan ? jobs(page, target) : placement(page, target))],
    ...(target.proposal ? [proposal(page, target)] : []),
    ...(target.flows.length > 0 ? [flows(page, target.flows)] : []),
  ];
}

function headline(
  page: Page,
  { provider, account, region, placement, plan }: TargetReport,
): readonly string[] {
  const where = [account, region].filter((one) => one !== undefined).join('/');
  if (plan) {
    const holds = `${count(plan.networks, 'network')}, ${count(plan.jobs, 'job')} in ${count(plan.workflows, 'workflow')}`;
    return wrap(`${provider} ${plan.version}  ${holds}`, page.width).map((line) => page.paint.strong(line));
  }
  const text = `${provider}${where === '' ? '' : ` ${where}`}  ${placement.network_id ?? 'no network chosen'}`;
  return wrap(text, page.width).map((line) => page.paint.strong(line));
}

/** A cluster on jobs is one that was asked for. */
const jobs = (page: Page, { placement: at, requirements }: TargetReport): readonly string[] =>
  at.scheduler === undefined || at.worker === undefined
    ? []
    : [
        ...entry(page, 'scheduler', at.scheduler),
        ...entry(page, 'workers', at.worker),
        ...entry(page, 'ports', requirementsText(requirements)),
      ];

function placement(page: Page, { placement: at, requirements, call }: TargetReport): readonly string[] {
  const address = (has: boolean) => (has ? 'public address' : 'no public address');
  const client =
    at.client && at.client.length > 0 ? list(at.client, 4) : 'nobody named (--client <cidr> checks one)';
  const workers = at.workers === undefined ? '' : `, ${at.workers} VMs`;
  return [
    ...entry(
      page,
      'scheduler',
      `${at.scheduler_subnet_id ?? 'no subnet'}, ${groupsOfScheduler(at)}, ${address(at.give_scheduler_public_ip)}`,
    ),
    ...entry(
      page,
      'workers',
      `${at.worker_subnet_id ?? 'no subnet'}, ${at.firewall_id ?? 'no firewall'}, ${address(at.give_workers_public_ip)}${workers}`,
    ),
    ...(call ? entry(page, 'call', callText(call)) : []),
    ...(call?.alone
      ? []
      : [...entry(page, 'client', client), ...entry(page, 'ports', requirementsText(requirements))]),
  ];
}

const callText = ({ place, alone }: CallReport): string =>
  `${fileAndLine(place)}${alone ? '; no network was read' : ''}`;

const groupsOfScheduler = (at: PlacementReport): string =>
  [at.scheduler_firewall_id, at.firewall_id].filter((one) => one !== undefined).join(' + ') || 'no firewall';

/** Whichever port generation was asked for, the other one is answered too. */
function requirementsText({ name, ports, other }: TargetReport['requirements']): string {
  const asked = `tcp ${ports} (--requirements ${name})`;
  if (!other) return asked;
  return `${asked}; with --requirements ${other.name} (tcp ${other.ports}) ${OTHER[other.passes]}`;
}

const OTHER: Readonly<Record<Outcome, string>> = {
  yes: 'it would pass too',
  no: 'it would not pass',
  undecided: 'it would be undecided',
};

const FLAGS: Readonly<Partial<Record<keyof PlacementReport, string>>> = {
  network_id: '--network-id',
  scheduler_subnet_id: '--scheduler-subnet-id',
  worker_subnet_id: '--worker-subnet-id',
  firewall_id: '--firewall-id',
  scheduler_firewall_id: '--scheduler-firewall-id',
};

function proposal(page: Page, { proposal: made, placement: taken }: TargetReport): readonly string[] {
  if (!made) return [];
  const untried = made.untried === undefined ? '' : ` (${made.untried} more were not tried)`;
  const chosen = `byo-net chose ${list(made.chosen, 6)}: the best of ${made.tried} combinations${untried}, with ${made.why}`;
  const runners = made.runnersUp.flatMap((one, i) =>
    entry(page, i === 0 ? 'runners-up' : '', `${one.why}: ${difference(taken, one.placement)}`),
  );
  return [
    ...paragraph(page, 'proposal: ', chosen, page.paint.strong),
    ...runners,
    ...entry(page, '', 'a flag that names a part fixes it: the choice is then made among the rest'),
  ];
}

/** The ids of a placement, as the flags that would ask for it. */
export const placementFlags = (at: PlacementReport): readonly string[] =>
  Object.entries(FLAGS).flatMap(([key, flag]) => {
    const id = at[key as keyof PlacementReport];
    return id === undefined ? [] : [`${flag} ${id}`];
  });

/** What a runner-up does differently, as the flags that would ask for it. */
function difference(taken: PlacementReport, other: PlacementReport): string {
  const ids = Object.entries(FLAGS).flatMap(([key, flag]) => {
    const theirs = other[key as keyof PlacementReport];
    return theirs === taken[key as keyof PlacementReport]
      ? []
      : [theirs === undefined ? `no ${flag}` : `${flag} ${theirs}`];
  });
  const yesNo = (flag: string, mine: boolean, theirs: boolean) =>
    mine === theirs ? [] : [`--${theirs ? '' : 'no-'}${flag}`];
  return [
    ...ids,
    ...yesNo('scheduler-public-ip', taken.give_scheduler_public_ip, other.give_scheduler_public_ip),
    ...yesNo('workers-public-ip', taken.give_workers_public_ip, other.give_workers_public_ip),
  ].join(' ');
}

const WORD = { yes: 'works', no: 'blocked', undecided: 'undecided' } as const;
const TONE = { yes: 'good', no: 'error', undecided: 'undecided' } as const;

function flows(page: Page, all: readonly FlowReport[]): readonly string[] {
  const names = Math.max(...all.map((flow) => columns(flow.name)));
  return ['flows', ...all.flatMap((flow) => flowLines(page, flow, names))];
}

function flowLines(page: Page, flow: FlowReport, names: number): readonly string[] {
  const word = pad(WORD[flow.holds], LABEL_COLUMNS);
  const declared = flow.declared.length > 0 ? `, as declared: ${list(flow.declared)}` : '';
  const who = flow.who ? `  from ${whoText(flow.who)}` : '';
  const prefix = `  ${word}${pad(flow.name, names)}  `;
  const [first = '', ...rest] = paragraph(
    page,
    prefix,
    `${service(flow)}${who}${leftOutText(flow)}${declared}`,
  );
  return [`  ${page.paint[TONE[flow.holds]](word)}${first.slice(2 + word.length)}`, ...rest];
}

/** ", without 10.0.0.0/30: no machine has it". */
export const leftOutText = ({ left_out }: Pick<FlowReport, 'left_out'>): string => {
  if (!left_out) return '';
  const { shown, left } = few(left_out, MOST_WHO);
  const more = left > 0 ? ` and ${left} more ranges (-f json)` : '';
  return `, without ${shown.join(', ')}${more}, which no machine has`;
};

function whoText(who: readonly string[]): string {
  if (who.length === 0) return 'nobody';
  const { shown, left } = few(who, MOST_WHO);
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more ranges (-f json)` : ''}`;
}
