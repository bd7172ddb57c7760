/**
 * What people wrote down beside the network itself: networks as they were declared, before anything made them real, and
 * workflows whose jobs ask for them. Pure data with places; texts are as written, wrong ones included, so that rules
 * can judge them.
 */
import type { Cidr } from '../ip/address.ts';
import type { Place, Resource } from './network.ts';

export interface Plan {
  /** The version of the software that runs the jobs, and the generation of its behaviour (Joblet: "S", "L"). */
  readonly version: string;
  readonly profile: string;
  /** By place: a name that is declared twice is here twice. */
  readonly networks: readonly DeclaredNetwork[];
  /** Whether the networks are all that there are (a list of the software itself), and not only those written down. */
  readonly complete: boolean;
  readonly workflows: readonly Workflow[];
  /** Networks that single commands name: `rnx run --network=app-net nginx`. */
  readonly uses: readonly NetworkUse[];
}

/** `id` is the name, unless it is taken by an earlier declaration. */
export interface DeclaredNetwork extends Resource {
  readonly name: string;
  /** As written; undefined where it is not told (a variable, a missing flag). */
  readonly cidr: string | undefined;
  /** Undefined where `cidr` is no block of addresses, or where the software refuses the name. */
  readonly block?: Cidr;
  /** The bridge that a list names, or the one that the software derives from the name. */
  readonly bridge: string;
  /** `listed` by the software, `created` by a command line, `built-in` where nobody had to write it. */
  readonly source: 'listed' | 'created' | 'built-in';
  readonly builtin: boolean;
  /** Its subnet in `Network.subnets`; absent where it can have none. */
  readonly subnet?: string;
  /** What a person wrote beside its command: "Database network (no internet)". */
  readonly comment?: Text;
}

export interface NetworkUse {
  readonly network: Text;
  /** The command that runs there: "redis-server". */
  readonly command: string;
  /** The script, or the fenced block of a guide, that it stands in: what stands together belongs together. */
  readonly block: string;
}

/** A text and where it stands. */
export interface Text {
  readonly text: string;
  readonly place: Place;
}

/** One file, or one fenced block of a guide. Its `id` is the file's name. */
export interface Workflow extends Resource {
  readonly jobs: readonly Job[];
  /** Variables that every job is given. */
  readonly environment: readonly Variable[];
  /** Keys above the jobs that nothing acts upon. */
  readonly ignored: readonly Ignored[];
  /** A key that is written twice, a value of a wrong kind: one sentence each. */
  readonly faults: readonly Text[];
}

/** `id` is "<file's name>#<job>". */
export interface Job extends Resource {
  readonly name: string;
  /** As written; absent: the default network. */
  readonly network?: Text;
  /** The name of the network that it is put on: `network`, or the default. */
  readonly on: string;
  /** Its subnet in `Network.subnets`. */
  readonly subnet: string;
  readonly command?: Text;
  readonly args: readonly Text[];
  readonly runtime?: Text;
  readonly environment: readonly Variable[];
  readonly volumes: readonly Text[];
  readonly uploads: readonly Text[];
  readonly requires: readonly Dependency[];
  readonly ignored: readonly Ignored[];
}

export interface Variable extends Text {
  readonly name: string;
  readonly secret: boolean;
}

export interface Dependency {
  readonly job: string;
  readonly status: string;
  /** Of the job's name. */
  readonly place: Place;
  readonly statusPlace: Place;
}

/** A key that the software reads over. */
export interface Ignored {
  /** As a path: "defaults.network", "resources.max_iobps". */
  readonly key: string;
  /** What stands there, where it is a plain value. */
  readonly value?: string;
  readonly place: Place;
}
