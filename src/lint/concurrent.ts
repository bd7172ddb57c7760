/** Which jobs of a workflow can run at the same time. */
import type { Job } from '../model/plan.ts';

/** A job that waits for one of these starts when the other one has ended. */
const ENDED = new Set(['COMPLETED', 'FAILED', 'STOPPED', 'CANCELED']);

/**
 * Groups of the jobs that count: those of a group can run together, because none of them waits for the end of
 * another. Jobs that never start are in none. Linear in jobs and requirements.
 */
export function concurrent(
  jobs: readonly Job[],
  counts: (job: Job) => boolean,
): readonly (readonly [Job, ...Job[]])[] {
  const groups = new Map<number, [Job, ...Job[]]>();
  for (const [job, depth] of depths(jobs, counts)) {
    if (!counts(job)) continue;
    const group = groups.get(depth);
    if (group) group.push(job);
    else groups.set(depth, [job]);
  }
  return [...groups.values()];
}

/** How many jobs that count end one after the other before a job starts: two of one depth never wait for each other. */
function depths(jobs: readonly Job[], counts: (job: Job) => boolean): ReadonlyMap<Job, number> {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const waiting = new Map(jobs.map((job) => [job, job.requires.length]));
  const behind = new Map<string, Job[]>();
  for (const job of jobs)
    for (const { job: name } of job.requires) {
      const list = behind.get(name);
      if (list) list.push(job);
      else behind.set(name, [job]);
    }
  const found = new Map<Job, number>();
  const ready = jobs.filter(({ requires }) => requires.length === 0);
  for (const job of ready) {
    found.set(job, depthOf(job, byName, found, counts));
    for (const next of behind.get(job.name) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return found;
}

function depthOf(
  { requires }: Job,
  byName: ReadonlyMap<string, Job>,
  found: ReadonlyMap<Job, number>,
  counts: (job: Job) => boolean,
): number {
  let depth = 0;
  for (const { job: name, status } of requires) {
    const job = byName.get(name);
    if (!job) continue;
    depth = Math.max(depth, (found.get(job) ?? 0) + (ENDED.has(status) && counts(job) ? 1 : 0));
  }
  return depth;
}
