/** What the command lines of `rnx` say about networks: those they create, and those that their jobs run on. */
import type { Place } from '../../../model/network.ts';
import type { NetworkUse, Text } from '../../../model/plan.ts';
import type { NetworkEntry } from '../resources.ts';
import { hereDocuments } from './heredoc.ts';
import { type Command, commandsOf, isPlaceholder, isUnknown, type Word } from './shell.ts';

export interface FromCommands {
  readonly networks: readonly NetworkEntry[];
  readonly uses: readonly NetworkUse[];
}

/** A line and column in the text, as a place in the file. */
type Placing = (at: Pick<Word, 'line' | 'column'>) => Place;

export function readCommands(text: string, place: Placing): FromCommands {
  const own = hereDocuments({ text, line: 1 }).rest.text;
  const calls = commandsOf(own).flatMap((command) => rnxArguments(command) ?? []);
  const lines = own.split(/\r?\n/);
  const first = place({ line: 1, column: 1 });
  const block = `${first.file}:${first.line ?? 1}`;
  return {
    networks: calls.flatMap((call) => created(call, place, lines)),
    uses: calls.flatMap((call) => used(call, place, block)),
  };
}

interface Call {
  readonly rnx: Word;
  /** What follows `rnx`, without the flags before its first word. */
  readonly words: readonly Word[];
}

/** What stands before (`sudo`, a prompt, an assignment) is not looked at. */
function rnxArguments(command: Command): Call | undefined {
  const at = command.findIndex(({ text }) => /(?:^|\/)rnx$/.test(text));
  const rnx = command[at];
  if (!rnx) return undefined;
  const rest = command.slice(at + 1);
  const first = rest.findIndex(({ text }) => !text.startsWith('-'));
  return { rnx, words: first < 0 ? [] : rest.slice(first) };
}

const says = (words: readonly Word[], ...expected: readonly string[]): boolean =>
  expected.every((text, i) => words[i]?.text === text);

/** `--cidr=10.1.0.0/24` or `--cidr 10.1.0.0/24`. */
function flag(words: readonly Word[], name: string): Word | undefined {
  const at = words.findIndex(({ text }) => text === name || text.startsWith(`${name}=`));
  const word = words[at];
  if (!word) return undefined;
  return word.text === name ? words[at + 1] : { ...word, text: word.text.slice(name.length + 1) };
}

/** `--cidr=CIDR`: the line tells how to write such lines. */
const SYNOPSIS = /^[A-Z][A-Z_-]*$/;

function created({ rnx, words }: Call, place: Placing, lines: readonly string[]): readonly NetworkEntry[] {
  if (!says(words, 'network', 'create')) return [];
  const rest = words.slice(2);
  const cidr = flag(rest, '--cidr');
  const name = rest.find(
    ({ text }, i) => !text.startsWith('-') && !(rest[i - 1]?.text === '--cidr' && text === cidr?.text),
  );
  if (!name || isPlaceholder(name.text) || SYNOPSIS.test(cidr?.text ?? '')) return [];
  const told = cidr && !isUnknown(cidr.text) ? cidr.text : undefined;
  const comment = commentOf(rnx.line, lines, place);
  return [
    {
      name: name.text,
      cidr: told,
      bridge: '',
      source: 'created',
      place: place(rnx),
      ...(comment && { comment }),
    },
  ];
}

/** Behind the command, or on the line right above it. */
function commentOf(line: number, lines: readonly string[], place: Placing): Text | undefined {
  const behind = /\s#\s*(.+)$/.exec(lines[line - 1] ?? '')?.[1];
  if (behind !== undefined) return { text: behind.trim(), place: place({ line, column: 1 }) };
  const above = /^\s*#\s*(.+)$/.exec(lines[line - 2] ?? '')?.[1];
  return above === undefined
    ? undefined
    : { text: above.trim(), place: place({ line: line - 1, column: 1 }) };
}

function used({ words }: Call, place: Placing, block: string): readonly NetworkUse[] {
  const run = says(words, 'run') ? words.slice(1) : says(words, 'job', 'run') ? words.slice(2) : undefined;
  if (!run) return [];
  const first = run.findIndex(({ text }) => !text.startsWith('-'));
  const flags = first < 0 ? run : run.slice(0, first);
  const network = flag(flags, '--network');
  if (!network || isPlaceholder(network.text)) return [];
  const command = first < 0 ? [] : run.slice(first);
  return [
    {
      network: { text: network.text, place: place(network) },
      command: command.map(({ text }) => text).join(' '),
      block,
    },
  ];
}
