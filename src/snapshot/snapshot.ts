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

/** A document in memory remembers where it stood: `pointer` leads to its body within `file`. */
export interface LoadedDocument extends SnapshotDocument {
  readonly origin: { readonly file: string; readonly pointer: string };
}

export interface Snapshot {
  readonly documents: readonly LoadedDocument[];
  readonly gaps: readonly SnapshotGap[];
  /** Input that was looked at and holds nothing this tool reads, said in the report: nothing is dropped in silence. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
}
