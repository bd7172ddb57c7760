/** Asks Joblet by its own tool: `rnx` on PATH, with its own configuration. */
import { ByoNetError } from '../../errors.ts';
import { isObject } from '../../snapshot/canonical.ts';
import type { LoadedDocument, Snapshot } from '../../snapshot/snapshot.ts';
import type { LiveIo } from '../provider.ts';
import { CALLS } from './documents.ts';
import { recogniser } from './recognise.ts';

const COMMAND = ['network', 'list', '--json'] as const;
const LINE = `rnx ${COMMAND.join(' ')}`;

export async function collect(io: LiveIo): Promise<Snapshot> {
  if (!io.command) throw refused('no command can be run here', 'write its answer to a file and name that');
  const { exit, stdout, stderr } = await io.command('rnx', COMMAND);
  if (exit === 'missing')
    throw refused('rnx is not on PATH', `install it, or run \`${LINE} > networks.json\` where it is`);
  if (exit === 'time')
    throw refused(
      `${LINE} did not answer in time`,
      'see whether the Joblet server of its configuration runs',
    );
  const document = answer(stdout);
  // rnx leaves with 0 after some failures too: only an answer counts.
  if (exit !== 0 || document === undefined)
    throw refused(
      `${LINE} failed: ${said(stderr) || said(stdout) || `exit code ${exit}`}`,
      `run ${LINE} by hand`,
    );
  return { documents: [document], gaps: [], ignored: [] };
}

const refused = (message: string, remedy: string): ByoNetError =>
  new ByoNetError('credentials', message, { remedy });

function answer(text: string): LoadedDocument | undefined {
  const value = json(text);
  const body = Array.isArray(value) ? { networks: value } : value;
  if (!isObject(body)) return undefined;
  const found = recogniser.recognise(body, '');
  if ('why' in found || found.length === 0) return undefined;
  return { provider: 'joblet', call: CALLS.list, body, origin: { file: LINE, pointer: '' } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first line of what it printed: the rest repeats it. */
const said = (text: string): string => text.trim().split('\n')[0]?.slice(0, 300) ?? '';
