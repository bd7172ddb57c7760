/** Text to JSON, and where it is none, one error that says what is wrong at which line. */

import { MOST_LEVELS, skipJson, tooDeepAt } from '../depth.ts';
import { ByoNetError } from '../errors.ts';
import { withoutNulls } from './canonical.ts';
import { type Position, positionAt, positionText, visitSafely } from './locate.ts';

/**
 * The value of a text. A key whose value is null is left out: SDKs in Go write null for what an answer does not have.
 * Throws `input` for what is no JSON, and for what is nested deeper than any answer.
 */
export async function parseJson(text: string, file: string): Promise<unknown> {
  if (text.trim() === '') throw emptyFile(file);
  const value = await parsed(text, file);
  if (isDeeperThan(value, MOST_LEVELS)) throw tooDeep(text, file);
  return text.includes('null') ? withoutNulls(value) : value;
}

async function parsed(text: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw await malformed(text, file, cause);
  }
}

/** What walks a value afterwards calls itself level by level: here is the one place that counts them. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const one of Array.isArray(value) ? value : Object.values(value))
    if (isDeeperThan(one, levels - 1)) return true;
  return false;
}

function tooDeep(text: string, file: string): ByoNetError {
  const offset = tooDeepAt(text, skipJson);
  return new ByoNetError('input', `nested too deeply to read: more than ${MOST_LEVELS} levels`, {
    file,
    ...(offset !== undefined && { place: positionText(positionAt(text, offset)) }),
    remedy: 'no answer of a provider is nested like this: name the file that the answer was written to',
  });
}

function emptyFile(file: string): ByoNetError {
  const remedy =
    'name it after its call (NatGateways.json), and the call counts as refused; or run the command that wrote it again and read what it prints';
  return new ByoNetError('input', 'the file is empty', { file, remedy });
}

const REWRITE =
  'write the file again (AWS CLI: with `--output json`; gcloud: with `--format=json`), unedited';

async function malformed(text: string, file: string, cause: unknown): Promise<ByoNetError> {
  const mistake = await firstMistake(text);
  if (mistake === undefined)
    return new ByoNetError('input', 'the file is not JSON', { file, remedy: REWRITE, cause });
  const { fact, remedy } = explain(mistake, text);
  return new ByoNetError('input', fact, { file, place: positionText(mistake.position), remedy, cause });
}

interface Mistake {
  /** jsonc-parser's name for it, "CommaExpected". */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly position: Position;
}

async function firstMistake(text: string): Promise<Mistake | undefined> {
  const { visit, printParseErrorCode } = await import('jsonc-parser');
  let first: Mistake | undefined;
  visitSafely(() =>
    visit(
      text,
      {
        onError: (code, offset, length, line, column) => {
          const position = { line: line + 1, column: column + 1 };
          first ??= { name: printParseErrorCode(code), offset, length, position };
        },
      },
      { disallowComments: true },
    ),
  );
  return first;
}

function explain(mistake: Mistake, text: string): { readonly fact: string; readonly remedy: string } {
  if (mistake.name === 'EndOfFileExpected')
    return { fact: 'the JSON ends here and more text follows', remedy: 'keep one answer a file' };
  if (isCutOff(mistake, text))
    return {
      fact: 'the file ends in the middle of its JSON: it is cut off',
      remedy: 'write the file again, to its end',
    };
  return { fact: `the file is not JSON: ${expectation(mistake, text)}`, remedy: REWRITE };
}

/** The text ran out where more had to come; a closing bracket at the end is a mistake of another kind. */
const isCutOff = ({ offset, length }: Mistake, text: string): boolean =>
  offset + length >= text.length && !'}]'.includes(text.charAt(offset) || ' ');

/** "comma expected, `]` found" */
function expectation({ name, offset, length }: Mistake, text: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  const found = JSON.stringify(text.slice(offset, offset + Math.min(Math.max(length, 1), 20)));
  return `${words}, ${found} found`;
}
