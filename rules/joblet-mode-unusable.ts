import {
  type Context,
  concurrent,
  defineRule,
  type Job,
  listed,
  mentionsOf,
  type NetworkUse,
  type Problem,
  type Ref,
  refOf,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-mode-unusable',
  severity: 'error',
  title: 'A job is put on a network mode that cannot carry it',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Reads the modes that jobs and \`rnx run\` lines ask for, by version. 2.11: no job starts on \`none\`; isolated jobs that can run at
the same time share one address. Later: \`isolated\` gives no interface at all, and neither does \`none\`; an error where the job needs
the network (a URL, a host, curl, pip, git …), a warning for any other isolated job.`,
    why: `2.11.3 looks for an address pool of \`none\` and finds none. Its isolated jobs are all 10.255.255.2: the second has no internet,
and the one that ends first takes the NAT rule of the others with it.`,
    repair:
      'Use a custom network, for a job that must be alone one that nothing else is on; or let isolated jobs run one after the other.',
    source:
      'Joblet, core/execution/execution_engine.go, network_service.go; two isolated jobs were measured by replaying its commands.',
  },
  examples: {
    good: ['fixtures/joblet/clean'],
    bad: ['fixtures/joblet/modes', 'fixtures/joblet/modes --joblet-version 5.0.0'],
  },
  *check(context) {
    const { plan } = context.network;
    if (!plan) return;
    if (plan.profile === 'S') {
      yield* noPool(askersOf(context, 'none'), plan.version);
      for (const { jobs } of plan.workflows)
        for (const group of concurrent(jobs, ({ on }) => on === 'isolated'))
          if (group.length > 1) yield sharing(group);
    } else {
      yield* noInterface(askersOf(context, 'none').filter(needsNetwork), plan.version, 'none');
      yield* noInterface(askersOf(context, 'isolated'), plan.version, 'isolated');
    }
  },
});

type Asker = { readonly job: Job } | { readonly use: NetworkUse };

/** Everything that asks for a mode. */
const askersOf = ({ network: { plan } }: Context, mode: string): readonly Asker[] => [
  ...(plan?.workflows ?? []).flatMap(({ jobs }) =>
    jobs.filter(({ on }) => on === mode).map((job) => ({ job })),
  ),
  ...(plan?.uses ?? []).filter(({ network }) => network.text === mode).map((use) => ({ use })),
];

const refOfAsker = (asker: Asker): Ref =>
  'job' in asker
    ? { ...refOf(asker.job), ...(asker.job.network && { place: asker.job.network.place }) }
    : { id: asker.use.command, word: 'command', place: asker.use.network.place };

const nameOf = (asker: Asker): string =>
  'job' in asker ? `job ${asker.job.name}` : `rnx run ${asker.use.command}`;

const namesOf = (askers: readonly Asker[]): string => listed(askers.map(nameOf), 1);

function* noPool(askers: readonly Asker[], version: string): Generator<Problem> {
  if (askers.length === 0) return;
  yield {
    message: `network none is asked for (${namesOf(askers)}), and Joblet ${version} starts no job on it`,
    resources: askers.map(refOfAsker),
    key: 'none',
    symptom: 'the job fails: "failed to allocate IP: no IP pool found for network: none"',
    fix: { none: 'use a custom network that nothing else is on; versions after 2 start such jobs' },
  };
}

const sharing = (group: readonly Job[]): Problem => ({
  message: `the jobs ${listed(group.map(({ name }) => name))} can run at the same time on isolated, and have one address, 10.255.255.2`,
  resources: group.map((job) => refOfAsker({ job })),
  key: 'isolated',
  symptom: 'all but one have no internet, and when one ends, its NAT rule is taken from the others',
  fix: { none: 'let one wait for the other (`requires`), or put them on custom networks' },
});

const FETCHES =
  /\b(?:curl|wget|rsync|ssh|scp|ping|iperf3|pip3? install|git (?:clone|fetch|pull)|apt(?:-get)? (?:update|install)|npm (?:ci|install))\b/;

const needsNetwork = (asker: Asker): boolean =>
  'job' in asker
    ? mentionsOf(asker.job).length > 0 ||
      FETCHES.test([asker.job.command, ...asker.job.args].map((one) => one?.text ?? '').join(' '))
    : FETCHES.test(asker.use.command) || asker.use.command.includes('://');

function* noInterface(askers: readonly Asker[], version: string, mode: string): Generator<Problem> {
  if (askers.length === 0) return;
  const needing = askers.filter(needsNetwork);
  yield {
    message: `network ${mode} is asked for (${namesOf(needing.length > 0 ? needing : askers)}), and gives no interface in Joblet ${version}`,
    resources: askers.map(refOfAsker),
    key: mode,
    severity: needing.length > 0 ? 'error' : 'warning',
    symptom: 'the job starts with its loopback interface only: nothing outside of it can be reached',
    fix: { none: 'use a custom network, or bridge, for what needs the internet' },
  };
}
