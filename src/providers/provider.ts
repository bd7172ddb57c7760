/** What a provider is to the rest: a reader of documents, a network, and changes that can be tried and written down. */
import type { Allotment } from '../model/allotment.ts';
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Recogniser } from '../snapshot/recogniser.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

export interface Provider {
  readonly name: string;
  readonly recogniser: Recogniser;
  /** Its documents are understood by the version of the software that they speak of (`--joblet-version`). */
  readonly isVersioned?: true;
  /** Decodes and lowers. Throws `ByoNetError` where documents contradict each other. */
  open(snapshot: Snapshot, asked?: OpenRequest): OpenedNetwork;
  /** Asks the provider itself; its SDK loads with the first call. Throws `ByoNetError` where nothing can be read. */
  collect?(request: LiveRequest, io: LiveIo): Promise<Snapshot>;
  /** What a reader of everything has to be allowed, in the provider's own form, as JSON. */
  permissions?(): object;
}

/** What changes how documents are understood. */
export interface OpenRequest {
  /** Of the software that the documents speak of, where its versions behave differently (Joblet). */
  readonly version?: string;
}

/** What a provider is asked about. */
export interface LiveRequest {
  /** Absent: what the provider's own tools are set to. */
  readonly region?: string;
  readonly profile?: string;
  /** The project (GCP). */
  readonly project?: string;
  /** Where the API is asked instead of at the provider's own address. */
  readonly endpoint?: string;
  /** The same of a second API, where the provider has one: Network Connectivity (GCP). */
  readonly connectivityEndpoint?: string;
  /** The network in question; absent: all of them. */
  readonly networkId?: string;
  /** Everything else the person wrote: the resources it names are read wherever they sit. */
  readonly mentioned: readonly string[];
}

export interface LiveIo {
  /** The environment that says how the cloud is reached: `HTTPS_PROXY`, `NO_PROXY`, `AWS_CA_BUNDLE`. Absent: directly. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without an answer that end the read; absent: 60 000. */
  readonly silence?: number;
  /** How far the read has come: one line that replaces the last one; empty at its end. */
  progress?(line: string): void;
  /** A signal that aborts when the person interrupts. */
  interrupted?(): AbortSignal;
  /** Runs a program without a shell, limited in time and output; absent where none can be run. */
  command?(program: string, words: readonly string[]): Promise<CommandAnswer>;
}

export interface CommandAnswer {
  /** The exit code; `missing`: there is no such program; `time`: it was ended. */
  readonly exit: number | 'missing' | 'time';
  readonly stdout: string;
  readonly stderr: string;
}

/** A network with the resources that it was lowered from, hidden: provider shapes stay in the provider. */
export interface OpenedNetwork {
  readonly network: Network;
  /** The network as it would be after the changes; undefined where one of them cannot be made. */
  changed(changes: readonly Change[]): Network | undefined;
  /**
   * The changes as the provider takes them, after those `beside` them: other ones to the same effect where these go past a
   * quota, or the sentence why it takes none. Absent: it takes whatever can be made.
   */
  accepted?(changes: readonly Change[], beside: readonly Change[]): Accepted;
  /**
   * The changes as commands of the provider's own tool, to paste, alone or after those of the changes `beside` them:
   * nothing that has to be unique in the cloud is given to two of them.
   */
  commands(changes: readonly Change[], beside?: readonly Change[]): readonly string[];
  /**
   * What makes the network as it is to be, where that is a list of changes; `avoid`: CIDRs in use elsewhere,
   * `allotments`: where networks are to lie.
   */
  planned?(avoid: readonly string[], allotments: readonly Allotment[]): readonly Change[];
}

export type Accepted = { readonly changes: readonly Change[] } | Refusal;

export interface Refusal {
  readonly refused: string;
  /** Nobody can be asked for the change, or it is no use to say which. */
  readonly isFinal?: true;
}
