/** The ready-to-paste configuration: Coiled's `network` dictionary and the call that takes it, in several styles. */
import { ByoNetError } from '../errors.ts';
import type { ConfigReport, TargetReport } from '../report.ts';
import { comment, hclValue, jsonString, jsonValue, pythonString, pythonValue } from './literals.ts';

export const STYLES = ['python', 'guide', 'dict', 'json', 'terraform'] as const;
export type Style = (typeof STYLES)[number];

/**
 * The configuration as text that ends with a line break. It is written whatever stands in its way; what is not
 * proven says so in comments (JSON has none: `remarks` holds them).
 */
export function emitConfig({ config }: TargetReport, style: Style): string {
  if (config.commands)
    return `${config.commands.join('\n') || '# no network of the input has to be made or moved'}\n`;
  const lines =
    style === 'json' ? json(config) : [...remarks(config).flatMap(comment), ...body(config, style)];
  return `${lines.join('\n')}\n`;
}

/** What a reader must know beside the dictionary, one sentence each. */
export function remarks(config: ConfigReport): readonly string[] {
  const unproven =
    config.state === 'ready'
      ? []
      : [
          'UNPROVEN: byo-net does not confirm that a cluster works with this.',
          ...config.missing.map((one) => `UNPROVEN: ${one}`),
        ];
  return [...unproven, ...clusterRemark(config)];
}

function clusterRemark({ clusterArguments }: ConfigReport): readonly string[] {
  const given = Object.entries(clusterArguments).map(([name, value]) => `${name}=${pythonValue(value)}`);
  if (given.length === 0) return [];
  const made = `coiled.Cluster(${given.join(', ')})`;
  return [
    `${made} makes the cluster as it was checked; without these arguments the current client takes other ports or addresses.`,
  ];
}

function body(config: ConfigReport, style: Exclude<Style, 'json'>): readonly string[] {
  switch (style) {
    case 'python':
      return call(config, backendOf(config).current(config));
    case 'guide':
      return [...guideRemarks(config).flatMap(comment), ...call(config, backendOf(config).guide(config))];
    case 'dict':
      return ['{', ...entries(config), '}'];
    case 'terraform':
      return terraform(config);
  }
}

/** An argument of the call: its name and a Python expression. */
type Argument = readonly [name: string, expression: string];

function call(config: ConfigReport, given: readonly Argument[]): readonly string[] {
  const usesEnvironment = given.some(([, expression]) => expression.startsWith('os.'));
  return [
    ...(usesEnvironment ? ['import os', ''] : []),
    'import coiled',
    '',
    'coiled.set_backend_options(',
    ...given.map(([name, expression]) => `    ${name}=${expression},`),
    '    network={',
    ...entries(config).map((line) => `    ${line}`),
    '    },',
    ')',
  ];
}

const entries = ({ network }: ConfigReport): readonly string[] =>
  Object.entries(network).map(([key, value]) => `    ${pythonString(key)}: ${pythonValue(value)},`);

interface Backend {
  /** The arguments that the current client takes. It swallows unknown names without a word. */
  readonly current: (config: ConfigReport) => readonly Argument[];
  /** The call as Coiled's guide prints it. */
  readonly guide: (config: ConfigReport) => readonly Argument[];
}

const environment = (name: string): string => `os.environ["${name}"]`;

/** Secrets are looked up where the call runs, and never printed. */
const AWS_KEYS: readonly Argument[] = [
  ['aws_access_key_id', environment('AWS_ACCESS_KEY_ID')],
  ['aws_secret_access_key', environment('AWS_SECRET_ACCESS_KEY')],
];

const BACKENDS: Readonly<Record<string, Backend>> = {
  aws: {
    current: ({ region }) => [
      ['backend', '"aws"'],
      // Left out, it is us-east-1: a network of another region would not be found.
      ['aws_region', region === undefined ? environment('AWS_REGION') : pythonString(region)],
      ...AWS_KEYS,
    ],
    guide: () => [['backend', '"aws"'], ['customer_hosted', 'True'], ...AWS_KEYS],
  },
};

function backendOf({ backend }: ConfigReport): Backend {
  const known = BACKENDS[backend];
  if (known) return known;
  throw new ByoNetError('usage', `there is no call of set_backend_options for ${backend}`, {
    remedy: 'print the dictionary alone: byo-net config --style dict',
  });
}

/** The region that the current client takes when the call names none. */
const CLIENT_REGION = 'us-east-1';

function guideRemarks({ region, backend }: ConfigReport): readonly string[] {
  const remark = `The call as Coiled's guide has it; the current client ignores customer_hosted.`;
  if (backend !== 'aws' || region === CLIENT_REGION) return [remark];
  const where =
    region === undefined ? 'the region of this network is not known' : `this network is in ${region}`;
  return [
    remark,
    `It names no region, which the current client takes for ${CLIENT_REGION}; ${where}: use --style python.`,
  ];
}

const json = ({ network }: ConfigReport): readonly string[] => {
  const lines = Object.entries(network).map(([key, value]) => `  ${jsonString(key)}: ${jsonValue(value)}`);
  return ['{', ...lines.map((line, i) => (i < lines.length - 1 ? `${line},` : line)), '}'];
};

function terraform({ network, region, backend }: ConfigReport): readonly string[] {
  const variables: Readonly<Record<string, string | boolean>> = {
    ...(backend === 'aws' && region !== undefined && { aws_region: region }),
    ...network,
  };
  const width = Math.max(...Object.keys(variables).map((key) => key.length));
  return Object.entries(variables).map(([key, value]) => `${key.padEnd(width)} = ${hclValue(value)}`);
}
