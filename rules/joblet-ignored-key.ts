import { defineRule, type Ignored, type Ref, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-ignored-key',
  severity: 'note',
  title: 'A workflow has keys that Joblet does not read',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Lists the keys that the server drops: one finding a file. It is a warning where `defaults.network` is among them, and where all jobs stand under `workflows:`.',
    why: 'The server reads over an unknown key without a word: with `defaults.network` every job is on the default bridge after all.',
    repair: 'Write `network:` at each job; leave out what does nothing.',
    source:
      'Joblet, workflow/types/workflow_yaml.go, and workflow/types/yaml.go after version 2, which has one `environment` a job and no other: the YAML is read without strictness.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/broken'] },
  *check({ network }) {
    for (const workflow of network.plan?.workflows ?? []) {
      const keys = [
        ...workflow.ignored.map((one) => ({ one, owner: refOf(workflow) })),
        ...workflow.jobs.flatMap((job) => job.ignored.map((one) => ({ one, owner: refOf(job) }))),
      ];
      const telling = keys.filter(
        ({ one: { key } }) => !LABELS.includes(key) && !keys.some(({ one }) => one.key.startsWith(`${key}.`)),
      );
      const [first] = telling;
      if (!first) continue;
      const moves = keys.some(({ one }) => one.key === 'defaults.network');
      const unset = keys.some(({ one }) => VARIABLES.includes(one.key));
      const empty = workflow.jobs.length === 0 && keys.some(({ one }) => one.key === 'workflows');
      yield {
        message: `${workflow.id} has keys that the server drops: ${[...new Set(telling.map(({ one }) => one.key))].join(', ')}`,
        resources: [placed(first.owner, first.one)],
        ...(empty ? NOTHING_RUNS : moves ? MOVED : unset ? UNSET : NO_EFFECT),
      };
    }
  },
});

const NOTHING_RUNS = {
  severity: 'warning',
  symptom: 'the workflow is accepted, and no job of it runs',
  fix: { none: 'write the jobs under `jobs:`, one file a workflow' },
} as const;

const MOVED = {
  severity: 'warning',
  symptom: 'a job without a network of its own is on the default bridge',
  fix: { none: 'write `network:` at each job' },
} as const;

const VARIABLES = ['environment', 'secret_environment'];
const UNSET = {
  severity: 'note',
  symptom: 'the variables are set in no job',
  fix: { none: 'write them under `environment:` of each job that needs them' },
} as const;

const NO_EFFECT = {
  severity: 'note',
  symptom: 'what they say has no effect',
  fix: { none: 'leave them out' },
} as const;

/** Nobody expects these to do anything. */
const LABELS = ['version', 'name', 'description'];

const placed = (owner: Ref, { place }: Ignored): Ref => ({ ...owner, place });
