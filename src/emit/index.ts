/** The ready-to-paste configuration: Coiled's `network` dictionary and the call that takes it, in several styles. */
import type { ConfigReport, TargetReport } from '../report.ts';
import { type Argument, backendOf, variablesOf } from './backends.ts';
import { comment, hclValue, jsonString, jsonValue, pythonString, pythonValue } from './literals.ts';

export const STYLES = ['python', 'guide', 'dict', 'json', 'terraform'] as const;
export type Style = (typeof STYLES)[number];

/**
 * The configuration as text that ends with a line break. It is written whatever stands in its way; what is not
 * proven says so in comments (JSON has none: `remarks` holds them).
 */
export function emitConfig(target: TargetReport, style: Style): string {
  const { commands } = target.config;
  if (commands) return `${commands.join('\n') || '# no network of the input has to be made or moved'}\n`;
  const lines =
    style === 'json' ? json(target) : [...remarks(target.config).flatMap(comment), ...body(target, style)];
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

function clusterRemark({ clusterArguments, clientArguments = [] }: ConfigReport): readonly string[] {
  const made = clusterCall(clusterArguments);
  const asChecked =
    Object.keys(clusterArguments).length === 0
      ? []
      : [
          `${made} makes the cluster as it was checked; without these arguments the current client takes other ports or addresses.`,
        ];
  const apart = clientArguments.map(
    ({ client, arguments: more }) =>
      `From ${client}: ${clusterCall({ ...clusterArguments, ...more })}; only the private address of the scheduler answers there. Other clients leave ${Object.keys(more).join(', ')} out.`,
  );
  return [...asChecked, ...apart];
}

const clusterCall = (given: ConfigReport['clusterArguments']): string =>
  `coiled.Cluster(${Object.entries(given)
    .map(([name, value]) => `${name}=${pythonValue(value)}`)
    .join(', ')})`;

function body(target: TargetReport, style: Exclude<Style, 'json'>): readonly string[] {
  switch (style) {
    case 'python':
      return call(target, backendOf(target).current(target));
    case 'guide': {
      const { guide, guideRemarks } = backendOf(target);
      return [...guideRemarks(target).flatMap(comment), ...call(target, guide(target))];
    }
    case 'dict':
      return ['{', ...entries(target), '}'];
    case 'terraform':
      return terraform(target);
  }
}

function call(target: TargetReport, given: readonly Argument[]): readonly string[] {
  const usesEnvironment = given.some(([, expression]) => expression.startsWith('os.'));
  return [
    ...(usesEnvironment ? ['import os', ''] : []),
    'import coiled',
    '',
    'coiled.set_backend_options(',
    ...given.map(([name, expression]) => `    ${name}=${expression},`),
    '    network={',
    ...entries(target).map((line) => `    ${line}`),
    '    },',
    ')',
  ];
}

const entries = ({ config: { network } }: TargetReport): readonly string[] =>
  Object.entries(network).map(([key, value]) => `    ${pythonString(key)}: ${pythonValue(value)},`);

const json = ({ config: { network } }: TargetReport): readonly string[] => {
  const lines = Object.entries(network).map(([key, value]) => `  ${jsonString(key)}: ${jsonValue(value)}`);
  return ['{', ...lines.map((line, i) => (i < lines.length - 1 ? `${line},` : line)), '}'];
};

function terraform(target: TargetReport): readonly string[] {
  const variables: Readonly<Record<string, string | boolean>> = {
    ...variablesOf(target),
    ...target.config.network,
  };
  const width = Math.max(...Object.keys(variables).map((key) => key.length));
  return Object.entries(variables).map(([key, value]) => `${key.padEnd(width)} = ${hclValue(value)}`);
}
