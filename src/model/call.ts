/**
 * A person's own call of `coiled.set_backend_options`, or its `network` dictionary alone: as it is written, read and
 * never run. A secret is dropped when it is read: no text of it gets here.
 */
import type { Place } from './network.ts';

export interface Call {
  /** `dictionary`: a network dictionary that no call was found around; it stands as the argument `network`. */
  readonly form: 'call' | 'dictionary';
  readonly place: Place;
  /** By keyword; positional ones carry the name that the client gives them. */
  readonly arguments: readonly CallEntry[];
  /** What could hold more arguments: `**options`. */
  readonly unseen: readonly Unseen[];
  /** The clusters that the same file makes; absent: none. */
  readonly clusters?: readonly ClusterCall[];
}

/** A call of `coiled.Cluster`. */
export interface ClusterCall {
  readonly place: Place;
  readonly arguments: readonly CallEntry[];
  readonly unseen: readonly Unseen[];
  /** What the file tells Dask's configuration (`dask.config.set`): entries of `coiled`, with `_` in their names. */
  readonly configured: readonly CallEntry[];
}

/** `name=value`, or a key of a dictionary with its value. */
export interface CallEntry {
  readonly name: string;
  /** Where the name stands; of a positional argument, the value. */
  readonly place: Place;
  readonly value: CallValue;
}

/** `place`: where the value was written, which may be far from the call. */
export type CallValue = { readonly place: Place } & (
  | { readonly is: 'literal'; readonly value: Literal }
  | { readonly is: 'mapping'; readonly entries: readonly CallEntry[]; readonly unseen: readonly Unseen[] }
  | { readonly is: 'list'; readonly items: readonly CallValue[] }
  | { readonly is: 'secret' }
  | ({ readonly is: 'unknown' } & UnknownValue)
);

export type Literal = string | number | boolean | null;

export interface UnknownValue {
  /** What is there, for a sentence: `os.environ["VPC_ID"]`, "a call of vpc_of()". */
  readonly what: string;
  /** The expression itself, where it can hold no secret: a name, or a look-up in the environment. */
  readonly expression?: string;
}

/** `broken`: it is no Python, so the whole call may be another one. */
export type Unseen = UnknownValue & { readonly place: Place; readonly broken?: true };

/** From the call to a part of it: names of arguments and keys, indexes of lists. */
export type CallPath = readonly (string | number)[];

/** A change of the call. */
export type CallEdit =
  | { readonly do: 'rename'; readonly at: CallPath; readonly to: string }
  | { readonly do: 'remove'; readonly at: CallPath }
  | { readonly do: 'set'; readonly at: CallPath; readonly value: Literal | { readonly environment: string } };
