/**
 * Every workflow that Joblet publishes, as it is, and all that is said of it: rule, severity and line. Each was read:
 * what is listed is wrong there, and nothing else of the network is.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TargetReport } from '../../src/report.ts';
import { check } from '../../src/run.ts';

const ROOT = fileURLToPath(new URL('../../fixtures/joblet/documents/', import.meta.url));

const WORKFLOWS = 'examples__workflows__';
const ENVIRONMENT = `${WORKFLOWS}environment-examples__`;
const VERIFICATION = `${WORKFLOWS}verification__`;
/** `defaults.runtime` and `defaults.resources` are dropped: those jobs have no runtime. */
const DEFAULTS = ['note joblet-ignored-key 5'];
/** All jobs stand under `workflows:`, which submits none. */
const NOTHING_RUNS = ['warning joblet-ignored-key 5'];
/** Named in the file, and no list of networks beside it. */
const unlisted = (...lines: readonly number[]) =>
  lines.map((line) => `undecided joblet-network-missing ${line}`);

const SAID: Readonly<Record<string, readonly string[]>> = {
  [`history__${ENVIRONMENT}hpc-simulation`]: [],
  // MASTER_ADDR is 127.0.0.1: the job itself.
  [`history__${WORKFLOWS}gpu-ml-pipeline.v2`]: [],
  // jdbc:postgresql://db:5432
  [`history__${WORKFLOWS}java-microservices__java-services`]: ['warning joblet-name-unresolved 52'],
  // `workflows:` beside `jobs:`, and limits that belong under `resources:`.
  'nov2025__examples__log-streaming__jobs': ['note joblet-ignored-key 94'],
  'nov2025__examples__python-3.11-ml__jobs': DEFAULTS,
  'nov2025__examples__python-analytics__jobs': DEFAULTS,
  'nov2025__examples__simple-env-test': [],
  [`nov2025__${WORKFLOWS}basic-usage__basic-jobs`]: [],
  [`nov2025__${WORKFLOWS}data-pipeline__data-pipeline`]: [],
  // testdb:5432 and http://selenium:4444; localhost:3000 is the job itself.
  [`nov2025__${ENVIRONMENT}cicd-env`]: [
    'warning joblet-name-unresolved 77',
    'warning joblet-name-unresolved 81',
  ],
  [`nov2025__${ENVIRONMENT}corrected-test`]: [],
  // postgresql://warehouse:5432; s3://mybucket is a bucket.
  [`nov2025__${ENVIRONMENT}data-pipeline-env`]: ['warning joblet-name-unresolved 74'],
  [`nov2025__${ENVIRONMENT}invalid-env-test`]: ['error joblet-variable-refused 12'],
  [`nov2025__${ENVIRONMENT}ml-pipeline-env`]: [],
  // postgresql://user:secret@db:5432
  [`nov2025__${ENVIRONMENT}secrets-demo`]: ['warning joblet-name-unresolved 57'],
  [`nov2025__${ENVIRONMENT}simple-test`]: [],
  [`nov2025__${WORKFLOWS}multi-workflow__multi-workflow`]: NOTHING_RUNS,
  [`nov2025__${WORKFLOWS}python-basic-test`]: [],
  [`nov2025__${WORKFLOWS}python-e2e-test`]: [],
  [`nov2025__${WORKFLOWS}tests__demo-workflow`]: [],
  [`nov2025__${WORKFLOWS}tests__test-simple-workflow`]: [],
  [`nov2025__${WORKFLOWS}tests__test-workflow-names`]: [],
  [`nov2025__${VERIFICATION}test-circular-dependency`]: ['error joblet-job-never-starts 2'],
  [`nov2025__${VERIFICATION}test-valid-workflow`]: [],
  'nov2025__tests__integration__workflows__test-invalid-workflow': ['error joblet-variable-refused 3'],
  'nov2025__tests__integration__workflows__test-status-display': [],
  'nov2025__tests__integration__workflows__test-templating': [],
  'seed__examples__agentic-ai__jobs': DEFAULTS,
  'seed__examples__java-21__jobs': [...DEFAULTS, ...unlisted(135)],
  'seed__examples__python-3.11-ml__jobs': DEFAULTS,
  [`seed__${WORKFLOWS}basic-usage__basic-jobs`]: [],
  [`seed__${ENVIRONMENT}ml-pipeline-env`]: [],
  // pg_dump -h db-host, in a script that begins here.
  [`seed__${WORKFLOWS}etl-processing__etl-pipeline`]: ['warning joblet-name-unresolved 44'],
  [`seed__${WORKFLOWS}java-microservices__java-services`]: ['warning joblet-name-unresolved 52'],
  [`seed__${WORKFLOWS}ml-pipeline__ml-pipeline`]: [],
  [`seed__${WORKFLOWS}multi-workflow__multi-workflow`]: NOTHING_RUNS,
  [`seed__${WORKFLOWS}parallel-jobs__parallel-jobs`]: [],
  [`seed__${VERIFICATION}test-missing-network`]: unlisted(6),
  [`seed__${VERIFICATION}test-network-isolation`]: unlisted(12, 6),
  [`seed__${VERIFICATION}test-valid-custom-network`]: unlisted(6),
};

it('has every file of the folder', () => {
  const files = readdirSync(ROOT).filter((file) => file.endsWith('.yaml'));
  expect(files.map((file) => file.replace(/\.yaml$/, ''))).toEqual(Object.keys(SAID).sort());
});

it.each(Object.entries(SAID))('%s', async (name, expected) => {
  const request = { inputs: [`${ROOT}${name}.yaml`], placement: {} };
  const { targets } = await check(request, { readStdin: async () => '' });
  expect(targets.flatMap(told)).toEqual(expected);
});

const told = ({ findings, undecided }: TargetReport): readonly string[] =>
  [...findings, ...undecided.map((one) => ({ ...one, severity: 'undecided' }))]
    .map(({ severity, rule, resources }) => `${severity} ${rule} ${resources[0]?.place?.line}`)
    .sort();
