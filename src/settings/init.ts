/** A configuration to start from, for a network that was looked at. */
import type { PlacementReport, TargetReport } from '../report.ts';
import type { CheckRequest } from '../run-types.ts';

export interface Start {
  /** What was asked to find it. */
  readonly request: CheckRequest;
  readonly target: TargetReport;
}

const KEYS = [
  'network_id',
  'scheduler_subnet_id',
  'worker_subnet_id',
  'firewall_id',
  'scheduler_firewall_id',
  'scheduler',
  'worker',
] as const;

/** YAML. Every text is quoted as JSON, which YAML reads: a name from a cloud cannot be more than a name. */
export function startingConfig({ request, target }: Start): string {
  const { placement, proposal, provider } = target;
  const { client = [] } = request;
  return [
    '# An editor completes from the schema of the package on npm; a copy is in node_modules/byo-net/schemas.',
    '# yaml-language-server: $schema=https://unpkg.com/byo-net/schemas/config.schema.json',
    'targets:',
    `  - name: ${JSON.stringify(target.region ?? provider)}`,
    `    provider: ${JSON.stringify(provider)}`,
    ...subjectOf(request),
    ...(proposal ? ['    # byo-net chose this placement: the best of those that it tried'] : []),
    '    placement:',
    ...idsOf(placement).map((line) => `      ${line}`),
    `      give_scheduler_public_ip: ${placement.give_scheduler_public_ip}`,
    `      give_workers_public_ip: ${placement.give_workers_public_ip}`,
    ...said({ zone: request.placement.zone, workers: request.placement.workers }),
    ...(client.length > 0
      ? [`    client: ${JSON.stringify(client)}`]
      : ['    # Where clients connect from:', '    # client: ["203.0.113.0/24"]']),
    '# Findings that are accepted, each with its reason:',
    '# ignores:',
    '#   - rule: single-zone',
    '#     resource: "subnet-*"',
    '#     reason: a short-lived cluster',
    '#     expires: 2027-12-31',
    'failOn: error',
    '',
  ].join('\n');
}

/** The files that are read, or where the provider is asked. */
const subjectOf = ({ inputs, region, profile, project, jobletVersion }: CheckRequest): readonly string[] => [
  ...said({ project, jobletVersion }),
  ...(inputs.length > 0 ? [`    inputs: ${JSON.stringify(inputs)}`] : said({ region, profile })),
];

const said = (values: Readonly<Record<string, string | number | undefined>>): readonly string[] =>
  Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`    ${key}: ${JSON.stringify(value)}`],
  );

const idsOf = (placement: PlacementReport): readonly string[] =>
  KEYS.flatMap((key) => (placement[key] === undefined ? [] : [`${key}: ${JSON.stringify(placement[key])}`]));
