import { defineRule, moveJob, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-dependency-across-networks',
  severity: 'warning',
  title: 'A job depends on a job that its network cannot reach',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Compares the networks of a job and of each job in its `requires`, custom networks and `none`; what bridge and isolated reach depends on the release and the host, and `byo-net trace` tells it.',
    why: 'A job has one network, and Joblet drops what goes from one custom network to another: a tier that calls the other is cut off. A requirement that only orders the two is not.',
    repair: 'Put both jobs on one network, or hand data over by a volume.',
    source: 'Joblet, network/setup.go (the DROP pair between bridges).',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/guide/guide.md'] },
  *check({ network }) {
    for (const { jobs } of network.plan?.workflows ?? []) {
      const byName = new Map(jobs.map((job) => [job.name, job]));
      for (const job of jobs) {
        for (const { job: name, place } of job.requires) {
          const other = byName.get(name);
          if (
            !other ||
            other.on === job.on ||
            [job, other].some(({ on }) => on === 'bridge' || on === 'isolated')
          )
            continue;
          yield {
            message: `job ${job.name} on network ${job.on} requires ${name} on network ${other.on}, and neither reaches the other`,
            resources: [{ ...refOf(job), place }, refOf(other)],
            symptom: 'a connection between the two times out',
            fix: moveJob(job, other.on, 'put both jobs on one network, or hand data over by a volume'),
          };
        }
      }
    }
  },
});
