/** What the conductor is asked, by the command line and by the library alike. Texts as a person writes them. */
import type { OptionValue, Severity } from './lint/rule-types.ts';
import type { PlaceReport } from './report/types.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import type { Requirements } from './workload/workload.ts';

export interface CheckRequest {
  /** What the report calls the target, and where a configuration asks for it. */
  readonly name?: string;
  readonly asked?: PlaceReport;
  /** Files, folders, or `-` for standard input. None: the provider is asked, with `region` and `profile`. */
  readonly inputs: readonly string[];
  /** What was read before; `inputs` then name nothing. */
  readonly snapshot?: Snapshot;
  readonly provider?: string;
  /** Where the provider is asked; absent: what its own tools are set to. */
  readonly region?: string;
  /** Whose credentials ask: a profile of the provider's own tools. */
  readonly profile?: string;
  /** The Google Cloud project that is asked about. */
  readonly project?: string;
  /** Where the provider's API is asked instead of at its own address. */
  readonly endpoint?: string;
  /** The same of a second API, where the provider has one: Network Connectivity of Google Cloud. */
  readonly connectivityEndpoint?: string;
  /** Of Joblet, whose networks behave by version; absent: the one that its guide describes. */
  readonly jobletVersion?: string;
  readonly placement: PlacementRequest;
  /**
   * A Python file or notebook with a call of `coiled.set_backend_options`, or `-` for standard input. It is checked, and its
   * ids are the placement, where `placement` names none. With no inputs, region, profile or network it is all that is checked.
   */
  readonly call?: string;
  /** Endpoints, in the one grammar of endpoints; several together are one client. */
  readonly client?: readonly string[];
  /** The name of a requirement set, or ports of one's own. */
  readonly requirements?: string | Requirements;
  /** `role:worker=10.20.0.0/24:5432` */
  readonly require?: readonly string[];
  /** `egress:<hop>`, `reach:<cidr>@<hop>` */
  readonly assume?: readonly string[];
  /** CIDR blocks in use elsewhere, for overlap. */
  readonly onPremises?: readonly string[];
  /** Where networks are to lie: "10.50.0.0/16", or "dev=10.1.0.0/16" for dev and dev-…. */
  readonly plan?: readonly string[];
  readonly rules?: RuleSettings;
}

/** By rule id. A rule that is not named is as it is. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

export interface RuleSetting {
  readonly severity?: Severity | 'off';
  /** What stands here beats the rule's own default. */
  readonly options?: Readonly<Record<string, OptionValue>>;
}

export interface PlacementRequest {
  readonly networkId?: string;
  readonly schedulerSubnetId?: string;
  readonly workerSubnetId?: string;
  readonly firewallId?: string;
  readonly schedulerFirewallId?: string;
  readonly schedulerPublicIp?: boolean;
  readonly workersPublicIp?: boolean;
  /** Where the VMs are made, in the region of their subnets. */
  readonly zone?: string;
  /** "job:scheduler", where jobs are what runs; both or none. */
  readonly scheduler?: string;
  readonly worker?: string;
  readonly workers?: number;
}

export interface TraceRequest extends CheckRequest {
  readonly from: string;
  readonly to: string;
  /** "8786", "1024-65535", several by commas; absent: the client's ports. */
  readonly port?: string;
  /** "tcp" (default), "udp", "icmp" or a number. */
  readonly protocol?: string;
}

/** What the conductor needs of the outside world. */
export interface Io {
  readStdin(): Promise<string>;
  /** The environment that says how a cloud is reached: `HTTPS_PROXY`, `NO_PROXY`, `AWS_CA_BUNDLE`. Absent: directly. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without an answer that end a live read; absent: 60 000. */
  readonly silence?: number;
  /** How far a live read has come: one line that replaces the last one; empty at its end. */
  progress?(line: string): void;
  /** A signal that aborts when the person interrupts; asked for once a live read starts. */
  interrupted?(): AbortSignal;
  /** Runs a program without a shell, for a provider that is asked by its own tool. */
  command?(
    program: string,
    words: readonly string[],
  ): Promise<{
    readonly exit: number | 'missing' | 'time';
    readonly stdout: string;
    readonly stderr: string;
  }>;
}
