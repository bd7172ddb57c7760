/** The clouds of `set_backend_options`: what each is called with, as the current client wants it and as the guide has it. */
import { ByoNetError } from '../errors.ts';
import type { TargetReport } from '../report.ts';
import { pythonString } from './literals.ts';

/** An argument of the call: its name and a Python expression. */
export type Argument = readonly [name: string, expression: string];

export interface Backend {
  /** The arguments that the current client takes. It swallows unknown names without a word. */
  readonly current: (target: TargetReport) => readonly Argument[];
  /** The call as Coiled's guide prints it. */
  readonly guide: (target: TargetReport) => readonly Argument[];
  /** What the current client makes of the guide's call, one sentence each. */
  readonly guideRemarks: (target: TargetReport) => readonly string[];
  /** What stands beside the dictionary where the configuration is variables. */
  readonly variables: (target: TargetReport) => Readonly<Record<string, string>>;
}

export function backendOf({ config: { backend } }: TargetReport): Backend {
  const known = BACKENDS.get(backend);
  if (known) return known;
  throw new ByoNetError('usage', `there is no call of set_backend_options for ${backend}`, {
    remedy: 'print the dictionary alone: byo-net config --style dict',
  });
}

/** Variables beside the dictionary, for any cloud. */
export const variablesOf = (target: TargetReport): Readonly<Record<string, string>> =>
  BACKENDS.get(target.config.backend)?.variables(target) ?? {};

const environment = (name: string): string => `os.environ["${name}"]`;

/** The region that the current client takes when the call names none. */
const AWS_DEFAULT_REGION = 'us-east-1';

/** Secrets are looked up where the call runs, and never printed. */
const AWS_KEYS: readonly Argument[] = [
  ['aws_access_key_id', environment('AWS_ACCESS_KEY_ID')],
  ['aws_secret_access_key', environment('AWS_SECRET_ACCESS_KEY')],
];

const aws: Backend = {
  current: ({ config: { region, zone } }) => [
    ['backend', '"aws"'],
    // Left out, it is us-east-1: a network of another region would not be found.
    ['aws_region', region === undefined ? environment('AWS_REGION') : pythonString(region)],
    ...given('zone', zone),
    ...AWS_KEYS,
  ],
  guide: () => [['backend', '"aws"'], ['customer_hosted', 'True'], ...AWS_KEYS],
  guideRemarks: ({ config: { region } }) => {
    const remark = "The call as Coiled's guide has it; the current client ignores customer_hosted.";
    if (region === AWS_DEFAULT_REGION) return [remark];
    const where =
      region === undefined ? 'the region of this network is not known' : `this network is in ${region}`;
    return [
      remark,
      `It names no region, which the current client takes for ${AWS_DEFAULT_REGION}; ${where}: use --style python.`,
    ];
  },
  variables: ({ config: { region } }) => (region === undefined ? {} : { aws_region: region }),
};

const given = (name: string, value: string | undefined): readonly Argument[] =>
  value === undefined ? [] : [[name, pythonString(value)]];

const gcpPlace = ({ config: { account, region, zone } }: TargetReport): readonly Argument[] => [
  // Left out, it is the project of the credentials.
  ...given('gcp_project_id', account),
  // Left out, it is us-east1: subnets of another region would not be found.
  ['gcp_region', region === undefined ? environment('CLOUDSDK_COMPUTE_REGION') : pythonString(region)],
  ...given('gcp_zone', zone),
];

/** The path of a key file; the key stays in it. */
const GCP_KEY: Argument = ['gcp_service_creds_file', environment('GOOGLE_APPLICATION_CREDENTIALS')];
/** Google Artifact Registry: the current client's default is the one of AWS. */
const GCP_REGISTRY: Argument = ['registry_type', '"gar"'];

const gcp: Backend = {
  current: (target) => [['backend', '"gcp"'], GCP_KEY, ...gcpPlace(target), GCP_REGISTRY],
  guide: (target) => [
    ['backend_type', '"gcp"'],
    GCP_KEY,
    ...gcpPlace(target),
    GCP_REGISTRY,
    ['customer_hosted', 'True'],
  ],
  guideRemarks: () => [
    "The call as Coiled's guide has it. The current client ignores backend_type and customer_hosted, takes it for a call about AWS and stops for want of AWS keys: use --style python.",
  ],
  variables: ({ config: { account, region, zone } }) => ({
    ...(account !== undefined && { gcp_project_id: account }),
    ...(region !== undefined && { gcp_region: region }),
    ...(zone !== undefined && { gcp_zone: zone }),
  }),
};

const BACKENDS: ReadonlyMap<string, Backend> = new Map([
  ['aws', aws],
  ['gcp', gcp],
]);
