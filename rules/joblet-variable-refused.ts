import { defineRule, type Problem, type Resource, refOf, type Variable } from 'byo-net/rule';

export const rule = defineRule({
  id: 'joblet-variable-refused',
  severity: 'error',
  title: 'A workflow has a variable that Joblet refuses',
  needs: 'network',
  providers: ['joblet'],
  docs: {
    what: 'Looks at the names and the length of all variables of a workflow and its jobs: one finding an `environment`.',
    why: 'The server refuses the whole workflow for one variable.',
    repair: 'Use letters, digits and `_`, a letter or `_` first; pass long values as a file.',
    source: 'Joblet, workflow validation: `^[a-zA-Z_][a-zA-Z0-9_]*$`, 32768 bytes at most.',
  },
  examples: {
    good: ['fixtures/joblet/clean'],
    bad: [
      'fixtures/joblet/documents/nov2025__examples__workflows__environment-examples__invalid-env-test.yaml',
    ],
  },
  *check({ network }) {
    for (const workflow of network.plan?.workflows ?? []) {
      yield* refused(workflow, workflow.id, workflow.environment);
      for (const job of workflow.jobs) yield* refused(job, `job ${job.name}`, job.environment);
    }
  },
});

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const LONGEST = 32_768;

function* refused(owner: Resource, who: string, variables: readonly Variable[]): Generator<Problem> {
  const named = variables.filter(({ name }) => !NAME.test(name));
  const long = variables.filter(({ text }) => new TextEncoder().encode(text).length > LONGEST);
  const [first] = [...named, ...long];
  if (!first) return;
  const faults = [
    ...named.map(({ name }) => `${JSON.stringify(name)} is no name of a variable`),
    ...long.map(({ name }) => `${name} is longer than ${LONGEST} bytes`),
  ];
  yield {
    message: `${who}: ${faults.join(', ')}`,
    resources: [{ ...refOf(owner), place: first.place }],
    symptom: 'the server refuses the workflow',
    fix: {
      none: 'a name has letters, digits and _, and begins with no digit; a long value goes into a file',
    },
  };
}
