/** Several files to one snapshot, in an order that does not depend on how they were named or read. */
import { canonicalText, compareText } from './canonical.ts';
import type { Loaded } from './load.ts';
import type { Recogniser } from './recogniser.ts';
import type { LoadedDocument, Snapshot, SnapshotDocument, SnapshotGap } from './snapshot.ts';

export function merge(parts: readonly Loaded[], recognisers: readonly Recogniser[]): Snapshot {
  const documents = parts.flatMap((part) => part.documents);
  const partial = new Map(documents.map((document) => [document, partialGaps(document, recognisers)]));
  const whole = documents.filter((document) => partial.get(document)?.length === 0);
  const refused = parts.flatMap((part) => part.gaps.filter((gap) => !isSettled(gap, part, whole)));
  return {
    documents: sortedBy(documents, (each) => [...subject(each), each.origin.file, each.origin.pointer]),
    gaps: distinctGaps([...refused, ...[...partial.values()].flat(), ...emptyFiles(parts, documents)]),
    ignored: sortedBy(
      parts.flatMap((part) => part.ignored),
      (each) => [each.file, each.why],
    ),
  };
}

/** An empty file is of a provider that speaks beside it; of which call another answer may be there, it says nothing. */
function emptyFiles(parts: readonly Loaded[], documents: readonly LoadedDocument[]): readonly SnapshotGap[] {
  const present = new Set(documents.map(({ provider }) => provider));
  return parts.flatMap(({ meant = [] }) => meant.filter(({ provider }) => present.has(provider)));
}

/** An answer whose later pages were not read is an answer and a gap. */
function partialGaps(document: LoadedDocument, recognisers: readonly Recogniser[]): readonly SnapshotGap[] {
  const recogniser = recognisers.find((each) => each.provider === document.provider);
  const { body, origin: _origin, ...about } = document;
  return (recogniser?.incomplete(body) ?? []).map((part) => ({ ...about, ...part }));
}

/**
 * A person who reads a refused call by other means hands its answer over beside the snapshot: the gap is closed.
 * An answer in the same part closes nothing: it was there when the call was refused.
 */
function isSettled(gap: SnapshotGap, part: Loaded, whole: readonly LoadedDocument[]): boolean {
  const own = new Set(part.documents);
  return whole.some((document) => !own.has(document) && answersGap(document, gap));
}

const answersGap = (document: SnapshotDocument, gap: SnapshotGap): boolean =>
  document.provider === gap.provider &&
  document.call === gap.call &&
  mayBeSame(document.account, gap.account) &&
  mayBeSame(document.region, gap.region) &&
  Object.entries(gap.arguments ?? {}).every(
    ([name, value]) => document.arguments?.[name] === value || document.body[name] === value,
  );

/** A loose file often does not say where it was read. */
const mayBeSame = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** What a document or a gap is about, in the order snapshots are sorted by. */
export const subject = (of: SnapshotDocument | SnapshotGap): readonly string[] => [
  of.provider,
  of.account ?? '',
  of.region ?? '',
  of.call,
  canonicalText(of.arguments ?? {}, {}),
];

export function sortedBy<T>(values: readonly T[], key: (value: T) => readonly string[]): readonly T[] {
  return values
    .map((value) => ({ value, key: key(value) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ value }) => value);
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const order = compareText(part, b[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

export function distinctGaps(gaps: readonly SnapshotGap[]): readonly SnapshotGap[] {
  const byText = new Map(gaps.map((gap) => [canonicalText(gap, {}), gap]));
  return sortedBy([...byText.values()], (gap) => [...subject(gap), gap.why]);
}
