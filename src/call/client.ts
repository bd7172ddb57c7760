/**
 * What the current client takes: the signature of `coiled.set_backend_options`, read off coiled 1.135.6, and the keys
 * of its `network` dictionary. `signature.json` is the same for other languages; `.ci/run` holds it against the client.
 */

export interface ClientParameter {
  readonly name: string;
  /** The literal default; absent where it is no literal. */
  readonly default?: string | null;
  /** The only values that the client accepts. */
  readonly choices?: readonly string[];
}

const optional = (name: string): ClientParameter => ({ name, default: null });

export const CLIENT = {
  package: 'coiled',
  version: '1.135.6',
  function: 'set_backend_options',
  /** In the order in which positional arguments fill them. */
  parameters: [
    optional('account'),
    optional('workspace'),
    { name: 'backend', default: 'aws', choices: ['aws', 'gcp'] },
    optional('ingress'),
    optional('firewall'),
    optional('network'),
    { name: 'aws_region', default: 'us-east-1' },
    optional('aws_access_key_id'),
    optional('aws_secret_access_key'),
    optional('gcp_service_creds_file'),
    optional('gcp_service_creds_dict'),
    optional('gcp_project_id'),
    optional('gcp_region'),
    optional('gcp_zone'),
    optional('instance_service_account'),
    optional('zone'),
    { name: 'registry_type', default: 'ecr', choices: ['ecr', 'docker_hub', 'gar'] },
    optional('registry_namespace'),
    optional('registry_access_token'),
    { name: 'registry_uri', default: 'docker.io' },
    optional('registry_username'),
    { name: 'log_output' },
  ] satisfies readonly ClientParameter[] as readonly ClientParameter[],
  /** Takes every other keyword, and does nothing with it. */
  swallows: 'kwargs',
  /** The keys of `network` that Coiled documents; the client does not look into the dictionary. */
  networkKeys: [
    'network_id',
    'scheduler_subnet_id',
    'worker_subnet_id',
    'firewall_id',
    'scheduler_firewall_id',
    'give_workers_public_ip',
  ],
} as const;

export const PARAMETER_NAMES: readonly string[] = CLIENT.parameters.map(({ name }) => name);

/** Arguments that carry a credential, and the variable of the environment that is looked up instead. */
const SECRETS: Readonly<Record<string, string>> = {
  aws_access_key_id: 'AWS_ACCESS_KEY_ID',
  aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY',
  gcp_service_creds_dict: 'GCP_SERVICE_CREDS',
  registry_access_token: 'REGISTRY_ACCESS_TOKEN',
};

/** The variable that stands in for an argument that carries a credential; undefined for any other argument. */
export const secretVariable = (name: string): string | undefined =>
  Object.hasOwn(SECRETS, name) ? SECRETS[name] : undefined;

/** Whether a name promises a credential: the client's own, and what people call theirs. */
export const namesSecret = (name: string): boolean =>
  secretVariable(name) !== undefined ||
  /secret|token|passw|credential|private_?key|access_?key|api_?key/i.test(name);

const SHAPES = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // An AWS secret access key: forty characters of base64, of all three kinds.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9+/])[A-Za-z0-9+/]{40}$/,
];

/** Whether a text has the shape of a credential, wherever it stands. */
export const looksSecret = (text: string): boolean => SHAPES.some((shape) => shape.test(text.trim()));
