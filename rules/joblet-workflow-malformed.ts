import { defineRule, refOf } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-workflow-malformed',
  severity: 'error',
  title: 'A workflow has a value of another kind than Joblet reads',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Looks for values of the wrong kind: jobs that are a list, a job that is a text, two networks for one job, a requirement that is no map.',
    why: 'The server reads a workflow into fixed types, and refuses the whole file for one value that does not fit.',
    repair: 'Write `jobs:` as a map of maps, and one text for a network, a command and a runtime.',
    source: 'Joblet, workflow/types/workflow_yaml.go.',
  },
  examples: { good: ['fixtures/joblet/clean'], bad: ['fixtures/joblet/malformed'] },
  *check({ network }) {
    for (const workflow of network.plan?.workflows ?? []) {
      for (const { text, place } of workflow.faults)
        yield {
          message: text,
          resources: [{ ...refOf(workflow), place }],
          key: text,
          symptom: 'the server does not read the workflow: "cannot unmarshal …"',
          fix: { none: 'write one value of the kind that is expected' },
        };
    }
  },
});
