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
  const body = answer(stdout);
  // rnx leaves with 0 after some failures too: only an answer counts.
  if (exit !== 0 || body === undefined)
    throw refused(
      `${LINE} failed: ${said(stderr) || said(stdout) || `exit code ${exit}`}`,
      `run ${LINE} by hand`,
    );
  const { call, value } = body;
  const document: LoadedDocument = {
    provider: 'joblet',
    call,
    body: value,
    origin: { file: LINE, pointer: '' },
  };
  return { documents: [document], gaps: [], ignored: [] };
}

const refused = (message: string, remedy: string): ByoNetError =>
  new ByoNetError('credentials', message, { remedy });

function answer(text: string) {
  const parsed = json(text);
  if (Array.isArray(parsed)) {
    const [found] = recogniser.recogniseList?.(parsed) ?? [];
    return found?.body && { call: CALLS.bareList, value: found.body };
  }
  if (!isObject(parsed)) return undefined;
  const found = recogniser.recognise(parsed, '');
  return 'why' in found || found.length === 0 ? undefined : { call: CALLS.list, value: parsed };
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
