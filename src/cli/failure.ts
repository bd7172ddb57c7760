/** Exit code 2: one clear message with the next step, in the format that was asked for. */
import { ByoNetError } from '../errors.ts';
import { safeJson, visible } from '../reporters/escape.ts';
import { formatsAskedFor } from './argv.ts';
import type { CliIo } from './io.ts';
import { type Output, outputOf, put } from './output.ts';

export const FAILED = 2;

export async function fail(thrown: unknown, argv: readonly string[], io: CliIo): Promise<number> {
  const error = thrown instanceof ByoNetError ? thrown : internal(thrown);
  const json = formatsAskedFor(argv)
    .map(outputOf)
    .filter(({ format }) => format === 'json');
  if (!json.some(({ file }) => file === undefined)) io.stderr(asText(error));
  for (const output of json) await putQuietly(io, output, `${safeJson(asJson(error))}\n`);
  return FAILED;
}

/** The failure may be that very file. */
const putQuietly = (io: CliIo, { file }: Output, text: string): Promise<void> =>
  file === '' ? Promise.resolve() : put(io, file, text).catch(() => undefined);

const internal = (thrown: unknown): ByoNetError =>
  new ByoNetError('internal', thrown instanceof Error ? thrown.message : String(thrown), {
    remedy: 'this is a defect of byo-net: report it with the command and, if you can, the snapshot',
    cause: thrown,
  });

const asJson = ({ code, message, file, place, remedy }: ByoNetError) => ({
  error: { code, message, file, place, remedy },
});

function asText(error: ByoNetError): string {
  const { message, file, place, remedy } = error;
  // A line and column stand behind the file as editors read them: `file:3:5`.
  const at = [file, place].filter((one) => one !== undefined).join(/^\d/.test(place ?? '') ? ':' : ': ');
  const where = at === '' ? '' : `${at}: `;
  const lines = [
    `byo-net: ${where}${message}`,
    ...(remedy === undefined ? [] : [`  ${remedy}`]),
    ...stack(error),
  ];
  return `${lines.map((line) => visible(line, true)).join('\n')}\n`;
}

function stack({ code, cause }: ByoNetError): readonly string[] {
  if (code !== 'internal' || !(cause instanceof Error)) return [];
  return (cause.stack ?? '').split('\n').slice(1, 6);
}
