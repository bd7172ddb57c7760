/**
 * From words to an invocation. Node's own parser splits them: yargs alone takes longer to load than the whole start
 * of a check may take.
 */
import { parseArgs } from 'node:util';
import { ByoNetError } from '../errors.ts';
import {
  COMMAND_NAMES,
  type CommandName,
  commandSpec,
  OPTION_NAMES,
  type OptionName,
  optionSpec,
} from './options.ts';
import { didYouMean } from './suggest.ts';

export interface Invocation {
  /** Undefined: bare `byo-net`, or only options. */
  readonly command: CommandName | undefined;
  readonly operands: readonly string[];
  readonly texts: ReadonlyMap<OptionName, readonly string[]>;
  readonly switches: ReadonlyMap<OptionName, boolean>;
}

export const text = ({ texts }: Invocation, name: OptionName): string | undefined => texts.get(name)?.[0];
export const all = ({ texts }: Invocation, name: OptionName): readonly string[] => texts.get(name) ?? [];
export const isOn = ({ switches }: Invocation, name: OptionName): boolean => switches.get(name) === true;

interface Meaning {
  readonly name: OptionName;
  readonly on: boolean;
}

/** Every word that stands for an option: its name, its alias, the `--no-` form of a switch. */
const BY_WORD: ReadonlyMap<string, Meaning> = new Map(
  OPTION_NAMES.flatMap((name): (readonly [string, Meaning])[] => {
    const { alias = name, kind } = optionSpec(name);
    const negated = kind === 'switch' ? [[`no-${name}`, { name, on: false }] as const] : [];
    return [[name, { name, on: true }], [alias, { name, on: true }], ...negated];
  }),
);

const takesValue = (name: OptionName): boolean => !['flag', 'switch'].includes(optionSpec(name).kind);

function tokensOf(argv: readonly string[]) {
  const options = Object.fromEntries(
    [...BY_WORD].map(([word, { name }]) => {
      const { short } = optionSpec(name);
      return [
        word,
        {
          type: takesValue(name) ? ('string' as const) : ('boolean' as const),
          ...(short !== undefined && { short }),
        },
      ];
    }),
  );
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

/** The values of `-f`, however wrong the rest of the line is: a failure is told in the format that was asked for. */
export const formatsAskedFor = (argv: readonly string[]): readonly string[] =>
  tokensOf(argv).flatMap((token) =>
    token.kind === 'option' && token.name === 'format' && token.value !== undefined ? [token.value] : [],
  );

/** Throws a `ByoNetError` of code `usage` for the first word that means nothing. */
export async function parseArgv(argv: readonly string[]): Promise<Invocation> {
  const tokens = tokensOf(argv);
  const [first, ...operands] = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const command = first === undefined ? undefined : await commandNamed(first);
  const texts = new Map<OptionName, readonly string[]>();
  const switches = new Map<OptionName, boolean>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, on } = await optionNamed(token, command);
    if (takesValue(name)) texts.set(name, [...(texts.get(name) ?? []), valueGiven(token, name)]);
    else if (token.value === undefined) switches.set(name, on);
    else throw usage(`${token.rawName} takes no value`, `write ${token.rawName} alone`);
  }
  for (const [name, values] of texts) await validate(name, values);
  return { command, operands, texts, switches };
}

const usage = (message: string, remedy: string): ByoNetError => new ByoNetError('usage', message, { remedy });

async function commandNamed(word: string): Promise<CommandName> {
  const command = COMMAND_NAMES.find((name) => name === word);
  if (command) return command;
  throw usage(
    `there is no command ${word}`,
    await didYouMean(word, COMMAND_NAMES, 'byo-net --help lists the commands'),
  );
}

async function optionNamed(token: OptionToken, command: CommandName | undefined) {
  const found = BY_WORD.get(token.name);
  const allowed: readonly string[] = command ? commandSpec(command).options : ['help', 'version'];
  if (found && (allowed.includes(found.name) || found.name === 'version')) return found;
  const where = command ? `byo-net ${command}` : 'byo-net';
  const known = [...BY_WORD].flatMap(([word, { name }]) => (allowed.includes(name) ? [`--${word}`] : []));
  throw usage(
    `${where} has no option ${token.rawName}`,
    await didYouMean(token.rawName, known, `${where} --help lists the options`),
  );
}

function valueGiven({ rawName, value, inlineValue }: OptionToken, name: OptionName): string {
  const wanted = optionSpec(name).value ?? `one of ${optionSpec(name).choices?.join(', ')}`;
  if (value === undefined || value === '')
    throw usage(`${rawName} has no value`, `write ${rawName} ${wanted}`);
  if (!inlineValue && value.length > 1 && value.startsWith('-')) {
    throw usage(
      `${rawName} has no value: ${value} follows`,
      `write ${rawName} ${wanted}, or ${rawName}=${value} if that is the value`,
    );
  }
  return value;
}

/** More workers than any subnet holds: a slip of the keyboard. */
const MOST_WORKERS = 1_000_000;

async function validate(name: OptionName, values: readonly string[]): Promise<void> {
  const { kind, choices = [], repeatable } = optionSpec(name);
  const [value = ''] = values;
  if (values.length > 1 && !repeatable)
    throw usage(`--${name} is given ${values.length} times: ${values.join(', ')}`, 'keep one of them');
  if (kind === 'choice' && !choices.includes(value))
    throw usage(
      `--${name} has no ${value}`,
      await didYouMean(value, choices, `the values are ${choices.join(', ')}`),
    );
  if (kind === 'number' && !(/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= MOST_WORKERS)) {
    throw usage(`--${name} ${value} is no count`, `write a whole number from 1 to ${MOST_WORKERS}`);
  }
}
