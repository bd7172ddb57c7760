/** One file's JSON to what it holds: a written snapshot, answers of a provider, or nothing this tool reads. */
import { ByoNetError } from '../errors.ts';
import { compareText, isObject, type JsonObject } from './canonical.ts';
import type { InputFile } from './files.ts';
import { locateIn, positionText } from './locate.ts';
import type { Recogniser, Unplaceable } from './recogniser.ts';
import {
  type LoadedDocument,
  pointerInFile,
  type Snapshot,
  type SnapshotDocument,
  type SnapshotGap,
} from './snapshot.ts';
import { checkDocument, checkSnapshotFile, type ShapeProblem } from './validate.ts';
import { wrapped } from './wrapper.ts';

/** What one file adds to a snapshot. */
export interface Loaded extends Snapshot {
  /** Of an empty file: the calls that it may have been meant for, one a provider. */
  readonly meant?: readonly SnapshotGap[];
}

/** A refused call leaves an empty file behind: what it would have said was not read. Undefined where its name tells no call. */
export function loadEmpty(input: InputFile, recognisers: readonly Recogniser[]): Loaded | undefined {
  const meant = recognisers.flatMap(({ provider, scope, named }): readonly SnapshotGap[] => {
    const call = named?.(input.path);
    if (!call) return [];
    const { permission, ...about } = call;
    const why = `${input.file} is empty: the call that wrote it was refused or failed (it takes ${permission})`;
    return [{ provider, ...scope(input.folders), ...about, why }];
  });
  return meant.length === 0 ? undefined : { documents: [], gaps: [], ignored: [], meant };
}

export async function load(
  value: unknown,
  text: string,
  input: InputFile,
  recognisers: readonly Recogniser[],
): Promise<Loaded> {
  if (isObject(value) && isSnapshotFile(value)) return loadSnapshotFile(value, text, input.file, recognisers);
  const documents = await loadAnswers(value, text, input, recognisers);
  if (documents.length > 0) return { documents, gaps: [], ignored: [] };
  refuseWrapper(value, input, recognisers);
  refusePart(value, input, recognisers);
  return { documents: [], gaps: [], ignored: [{ file: input.file, why: whatItHolds(value, text) }] };
}

/** A file that is no JSON, where a provider reads such; undefined where none does. */
export function loadText(
  text: string,
  input: InputFile,
  recognisers: readonly Recogniser[],
): Loaded | undefined {
  const found = recognisers.flatMap((recogniser) => textAnswers(text, input, recogniser));
  const documents = found.flatMap((one) => one.documents);
  const unread = found.flatMap((one) => one.unread);
  if (documents.length + unread.length === 0 && !OTHER_SYNTAX.test(input.path)) return undefined;
  const why = documents.length + unread.length === 0 ? ['holds nothing that a check reads'] : unread;
  return { documents, gaps: [], ignored: why.map((one) => ({ file: input.file, why: one })) };
}

/** Files that nobody takes for JSON. */
const OTHER_SYNTAX = /\.(?:ya?ml|md|markdown|sh|bash|txt)$/i;

interface TextAnswers {
  readonly documents: readonly LoadedDocument[];
  readonly unread: readonly string[];
}

function textAnswers(
  text: string,
  { file, path, folders }: InputFile,
  { provider, scope, recogniseText }: Recogniser,
): readonly TextAnswers[] {
  const found = recogniseText?.(text, path);
  if (!found) return [];
  const documents = found.answers.map((answer) => ({
    provider,
    ...scope(folders),
    body: {},
    ...answer,
    origin: { file, pointer: '' },
  }));
  return [{ documents, unread: found.unread }];
}

const isSnapshotFile = (value: JsonObject): boolean =>
  Object.hasOwn(value, 'documents') || (Object.hasOwn(value, 'gaps') && Object.hasOwn(value, 'version'));

async function loadSnapshotFile(
  value: JsonObject,
  text: string,
  file: string,
  recognisers: readonly Recogniser[],
): Promise<Loaded> {
  const checked = checkSnapshotFile(value);
  if ('problem' in checked) throw await shapeError(checked.problem, text, file);
  const { documents, gaps } = checked.snapshot;
  const loaded = documents.map((document, i) => ({
    ...document,
    origin: { file, pointer: `/documents/${i}/body` },
  }));
  return { documents: loaded, gaps, ignored: unread(documents, file, recognisers) };
}

/** A snapshot of a later version, or of a provider that is not here, can hold answers that nothing looks at. */
function unread(
  documents: readonly SnapshotDocument[],
  file: string,
  recognisers: readonly Recogniser[],
): Loaded['ignored'] {
  const readers = new Map(recognisers.map((recogniser) => [recogniser.provider, recogniser]));
  const strange = documents.filter(({ provider, call }) => readers.get(provider)?.reads(call) !== true);
  const answers = new Set(strange.map(({ provider, call }) => `${provider} ${call}`));
  return [...answers].map((answer) => ({ file, why: `holds an answer to ${answer}, which no check reads` }));
}

async function loadAnswers(
  value: unknown,
  text: string,
  input: InputFile,
  recognisers: readonly Recogniser[],
): Promise<readonly LoadedDocument[]> {
  const documents = recognisers.flatMap((recogniser) => answers(value, input, recogniser));
  for (const document of documents) {
    const problem = checkDocument(document);
    if (problem === undefined) continue;
    const pointer = pointerInFile(document.origin, problem.pointer);
    throw await shapeError({ ...problem, pointer }, text, input.file);
  }
  return documents;
}

function answers(value: unknown, input: InputFile, recogniser: Recogniser): readonly LoadedDocument[] {
  const list = Array.isArray(value) ? recogniser.bareList : undefined;
  const body = list === undefined ? value : { [list]: value };
  if (!isObject(body)) return [];
  const recognised = recogniser.recognise(body, input.path);
  if (!isList(recognised))
    throw new ByoNetError('input', recognised.why, { file: input.file, remedy: recognised.remedy });
  return recognised.map((answer) => ({
    provider: recogniser.provider,
    ...recogniser.scope(input.folders),
    body,
    ...answer,
    origin: { file: input.file, pointer: '', ...(list !== undefined && { bareList: list }) },
  }));
}

const isList = <T>(value: readonly T[] | Unplaceable): value is readonly T[] => Array.isArray(value);

async function shapeError(problem: ShapeProblem, text: string, file: string): Promise<ByoNetError> {
  const position = await locateIn(text, problem.pointer);
  const place = position === undefined ? problem.pointer : positionText(position);
  return new ByoNetError('input', problem.fact, { file, place, remedy: problem.remedy });
}

/** A recording hides an answer: to leave it aside in silence would read as "nothing there". */
function refuseWrapper(value: unknown, { file, path }: InputFile, recognisers: readonly Recogniser[]): void {
  const wrapper = wrapped(value);
  const answer = wrapper?.inner.find((inner) => isAnswer(inner.value, path, recognisers));
  if (wrapper === undefined || answer === undefined) return;
  const message = `the file is a recorder's wrapper, ${wrapper.form}, around an answer`;
  const remedy = `write the inner object at ${answer.pointer} to a file of its own, as the provider's CLI prints it`;
  throw new ByoNetError('input', message, { file, place: answer.pointer, remedy });
}

/** What is left of an answer says nothing about the rest: to leave it aside in silence would hide that it was read. */
function refusePart(value: unknown, { file, path }: InputFile, recognisers: readonly Recogniser[]): void {
  for (const { part } of recognisers) {
    const found = part?.(value, path);
    if (found) throw new ByoNetError('input', found.what, { file, remedy: found.remedy });
  }
}

function isAnswer(value: unknown, path: string, recognisers: readonly Recogniser[]): boolean {
  if (!isObject(value)) return false;
  if (isSnapshotFile(value)) return true;
  return recognisers.some((recogniser) => {
    const recognised = recogniser.recognise(value, path);
    return !isList(recognised) || recognised.length > 0;
  });
}

const MOST_KEYS = 5;

function whatItHolds(value: unknown, text: string): string {
  if (Array.isArray(value)) return 'holds a list of nothing that a check reads';
  if (!isObject(value)) return `holds ${JSON.stringify(value)?.slice(0, 40)}; an answer is an object`;
  const keys = Object.keys(value)
    .sort(compareText)
    .map((key) => JSON.stringify(key.slice(0, 60)));
  if (keys.length === 0)
    return text.includes('null') ? 'holds nothing but null, which reads as absent' : 'holds an empty object';
  const more = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more keys` : '';
  return `holds ${keys.slice(0, MOST_KEYS).join(', ')}${more}, which no check reads`;
}
