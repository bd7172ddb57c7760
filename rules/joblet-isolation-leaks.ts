import { defineRule, type Job, listed, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-isolation-leaks',
  severity: 'warning',
  title: 'An isolated job reaches other jobs, and they reach it',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'In Joblet 2.11: looks for workflows with jobs on `isolated` and jobs on bridges.',
    why: `The guide promises "Complete isolation from other jobs". The rules of an isolated job (\`-i viso+ -j ACCEPT\`) stand before those that
keep bridges apart: packets pass both ways, between it and every job of every network.`,
    repair: 'Put the job on a custom network that nothing else is on, and have no isolated job beside it.',
    source: 'Joblet, network/setup.go; measured by replaying its commands.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/modes'] },
  *check({ network: { plan } }) {
    if (plan?.profile !== 'S') return;
    for (const { jobs } of plan.workflows) {
      const isolated = jobs.filter(({ on }) => on === 'isolated');
      const others = [...new Set(jobs.flatMap(bridgeOf))].sort();
      if (isolated.length === 0 || others.length === 0) continue;
      const names = isolated.map(({ name }) => name);
      const [who, reach] = names.length > 1 ? ['jobs', 'reach'] : ['job', 'reaches'];
      yield {
        message: `the isolated ${who} ${listed(names)} ${reach} the jobs on ${listed(others)}, and the other way round`,
        resources: isolated.map((job) => ({
          ...refOf(job),
          ...(job.network && { place: job.network.place }),
        })),
        symptom: 'nothing fails: a job that is to be alone is not',
        fix: { none: 'put it on a custom network of its own; Joblet 2.11 keeps only custom networks apart' },
      };
    }
  },
});

const bridgeOf = ({ on }: Job): readonly string[] => (on === 'isolated' || on === 'none' ? [] : [on]);
