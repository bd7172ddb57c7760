/** A snapshot as bytes: the same network gives the same bytes, whatever order it was read in. */
import { canonical, canonicalObject, compareText, type Sets } from './canonical.ts';
import { distinctGaps, sortedBy, subject } from './merge.ts';
import type { Recogniser } from './recogniser.ts';
import { redactObject } from './redact.ts';
import type { SnapshotDocument, SnapshotGap } from './snapshot.ts';
import { hideTokens } from './tokens.ts';

/** The text of a snapshot file, secrets redacted, with a newline at its end. */
export function writeSnapshot(
  snapshot: { readonly documents: readonly SnapshotDocument[]; readonly gaps: readonly SnapshotGap[] },
  recognisers: readonly Recogniser[],
): string {
  const documents = snapshot.documents.map((document) => written(document, setsOf(document, recognisers)));
  const gaps = distinctGaps(snapshot.gaps).map((gap) => canonical(hideTokens(gap), {}));
  return `${JSON.stringify({ version: 1, documents: distinct(documents), gaps }, undefined, 1)}\n`;
}

const setsOf = (document: SnapshotDocument, recognisers: readonly Recogniser[]): Sets =>
  recognisers.find(({ provider }) => provider === document.provider)?.sets ?? {};

/** What it is first, what it says last. */
function written(document: SnapshotDocument, sets: Sets): SnapshotDocument {
  const { provider, account, region, call, body } = document;
  return {
    provider,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    call,
    ...(document.arguments !== undefined && { arguments: sortedArguments(document.arguments) }),
    body: canonicalObject(redactObject(body), sets),
  };
}

const sortedArguments = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(given).sort(([a], [b]) => compareText(a, b)));

function distinct(documents: readonly SnapshotDocument[]): readonly SnapshotDocument[] {
  const byText = new Map(documents.map((document) => [JSON.stringify(document), document]));
  const sorted = sortedBy([...byText], ([text, document]) => [...subject(document), text]);
  return sorted.map(([, document]) => document);
}
