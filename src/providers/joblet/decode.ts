/** The snapshot's documents, typed: whatever shape networks came in, they are one list from here on. */
import { ByoNetError } from '../../errors.ts';
import type { Place } from '../../model/network.ts';
import { compareText, isObject } from '../../snapshot/canonical.ts';
import { pointerSegment } from '../../snapshot/locate.ts';
import { type LoadedDocument, pointerInFile, type Snapshot } from '../../snapshot/snapshot.ts';
import { CALLS } from './documents.ts';
import { readCommands } from './read/commands.ts';
import { readTable } from './read/table.ts';
import { readWorkflow } from './read/workflow.ts';
import type { JobletResources, NetworkEntry } from './resources.ts';
import type { Version } from './versions.ts';

type Part = Partial<Pick<JobletResources, 'networks' | 'complete' | 'workflows' | 'uses'>>;

/** Throws `ByoNetError` for a workflow that is no YAML. What Joblet lists comes before what commands create. */
export function decode(snapshot: Snapshot, version: Version): JobletResources {
  const parts = snapshot.documents
    .filter(({ provider }) => provider === 'joblet')
    .map((document) => decodeDocument(document, version));
  const networks = parts.flatMap((part) => part.networks ?? []);
  return {
    version,
    networks: [
      ...networks.filter(({ source }) => source === 'listed'),
      ...networks.filter(({ source }) => source === 'created'),
    ],
    complete: parts.some((part) => part.complete === true),
    workflows: parts.flatMap((part) => part.workflows ?? []),
    uses: parts.flatMap((part) => part.uses ?? []),
  };
}

function decodeDocument(document: LoadedDocument, version: Version): Part {
  const { call, body, origin } = document;
  switch (call) {
    case CALLS.list:
      return { networks: listed(body.networks, (i) => placeIn(document, `/networks/${i}`)), complete: true };
    case CALLS.state:
      return { networks: state(document), complete: true };
    case CALLS.table:
      return { networks: readTable(...textOf(document)), complete: true };
    case CALLS.workflow: {
      const [text, place] = textOf(document);
      return { workflows: [readWorkflow(text, origin.file, place, version.profile)] };
    }
    case CALLS.script: {
      const [text, place] = textOf(document);
      return readCommands(text, ({ line, column }) => place(line, column));
    }
    default:
      return {};
  }
}

const placeIn = ({ origin }: LoadedDocument, pointer: string): Place => ({
  file: origin.file,
  pointer: pointerInFile(origin, pointer),
});

function listed(networks: unknown, place: (index: number) => Place): readonly NetworkEntry[] {
  const list: readonly unknown[] = Array.isArray(networks) ? networks : [];
  return list.flatMap((network, i) => entry(isObject(network) ? network : {}, place(i)));
}

/** The keys of an object have no order: by name. */
function state(document: LoadedDocument): readonly NetworkEntry[] {
  return Object.entries(document.body)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, network]) =>
      entry({ ...(isObject(network) ? network : {}), name }, placeIn(document, `/${pointerSegment(name)}`)),
    );
}

/** `none` and `isolated` of a list have no range: Joblet 2.10 prints N/A. */
function entry(network: Readonly<Record<string, unknown>>, place: Place): readonly NetworkEntry[] {
  const { name, cidr, bridge } = network;
  if (typeof name !== 'string' || typeof cidr !== 'string' || cidr === 'N/A') return [];
  return [{ name, cidr, bridge: typeof bridge === 'string' ? bridge : '', source: 'listed', place }];
}

/** The text of a document that is none of JSON, and places in its file. */
function textOf({ body, origin }: LoadedDocument): [string, (line: number, column: number) => Place] {
  const { text, line: start } = body;
  if (typeof text !== 'string' || typeof start !== 'number')
    throw new ByoNetError('input', 'the document has no text', {
      file: origin.file,
      place: origin.pointer,
      remedy: 'name the file that it was read from',
    });
  const place = (line: number, column: number): Place => ({
    file: origin.file,
    pointer: origin.pointer,
    line: start + line - 1,
    column,
  });
  return [text, place];
}
