/** Help, written off the tables of `options.ts`. */
import { wrap } from '../reporters/text/page.ts';
import { COMMAND_NAMES, type CommandName, commandSpec, type OptionName, optionSpec } from './options.ts';

export const help = (command: CommandName | undefined): string =>
  `${(command === undefined ? overview() : commandPage(command)).join('\n')}\n`;

const EXITS = [
  'exit codes',
  '  0  nothing at or above --fail-on, and no required flow undecided',
  '  1  findings, or a required flow undecided',
  '  2  the question could not be answered: usage, input, an internal error',
];

function overview(): readonly string[] {
  const width = Math.max(...COMMAND_NAMES.map((name) => name.length));
  return [
    'byo-net tells whether your own network will carry a Coiled (Dask) cluster, before you pay for one;',
    'if not, which line of which resource stops it. It reads, and never changes anything in a cloud.',
    '',
    'commands',
    ...COMMAND_NAMES.map((name) => `  ${name.padEnd(width)}  ${commandSpec(name).summary}`),
    '',
    'byo-net <command> --help lists the options of a command; byo-net --version prints the version',
    '',
    'start here',
    '  aws ec2 describe-vpcs > net/vpcs.json    # likewise subnets, route tables, groups: one file a call',
    '  byo-net check ./net --client 203.0.113.0/24',
  ];
}

function commandPage(command: CommandName): readonly string[] {
  const { summary, operands, options } = commandSpec(command);
  const left = options.map(leftColumn);
  const width = Math.max(...left.map((text) => text.length));
  return [
    `byo-net ${command}${operands === '' ? '' : ` ${operands}`}`,
    `  ${summary}`,
    '',
    'options',
    ...options.flatMap((name, i) =>
      entry((left[i] ?? '').padEnd(width), `${optionSpec(name).help}${note(name)}`),
    ),
    ...(options.includes('fail-on') ? ['', ...EXITS] : []),
  ];
}

const COLUMNS = 100;

function entry(left: string, text: string): readonly string[] {
  const indent = left.length + 4;
  return wrap(text, COLUMNS - indent).map((line, i) => (i === 0 ? `  ${left}  ` : ' '.repeat(indent)) + line);
}

function leftColumn(name: OptionName): string {
  const { kind, short, alias, value, choices } = optionSpec(name);
  const word = `--${kind === 'switch' ? '[no-]' : ''}${name}`;
  const words = [
    ...(short === undefined ? [] : [`-${short}`]),
    word,
    ...(alias === undefined ? [] : [`--${alias}`]),
  ].join(', ');
  const taken = value ?? (choices ? `<${choices.join('|')}>` : '');
  return taken === '' ? words : `${words} ${taken}`;
}

const note = (name: OptionName): string => (optionSpec(name).repeatable ? '; repeatable' : '');
