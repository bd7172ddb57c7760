/** The one error of this tool's edge: reading, configuration, usage. Inside, errors are values. */

/**
 * Who has to act: `usage` the caller of the command, `input` the maker of the files, `config` the owner of the
 * configuration, `credentials` the holder of the account, `internal` this tool's authors.
 */
export type ErrorCode = 'usage' | 'input' | 'config' | 'credentials' | 'internal';

export interface ErrorDetails {
  readonly file?: string | undefined;
  /** Where in the file: "line 12, column 3", or a JSON pointer. */
  readonly place?: string | undefined;
  /** What to do about it, one clause that starts with a verb. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/** `message` states the fact without naming file and place: whoever prints the error puts those before it. */
export class ByoNetError extends Error {
  override readonly name = 'ByoNetError';
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly place: string | undefined;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.place = details.place;
    this.remedy = details.remedy;
  }
}
