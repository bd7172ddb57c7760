/** Text to JSON, and where it is none, one error that says what is wrong at which line. */
import { ByoNetError } from '../errors.ts';
import { type Position, positionText, visitSafely } from './locate.ts';

export async function parseJson(text: string, file: string): Promise<unknown> {
  if (text.trim() === '') throw emptyFile(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw await malformed(text, file, cause);
  }
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
