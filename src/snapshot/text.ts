/** Bytes to text, as files come: with or without a byte order mark, UTF-8 or the UTF-16 of a Windows shell's redirection. */
import { constants } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { ByoNetError } from '../errors.ts';

/** Node cannot hold a longer string (about 512 MB). */
export const MOST_BYTES = constants.MAX_STRING_LENGTH;

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

/** Reads a file, or throws a `ByoNetError` that says why it cannot be read. */
export async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw tooLarge(file, size);
    return decodeText(await readFile(file));
  } catch (error) {
    throw error instanceof ByoNetError ? error : unreadable(file, error);
  }
}

function tooLarge(file: string, size: number): ByoNetError {
  const message = `the file has ${megabytes(size)} MB; one file can have ${megabytes(MOST_BYTES)} MB at most`;
  const remedy = 'split it: one answer a file, in one folder, or ask the provider for one VPC only';
  return new ByoNetError('input', message, { file, remedy });
}

function unreadable(file: string, cause: unknown): ByoNetError {
  const message = `the file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new ByoNetError('input', message, {
    file,
    cause,
    remedy: 'check its name and your right to read it',
  });
}

export function decodeText(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return withoutMark(bytes.toString(isUtf16 ? 'utf16le' : 'utf8'));
}

export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);
