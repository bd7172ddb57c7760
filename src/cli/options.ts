/** Every option and every command, as data: parsing, validation and help are read off these tables. */
import { STYLES } from '../emit/index.ts';

export interface OptionSpec {
  /** `switch` has a `--no-` form, `flag` has none; both take no value. */
  readonly kind: 'text' | 'number' | 'choice' | 'flag' | 'switch';
  readonly short?: string;
  readonly alias?: string;
  readonly repeatable?: true;
  readonly choices?: readonly string[];
  /** The value as help names it: "<id>". */
  readonly value?: string;
  readonly help: string;
}

const id = (alias: string | undefined, help: string) =>
  ({ kind: 'text', value: '<id>', help, ...(alias !== undefined && { alias }) }) as const;
const several = (value: string, help: string) => ({ kind: 'text', value, repeatable: true, help }) as const;

export const OPTIONS = {
  'network-id': id('vpc', 'the network'),
  'scheduler-subnet-id': id(undefined, "the scheduler's subnet"),
  'worker-subnet-id': id(undefined, "the workers' subnet; may be the same"),
  'firewall-id': id(undefined, "the cluster's security group (AWS) or network tag (GCP)"),
  'scheduler-firewall-id': id(undefined, "a group or tag that the scheduler carries besides the cluster's"),
  'scheduler-public-ip': { kind: 'switch', help: 'the scheduler gets a public address (default: yes)' },
  'workers-public-ip': { kind: 'switch', help: 'workers get public addresses (default: no)' },
  scheduler: {
    kind: 'text',
    value: '<job>',
    help: 'the job that is the scheduler: job:[file#]name (Joblet)',
  },
  worker: { kind: 'text', value: '<job>', help: 'the job that the workers are' },
  workers: { kind: 'number', value: '<n>', help: 'how many workers the subnet is to hold' },
  zone: { kind: 'text', value: '<name>', help: 'the zone that the VMs are to be made in (GCP)' },
  placement: {
    kind: 'text',
    value: '<file|->',
    help: "all of these as JSON with the keys of Coiled's network dictionary; a flag beats it",
  },
  call: {
    kind: 'text',
    value: '<file|->',
    help: 'a Python file or notebook that calls coiled.set_backend_options: the call is checked, its ids are the placement',
  },
  provider: {
    kind: 'choice',
    choices: ['aws', 'gcp', 'joblet'],
    help: 'which provider is asked, or wrote the files (default: told by their content; of a live read gcp where --project is given, else aws)',
  },
  'joblet-version': {
    kind: 'text',
    value: '<version>',
    help: 'of Joblet, whose networks behave by version (default: 2.11.3)',
  },
  region: {
    kind: 'text',
    value: '<name>',
    help: 'where the network is, for a live read (default: AWS_REGION, the profile; on GCP every region)',
  },
  project: {
    kind: 'text',
    value: '<id>',
    help: 'the Google Cloud project, for a live read (default: GOOGLE_CLOUD_PROJECT, the credentials, gcloud)',
  },
  profile: { kind: 'text', value: '<name>', help: 'a profile of the AWS configuration, for a live read' },
  output: { kind: 'text', short: 'o', value: '<file>', help: 'the file to write (default: standard output)' },
  client: several('<endpoint>', 'where clients connect from: internet, a CIDR, vpc:<id>, subnet:<id>, …'),
  requirements: {
    kind: 'choice',
    choices: ['guide', 'coiled'],
    help: "the ports: Coiled's guide (8786, 8787; default), or the current client (443)",
  },
  require: several('<from=to:port>', 'one more flow that must work: role:worker=10.20.0.0/24:5432'),
  assume: several('<fact>', 'what cannot be seen: egress:<hop>, reach:<cidr>@<hop>'),
  'on-premises': several('<cidr>', 'a range in use elsewhere that the network must not overlap'),
  plan: several('<[name=]cidr>', 'where networks are to lie: 10.50.0.0/16, dev=10.1.0.0/16 (Joblet)'),
  from: { kind: 'text', value: '<endpoint>', help: 'where the packets start' },
  to: { kind: 'text', value: '<endpoint>', help: 'where they go' },
  port: {
    kind: 'text',
    value: '<ports>',
    help: "8786, 1024-65535, or several by commas (default: the client's ports)",
  },
  protocol: {
    kind: 'text',
    value: '<name>',
    help: 'tcp (default), udp, icmp (a ping; --port names another type) or a number',
  },
  style: {
    kind: 'choice',
    choices: STYLES,
    help: 'the call (default), the literal form of the guide, the dictionary, JSON, Terraform variables',
  },
  force: { kind: 'flag', help: 'print the configuration whatever stands in its way, marked as unproven' },
  config: {
    kind: 'text',
    value: '<file>',
    help: 'the configuration (default: byo-net.config.yaml or .json in this folder)',
  },
  plugins: {
    kind: 'switch',
    help: 'run the plugins that the configuration names, which are code (default: yes)',
  },
  target: {
    kind: 'text',
    value: '<name>',
    help: 'the one target of the configuration that is asked',
  },
  baseline: {
    kind: 'text',
    value: '<file>',
    help: 'the file of known findings, which fail no more; byo-net baseline writes it',
  },
  'fail-on': {
    kind: 'choice',
    choices: ['error', 'warning', 'note', 'never'],
    help: 'the least severity that exits with 1 (default: error)',
  },
  'allow-undecided': { kind: 'flag', help: 'a required flow that nothing decides does not exit with 1' },
  format: {
    kind: 'text',
    short: 'f',
    repeatable: true,
    value: '<name[=file]>',
    help: 'text (default) or json, of a check and a trace also markdown, of a check sarif, github, junit; to standard output or a file',
  },
  quiet: { kind: 'flag', short: 'q', help: 'nothing on standard output when the check passes' },
  verbose: { kind: 'flag', help: 'on standard error, which files are asked and what is known before' },
  color: { kind: 'switch', help: 'colour (default: on a terminal, unless NO_COLOR is set)' },
  ascii: { kind: 'flag', help: 'nothing but ASCII' },
  help: { kind: 'flag', short: 'h', help: 'this page' },
  version: { kind: 'flag', help: 'the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];
export const optionSpec = (name: OptionName): OptionSpec => OPTIONS[name];

export interface CommandSpec {
  readonly summary: string;
  /** What follows the name, as help shows it. */
  readonly operands: string;
  readonly options: readonly OptionName[];
}

const PLACEMENT = [
  'network-id',
  'scheduler-subnet-id',
  'worker-subnet-id',
  'firewall-id',
  'scheduler-firewall-id',
  'scheduler-public-ip',
  'workers-public-ip',
  'scheduler',
  'worker',
  'workers',
  'zone',
  'placement',
] as const;
/** How files are understood; of a live read, what is asked besides. */
const READING = ['provider', 'joblet-version', 'project'] as const;
const LIVE = [...READING, 'region', 'profile'] as const;
const QUESTION = ['client', 'requirements', 'require', 'assume', 'on-premises', 'plan'] as const;
const VERDICT = ['config', 'plugins', 'target', 'baseline', 'fail-on', 'allow-undecided'] as const;
const OUTPUT = ['format', 'color', 'ascii', 'help'] as const;

export const COMMANDS = {
  check: {
    summary: 'tells whether the network carries a cluster; if not, which line of which resource stops it',
    operands: '[snapshot…|-]',
    options: [...PLACEMENT, 'call', ...LIVE, ...QUESTION, ...VERDICT, 'quiet', 'verbose', ...OUTPUT],
  },
  trace: {
    summary: 'follows packets between two endpoints, hop by hop, forward and reply',
    operands: '--from <endpoint> --to <endpoint> [snapshot…|-]',
    options: [
      'from',
      'to',
      'port',
      'protocol',
      ...PLACEMENT,
      ...LIVE,
      ...QUESTION,
      'config',
      'plugins',
      'target',
      ...OUTPUT,
    ],
  },
  config: {
    summary: 'prints the configuration to paste, and nothing else',
    operands: '[snapshot…|-]',
    options: ['style', 'force', ...PLACEMENT, 'call', ...LIVE, ...QUESTION, ...VERDICT, ...OUTPUT],
  },
  collect: {
    summary:
      'asks the cloud, read-only, and writes what it says: a snapshot to check, keep or attach to a ticket',
    operands: '',
    options: ['output', ...PLACEMENT, ...LIVE, ...QUESTION, 'format', 'help'],
  },
  permissions: {
    summary: 'prints the least policy (AWS) or role (GCP) with which a live read sees everything, as JSON',
    operands: '<provider>',
    options: ['format', 'help'],
  },
  init: {
    summary: 'writes a configuration for the network that it finds, and never over another',
    operands: '[snapshot…]',
    options: [...PLACEMENT, ...LIVE, 'client', 'help'],
  },
  baseline: {
    summary: 'writes the findings that there are to a file: only new ones fail from then on',
    operands: '[snapshot…|-]',
    options: [...PLACEMENT, 'call', ...LIVE, ...QUESTION, 'config', 'plugins', 'baseline', 'help'],
  },
  completion: {
    summary: 'prints the completion of a shell',
    operands: '<bash|zsh|fish>',
    options: ['help'],
  },
  rules: { summary: 'lists the rules', operands: '', options: ['config', 'plugins', ...OUTPUT] },
  explain: {
    summary: 'says what a rule looks at, why it matters and how to repair it',
    operands: '<rule>',
    options: ['config', 'plugins', ...OUTPUT],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
export const commandSpec = (name: CommandName): CommandSpec => COMMANDS[name];
