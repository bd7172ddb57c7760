/**
 * What people wrote for a host that runs jobs on bridges of its own (Joblet): the networks they create, the workflows
 * and single jobs that use them. A `Network` says what reaches what; this says what stands in the files, word by word,
 * so that a rule can point at the line. The provider's own shapes stop at the provider.
 */
import type { Cidr } from '../ip/address.ts';
import type { Place, Resource } from './network.ts';

/** How the host behaves: `S` is Joblet 2.11.3 of August 2025, `L` the releases of 2026. */
export type JobsProfile = 'S' | 'L';

export interface Jobs {
  readonly profile: JobsProfile;
  /** One entry for each creation, built-in networks among them, in the order of reading; a name can stand twice. */
  readonly networks: readonly JobNetwork[];
  /** A list of networks or lines that create them were read: what is not among them is not there. */
  readonly networksRead: boolean;
  readonly workflows: readonly JobWorkflow[];
  /** Jobs started by a command of their own, outside of any workflow. */
  readonly runs: readonly Job[];
}

/** `id` is unique ("app-tier@guide.md:155" for a second creation); `name` is what jobs say. */
export interface JobNetwork extends Resource {
  readonly name: string;
  /** As written. */
  readonly cidr: string;
  /** The range, host bits cleared; absent where `cidr` is no IPv4 range. */
  readonly block?: Cidr;
  /** The bridge that the kernel is asked for: "joblet0", "joblet-app-tier". */
  readonly device: string;
  readonly builtin: boolean;
}

export interface JobWorkflow extends Resource {
  readonly jobs: readonly Job[];
  /** Keys that the file has and the server drops without a word. */
  readonly ignored: readonly IgnoredKey[];
}

export interface IgnoredKey {
  /** "defaults.network", "jobs.train.resources.max_iobps" */
  readonly key: string;
  /** The scalar that stands there, if it is one. */
  readonly value?: string;
  readonly place?: Place;
}

/** `id` is unique ("workflow.yaml#database"); `name` is the key under `jobs:`, or the command of a single job. */
export interface Job extends Resource {
  readonly name: string;
  /** The network's name as written; absent: the default bridge. */
  readonly network?: JobText;
  /** Words of the command line: the command, then its arguments. */
  readonly command: readonly JobText[];
  /** Values of environment variables, plain and secret. */
  readonly environment: readonly (JobText & { readonly name: string })[];
  readonly requires: readonly JobRequirement[];
}

export interface JobText {
  readonly text: string;
  readonly place?: Place;
}

/** "Start me once `job` has `status`." */
export interface JobRequirement {
  readonly job: string;
  readonly status: string;
  readonly place?: Place;
}
