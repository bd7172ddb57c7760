/** The snapshot: what a provider said, unchanged, and what it refused to say. Published as `schemas/snapshot.schema.json`. */

/** One answer of a provider. */
export interface SnapshotDocument {
  readonly provider: string;
  /** AWS account id, GCP project. */
  readonly account?: string;
  readonly region?: string;
  /** The provider's call: "DescribeVpcs". */
  readonly call: string;
  /** What the call was asked with, where an answer does not say what it is about (`TransitGatewayRouteTableId`). */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A call that was refused or failed. */
export interface SnapshotGap {
  readonly provider: string;
  readonly account?: string;
  readonly region?: string;
  readonly call: string;
  readonly arguments?: Readonly<Record<string, string>>;
  /** The provider's words, e.g. "UnauthorizedOperation: You are not authorized …". */
  readonly why: string;
}

/** The written form: sorted, versioned; the same network always gives the same bytes. */
export interface SnapshotFile {
  readonly version: 1;
  readonly documents: readonly SnapshotDocument[];
  readonly gaps: readonly SnapshotGap[];
}

/** A document in memory remembers where it stood. */
export interface LoadedDocument extends SnapshotDocument {
  readonly origin: Origin;
}

export interface Origin {
  readonly file: string;
  /** Leads to the body within `file`. */
  readonly pointer: string;
  /** The file holds nothing but the list that the body has under this key: no such key leads to its elements. */
  readonly bareList?: string;
}

/** From a pointer within a document's body to one within the file that it came from. */
export function pointerInFile({ pointer, bareList }: Origin, inBody: string): string {
  const bare = bareList !== undefined && (inBody === `/${bareList}` || inBody.startsWith(`/${bareList}/`));
  return pointer + (bare ? inBody.slice(bareList.length + 1) : inBody);
}

export interface Snapshot {
  readonly documents: readonly LoadedDocument[];
  readonly gaps: readonly SnapshotGap[];
  /** Input that was looked at and holds nothing this tool reads, said in the report: nothing is dropped in silence. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
}
