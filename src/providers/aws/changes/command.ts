/** Commands of the AWS CLI: every argument is one word for the shell, because ids come from documents. */
import { MADE } from '../../../model/change.ts';
import { quoted } from '../../shell.ts';

/** A word, or the shell variable that an earlier command filled. */
export type Word = string | { readonly variable: string };

/** `aws ec2 <command> <words>`, in the region of what it is about. */
export type Aws = (command: string, ...words: readonly Word[]) => string;

export const awsIn =
  (region: string | undefined): Aws =>
  (command, ...words) =>
    `aws ec2 ${[command, ...words.map(textOf), ...(region === undefined ? [] : ['--region', quoted(region)])].join(' ')}`;

/** What is made by an earlier command has its id in a variable. */
function textOf(word: Word): string {
  const variable = typeof word === 'string' ? MADE.get(word) : word.variable;
  return typeof word === 'string' && variable === undefined ? quoted(word) : `"$${variable}"`;
}

/** Keeps what a command answers in a variable: one value of it. */
export const keep = (variable: string, aws: Aws, query: string, ...words: readonly [string, ...Word[]]) => {
  const [command, ...rest] = words;
  return `${variable}=$(${aws(command, ...rest, '--query', query, '--output', 'text')})`;
};
