import {
  type Dependency,
  defineRule,
  type Fix,
  type Job,
  misspelt,
  nearMisses,
  type Place,
  type Problem,
  refOf,
  type Workflow,
} from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-job-never-starts',
  severity: 'error',
  title: 'A job waits for what never happens',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: `Reads the \`requires\` of every job: a job that is not in the workflow, a circle, a status that Joblet does not have, and
COMPLETED of a server, which runs until somebody stops it.`,
    why: 'rnx refuses an unknown job and a circle; with a wrong status the job is canceled; behind a server it waits for ever.',
    repair: 'Name a job of the file and one of the statuses; wait for a server with RUNNING.',
    source: 'Joblet, workflow/resolver.go, domain/job.go and validation/workflow.go.',
  },
  examples: {
    good: ['fixtures/joblet/clean'],
    bad: ['fixtures/joblet/broken', 'fixtures/joblet/guide/guide.md'],
  },
  *check({ network }) {
    for (const workflow of network.plan?.workflows ?? []) {
      const jobs = new Map(workflow.jobs.map((job) => [job.name, job]));
      for (const job of workflow.jobs) for (const needed of job.requires) yield* judge(job, needed, jobs);
      yield* circles(workflow, jobs);
    }
  },
});

const STATUSES = 'PENDING RUNNING COMPLETED FAILED STOPPED SCHEDULED INITIALIZING CANCELED STOPPING'.split(
  ' ',
);
const SERVERS = ['postgres', 'nginx', 'redis-server', 'mysqld', 'mongod', 'memcached'];

function* judge(job: Job, needed: Dependency, jobs: ReadonlyMap<string, Job>): Generator<Problem> {
  const target = jobs.get(needed.job);
  const say = (message: string, symptom: string, fix: Fix): Problem => ({
    message,
    resources: [{ ...refOf(job), place: needed.place }],
    key: `${needed.job} ${needed.status}`,
    symptom,
    fix,
  });
  const { status } = needed;
  if (!target)
    yield say(
      `job ${job.name} requires ${needed.job}, and the workflow has no such job`,
      `the workflow is refused: "job '${job.name}' depends on non-existent job '${needed.job}'"`,
      rewritten(
        needed.place,
        needed.job,
        misspelt(needed.job, [...jobs.keys()]),
        'name a job of the same file',
      ),
    );
  else if (!STATUSES.includes(status))
    yield say(
      `job ${job.name} requires ${needed.job} to be ${status}, and Joblet has no such status`,
      'the job is CANCELED when the other one ends',
      rewritten(needed.statusPlace, status, meant(status), `the statuses are ${STATUSES.join(', ')}`),
    );
  else if (status === 'COMPLETED' && SERVERS.includes(target.command?.text ?? ''))
    yield say(
      `job ${job.name} requires ${needed.job} to be COMPLETED, and ${target.command?.text} is a server that does not end`,
      'the job stays PENDING while the server runs',
      rewritten(needed.statusPlace, status, 'RUNNING', `write ${needed.job}: "RUNNING"`),
    );
}

/** An edit, where it is known what was meant. */
const rewritten = (place: Place, before: string, after: string | undefined, otherwise: string): Fix =>
  after === undefined || before === '' || before === after
    ? { none: otherwise }
    : { changes: [{ kind: 'edit', place, before, after }] };

/** Other systems' words for an end, which Joblet's own documents use too. */
const ENDED = ['FINISHED', 'DONE', 'SUCCESS', 'SUCCEEDED', 'COMPLETE'];

function meant(status: string): string | undefined {
  const upper = status.toUpperCase();
  if (ENDED.includes(upper)) return 'COMPLETED';
  return STATUSES.includes(upper) ? upper : nearMisses(upper, STATUSES)[0];
}

/** One problem a circle, told at its first job in order of the file. */
function* circles({ jobs }: Workflow, byName: ReadonlyMap<string, Job>): Generator<Problem> {
  const done = new Set<string>();
  const waiting = stuck(jobs);
  for (const start of jobs.filter(({ name }) => waiting.has(name))) {
    const circle = done.has(start.name) ? undefined : wayBack(start, byName);
    if (!circle) continue;
    for (const name of circle) done.add(name);
    yield {
      message: `the jobs ${shortened(circle).join(' → ')} → ${start.name} wait for each other`,
      resources: [refOf(start)],
      key: 'circle',
      symptom: 'the workflow is refused: "circular dependency detected in workflow"',
      fix: { none: 'take one of these requirements out' },
    };
  }
}

const MOST_NAMED = 12;

const shortened = (names: readonly string[]): readonly string[] =>
  names.length <= MOST_NAMED
    ? names
    : [...names.slice(0, MOST_NAMED - 1), `… (${names.length - MOST_NAMED + 1} more)`];

/** By name, the names that each one points to. */
type Edges = ReadonlyMap<string, readonly string[]>;

/** Jobs that are on a circle, or between two: those that only wait for one, and those that nothing on one waits for, go. */
function stuck(jobs: readonly Job[]): ReadonlySet<string> {
  const needs = new Map(jobs.map(({ name, requires }) => [name, requires.map(({ job }) => job)]));
  return new Set(peeled(reversed(peeled(needs))).keys());
}

/** What is left when every one that points to nothing is taken away, again and again, in linear time. */
function peeled(edges: Edges): Edges {
  const left = new Map([...edges].map(([name, to]) => [name, new Set(to.filter((one) => edges.has(one)))]));
  const behind = reversed(edges);
  const ready = [...left].filter(([, to]) => to.size === 0).map(([name]) => name);
  for (const name of ready) {
    left.delete(name);
    for (const next of behind.get(name) ?? []) {
      left.get(next)?.delete(name);
      if (left.get(next)?.size === 0) ready.push(next);
    }
  }
  return new Map([...left].map(([name, to]) => [name, [...to]]));
}

function reversed(edges: Edges): Edges {
  const back = new Map([...edges.keys()].map((name): [string, string[]] => [name, []]));
  for (const [name, to] of edges) for (const one of to) back.get(one)?.push(name);
  return back;
}

/** The shortest way from a job's requirements back to it; breadth first, so that long chains need no stack. */
function wayBack(start: Job, byName: ReadonlyMap<string, Job>): readonly string[] | undefined {
  const before = new Map<string, string>();
  const queue = [start.name];
  for (const name of queue) {
    for (const { job } of byName.get(name)?.requires ?? []) {
      if (job === start.name) return trail(name, before);
      if (before.has(job) || !byName.has(job)) continue;
      before.set(job, name);
      queue.push(job);
    }
  }
  return undefined;
}

function trail(last: string, before: ReadonlyMap<string, string>): readonly string[] {
  const names: string[] = [];
  for (let at: string | undefined = last; at !== undefined; at = before.get(at)) names.unshift(at);
  return names;
}
