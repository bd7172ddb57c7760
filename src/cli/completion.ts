/** The completions of three shells: commands, their options, the values that are words, and the rules. */
import { COMMAND_NAMES, type CommandName, commandSpec, type OptionName, optionSpec } from './options.ts';

/** `--vpc` and `--no-color` are words of their own. */
const wordsOf = (name: OptionName): readonly string[] => {
  const { alias, short, kind } = optionSpec(name);
  return [
    `--${name}`,
    ...(kind === 'switch' ? [`--no-${name}`] : []),
    ...(alias === undefined ? [] : [`--${alias}`]),
    ...(short === undefined ? [] : [`-${short}`]),
  ];
};
const flagsOf = (command: CommandName): readonly string[] => commandSpec(command).options.flatMap(wordsOf);

/** What follows a command, where it is one of a few words. */
const operandsOf = (command: CommandName, rules: readonly string[]): readonly string[] =>
  command === 'explain' ? rules : command === 'completion' ? ['bash', 'zsh', 'fish'] : [];

const CHOICES: readonly (readonly [OptionName, readonly string[]])[] = [
  ...new Set(COMMAND_NAMES.flatMap((command) => commandSpec(command).options)),
].flatMap((name) => {
  const { choices } = optionSpec(name);
  return choices ? [[name, choices] as const] : [];
});

export const bash = (rules: readonly string[]): string => `# byo-net completion bash >> ~/.bashrc
_byo_net() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  case $before in
${CHOICES.map(([name, choices]) => `    --${name}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;`).join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${COMMAND_NAMES.join(' ')} --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${COMMAND_NAMES.map((command) => `    ${command}) words='${[...operandsOf(command, rules), ...flagsOf(command)].join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _byo_net byo-net
`;

/** zsh runs bash's function: one table, one behaviour. */
export const zsh = (rules: readonly string[]): string => `#compdef byo-net
# byo-net completion zsh >> ~/.zshrc
autoload -U +X compinit && compinit -u
autoload -U +X bashcompinit && bashcompinit
${bash(rules).split('\n').slice(1).join('\n')}`;

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

export const fish = (rules: readonly string[]): string =>
  `${[
    '# byo-net completion fish > ~/.config/fish/completions/byo-net.fish',
    ...COMMAND_NAMES.map(
      (command) =>
        `complete -c byo-net -n __fish_use_subcommand -f -a ${command} -d ${quoted(commandSpec(command).summary)}`,
    ),
    ...COMMAND_NAMES.flatMap((command) => fishCommand(command, rules)),
  ].join('\n')}\n`;

function fishCommand(command: CommandName, rules: readonly string[]): readonly string[] {
  const head = `complete -c byo-net -n '__fish_seen_subcommand_from ${command}'`;
  const operands = operandsOf(command, rules);
  return [
    ...(operands.length > 0 ? [`${head} -f -a ${quoted(operands.join(' '))}`] : []),
    ...commandSpec(command).options.flatMap((name) =>
      wordsOf(name).map((word) => `${head} ${fishOption(name, word)} -d ${quoted(optionSpec(name).help)}`),
    ),
  ];
}

function fishOption(name: OptionName, word: string): string {
  const { kind, choices } = optionSpec(name);
  const taken = choices
    ? ` -x -a ${quoted(choices.join(' '))}`
    : kind === 'flag' || kind === 'switch'
      ? ''
      : ' -r';
  return `${word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`}${taken}`;
}
