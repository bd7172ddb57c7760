/**
 * A workflow as Joblet's server reads it: keys that it does not know are dropped there without a word, so they are kept
 * here as what they are, ignored. Source: workflow/types/workflow_yaml.go, after version 2 workflow/types/yaml.go; domain:
 * the guide's "Workflow Network Configuration".
 */
import type { Place } from '../../../model/network.ts';
import type { Dependency, Ignored, Text, Variable } from '../../../model/plan.ts';
import type { JobEntry, WorkflowEntry } from '../resources.ts';
import type { Profile } from '../versions.ts';
import { type Entry, readYaml, textAt, type Value } from './yaml.ts';

/** What the server acts upon. */
const WORKFLOW_KEYS = ['jobs', 'name', 'description'];
const JOB_KEYS = [
  'command',
  'args',
  'runtime',
  'network',
  'uploads',
  'volumes',
  'requires',
  'resources',
  'environment',
  'name',
];
/** What version 2 acts upon besides; the versions after it have one `environment` a job, and nothing else. */
const SHARED_ENVIRONMENT = ['environment', 'secret_environment'];
const SECRET_ENVIRONMENT = ['secret_environment'];
const RESOURCE_KEYS = ['max_cpu', 'max_memory', 'max_io_bps', 'cpu_cores', 'gpu_count', 'gpu_memory_mb'];
const UPLOAD_KEYS = ['files'];

export function readWorkflow(
  text: string,
  file: string,
  place: (line: number, column: number) => Place,
  profile: Profile,
): WorkflowEntry {
  const { root, rest } = readYaml(text, file, place);
  const name = file.split('/').at(-1) ?? file;
  const entries = root.entries();
  const jobs = under(entries, 'jobs');
  const faults: Text[] = [];
  if (jobs && jobs.kind !== 'map') faults.push(fault(jobs, '`jobs` is no map of jobs: nothing is submitted'));
  const read = (jobs?.entries() ?? []).map((entry) => readJob(entry, name, faults, profile));
  return {
    id: name,
    word: 'workflow',
    place: place(1, 1),
    jobs: read,
    environment: profile === 'S' ? environmentOf(entries) : [],
    ignored: [
      ...ignoredIn(entries, [...WORKFLOW_KEYS, ...(profile === 'S' ? SHARED_ENVIRONMENT : [])], ''),
      ...(rest > 0 ? [{ key: 'all documents after the first', place: root.place }] : []),
    ],
    faults,
  };
}

const fault = ({ place }: Value, text: string): Text => ({ text, place });

const under = (entries: readonly Entry[], key: string): Value | undefined =>
  entries.find((entry) => entry.key === key)?.value;

function readJob({ key, at, value }: Entry, file: string, faults: Text[], profile: Profile): JobEntry {
  const entries = value.entries();
  if (value.kind !== 'map') faults.push(fault(value, `job ${key} is no map: it has no command`));
  const single = (name: string): Text | undefined => {
    const found = under(entries, name);
    if (found === undefined || found.kind === 'nothing') return undefined;
    if (found.kind === 'text') return textAt(found);
    faults.push(fault(found, `\`${name}\` of job ${key} is a ${found.kind}, and one text is expected`));
    return undefined;
  };
  const [network, command, runtime] = ['network', 'command', 'runtime'].map(single);
  const uploads = under(entries, 'uploads');
  const files = uploads && under(uploads.entries(), 'files');
  return {
    id: `${file}#${key}`,
    word: 'job',
    name: key,
    place: at,
    ...(network && { network }),
    ...(command && { command }),
    ...(runtime && { runtime }),
    args: list(under(entries, 'args')),
    volumes: list(under(entries, 'volumes')),
    uploads: list(files),
    environment: environmentOf(entries).filter(({ secret }) => profile === 'S' || !secret),
    requires: (under(entries, 'requires')?.items() ?? []).flatMap((item) => dependencies(item, key, faults)),
    ignored: [
      ...ignoredIn(entries, [...JOB_KEYS, ...(profile === 'S' ? SECRET_ENVIRONMENT : [])], ''),
      ...ignoredIn(under(entries, 'resources')?.entries() ?? [], RESOURCE_KEYS, 'resources.'),
      ...ignoredIn(uploads?.entries() ?? [], UPLOAD_KEYS, 'uploads.'),
    ],
  };
}

const list = (value: Value | undefined): readonly Text[] =>
  value?.items().flatMap((item) => (item.text === undefined ? [] : [textAt(item)])) ?? [];

const environmentOf = (entries: readonly Entry[]): readonly Variable[] => [
  ...variables(under(entries, 'environment'), false),
  ...variables(under(entries, 'secret_environment'), true),
];

const variables = (value: Value | undefined, secret: boolean): readonly Variable[] =>
  value?.entries().map((entry) => ({ name: entry.key, secret, ...textAt(entry.value) })) ?? [];

/** Each element is a map from one job to the status that it is waited for. */
function dependencies(item: Value, job: string, faults: Text[]): readonly Dependency[] {
  if (item.kind !== 'map')
    faults.push(fault(item, `a dependency of job ${job} is no map; write \`- <job>: COMPLETED\``));
  return item.entries().map(({ key, at, value }) => ({
    job: key,
    status: value.text ?? '',
    place: at,
    statusPlace: value.place,
  }));
}

/**
 * Keys that are dropped, and those right under them where they are maps: `defaults.network` says more than `defaults`.
 * What stands under an environment are names of variables, and values that may be secrets.
 */
function ignoredIn(entries: readonly Entry[], read: readonly string[], path: string): readonly Ignored[] {
  return entries
    .filter(({ key }) => !read.includes(key))
    .flatMap(({ key, at, value }) => [
      { key: path + key, ...(value.text !== undefined && { value: value.text }), place: at },
      ...(path === '' && !SHARED_ENVIRONMENT.includes(key) ? value.entries() : []).map((inner) => ({
        key: `${key}.${inner.key}`,
        ...(inner.value.text !== undefined && { value: inner.value.text }),
        place: inner.at,
      })),
    ]);
}
