/** Bytes to text, as files come: with or without a byte order mark, UTF-8 or the UTF-16 of a Windows shell's redirection. */
import { constants } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ByoNetError } from '../errors.ts';

/** Node cannot hold a longer string (about 512 MB). */
export const MOST_BYTES = constants.MAX_STRING_LENGTH;

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

/**
 * Reads a file, or throws a `ByoNetError` that says why it cannot be read. What is no regular file (a pipe, a device)
 * has no size to ask for: it is read to its end, or to the limit.
 */
export async function readText(file: string, most = MOST_BYTES): Promise<string> {
  try {
    const stats = await stat(file);
    if (!stats.isFile() && !stats.isDirectory())
      return decodeText(await readStream(createReadStream(file), file, most));
    if (stats.size > most) throw tooLarge(file, `has ${megabytes(stats.size)} MB`, most);
    return decodeText(await readFile(file));
  } catch (error) {
    throw error instanceof ByoNetError ? error : unreadable(file, error);
  }
}

/** Whether reading it again gives the same. */
export const isRegular = (file: string): Promise<boolean> =>
  stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );

/** All that a stream gives. Throws a `ByoNetError` where it does not end before the limit. */
export async function readStream(
  stream: AsyncIterable<Buffer | string>,
  name: string,
  most = MOST_BYTES,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) throw tooLarge(name, 'does not end', most);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(file: string, fact: string, most: number): ByoNetError {
  const message = `the file ${fact}; one file can have ${megabytes(most)} MB at most`;
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
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return withoutMark(bytes.toString('utf16le'));
  // Node reads the order of bytes of a little machine only.
  if (first === 0xfe && second === 0xff && bytes.length % 2 === 0)
    return withoutMark(Buffer.from(bytes).swap16().toString('utf16le'));
  return withoutMark(bytes.toString('utf8'));
}

export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);
