/** What a provider is to the rest: a reader of documents, a network, and changes that can be tried and written down. */
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { CheckRequest, Io } from '../run-types.ts';
import type { Recogniser } from '../snapshot/recogniser.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

export interface Provider {
  readonly name: string;
  readonly recogniser: Recogniser;
  /** Decodes and lowers. Throws `ByoNetError` where documents contradict each other. */
  open(snapshot: Snapshot): OpenedNetwork;
  /** Asks the provider itself; its SDK loads with the first call. Throws `ByoNetError` where nothing can be read. */
  collect?(request: CheckRequest, io: Io): Promise<Snapshot>;
  /** What a reader of everything has to be allowed, in the provider's own form, as JSON. */
  permissions?(): object;
}

/** A network with the resources that it was lowered from, hidden: provider shapes stay in the provider. */
export interface OpenedNetwork {
  readonly network: Network;
  /** The network as it would be after the changes; undefined where one of them cannot be made. */
  changed(changes: readonly Change[]): Network | undefined;
  /** The changes as commands of the provider's own tool, to paste. */
  commands(changes: readonly Change[]): readonly string[];
}
